import type { Kysely } from 'kysely';
import type { ArticleStatus } from '../../../news/article.ts';
import type { PostState } from '../../../news/post.ts';
import { blank } from '../blank-columns.ts';
import { isInScope, type Scope } from '../scope.ts';
import { changePosts, movePosts, statesBefore } from '../state-writes.ts';
import type { PostRow, Tables } from '../../schema.ts';

/** A post as an editor sees it. */
export interface Placed {
  id: number;
  articleId: string | null;
  channel: string;
  state: PostState;
  reason: string | null;
  dueChange: 'edit' | 'kill' | null;
  /** Where it stands. */
  chatId: string | null;
  messageId: number | null;
  link: string | null;
  sentAt: Date | null;
}

/** The result of an order to post. A state means that the post stays in it (`promised`, `ready`: it goes first already). */
export type Ordered = 'ordered' | 'hastened' | PostState;

/** Orders of editors. Each is one statement or transaction, so that two editors at once have the effect of one. */
export class EditorOrders {
  readonly #db: Kysely<Tables>;
  readonly #scope: Scope;

  /** `scope`: whose posts its editors see. */
  constructor(db: Kysely<Tables>, scope: Scope) {
    this.#db = db;
    this.#scope = scope;
  }

  async postsOf(articleIds: readonly string[]): Promise<Placed[]> {
    if (articleIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('article_id', 'in', articleIds)
      .where(isInScope(this.#scope))
      .orderBy('id')
      .execute();
    return rows.map(toPlaced);
  }

  /** In which channels of all bots an article has posts, and in which state. */
  async placesOf(
    articleId: string,
  ): Promise<{ bot: string; channel: string; state: PostState; reason: string | null }[]> {
    return this.#db
      .selectFrom('posts')
      .innerJoin('channels', 'channels.name', 'posts.channel')
      .select(['channels.bot', 'posts.channel', 'posts.state', 'posts.reason'])
      .where('article_id', '=', articleId)
      .execute();
  }

  /**
   * Kills the posts of an article in these channels, and drops those that have not left. The article itself stays as it
   * is, and none of these channels gets it again by itself; `coming`: those that would get it, and may not have heard of
   * it yet. @returns how many posts are killed or dropped.
   */
  async killIn(
    articleId: string,
    channels: readonly string[],
    coming: readonly string[],
    now: Date,
  ): Promise<number> {
    if (channels.length === 0) return 0;
    return this.#db.transaction().execute(async (tx) => {
      const ended = { reason: 'editor', ended_at: now.getTime() };
      const promise = { article_id: articleId, state: 'promised' as const, promised_at: now.getTime() };
      for (const channel of coming) {
        await tx
          .insertInto('posts')
          .values({ channel, ...promise, priority: 2, sort_at: now.getTime() })
          .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
          .execute();
      }
      const dropped = await movePosts(tx, 'desk', 'dropped', ended, ['promised', 'ready', 'waiting'])
        .where('article_id', '=', articleId)
        .where('channel', 'in', channels)
        .executeTakeFirst();
      const killed = await changePosts(tx, 'desk', { due_change: 'kill', anew: 0, wake_at: null })
        .where('article_id', '=', articleId)
        .where('channel', 'in', channels)
        .where('state', 'in', ['sending', 'unsure', 'uncertain', 'sent'])
        .executeTakeFirst();
      return Number(dropped.numUpdatedRows + killed.numUpdatedRows);
    });
  }

  async post(postId: number): Promise<Placed | null> {
    const row = await this.#db
      .selectFrom('posts')
      .selectAll()
      .where('id', '=', postId)
      .where(isInScope(this.#scope))
      .executeTakeFirst();
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
  async order(
    articleId: string,
    channel: string,
    sortAt: Date,
    now: Date,
    notBefore: Date | null = null,
  ): Promise<Ordered> {
    return this.#db.transaction().execute(async (tx) => {
      const at = { wake_at: notBefore?.getTime() ?? null, not_before: notBefore?.getTime() ?? null };
      const place = { priority: 0, sort_at: sortAt.getTime(), ...at };
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('posts')
        .values({ channel, article_id: articleId, state: 'promised', promised_at: now.getTime(), ...place })
        .onConflict((conflict) => conflict.columns(['channel', 'article_id']).doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return 'ordered';
      const post = tx.selectFrom('posts').select(['id', 'state', 'priority', 'not_before']);
      const known = await post
        .where('channel', '=', channel)
        .where('article_id', '=', articleId)
        .executeTakeFirstOrThrow();
      if (['promised', 'ready'].includes(known.state)) {
        const isSame = known.not_before === at.not_before;
        if (known.priority === 0 && isSame) return known.state;
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
}

function toPlaced(row: PostRow): Placed {
  const { id, channel, state, reason, due_change, link } = row;
  const sentAt = row.sent_at === null ? null : new Date(row.sent_at);
  const place = { chatId: row.chat_id, messageId: row.message_id, link };
  return { id, articleId: row.article_id, channel, state, reason, dueChange: due_change, ...place, sentAt };
}
