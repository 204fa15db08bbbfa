import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

export interface Trouble {
  key: string;
  detail: string;
  beganAt: Date;
  isTold: boolean;
  endedAt: Date | null;
}

/** Troubles. The log chat is told of each once when it begins and once when it ends, also over restarts. */
export class Troubles {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Records a trouble, unless it is known already. @returns whether it is new. */
  async begin(key: string, detail: string, now: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('troubles')
      .values({ key, detail, began_at: now.getTime() })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** @returns whether there was such a trouble. */
  async end(key: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('troubles')
      .set({ ended_at: now.getTime() })
      .where('key', '=', key)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** When the beginning of a trouble was told last; null: not yet. */
  async toldAt(key: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('troubles')
      .select('told_at')
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.told_at == null ? null : new Date(row.told_at);
  }

  /** A trouble that goes on is to be told once more, with another detail. @returns whether there is such a trouble. */
  async tellAgain(key: string, detail: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('troubles')
      .set({ detail, told_at: null })
      .where('key', '=', key)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** The troubles whose beginning or end still has to be told, oldest first. */
  async untold(): Promise<Trouble[]> {
    const rows = await this.#db
      .selectFrom('troubles')
      .selectAll()
      .where((e) => e.or([e('told_at', 'is', null), e('ended_at', 'is not', null)]))
      .orderBy('began_at')
      .execute();
    return rows.map(toTrouble);
  }

  async markTold(trouble: Trouble, now: Date): Promise<void> {
    if (trouble.endedAt === null) {
      const told = { told_at: now.getTime() };
      await this.#db.updateTable('troubles').set(told).where('key', '=', trouble.key).execute();
    } else {
      await this.#db
        .deleteFrom('troubles')
        .where('key', '=', trouble.key)
        .where('ended_at', 'is not', null)
        .execute();
    }
  }

  /** All troubles that have not ended. */
  async open(): Promise<Trouble[]> {
    const rows = await this.#db
      .selectFrom('troubles')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('began_at')
      .execute();
    return rows.map(toTrouble);
  }
}

function toTrouble(row: Tables['troubles']): Trouble {
  return {
    key: row.key,
    detail: row.detail,
    beganAt: new Date(row.began_at),
    isTold: row.told_at !== null,
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
