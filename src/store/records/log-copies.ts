import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** A message in a log chat. A private chat has the same number with each bot, and messages of its own. */
export interface LogCopy {
  chatId: string;
  messageId: number;
}

/** Messages of channels that a bot forwarded to its log chat to be read, and are not deleted there yet. */
export class LogCopies {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose they are. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  async add({ chatId, messageId }: LogCopy): Promise<void> {
    await this.#db
      .insertInto('log_copies')
      .values({ bot: this.#bot, chat_id: chatId, message_id: messageId })
      .onConflict((conflict) => conflict.columns(['bot', 'chat_id', 'message_id']).doNothing())
      .execute();
  }

  /** It is deleted, or cannot be. */
  async remove({ chatId, messageId }: LogCopy): Promise<void> {
    await this.#db
      .deleteFrom('log_copies')
      .where('bot', '=', this.#bot)
      .where('chat_id', '=', chatId)
      .where('message_id', '=', messageId)
      .execute();
  }

  /** The oldest first. */
  async list(): Promise<LogCopy[]> {
    const rows = await this.#db
      .selectFrom('log_copies')
      .selectAll()
      .where('bot', '=', this.#bot)
      .orderBy('message_id')
      .execute();
    return rows.map(({ chat_id: chatId, message_id: messageId }) => ({ chatId, messageId }));
  }
}
