import type { Kysely, Selectable } from 'kysely';
import type { Tables, WebSubTable } from '../schema.ts';

/** What is known of the hub that tells us of a source (WebSub). */
export interface Subscription {
  source: string;
  /** The address of the feed, as the hub knows it. */
  topic: string;
  hub: string;
  /** The last part of the address to which the hub sends. */
  callback: string;
  secret: string;
  requestedAt: Date;
  /** null: the hub has not asked yet whether we want it. */
  verifiedAt: Date | null;
  expiresAt: Date | null;
}

/** Subscriptions to hubs, one for each source. */
export class Subscriptions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async all(): Promise<Subscription[]> {
    const rows = await this.#db.selectFrom('websub_subscriptions').selectAll().orderBy('source').execute();
    return rows.map(toSubscription);
  }

  /** null: nobody was given this address. */
  async at(callback: string): Promise<Subscription | null> {
    const row = await this.#db
      .selectFrom('websub_subscriptions')
      .selectAll()
      .where('callback', '=', callback)
      .executeTakeFirst();
    return row === undefined ? null : toSubscription(row);
  }

  /** Notes the hub of a source, of which nothing is confirmed. */
  async note({ callback, hub, requestedAt, secret, source, topic }: Subscription): Promise<void> {
    const row = {
      topic,
      hub,
      callback,
      secret,
      requested_at: requestedAt.getTime(),
      verified_at: null,
      expires_at: null,
      pushed_at: null,
    };
    await this.#db
      .insertInto('websub_subscriptions')
      .values({ source, ...row })
      .onConflict((conflict) => conflict.column('source').doUpdateSet(row))
      .execute();
  }

  /** Notes that a hub was asked; what it confirmed before holds until its end. */
  async request(callback: string, now: Date): Promise<void> {
    await this.#db
      .updateTable('websub_subscriptions')
      .set({ requested_at: now.getTime() })
      .where('callback', '=', callback)
      .execute();
  }

  /** The hub confirmed it until then. */
  async verify(callback: string, now: Date, expiresAt: Date): Promise<void> {
    await this.#db
      .updateTable('websub_subscriptions')
      .set({ verified_at: now.getTime(), expires_at: expiresAt.getTime() })
      .where('callback', '=', callback)
      .execute();
  }

  async notePush(callback: string, now: Date): Promise<void> {
    await this.#db
      .updateTable('websub_subscriptions')
      .set({ pushed_at: now.getTime() })
      .where('callback', '=', callback)
      .execute();
  }

  async remove(source: string): Promise<void> {
    await this.#db.deleteFrom('websub_subscriptions').where('source', '=', source).execute();
  }
}

function toSubscription(row: Selectable<WebSubTable>): Subscription {
  return {
    source: row.source,
    topic: row.topic,
    hub: row.hub,
    callback: row.callback,
    secret: row.secret,
    requestedAt: new Date(row.requested_at),
    verifiedAt: row.verified_at === null ? null : new Date(row.verified_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  };
}
