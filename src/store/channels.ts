import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** What we must not forget of a channel over a restart. */
export interface ChannelState {
  name: string;
  movedTo: string | null;
  limitedUntil: Date | null;
  closedAt: Date | null;
  closedReason: string | null;
  retryAt: Date | null;
  retries: number;
}

export class Channels {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Makes a row for each channel that has none, and gives back all of them by name. */
  async load(names: readonly string[]): Promise<Map<string, ChannelState>> {
    if (names.length > 0) {
      await this.#db
        .insertInto('channels')
        .values(names.map((name) => ({ name })))
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
    }
    return this.read();
  }

  async read(): Promise<Map<string, ChannelState>> {
    const moment = (value: number | null) => (value === null ? null : new Date(value));
    const rows = await this.#db.selectFrom('channels').selectAll().execute();
    return new Map(
      rows.map((row) => [
        row.name,
        {
          name: row.name,
          movedTo: row.moved_to,
          limitedUntil: moment(row.limited_until),
          closedAt: moment(row.closed_at),
          closedReason: row.closed_reason,
          retryAt: moment(row.retry_at),
          retries: row.retries,
        },
      ]),
    );
  }

  /** A group became a supergroup: from now on it has this number. */
  async move(name: string, chatId: string): Promise<void> {
    await this.#db.updateTable('channels').set({ moved_to: chatId }).where('name', '=', name).execute();
  }

  async limit(name: string, until: Date): Promise<void> {
    await this.#db
      .updateTable('channels')
      .set({ limited_until: until.getTime() })
      .where('name', '=', name)
      .execute();
  }

  async close(
    name: string,
    closed: { at: Date; reason: string; retryAt: Date; retries: number },
  ): Promise<void> {
    await this.#db
      .updateTable('channels')
      .set({
        closed_at: closed.at.getTime(),
        closed_reason: closed.reason,
        retry_at: closed.retryAt.getTime(),
        retries: closed.retries,
      })
      .where('name', '=', name)
      .execute();
  }

  async reopen(name: string): Promise<void> {
    await this.#db
      .updateTable('channels')
      .set({ closed_at: null, closed_reason: null, retry_at: null, retries: 0 })
      .where('name', '=', name)
      .execute();
  }
}
