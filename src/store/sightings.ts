import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** A message that stands in a channel and is not in the ledger, as it was read back. */
export interface Sighting {
  channel: string;
  messageId: number;
  shown: string;
  /** The first link under its words; null: it has none. */
  link: string | null;
}

/**
 * What was read from the channels after an old copy of the database came back: among it are posts that this
 * ledger does not know of, and that must not be posted again.
 */
export class Sightings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add({ messageId, ...sighting }: Sighting): Promise<void> {
    await this.#db
      .insertInto('sightings')
      .values({ ...sighting, message_id: messageId })
      .onConflict((conflict) => conflict.columns(['channel', 'message_id']).doNothing())
      .execute();
  }

  /** The newest message with this link, or without a link, with one of these texts. */
  async find(channel: string, link: string | null, shown: readonly string[]): Promise<Sighting | null> {
    const row = await this.#db
      .selectFrom('sightings')
      .selectAll()
      .where('channel', '=', channel)
      .where((e) => (link === null ? e('shown', 'in', shown) : e('link', '=', link)))
      .orderBy('message_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { channel, messageId: row.message_id, shown: row.shown, link: row.link };
  }

  async remove(channel: string, messageId: number): Promise<void> {
    await this.#db
      .deleteFrom('sightings')
      .where('channel', '=', channel)
      .where('message_id', '=', messageId)
      .execute();
  }

  async count(channel: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('sightings')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** The last message number of a channel that we know of, posted or seen; null: none. */
  async lastNumber(channel: string): Promise<number | null> {
    const numbers: number[] = [];
    for (const table of ['posts', 'sightings'] as const) {
      const row = await this.#db
        .selectFrom(table)
        .select('message_id')
        .where('channel', '=', channel)
        .where('message_id', 'is not', null)
        .orderBy('message_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row?.message_id != null) numbers.push(row.message_id);
    }
    return numbers.length === 0 ? null : Math.max(...numbers);
  }
}
