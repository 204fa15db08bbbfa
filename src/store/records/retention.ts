import { sql, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { unindexArticles } from '../articles/article-index.ts';
import type { Backend } from '../engines/backend.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

/** Where a look for old articles goes on. */
export interface RetentionCursor {
  seenAt: number;
  id: string;
}

/** What one batch did. */
export interface PrunedBatch {
  deleted: number;
  /** null: there is nothing more. */
  next: RetentionCursor | null;
}

/** Tables that say something of an article, and nothing of what was posted or seen. */
const companions = [
  'overrides',
  'source_items',
  'similar_articles',
  'unreadable_articles',
  'unindexed_articles',
  'writings',
] as const;

/**
 * Deletes what is old. The ledger and the item keys stay: they keep an article that comes back from being posted again.
 * Pushes keep what they know of versions, too.
 */
export class Retention {
  readonly #db: Kysely<Tables>;
  readonly #backend: Pick<Backend, 'commitLazily' | 'hasRowLocks' | 'words'>;

  constructor(db: Kysely<Tables>, backend: Pick<Backend, 'commitLazily' | 'hasRowLocks' | 'words'>) {
    this.#db = db;
    this.#backend = backend;
  }

  async countArticles(before: Date): Promise<number> {
    const { count } = await this.#db
      .selectFrom('articles')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where((e) => isOld(e, before))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async countAudit(before: Date): Promise<number> {
    const { count } = await this.#db
      .selectFrom('audit')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /**
   * Deletes at most `limit` articles that were due before a moment, in one transaction. The notes of their deletion are
   * removed with them: for the planner a deletion is a cancellation, and would kill their posts. No commit of a deletion
   * waits for the disk, because on SQLite the lanes wait for it, and what a power failure undoes is deleted once more.
   */
  async pruneArticles(before: Date, after: RetentionCursor | null, limit: number): Promise<PrunedBatch> {
    return this.#backend.commitLazily(this.#db, async (tx) => {
      const rows = await tx
        .selectFrom('articles')
        .select(['id', 'seen_at'])
        .where((e) => isOld(e, before))
        .$if(after !== null, (query) =>
          query.where(sql<SqlBool>`(seen_at, id) > (${after?.seenAt ?? 0}, ${after?.id ?? ''})`),
        )
        .orderBy('seen_at')
        .orderBy('id')
        .limit(limit)
        // An article that somebody is changing now is not old.
        .$if(this.#backend.hasRowLocks, (query) => query.forUpdate().skipLocked())
        .execute();
      const ids = rows.map(({ id }) => id);
      const last = rows.at(-1);
      if (last?.seen_at == null) return { deleted: 0, next: null };
      await tx.deleteFrom('articles').where('id', 'in', padded(ids)).execute();
      await tx.deleteFrom('deleted_articles').where('article_id', 'in', padded(ids)).execute();
      await unindexArticles(tx, this.#backend.words, ids);
      for (const table of companions)
        await tx.deleteFrom(table).where('article_id', 'in', padded(ids)).execute();
      const next = rows.length < limit ? null : { seenAt: Number(last.seen_at), id: last.id };
      return { deleted: rows.length, next };
    });
  }

  /** Deletes the numbers of readers about at most `limit` posts from before a moment. @returns how many. */
  async pruneReaders(before: Date, limit: number): Promise<number> {
    const oldest = this.#db
      .selectFrom('post_readers')
      .select(['chat_id', 'message_id'])
      .where('posted_at', '<', before.getTime())
      .orderBy('posted_at')
      .limit(limit);
    return this.#backend.commitLazily(this.#db, async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('post_readers')
        .where((e) => sql<SqlBool>`(chat_id, message_id) in ${e.parens(oldest)}`)
        .executeTakeFirstOrThrow();
      // A few rows a day.
      await tx.deleteFrom('channel_days').where('day', '<', before.toISOString().slice(0, 10)).execute();
      return Number(numDeletedRows);
    });
  }

  /** Deletes the oldest entries of the audit, at most `limit`. @returns how many. */
  async pruneAudit(before: Date, limit: number): Promise<number> {
    const oldest = await this.#db
      .selectFrom('audit')
      .select(['id', 'at'])
      .orderBy('id')
      .limit(limit)
      .execute();
    const ids = oldest.filter(({ at }) => Number(at) < before.getTime()).map(({ id }) => id);
    if (ids.length > 0) {
      await this.#backend.commitLazily(this.#db, (tx) =>
        tx.deleteFrom('audit').where('id', 'in', ids).execute(),
      );
    }
    return ids.length;
  }
}

/**
 * Due and planned before a moment, and at rest since: nothing of it waits for a lane, for an editor or for a person. A
 * withheld article has not been posted yet, so it is kept.
 */
function isOld(e: ExpressionBuilder<Tables, 'articles'>, before: Date) {
  const moment = before.toISOString();
  return e.and([
    e('seen_at', '<', before.getTime()),
    e('published_at', '<', moment),
    e.or([e('embargoed_until', 'is', null), e('embargoed_until', '<', moment)]),
    e('status', '<>', 'withheld'),
    e('revision', '=', e.ref('planned_revision')),
    e.not(
      e.exists(
        e
          .selectFrom('posts')
          .select('posts.id')
          .whereRef('posts.article_id', '=', 'articles.id')
          .where((post) =>
            post.or([
              post('state', 'in', ['promised', 'waiting', 'ready', 'sending', 'unsure', 'uncertain']),
              post('due_change', 'is not', null),
              post('sweep_from', 'is not', null),
              post('promised_at', '>=', before.getTime()),
              post('sent_at', '>=', before.getTime()),
            ]),
          ),
      ),
    ),
    e.not(
      e.exists(
        e
          .selectFrom('drafts')
          .select('drafts.number')
          .whereRef('drafts.article_id', '=', 'articles.id')
          .where('decided_at', 'is', null),
      ),
    ),
  ]);
}
