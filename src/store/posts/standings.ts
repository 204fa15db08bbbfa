import type { Kysely, SelectQueryBuilder } from 'kysely';
import { isOpen } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** How a channel stands. The counts end at `mostCounted`, so that a look costs the same whatever waits. */
export interface Standing {
  channel: string;
  /** Promised or ready, and not left yet. */
  queued: number;
  /** Posts that wait for an editor's yes. */
  waiting: number;
  sentSince: number;
  uncertain: number;
  unsure: number;
  refusedSince: number;
  lastSentAt: Date | null;
  lastLink: string | null;
}

export const mostCounted = 50_000;

const queuedTurns = [2, 3, 5];

/** A quick look at each channel, for `/status`. */
export class Standings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** `since`: what was sent and refused is counted from then on. */
  async read(channel: string, since: Date): Promise<Standing> {
    const posts = () => this.#db.selectFrom('posts').select('id').where('channel', '=', channel);
    const count = (query: ReturnType<typeof posts>) => this.#count(query);
    const open = (state: 'waiting' | 'unsure' | 'uncertain') =>
      posts().where(isOpen).where('state', '=', state);
    const last = await this.#db
      .selectFrom('posts')
      .select(['sent_at', 'link'])
      .where('channel', '=', channel)
      .where('sent_at', 'is not', null)
      .orderBy('sent_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return {
      channel,
      queued: await count(posts().where('turn', 'in', queuedTurns)),
      waiting: await count(open('waiting')),
      sentSince: await count(posts().where('sent_at', '>=', since.getTime())),
      uncertain: await count(open('uncertain')),
      unsure: await count(open('unsure')),
      refusedSince: await count(
        posts().where('state', '=', 'refused').where('ended_at', '>=', since.getTime()),
      ),
      lastSentAt: last?.sent_at == null ? null : new Date(last.sent_at),
      lastLink: last?.link ?? null,
    };
  }

  async #count(query: SelectQueryBuilder<Tables, 'posts', { id: number }>): Promise<number> {
    const { count } = await this.#db
      .selectFrom(query.limit(mostCounted).as('counted'))
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Posts of which nobody knows whether they stand in their channel, oldest first. */
  async uncertain(limit: number) {
    const rows = await this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(['posts.id', 'channel', 'article_id', 'reason', 'headline', 'uncertain_at'])
      .where(isOpen)
      .where('state', '=', 'uncertain')
      // Not by `id` first: SQLite would rather walk the whole table in its order.
      .orderBy('uncertain_at')
      .orderBy('posts.id')
      .limit(limit)
      .execute();
    return rows.map(({ article_id, uncertain_at, ...row }) => ({
      ...row,
      articleId: article_id,
      uncertainAt: uncertain_at === null ? null : new Date(uncertain_at),
    }));
  }
}
