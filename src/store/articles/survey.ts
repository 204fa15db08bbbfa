import { sql, type Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import { plainLine } from '../../sources/text/plain-text.ts';
import type { Tables } from '../schema.ts';
import { listColumns, listedOf } from './article-columns.ts';
import { faultOf } from './faults.ts';
import { isReadable } from './unreadable-articles.ts';

/** Counts end here, so that a look always costs about the same. */
const mostCounted = 5_000;

/** How many of the newest articles tell which languages and sections a newsroom has. */
const mostSurveyed = 10_000;

const yearMs = 366 * 86_400_000;

/** No newsroom means this date: it is what a missing moment becomes, with or without a time zone. */
const firstSensible = '1971-01-01T00:00:00.000Z';

const hasNoPost = sql<boolean>`not exists (select 1 from posts where posts.article_id = articles.id)`;

/** What the store has, beside what the channels take: for people who wonder why an article does not come. */
export class Survey {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Usable articles that were published, or whose embargo ended, within this time, and that have no post. */
  async postless(from: Date, until: Date): Promise<Article[]> {
    const found = new Map<string, Article>();
    for (const column of ['published_at', 'embargoed_until'] as const) {
      const rows = await this.#db
        .selectFrom('articles')
        .select(listColumns)
        .where(column, '>', from.toISOString())
        .where(column, '<=', until.toISOString())
        .where('status', '=', 'usable')
        .where(isReadable)
        .where(hasNoPost)
        .orderBy(column, 'desc')
        .limit(mostCounted)
        .execute();
      for (const article of listedOf(rows)) found.set(article.id, article);
    }
    return [...found.values()];
  }

  /** Usable articles without a post whose date cannot be meant: long before now, or more than a year after it. */
  async misdated(now: Date): Promise<{ id: string; publishedAt: string }[]> {
    const last = new Date(now.getTime() + yearMs).toISOString();
    const rows = [];
    for (const [isWrong, bound] of [
      ['<', firstSensible],
      ['>', last],
    ] as const) {
      const found = await this.#db
        .selectFrom('articles')
        .select(['id', 'published_at'])
        .where('published_at', isWrong, bound)
        .where('status', '=', 'usable')
        .where(hasNoPost)
        .limit(mostCounted)
        .execute();
      rows.push(...found.filter((row) => faultOf(row) === null));
    }
    return rows.map(({ id, published_at: publishedAt }) => ({ id, publishedAt }));
  }

  /** The languages and sections of the newest articles, the most frequent first. */
  async kinds(): Promise<{ languages: string[]; sections: string[] }> {
    const newest = await this.#db
      .selectFrom('articles')
      .select(['language', 'section'])
      .where('status', '=', 'usable')
      .orderBy('published_at', 'desc')
      .limit(mostSurveyed)
      .execute();
    const rows = newest.filter((row) => faultOf(row) === null);
    return {
      languages: byFrequency(rows.map(({ language }) => languageOfTag(language) ?? language)),
      sections: byFrequency(rows.flatMap(({ section }) => (section === null ? [] : [plainLine(section)]))),
    };
  }
}

function byFrequency(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([word]) => word);
}
