import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import { movePosts } from './state-writes.ts';
import type { Tables } from '../schema.ts';

/** Which refused posts of a channel are meant. */
export interface RefusedScope {
  channel: string;
  /** A part of Telegram's words, in any case; null: whatever they were. */
  reason: string | null;
  /** Posts that were due before this moment are too old for the channel; null: it has no limit. */
  since: Date | null;
  /** Only posts that were refused up to this moment: an editor was asked about them. */
  until: Date;
}

/** Posts that Telegram refused, and that are promised again when a person says so. */
export class RefusedPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** How many could be promised again, and how many are too old for that. */
  async count(scope: RefusedScope): Promise<{ due: number; tooOld: number }> {
    const since = scope.since?.getTime() ?? Number.MIN_SAFE_INTEGER;
    const { due, all } = await this.#db
      .selectFrom('posts')
      .select((e) => [
        e.fn.countAll().as('all'),
        sql<number>`coalesce(sum(case when sort_at >= ${since} then 1 else 0 end), 0)`.as('due'),
      ])
      .where('state', '=', 'refused')
      .where(isMeant(scope))
      .executeTakeFirstOrThrow();
    return { due: Number(due), tooOld: Number(all) - Number(due) };
  }

  /** Promises them again. Each keeps its place in the order. @returns how many. */
  async retry(scope: RefusedScope): Promise<number> {
    const renewed = { reason: null, ended_at: null, wake_at: null, due_change: null };
    const { since } = scope;
    const { numUpdatedRows } = await movePosts(this.#db, 'desk', 'promised', renewed, ['refused'])
      .where(isMeant(scope))
      .$if(since !== null, (query) => query.where('sort_at', '>=', since?.getTime() ?? 0))
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }
}

/** Posts of an article that was withheld, canceled or deleted since are not meant. */
function isMeant({ channel, reason, until }: RefusedScope) {
  return (e: ExpressionBuilder<Tables, 'posts'>) =>
    e.and([
      e('posts.channel', '=', channel),
      e('posts.ended_at', '<=', until.getTime()),
      ...(reason === null ? [] : [sql<boolean>`lower(posts.reason) like ${patternOf(reason)} escape '\\'`]),
      e.or([
        e('posts.article_id', 'is', null),
        e.exists(
          e
            .selectFrom('articles')
            .select('articles.id')
            .whereRef('articles.id', '=', 'posts.article_id')
            .where('articles.status', '=', 'usable'),
        ),
      ]),
    ]);
}

function patternOf(part: string): string {
  return `%${part.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
