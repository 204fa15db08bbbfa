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
}

/** For how many posts of the channel we look for a late copy after a resend. */
const watchedPosts = 10;

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
  async of({ id, channel }: Pick<Post, 'id' | 'channel'>, chatId: string): Promise<LateCopy[]> {
    const rows = await this.#db
      .selectFrom('late_copies')
      .innerJoin('posts', 'posts.id', 'post_id')
      .selectAll('late_copies')
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
      const since = await this.#countAfter(channel, chatId, row.after_number);
      // The post itself is one of them.
      if (row.chat_id !== chatId || since > watchedPosts + 1) {
        await this.#db.deleteFrom('late_copies').where('post_id', '=', row.post_id).execute();
        continue;
      }
      copies.push({
        postId: row.post_id,
        message: JSON.parse(row.message) as Message, // of `expect`
        firstClaimedAt: row.first_claimed_at === null ? null : new Date(row.first_claimed_at),
      });
    }
    return copies;
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
