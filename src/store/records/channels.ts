import type { Kysely } from 'kysely';
import type { QuietHours } from '../../news/channel.ts';
import { keepRenamed, type Named, type Renamed } from './renames.ts';
import type { Tables } from '../schema.ts';

/** The state of a channel that outlives a restart. */
export interface ChannelState {
  name: string;
  movedTo: string | null;
  limitedUntil: Date | null;
  closedAt: Date | null;
  closedReason: string | null;
  retryAt: Date | null;
  retries: number;
  /** Quiet hours as editors set them, null if they removed them. undefined: as in the settings. */
  quiet: QuietHours | null | undefined;
  /** null: it is not paused. A pause whose end is over has no effect. */
  pause: Pause | null;
}

/** A channel that an editor paused. */
export interface Pause {
  at: Date;
  /** null: until an editor says otherwise. */
  until: Date | null;
  /** The editor's name. */
  by: string;
}

function quietOf(text: string | null): QuietHours | null | undefined {
  if (text === null) return undefined;
  if (text === 'off') return null;
  const hours = JSON.parse(text) as Omit<QuietHours, 'mode'> & { mode: QuietHours['mode'] | 'hold' }; // of `setQuiet`
  // `hold` is what `keep` was called until 0.2.0. What editors chose then is read for ever.
  return { ...hours, mode: hours.mode === 'hold' ? 'keep' : hours.mode };
}

export class Channels {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Channels that were renamed in the settings keep their posts, hours and pauses. */
  keepRenamed(configured: readonly Named[]): Promise<Renamed[]> {
    return keepRenamed(this.#db, configured);
  }

  /** Makes a row for each channel that has none, and returns all rows by name. */
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
          quiet: quietOf(row.quiet),
          pause:
            row.paused_at === null
              ? null
              : { at: new Date(row.paused_at), until: moment(row.paused_until), by: row.paused_by ?? '' },
        },
      ]),
    );
  }

  /** A group became a supergroup: from now on it has this number. */
  async move(name: string, chatId: string): Promise<void> {
    await this.#db.updateTable('channels').set({ moved_to: chatId }).where('name', '=', name).execute();
  }

  /** Sets quiet hours that replace those of the settings. null: none at all. */
  async setQuiet(name: string, hours: QuietHours | null): Promise<void> {
    const quiet = hours === null ? 'off' : JSON.stringify(hours);
    await this.#db.updateTable('channels').set({ quiet }).where('name', '=', name).execute();
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

  /**
   * From now on no posts leave; corrections and kills still do. @returns false when that changes nothing: it was paused
   * without an end before.
   */
  async pause(name: string, pause: Pause): Promise<boolean> {
    await this.load([name]);
    const row = await this.#db
      .updateTable('channels')
      .set({
        paused_at: pause.at.getTime(),
        paused_until: pause.until?.getTime() ?? null,
        paused_by: pause.by,
      })
      .where('name', '=', name)
      .$if(pause.until === null, (query) =>
        query.where((e) => e.or([e('paused_at', 'is', null), e('paused_until', 'is not', null)])),
      )
      .executeTakeFirst();
    return row.numUpdatedRows === 1n;
  }

  /** @returns false when it was not paused. */
  async resume(name: string, now: Date): Promise<boolean> {
    const row = await this.#db
      .updateTable('channels')
      .set({ paused_at: null, paused_until: null, paused_by: null })
      .where('name', '=', name)
      .where('paused_at', 'is not', null)
      .where((e) => e.or([e('paused_until', 'is', null), e('paused_until', '>', now.getTime())]))
      .executeTakeFirst();
    return row.numUpdatedRows === 1n;
  }

  /** Until when a channel is paused. null: it is not; `open`: until an editor resumes it. */
  async pausedUntil(name: string, now: Date): Promise<Date | 'open' | null> {
    const row = await this.#db
      .selectFrom('channels')
      .select(['paused_at', 'paused_until'])
      .where('name', '=', name)
      .executeTakeFirst();
    if (row?.paused_at == null) return null;
    if (row.paused_until === null) return 'open';
    return row.paused_until > now.getTime() ? new Date(row.paused_until) : null;
  }
}
