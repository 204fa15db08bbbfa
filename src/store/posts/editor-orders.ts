import { textOf } from '../articles/faults.ts';
import { type Kysely } from 'kysely';
import type { ArticleStatus } from '../../news/article.ts';
import type { PostState } from '../../news/post.ts';
import { blank } from './blank-columns.ts';
import { changePosts, movePosts, statesBefore } from './state-writes.ts';
import type { PostRow, Tables } from '../schema.ts';
import type { Page } from '../articles/word-index.ts';

/** A post as an editor sees it. */
export interface Placed {
  id: number;
  articleId: string | null;
  channel: string;
  state: PostState;
  reason: string | null;
  dueChange: 'edit' | 'kill' | null;
  link: string | null;
  sentAt: Date | null;
}

/** A post in the queue of its channel. */
export interface Queued {
  id: number;
  articleId: string | null;
  headline: string | null;
  state: PostState;
  priority: number;
  /** It does not leave before this moment. null: at once. */
  wakeAt: Date | null;
}

/** The result of an order to post. A state means that the post stays in it (`promised`, `ready`: it goes first already). */
export type Ordered = 'ordered' | 'hastened' | PostState;

const queuedTurns = [2, 3, 5];

/** Orders of editors. Each is one statement or transaction, so that two editors at once have the effect of one. */
export class EditorOrders {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async postsOf(articleIds: readonly string[]): Promise<Placed[]> {
    if (articleIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('article_id', 'in', articleIds)
      .orderBy('id')
      .execute();
    return rows.map(toPlaced);
  }

  async post(postId: number): Promise<Placed | null> {
    const row = await this.#db.selectFrom('posts').selectAll().where('id', '=', postId).executeTakeFirst();
    return row === undefined ? null : toPlaced(row);
  }

  /** The posts of these channels with a message number, each with the chat of that number. */
  async postsAt(
    channels: readonly string[],
    messageId: number,
  ): Promise<(Placed & { chatId: string | null })[]> {
    if (channels.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('channel', 'in', channels)
      .where('message_id', '=', messageId)
      .execute();
    return rows.map((row) => ({ ...toPlaced(row), chatId: row.chat_id }));
  }

  /**
   * Promises an article to a channel before anything else, or makes an ended post a promise again. A post that may have
   * been sent keeps its text and place, so that a copy is found.
   */
  async order(articleId: string, channel: string, sortAt: Date, now: Date): Promise<Ordered> {
    return this.#db.transaction().execute(async (tx) => {
      const place = { priority: 0, sort_at: sortAt.getTime(), wake_at: null };
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('posts')
        .values({ channel, article_id: articleId, state: 'promised', promised_at: now.getTime(), ...place })
        .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return 'ordered';
      const post = tx.selectFrom('posts').select(['id', 'state', 'priority']);
      const known = await post
        .where('channel', '=', channel)
        .where('article_id', '=', articleId)
        .executeTakeFirstOrThrow();
      if (['promised', 'ready'].includes(known.state)) {
        if (known.priority === 0) return known.state;
        await changePosts(tx, 'desk', place).where('id', '=', known.id).execute();
        return 'hastened';
      }
      if (!statesBefore('promised').includes(known.state)) return known.state;
      // A kill that was due for the old post must not kill the new one.
      const revived = { ...place, reason: null, ended_at: null, due_change: null };
      const forgotten = known.state === 'killed' ? blank : {};
      const moved = await movePosts(tx, 'desk', 'promised', { ...revived, ...forgotten }, [known.state])
        .where('id', '=', known.id)
        .executeTakeFirst();
      return moved.numUpdatedRows === 1n ? 'ordered' : known.state;
    });
  }

  /**
   * Wants a post killed and posted anew, both in one statement. @returns false when it does not stand under this number, is
   * to be killed already, or its article must not be posted.
   */
  async killAnew(postId: number, messageId: number): Promise<boolean> {
    const changes = { due_change: 'kill' as const, anew: 1, wake_at: null };
    const { numUpdatedRows } = await changePosts(this.#db, 'desk', changes)
      .where('id', '=', postId)
      .where('message_id', '=', messageId)
      .where('state', '=', 'sent')
      .where((e) => e.or([e('due_change', 'is', null), e('due_change', '=', 'edit')]))
      .where((e) =>
        e.exists(
          e
            .selectFrom('articles')
            .select('articles.id')
            .whereRef('articles.id', '=', 'posts.article_id')
            .where('articles.status', '=', 'usable'),
        ),
      )
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Moves a post to the front. @returns false when it is not queued, or goes first already. */
  async hasten(postId: number): Promise<boolean> {
    const { numUpdatedRows } = await changePosts(this.#db, 'desk', { priority: 0, wake_at: null })
      .where('id', '=', postId)
      .where('state', 'in', ['promised', 'ready'])
      .where('priority', '<>', 0)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** @returns false when it is neither queued nor waiting. */
  async drop(postId: number, now: Date): Promise<boolean> {
    const ended = { reason: 'editor', ended_at: now.getTime() };
    const { numUpdatedRows } = await movePosts(this.#db, 'desk', 'dropped', ended, [
      'promised',
      'ready',
      'waiting',
    ])
      .where('id', '=', postId)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** How many queued posts of a channel were due before this moment. */
  async countOlder(channel: string, before: Date): Promise<number> {
    const { count } = await this.#db
      .selectFrom('posts')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('channel', '=', channel)
      .where('turn', 'in', queuedTurns)
      .where('sort_at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Drops the queued posts of a channel that were due before this moment. @returns how many. */
  async dropOlder(channel: string, before: Date, now: Date): Promise<number> {
    const ended = { reason: 'editor', ended_at: now.getTime() };
    const { numUpdatedRows } = await movePosts(this.#db, 'desk', 'dropped', ended, ['promised', 'ready'])
      .where('channel', '=', channel)
      .where('turn', 'in', queuedTurns)
      .where('sort_at', '<', before.getTime())
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** @returns false when its status is none of `from`. */
  async setStatus(articleId: string, from: readonly ArticleStatus[], to: ArticleStatus): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('articles')
      .set({ status: to })
      .where('id', '=', articleId)
      .where('status', 'in', from)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /**
   * Releases a withheld article. These channels get it, however old it has become.
   * @returns false when it is not withheld.
   */
  async release(
    articleId: string,
    promise: { channels: readonly string[]; priority: 1 | 2; sortAt: Date },
    now: Date,
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('articles')
        .set({ status: 'usable' })
        .where('id', '=', articleId)
        .where('status', '=', 'withheld')
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return false;
      const place = { priority: promise.priority, sort_at: promise.sortAt.getTime(), wake_at: null };
      if (promise.channels.length === 0) return true;
      await movePosts(tx, 'desk', 'promised', { ...place, reason: null, ended_at: null }, ['dropped'])
        .where('article_id', '=', articleId)
        .where('channel', 'in', promise.channels)
        .where('reason', 'in', ['withheld', 'too old'])
        .execute();
      await tx
        .insertInto('posts')
        .values(
          promise.channels.map((channel) => ({
            channel,
            article_id: articleId,
            state: 'promised' as const,
            promised_at: now.getTime(),
            ...place,
          })),
        )
        .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
        .execute();
      return true;
    });
  }

  /** The queued posts of a channel, in the order in which they leave. */
  async queue(channel: string, { offset, limit }: Page): Promise<Queued[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(['posts.id', 'article_id', 'state', 'priority', 'wake_at', 'headline'])
      .where('channel', '=', channel)
      .where('turn', 'in', queuedTurns)
      .orderBy('turn')
      .orderBy('sort_at')
      .orderBy('posts.id')
      .limit(limit)
      .offset(offset)
      .execute();
    return rows.map(({ article_id, wake_at, headline, ...row }) => ({
      ...row,
      headline: textOf(headline),
      articleId: article_id,
      wakeAt: wake_at === null ? null : new Date(wake_at),
    }));
  }
}

function toPlaced(row: PostRow): Placed {
  const { id, channel, state, reason, due_change, link } = row;
  const sentAt = row.sent_at === null ? null : new Date(row.sent_at);
  return { id, articleId: row.article_id, channel, state, reason, dueChange: due_change, link, sentAt };
}
