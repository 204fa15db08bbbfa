import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** A link by which readers join a channel. */
export interface InviteLink {
  channel: string;
  /** The newsroom's own, such as `site`. */
  name: string;
  url: string;
  /** The name of the editor. */
  madeBy: string;
  madeAt: Date;
  /** null: it works. */
  revokedAt: Date | null;
  /** How many came by it. */
  joins: number;
}

/** The named links of the channels, and how many joined by each. */
export class InviteLinks {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Those of these channels, by channel and name. */
  async list(channels: readonly string[]): Promise<InviteLink[]> {
    if (channels.length === 0) return [];
    const rows = await this.#db
      .selectFrom('invite_links')
      .selectAll()
      .where('channel', 'in', channels)
      .orderBy('channel')
      .orderBy('name')
      .execute();
    return rows.map(({ made_by, made_at, revoked_at, ...row }) => ({
      ...row,
      madeBy: made_by,
      madeAt: new Date(made_at),
      revokedAt: revoked_at === null ? null : new Date(revoked_at),
    }));
  }

  async find(channel: string, name: string): Promise<InviteLink | null> {
    return (await this.list([channel])).find((link) => link.name === name) ?? null;
  }

  /** Takes the place of a revoked one of that name, whose count goes on. @returns false: another one works. */
  async add({
    channel,
    name,
    url,
    madeBy,
    madeAt,
  }: Omit<InviteLink, 'revokedAt' | 'joins'>): Promise<boolean> {
    const values = { url, made_by: madeBy, made_at: madeAt.getTime(), revoked_at: null };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('invite_links')
      .values({ channel, name, ...values })
      .onConflict((conflict) =>
        conflict
          .columns(['channel', 'name'])
          .doUpdateSet(values)
          .where('invite_links.revoked_at', 'is not', null),
      )
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** @returns false: it was revoked before. */
  async revoke(channel: string, name: string, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('invite_links')
      .set({ revoked_at: at.getTime() })
      .where('channel', '=', channel)
      .where('name', '=', name)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}
