import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Single facts about this database: which Telegram its posts stand on, its id and run mark, and that it is a backup. */
export type FactKey = 'telegram' | 'run_id' | 'run_mark' | 'backup_of';

export class Facts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(key: FactKey): Promise<string | null> {
    const row = await this.#db.selectFrom('facts').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value ?? null;
  }

  async set(key: FactKey, value: string): Promise<void> {
    await this.#db
      .insertInto('facts')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }
}
