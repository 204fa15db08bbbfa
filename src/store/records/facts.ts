import type { Kysely } from 'kysely';
import { mainBot } from '../../news/bot.ts';
import { runsOf } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

/** Rows that one insert takes. */
const rowsAtOnce = 20;

/**
 * Single facts about this database: which Telegram its posts stand on, its id and run mark, that it is a backup, which
 * settings files the program that runs on it has read. And of a bot: which chat its log chat is, and which copies in it
 * were lost.
 */
export type FactKey =
  | 'telegram'
  | 'run_id'
  | 'run_mark'
  | 'backup_of'
  | 'settings_read'
  | 'log_chat'
  | 'lost_copies';

/** What has to be read in a channel after the first post since a start: see deliver/doubt/gap-check.ts. */
interface Unchecked {
  /** null: the lane has not looked yet. */
  after: number | null;
  /** Epoch milliseconds. */
  since: number;
}

export class Facts {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose log chat is meant. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  get(key: FactKey): Promise<string | null> {
    return this.#get(this.#whose(key), key);
  }

  async set(key: FactKey, value: string): Promise<void> {
    await this.#put(key, value, this.#whose(key));
  }

  /** After which number of a channel, and since when, messages were not read; null: everything was. */
  async uncheckedAfter(channel: string): Promise<Unchecked | null> {
    const row = await this.#db
      .selectFrom('facts')
      .select('value')
      .where('bot', '=', mainBot)
      .where('key', '=', `unchecked:${channel}`)
      .executeTakeFirst();
    return row === undefined ? null : (JSON.parse(row.value) as Unchecked); // of `setUnchecked`
  }

  async setUnchecked(channel: string, unchecked: Unchecked): Promise<void> {
    await this.#put(`unchecked:${channel}`, JSON.stringify(unchecked));
  }

  /** Before anything is posted: whatever becomes of this start, these channels are to be checked back to this moment. */
  async expectChecks(channels: readonly string[], since: Date): Promise<void> {
    const value = JSON.stringify({ after: null, since: since.getTime() } satisfies Unchecked);
    for (const run of runsOf(channels, rowsAtOnce)) {
      await this.#db
        .insertInto('facts')
        .values(run.map((channel) => ({ bot: mainBot, key: `unchecked:${channel}`, value })))
        .onConflict((conflict) => conflict.columns(['bot', 'key']).doNothing())
        .execute();
    }
  }

  /** The channel has another name in the settings. */
  async renameUnchecked(from: string, to: string): Promise<void> {
    const key = `unchecked:${to}`;
    await this.#db.deleteFrom('facts').where('key', '=', key).execute();
    await this.#db.updateTable('facts').set({ key }).where('key', '=', `unchecked:${from}`).execute();
  }

  async removeUnchecked(channel: string): Promise<void> {
    await this.#db.deleteFrom('facts').where('key', '=', `unchecked:${channel}`).execute();
  }

  #whose(key: FactKey): string {
    return key === 'log_chat' || key === 'lost_copies' ? this.#bot : mainBot;
  }

  async #get(bot: string, key: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('facts')
      .select('value')
      .where('bot', '=', bot)
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.value ?? null;
  }

  async #put(key: string, value: string, bot = mainBot): Promise<void> {
    await this.#db
      .insertInto('facts')
      .values({ bot, key, value })
      .onConflict((conflict) => conflict.columns(['bot', 'key']).doUpdateSet({ value }))
      .execute();
  }
}
