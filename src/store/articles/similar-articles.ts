import type { Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { postColumns, toArticle } from './article-columns.ts';
import type { Tables } from '../schema.ts';

/** An earlier article that says much the same as another one. */
export interface SimilarTo {
  id: string;
  /** Percent. */
  likeness: number;
}

interface Known extends SimilarTo {
  /** Where the earlier one stands, or will; null: not known any more, since the program started anew. */
  channels: ReadonlySet<string> | null;
}

/** A post that waits longer than this is too old. */
const keptMs = 14 * 86_400_000;

/** Which articles say much the same as an earlier one. The lanes ask for each post, so all of them are in memory. */
export class SimilarArticles {
  readonly #db: Kysely<Tables>;
  readonly #known = new Map<string, Known>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Reads what an earlier run noted, and forgets what is old. */
  async load(now: Date): Promise<void> {
    const oldest = now.getTime() - keptMs;
    await this.#db.deleteFrom('similar_articles').where('noted_at', '<', oldest).execute();
    for (const row of await this.#db.selectFrom('similar_articles').selectAll().execute())
      this.#known.set(row.article_id, { id: row.similar_to, likeness: row.likeness, channels: null });
  }

  /** null: it says nothing that was said before. */
  of(articleId: string): SimilarTo | null {
    return this.#known.get(articleId) ?? null;
  }

  /** Whether a channel has the earlier article. */
  isIn(articleId: string, channel: string): boolean {
    const known = this.#known.get(articleId);
    return known !== undefined && (known.channels === null || known.channels.has(channel));
  }

  async note(articleId: string, { id, likeness }: SimilarTo, now: Date): Promise<void> {
    await this.#db
      .insertInto('similar_articles')
      .values({ article_id: articleId, similar_to: id, likeness, noted_at: now.getTime() })
      .onConflict((conflict) => conflict.column('article_id').doNothing())
      .execute();
    this.#known.set(articleId, { id, likeness, channels: null });
  }

  setChannels(articleId: string, channels: ReadonlySet<string>): void {
    const known = this.#known.get(articleId);
    if (known !== undefined) known.channels = channels;
  }

  /** What was published since then and planned, the newest first, with its texts. */
  async recent(since: Date, limit: number): Promise<Article[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('published_at', '>=', since.toISOString())
      .where('planned_revision', '>', 0)
      .where('status', '<>', 'canceled')
      .orderBy('published_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toArticle).filter((article) => article !== null);
  }
}
