import type { Kysely } from 'kysely';
import { postStates, type PostState } from '../../news/post.ts';
import { isOpen } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** How many posts of a channel are in each state, and its newest post. */
export interface ChannelCensus {
  channel: string;
  posts: Record<PostState, number>;
  lastSentAt: Date | null;
  lastLink: string | null;
}

/** Counts for those who look from outside; the totals walk through all posts, so they are not for a program that posts. */
export class Census {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async channels(): Promise<ChannelCensus[]> {
    const counts = await this.#db
      .selectFrom('posts')
      .select((e) => ['channel', 'state', e.fn.countAll<number>().as('count')])
      .groupBy(['channel', 'state'])
      .execute();
    const censuses: ChannelCensus[] = [];
    for (const [channel, rows] of Map.groupBy(counts, (row) => row.channel)) {
      const posts = Object.fromEntries(postStates.map((state) => [state, 0])) as Record<PostState, number>;
      for (const row of rows) posts[row.state] = Number(row.count);
      censuses.push({ channel, posts, ...(await this.#last(channel)) });
    }
    return censuses;
  }

  async #last(channel: string): Promise<Pick<ChannelCensus, 'lastSentAt' | 'lastLink'>> {
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
    // Two looks, each into its own partial index, and not by `id`: SQLite would walk the whole table in its order.
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
}
