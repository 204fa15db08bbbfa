import type { Kysely } from 'kysely';
import type { Message, Priority } from '../news/post.ts';
import { padded } from './lists.ts';
import type { Tables } from './schema.ts';

/** A digest that is promised: its text is fixed already, because no article row stands behind it. */
export interface DigestPromise {
  channel: string;
  /** The moment at which it was due; a channel has one digest of a moment. */
  at: Date;
  message: Message;
  priority: Priority;
  /** `waiting`: an editor has to say yes. */
  state: 'ready' | 'waiting';
}

const idsAtOnce = 200;

/** The digests of the ledger: promised once each, and the newest one pinned. */
export class Digests {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The moment of the newest digest that was promised to a channel; null: none was. */
  async lastPromised(channel: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('digest')
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .orderBy('digest', 'desc') // ISO 8601: the order of the text is that of the moments
      .limit(1)
      .executeTakeFirst();
    return row?.digest == null ? null : new Date(row.digest);
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
        promised_at: now.getTime(),
      })
      .onConflict((conflict) => conflict.columns(['channel', 'digest']).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Those of the articles that editors dropped for a channel, or have not said yes to. */
  async keptBack(channel: string, articleIds: readonly string[]): Promise<Set<string>> {
    const kept = new Set<string>();
    for (let start = 0; start < articleIds.length; start += idsAtOnce) {
      const rows = await this.#db
        .selectFrom('posts')
        .select('article_id')
        .where('channel', '=', channel)
        .where('article_id', 'in', padded(articleIds.slice(start, start + idsAtOnce)))
        .where((e) =>
          e.or([e('state', '=', 'waiting'), e.and([e('state', '=', 'dropped'), e('reason', '=', 'editor')])]),
        )
        .execute();
      for (const { article_id } of rows) if (article_id !== null) kept.add(article_id);
    }
    return kept;
  }

  /** The newest digest that stands in a channel, if it was not pinned yet, and the one that was pinned before. */
  async toPin(
    channel: string,
  ): Promise<{ postId: number; messageId: number; previous: number | null } | null> {
    const [newest] = await this.#sent(channel).limit(1).execute();
    if (newest?.message_id == null || newest.pinned_at !== null) return null;
    const [pinned] = await this.#sent(channel).where('pinned_at', 'is not', null).limit(1).execute();
    return { postId: newest.id, messageId: newest.message_id, previous: pinned?.message_id ?? null };
  }

  async markPinned(postId: number, now: Date): Promise<void> {
    await this.#db.updateTable('posts').set({ pinned_at: now.getTime() }).where('id', '=', postId).execute();
  }

  #sent(channel: string) {
    return this.#db
      .selectFrom('posts')
      .select(['id', 'message_id', 'pinned_at'])
      .where('channel', '=', channel)
      .where('digest', 'is not', null)
      .where('state', '=', 'sent')
      .orderBy('digest', 'desc');
  }
}
