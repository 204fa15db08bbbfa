import { sql, type Kysely } from 'kysely';
import type { Message, Post } from '../../news/post.ts';
import { standsIn } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** A post of which another copy may stand in its channel, or may still arrive there. */
export interface LateCopy {
  postId: number;
  /** As it was sent: the post may have been corrected since. */
  message: Message;
  /** When its first request left; null: not known. */
  firstClaimedAt: Date | null;
  /** When its last one left. */
  lastClaimedAt: Date | null;
  /** How many of its requests got no answer. */
  requests: number;
}

/** For how many posts of the channel we look for a late copy after a resend, at least. */
const watchedPosts = 10;

/** And for how long, milliseconds: ten posts may leave within a second, and a late request takes longer. */
const watchedMs = 60_000;

/** Posts that were sent again, or dropped, although an earlier request for them may still arrive. */
export class LateCopies {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Written before a post that was unsure leaves again or is dropped. The first time counts, because only then is the
   * claim that we know the first one.
   */
  async expect(post: Post, chatId: string): Promise<void> {
    const { message } = post;
    if (message === null) return;
    const firstClaimedAt = post.unsureTries > 1 ? post.promisedAt : (post.claimedAt ?? post.promisedAt);
    const last = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', '=', post.channel)
      .where('message_id', 'is not', null)
      .where(standsIn('posts', chatId))
      .orderBy('message_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    await this.#db
      .insertInto('late_copies')
      .values({
        post_id: post.id,
        channel: post.channel,
        chat_id: chatId,
        message: JSON.stringify(message),
        first_claimed_at: firstClaimedAt.getTime(),
        after_number: last?.message_id ?? 0,
      })
      .onConflict((conflict) => conflict.column('post_id').doNothing())
      .execute();
  }

  /**
   * The posts of a channel whose copies are looked for below `post`; the older ones are forgotten. Of a post whose own
   * number is not known, or which a person dropped, the one that stands there is no copy.
   */
  async of({ id, channel }: Pick<Post, 'id' | 'channel'>, chatId: string, now: Date): Promise<LateCopy[]> {
    const rows = await this.#db
      .selectFrom('late_copies')
      .innerJoin('posts', 'posts.id', 'post_id')
      .selectAll('late_copies')
      .select(['posts.claimed_at', 'posts.unsure_tries'])
      .where('late_copies.channel', '=', channel)
      .where((e) =>
        e.or([
          e('posts.id', '=', id),
          e.and([e('state', 'in', ['sent', 'killed']), e('message_id', 'is not', null)]),
          e.and([e('state', '=', 'dropped'), e('uncertain_at', 'is', null)]),
        ]),
      )
      .execute();
    const copies: LateCopy[] = [];
    for (const row of rows) {
      if (row.chat_id !== chatId || (await this.#isOver(row, now))) {
        await this.#db.deleteFrom('late_copies').where('post_id', '=', row.post_id).execute();
        continue;
      }
      copies.push({
        postId: row.post_id,
        message: JSON.parse(row.message) as Message, // of `expect`
        firstClaimedAt: dateOf(row.first_claimed_at),
        lastClaimedAt: dateOf(row.claimed_at),
        requests: row.unsure_tries,
      });
    }
    return copies;
  }

  /** Whether enough posts have left since the last request for the post, and enough time has passed. */
  async #isOver(
    copy: { channel: string; chat_id: string; after_number: number; claimed_at: number | null },
    now: Date,
  ): Promise<boolean> {
    // Somebody may have set the clock.
    if (Math.abs(now.getTime() - (copy.claimed_at ?? 0)) < watchedMs) return false;
    // The post itself is one of them.
    return (await this.#countAfter(copy.channel, copy.chat_id, copy.after_number)) > watchedPosts + 1;
  }

  /** The last number below this one under which a post of the channel stands; null: none is known. */
  async numberBefore(channel: string, chatId: string, messageId: number): Promise<number | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', '=', channel)
      .where('message_id', '<', messageId)
      .where(standsIn('posts', chatId))
      .orderBy('message_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.message_id ?? null;
  }

  async #countAfter(channel: string, chatId: string, number: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom((e) =>
        e
          .selectFrom('posts')
          .select('id')
          .where('channel', '=', channel)
          .where('message_id', '>', number)
          .where(standsIn('posts', chatId))
          .limit(watchedPosts + 2)
          .as('later'),
      )
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
