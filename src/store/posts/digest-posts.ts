import { sql, type Kysely } from 'kysely';
import { hasLeft, isAlive, leftStates, type Message, type Priority } from '../../news/post.ts';
import { padded } from '../engines/lists.ts';
import { standsIn } from './post-row.ts';
import { changePosts, movePosts } from './state-writes.ts';
import type { Tables } from '../schema.ts';

/** A digest to promise. Its text is fixed already, because it has no row in `articles`. */
export interface DigestPromise {
  channel: string;
  /** The moment at which it was due. A channel has one digest per moment. */
  at: Date;
  message: Message;
  /** The ids of its articles. */
  listed: readonly string[];
  priority: Priority;
  /** `waiting`: an editor has to approve it. */
  state: 'ready' | 'waiting';
}

/** A digest that has not left yet, and has to be written anew. */
export interface SpoiltDigest {
  postId: number;
  at: Date;
  /** The ids of the articles that may still be listed. */
  listed: string[];
}

const idsAtOnce = 200;

/** Limit of sent digests that are corrected; readers do not see older ones. */
const mostCorrected = 40;

/** Limit of digests of one channel that have not left. */
const mostWaiting = 5;

/** The digests of the ledger. Each is promised once, and the newest one is pinned. */
export class DigestPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The moment of the newest digest that was promised to a channel. null: none. */
  async lastPromised(channel: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('digest')
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .orderBy('digest', 'desc') // ISO 8601 texts sort like their moments
      .limit(1)
      .executeTakeFirst();
    return row?.digest == null ? null : new Date(row.digest);
  }

  /** Whether a digest was promised to a channel at this moment or later, whatever the moment of the digest is. */
  async isPromisedSince(channel: string, at: Date): Promise<boolean> {
    const row = await this.#db
      .selectFrom('posts')
      .select('id')
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .where('promised_at', '>=', at.getTime())
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** @returns false when this digest was promised before. */
  async promise(digest: DigestPromise, now: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('posts')
      .values({
        channel: digest.channel,
        digest: digest.at.toISOString(),
        state: digest.state,
        priority: digest.priority,
        sort_at: digest.at.getTime(),
        message: JSON.stringify(digest.message),
        listed: JSON.stringify(digest.listed),
        promised_at: now.getTime(),
      })
      .onConflict((conflict) => conflict.columns(['channel', 'digest']).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Digests that have not left, and list one of these articles. */
  async unsentWith(channel: string, articleIds: readonly string[]): Promise<SpoiltDigest[]> {
    const unsent = await this.#unsent(channel);
    return unsent.filter(({ listed }) => listed.some((id) => articleIds.includes(id)));
  }

  /** Digests that have not left, and list an article that was withheld or canceled since. */
  async spoilt(channel: string): Promise<SpoiltDigest[]> {
    const spoilt: SpoiltDigest[] = [];
    for (const digest of await this.#unsent(channel)) {
      const { listed } = digest;
      const usable = listed.length === 0 ? new Set() : await this.#usable(listed);
      const left = listed.filter((each) => usable.has(each));
      if (left.length < listed.length) spoilt.push({ ...digest, listed: left });
    }
    return spoilt;
  }

  async #unsent(channel: string): Promise<SpoiltDigest[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .select(['id', 'digest', 'state', 'listed', 'unsure_tries'])
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .orderBy('digest', 'desc')
      .limit(mostWaiting)
      .execute();
    const unsent: SpoiltDigest[] = [];
    for (const { id, digest, state, listed, unsure_tries } of rows) {
      // A digest that may have been sent keeps its text, so that a copy can be recognised.
      if (!['ready', 'waiting'].includes(state) || unsure_tries > 0 || digest === null) continue;
      const ids = JSON.parse(listed ?? '[]') as string[]; // written by `promise` and `rewrite`
      unsent.push({ postId: id, at: new Date(digest), listed: ids });
    }
    return unsent;
  }

  /** The ids of a digest's articles, best first. */
  async listed(postId: number): Promise<string[]> {
    const row = await this.#db
      .selectFrom('posts')
      .select('listed')
      .where('id', '=', postId)
      .executeTakeFirst();
    return JSON.parse(row?.listed ?? '[]') as string[]; // written by `promise` and `rewrite`
  }

  /** Whether a digest that stands in a channel, or may still get there, lists an article. */
  async lists(channel: string, articleId: string): Promise<boolean> {
    const rows = await this.#db
      .selectFrom('posts')
      .select(['listed', 'state'])
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .orderBy('digest', 'desc')
      .limit(mostCorrected)
      .execute();
    return rows.some(
      ({ listed, state }) => isAlive(state) && (JSON.parse(listed ?? '[]') as string[]).includes(articleId), // written by `promise` and `rewrite`
    );
  }

  /** Sent digests of a channel that list one of these articles have to be corrected, or killed if no article is left. */
  async correctSent(channel: string, changed: readonly string[]): Promise<void> {
    if (changed.length === 0) return;
    const rows = await this.#db
      .selectFrom('posts')
      .select(['id', 'listed', 'state'])
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .orderBy('digest', 'desc')
      .limit(mostCorrected)
      .execute();
    for (const { id, listed, state } of rows) {
      if (!hasLeft(state)) continue;
      const ids = JSON.parse(listed ?? '[]') as string[]; // written by `promise` and `rewrite`
      if (!ids.some((each) => changed.includes(each))) continue;
      const isEmpty = !(await this.#isAnyLeft(ids));
      await changePosts(this.#db, 'planner', {
        due_change: isEmpty ? 'kill' : sql<'edit' | 'kill'>`coalesce(due_change, 'edit')`,
        // An edit that is under way does not know of this change: the digest has to be corrected once more.
        revision: sql<number>`revision + 1`,
      })
        .where('id', '=', id)
        .where('state', 'in', leftStates)
        .execute();
    }
  }

  async #isAnyLeft(ids: readonly string[]): Promise<boolean> {
    const row = await this.#db
      .selectFrom('articles')
      .select('id')
      .where('id', 'in', padded(ids))
      .where('status', '<>', 'canceled')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async #usable(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('articles')
      .select('id')
      .where('id', 'in', padded(ids))
      .where('status', '=', 'usable')
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** Gives a digest that has not left another text, and editors are asked again. null: no article is left, so it is dropped. */
  async rewrite(spoilt: SpoiltDigest, message: Message | null, now: Date): Promise<void> {
    const states = ['ready', 'waiting'] as const;
    const update =
      message === null
        ? movePosts(this.#db, 'planner', 'dropped', { reason: 'canceled', ended_at: now.getTime() }, states)
        : changePosts(this.#db, 'planner', {
            message: JSON.stringify(message),
            listed: JSON.stringify(spoilt.listed),
            asked_at: null,
          }).where('state', 'in', states);
    await update.where('id', '=', spoilt.postId).execute();
  }

  /** The articles among these that editors dropped for a channel, or have not approved. */
  async keptBack(channel: string, articleIds: readonly string[]): Promise<Set<string>> {
    const kept = new Set<string>();
    for (let start = 0; start < articleIds.length; start += idsAtOnce) {
      const rows = await this.#db
        .selectFrom('posts')
        .select('article_id')
        .where('channel', '=', channel)
        .where('article_id', 'in', padded(articleIds.slice(start, start + idsAtOnce)))
        .where((e) =>
          e.or([
            e('state', '=', 'waiting'),
            e.and([e('state', '=', 'dropped'), e('reason', '=', 'editor')]),
            // An editor wants it at a later moment.
            e.and([e('state', 'in', ['promised', 'ready']), e('not_before', 'is not', null)]),
          ]),
        )
        .execute();
      for (const { article_id } of rows) if (article_id !== null) kept.add(article_id);
    }
    return kept;
  }

  /** The newest digest that stands in a channel, if its pin was not tried yet, and the one that was pinned before. */
  async toPin(
    channel: string,
    chatId?: string,
  ): Promise<{ postId: number; messageId: number; previous: number | null } | null> {
    const [newest] = await this.#sent(channel, chatId).limit(1).execute();
    if (newest?.message_id == null || newest.pinned_at !== null) return null;
    const [pinned] = await this.#sent(channel, chatId).where('pinned_at', '>', 0).limit(1).execute();
    return { postId: newest.id, messageId: newest.message_id, previous: pinned?.message_id ?? null };
  }

  /** Sent digests, newest first. Numbers of a chat that the channel left mean other messages in its present chat. */
  #sent(channel: string, chatId: string | undefined) {
    return this.#db
      .selectFrom('posts')
      .select(['id', 'message_id', 'pinned_at'])
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .where('state', '=', 'sent')
      .where(standsIn('posts', chatId))
      .orderBy('digest', 'desc');
  }
}
