import type { Kysely, SelectQueryBuilder } from 'kysely';
import { postStates, type PostState } from '../../news/post.ts';
import { isInScope, type Scope } from './scope.ts';
import { isOpen } from './post-row.ts';
import { textOf } from '../articles/faults.ts';
import type { Tables } from '../schema.ts';

/** How a channel stands. Counts end at `mostCounted`, so that a look always costs about the same. */
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

/** How many posts of a channel are in each state, and its newest post. */
export interface StateCounts {
  channel: string;
  posts: Record<PostState, number>;
  lastSentAt: Date | null;
  lastLink: string | null;
}

export const mostCounted = 50_000;

const queuedTurns = [2, 3, 5];

/** How the channels stand: `read` is quick, for a program that posts; `countAll` walks through all posts. */
export class Standings {
  readonly #db: Kysely<Tables>;
  readonly #scope: Scope;

  /** `scope`: whose uncertain posts are listed. */
  constructor(db: Kysely<Tables>, scope: Scope) {
    this.#db = db;
    this.#scope = scope;
  }

  /** `since`: from when sent and refused posts are counted. */
  async read(channel: string, since: Date): Promise<Standing> {
    const posts = this.#postsOf(channel);
    return {
      channel,
      ...(await this.openOf(channel)),
      sentSince: await this.#count(posts.where('sent_at', '>=', since.getTime())),
      refusedSince: await this.#count(
        posts.where('state', '=', 'refused').where('ended_at', '>=', since.getTime()),
      ),
      ...(await this.#last(channel)),
    };
  }

  /** What of a channel has not left yet, or is in doubt. */
  async openOf(channel: string): Promise<Pick<Standing, 'queued' | 'waiting' | 'unsure' | 'uncertain'>> {
    const posts = this.#postsOf(channel);
    const open = (state: 'waiting' | 'unsure' | 'uncertain') =>
      this.#count(posts.where(isOpen).where('state', '=', state));
    return {
      queued: await this.#count(posts.where('turn', 'in', queuedTurns)),
      waiting: await open('waiting'),
      uncertain: await open('uncertain'),
      unsure: await open('unsure'),
    };
  }

  #postsOf(channel: string) {
    return this.#db.selectFrom('posts').select('id').where('channel', '=', channel);
  }

  /** Every channel of the ledger, with all of its posts. */
  async countAll(): Promise<StateCounts[]> {
    const counts = await this.#db
      .selectFrom('posts')
      .select((e) => ['channel', 'state', e.fn.countAll<number>().as('count')])
      .groupBy(['channel', 'state'])
      .execute();
    const channels: StateCounts[] = [];
    for (const [channel, rows] of Map.groupBy(counts, (row) => row.channel)) {
      const posts = noPosts();
      for (const row of rows) posts[row.state] = Number(row.count);
      channels.push({ channel, posts, ...(await this.#last(channel)) });
    }
    return channels;
  }

  async #last(channel: string): Promise<Pick<StateCounts, 'lastSentAt' | 'lastLink'>> {
    const row = await this.#db
      .selectFrom('posts')
      .select(['sent_at', 'link'])
      .where('channel', '=', channel)
      .where('sent_at', 'is not', null)
      .orderBy('sent_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { lastSentAt: row?.sent_at == null ? null : new Date(row.sent_at), lastLink: row?.link ?? null };
  }

  /** Posts that need a person: unsure, uncertain and refused ones, newest first. */
  async concerns(limit: number) {
    const posts = this.#db.selectFrom('posts').select(['id', 'channel', 'article_id', 'state', 'reason']);
    // Two queries, each on its own partial index, and not in the order of `id`: SQLite would walk the whole table.
    const rows = [
      ...(await posts
        .where(isOpen)
        .where('state', 'in', ['unsure', 'uncertain'])
        .orderBy('promised_at', 'desc')
        .limit(limit)
        .execute()),
      ...(await posts.where('state', '=', 'refused').orderBy('ended_at', 'desc').limit(limit).execute()),
    ];
    return rows
      .toSorted((one, other) => other.id - one.id)
      .slice(0, limit)
      .map(({ article_id, ...row }) => ({ ...row, articleId: article_id }));
  }

  async #count(query: SelectQueryBuilder<Tables, 'posts', { id: number }>): Promise<number> {
    const { count } = await this.#db
      .selectFrom(query.limit(mostCounted).as('counted'))
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Uncertain posts of the bot, oldest first. */
  async uncertain(limit: number) {
    const rows = await this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(['posts.id', 'channel', 'article_id', 'reason', 'headline', 'uncertain_at'])
      .where(isOpen)
      .where('state', '=', 'uncertain')
      .where(isInScope(this.#scope))
      // Not by `id` first: SQLite would walk the whole table in that order.
      .orderBy('uncertain_at')
      .orderBy('posts.id')
      .limit(limit)
      .execute();
    return rows.map(({ article_id, uncertain_at, headline, ...row }) => ({
      ...row,
      headline: textOf(headline),
      articleId: article_id,
      uncertainAt: uncertain_at === null ? null : new Date(uncertain_at),
    }));
  }
}

/** Counts of no posts at all. */
export function noPosts(): Record<PostState, number> {
  return Object.fromEntries(postStates.map((state) => [state, 0])) as Record<PostState, number>; // all of them
}
