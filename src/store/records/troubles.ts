import type { Kysely, Selectable } from 'kysely';
import type { Tables, TroublesTable } from '../schema.ts';

export interface Trouble {
  key: string;
  detail: string;
  beganAt: Date;
  isTold: boolean;
  endedAt: Date | null;
}

/** Troubles of a bot. Its log chat is told of each once when it begins and once when it ends, also over restarts. */
export class Troubles {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose they are. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  /**
   * Records a trouble, unless it goes on already. One that ended begins anew, also where its end was not told yet: the
   * log chat may be away for hours. @returns whether it is new.
   */
  async begin(key: string, detail: string, now: Date): Promise<boolean> {
    const begun = { detail, began_at: now.getTime() };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('troubles')
      .values({ bot: this.#bot, key, ...begun })
      .onConflict((conflict) =>
        conflict
          .columns(['bot', 'key'])
          .doUpdateSet({ ...begun, told_at: null, ended_at: null })
          .where('troubles.ended_at', 'is not', null),
      )
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** @returns whether there was such a trouble. */
  async end(key: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('troubles')
      .set({ ended_at: now.getTime() })
      .where('bot', '=', this.#bot)
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
      .where('bot', '=', this.#bot)
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.told_at == null ? null : new Date(row.told_at);
  }

  /** A trouble that goes on is to be told once more, with another detail. @returns whether there is such a trouble. */
  async tellAgain(key: string, detail: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('troubles')
      .set({ detail, told_at: null })
      .where('bot', '=', this.#bot)
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
      .where('bot', '=', this.#bot)
      .where((e) => e.or([e('told_at', 'is', null), e('ended_at', 'is not', null)]))
      .orderBy('began_at')
      .execute();
    return rows.map(toTrouble);
  }

  /** The bots of which a trouble with this key began and was not told: one query, however many bots there are. */
  async untoldIn(key: string): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .selectFrom('troubles')
      .select('bot')
      .where('key', '=', key)
      .where('told_at', 'is', null)
      .where('ended_at', 'is', null)
      .execute();
    return new Set(rows.map(({ bot }) => bot));
  }

  /** Notes that a trouble was told. If it began anew or changed meanwhile, that still has to be told. */
  async markTold(trouble: Trouble, now: Date): Promise<void> {
    const beganAt = trouble.beganAt.getTime();
    if (trouble.endedAt === null) {
      const told = { told_at: now.getTime() };
      await this.#db
        .updateTable('troubles')
        .set(told)
        .where('bot', '=', this.#bot)
        .where('key', '=', trouble.key)
        .where('began_at', '=', beganAt)
        .where('detail', '=', trouble.detail)
        .execute();
    } else {
      await this.#db
        .deleteFrom('troubles')
        .where('bot', '=', this.#bot)
        .where('key', '=', trouble.key)
        .where('began_at', '=', beganAt)
        .where('ended_at', 'is not', null)
        .execute();
    }
  }

  /** All troubles that have not ended. */
  async open(): Promise<Trouble[]> {
    const rows = await this.#db
      .selectFrom('troubles')
      .selectAll()
      .where('bot', '=', this.#bot)
      .where('ended_at', 'is', null)
      .orderBy('began_at')
      .execute();
    return rows.map(toTrouble);
  }
}

function toTrouble(row: Omit<Selectable<TroublesTable>, 'bot'>): Trouble {
  return {
    key: row.key,
    detail: row.detail,
    beganAt: new Date(row.began_at),
    isTold: row.told_at !== null,
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
