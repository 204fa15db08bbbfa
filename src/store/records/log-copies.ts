import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** A message in the log chat. */
export interface LogCopy {
  chatId: string;
  messageId: number;
}

/** Messages of channels that were forwarded to the log chat to be read, and are not deleted there yet. */
export class LogCopies {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add({ chatId, messageId }: LogCopy): Promise<void> {
    await this.#db
      .insertInto('log_copies')
      .values({ chat_id: chatId, message_id: messageId })
      .onConflict((conflict) => conflict.columns(['chat_id', 'message_id']).doNothing())
      .execute();
  }

  /** It is deleted, or cannot be. */
  async remove({ chatId, messageId }: LogCopy): Promise<void> {
    await this.#db
      .deleteFrom('log_copies')
      .where('chat_id', '=', chatId)
      .where('message_id', '=', messageId)
      .execute();
  }

  /** The oldest first. */
  async list(): Promise<LogCopy[]> {
    const rows = await this.#db.selectFrom('log_copies').selectAll().orderBy('message_id').execute();
    return rows.map(({ chat_id: chatId, message_id: messageId }) => ({ chatId, messageId }));
  }
}
