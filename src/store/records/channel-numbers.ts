import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What we know of the message numbers of a channel besides those of our own posts. */
export interface KnownNumbers {
  /** A message with this number exists, so that whatever is sent from now on has a higher one. 0: none is known. */
  last: number;
  /** Every number up to this one was read after a start. */
  readTo: number;
}

/** The message numbers of channels that were heard of, or read, without a post of ours. */
export class ChannelNumbers {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async of(channel: string, chatId: string): Promise<KnownNumbers> {
    const row = await this.#db
      .selectFrom('channel_numbers')
      .selectAll()
      .where('channel', '=', channel)
      .where('chat_id', '=', chatId)
      .executeTakeFirst();
    return { last: row?.last_number ?? 0, readTo: row?.read_to ?? 0 };
  }

  /** Numbers only grow, as long as the channel is the same chat. */
  async learn(channel: string, chatId: string, numbers: Partial<KnownNumbers>): Promise<void> {
    const known = await this.of(channel, chatId);
    const { last = 0, readTo = 0 } = numbers;
    if (last <= known.last && readTo <= known.readTo) return;
    const values = {
      chat_id: chatId,
      last_number: Math.max(last, known.last),
      read_to: Math.max(readTo, known.readTo),
    };
    await this.#db
      .insertInto('channel_numbers')
      .values({ channel, ...values })
      .onConflict((conflict) => conflict.column('channel').doUpdateSet(values))
      .execute();
  }
}
