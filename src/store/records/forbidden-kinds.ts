import type { Kysely } from 'kysely';
import type { ContentKind } from '../../news/post.ts';
import type { Tables } from '../schema.ts';

/** The kinds of content that the chats of channels do not allow. */
export class ForbiddenKinds {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** When each forbidden kind was tried last. */
  async of(channel: string): Promise<Map<ContentKind, Date>> {
    const rows = await this.#db
      .selectFrom('forbidden_kinds')
      .select(['kind', 'tried_at'])
      .where('channel', '=', channel)
      .execute();
    return new Map(rows.map(({ kind, tried_at }) => [kind, new Date(tried_at)]));
  }

  async forbid(channel: string, kind: ContentKind, now: Date): Promise<void> {
    const tried_at = now.getTime();
    await this.#db
      .insertInto('forbidden_kinds')
      .values({ channel, kind, tried_at })
      .onConflict((conflict) => conflict.columns(['channel', 'kind']).doUpdateSet({ tried_at }))
      .execute();
  }

  async allow(channel: string, kind: ContentKind): Promise<void> {
    await this.#db
      .deleteFrom('forbidden_kinds')
      .where('channel', '=', channel)
      .where('kind', '=', kind)
      .execute();
  }
}
