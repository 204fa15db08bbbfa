import type { Kysely } from 'kysely';
import type { PostState } from '../../../news/post.ts';
import { textOf } from '../../articles/faults.ts';
import type { Page } from '../../articles/word-index.ts';
import type { Tables } from '../../schema.ts';
import { changePosts, movePosts } from '../state-writes.ts';

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

const queuedTurns = [2, 3, 5];

/** What editors see and change of the queues of channels. Each is one statement or transaction. */
export class QueueOrders {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
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

  /** Moves a post to the front. @returns false when it is not queued, or goes first already. */
  async hasten(postId: number): Promise<boolean> {
    const changes = { priority: 0, wake_at: null, not_before: null };
    const { numUpdatedRows } = await changePosts(this.#db, 'desk', changes)
      .where('id', '=', postId)
      .where('state', 'in', ['promised', 'ready'])
      .where((e) => e.or([e('priority', '<>', 0), e('not_before', 'is not', null)]))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** The posts of a channel that editors want at a later moment, the next one first. */
  async timed(channel: string, now: Date): Promise<(Queued & { at: Date })[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(['posts.id', 'article_id', 'state', 'priority', 'wake_at', 'headline', 'not_before'])
      .where('channel', '=', channel)
      .where('turn', 'in', queuedTurns)
      .where('not_before', '>', now.getTime())
      .orderBy('not_before')
      .orderBy('posts.id')
      .execute();
    return rows.map(({ article_id: articleId, wake_at, headline, not_before: at, ...row }) => ({
      ...row,
      headline: textOf(headline),
      articleId,
      wakeAt: wake_at === null ? null : new Date(wake_at),
      at: new Date(at ?? 0),
    }));
  }

  /** Wants a queued post at another moment. @returns false when it is not queued for the moment `from` any more. */
  async move(postId: number, from: Date, at: Date): Promise<boolean> {
    const changes = { wake_at: at.getTime(), not_before: at.getTime() };
    const { numUpdatedRows } = await changePosts(this.#db, 'desk', changes)
      .where('id', '=', postId)
      .where('state', 'in', ['promised', 'ready'])
      .where('not_before', '=', from.getTime())
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

  /** Moves a queued post before the one that leaves before it. @returns false when it is not queued, or leaves first. */
  async moveUp(postId: number): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      const place = ['id', 'turn', 'sort_at', 'priority', 'channel'] as const;
      const post = await tx.selectFrom('posts').select(place).where('id', '=', postId).executeTakeFirst();
      if (post?.turn == null || !queuedTurns.includes(post.turn)) return false;
      const { channel, sort_at: sortAt, turn } = post;
      const before = await tx
        .selectFrom('posts')
        .select(place)
        .where('channel', '=', channel)
        .where('turn', 'in', queuedTurns)
        .where((e) =>
          e.or([
            e('turn', '<', turn),
            e.and([e('turn', '=', turn), e('sort_at', '<', sortAt)]),
            e.and([e('turn', '=', turn), e('sort_at', '=', sortAt), e('id', '<', postId)]),
          ]),
        )
        .orderBy('turn', 'desc')
        .orderBy('sort_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (before === undefined) return false;
      // Posts of the same moment leave by their numbers. Those before it stay before it.
      await changePosts(tx, 'desk', { sort_at: before.sort_at - 2 })
        .where('channel', '=', channel)
        .where('turn', '=', before.turn)
        .where('sort_at', '=', before.sort_at)
        .where('id', '<', before.id)
        .where('state', 'in', ['promised', 'ready'])
        .execute();
      const changes = { priority: before.priority, sort_at: before.sort_at - 1 };
      const moved = await changePosts(tx, 'desk', changes)
        .where('id', '=', postId)
        .where('state', 'in', ['promised', 'ready'])
        .executeTakeFirst();
      return moved.numUpdatedRows === 1n;
    });
  }

  /** The queued posts of a channel that were promised by a moment, with the sections of their articles. */
  async queuedSections(
    channel: string,
    until: Date,
  ): Promise<{ id: number; section: string | null; sections: string | null }[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .innerJoin('articles', 'articles.id', 'posts.article_id')
      .select(['posts.id', 'section', 'sections'])
      .where('channel', '=', channel)
      .where('turn', 'in', queuedTurns)
      .where('promised_at', '<=', until.getTime())
      .execute();
    return rows.map(({ id, section, sections }) => ({
      id,
      section: textOf(section),
      sections: textOf(sections),
    }));
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
}
