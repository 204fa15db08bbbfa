import type { Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { listColumns, listedOf, postColumns, toArticle, toListed } from './article-columns.ts';
import { indexSome, keysOf } from './article-index.ts';
import { beginningOf, foldWords } from './folding.ts';
import type { Tables } from '../schema.ts';
import { isReadable } from './unreadable-articles.ts';
import type { Page, WordIndex } from './word-index.ts';

/** Limit of words. More of them would not make the result any smaller. */
const mostWords = 8;

/** An article without its body, and the short key under which buttons name it. */
export interface Listed {
  key: number;
  article: Article;
}

/** Finds articles by words, key, address or age. */
export class Search {
  readonly #db: Kysely<Tables>;
  readonly #words: WordIndex;
  #htmlExample: string | null = null;

  constructor(db: Kysely<Tables>, words: WordIndex) {
    this.#db = db;
    this.#words = words;
  }

  /**
   * Articles that have, for each word of `query`, a word with the same beginning; newest first. An article can be found
   * once it is planned. A query without letters and digits finds nothing.
   */
  async find(query: string, page: Page): Promise<Listed[]> {
    const beginnings = [...new Set(foldWords(query).map(beginningOf))].slice(0, mostWords);
    if (beginnings.length === 0) return [];
    const keys = await this.#words.find(this.#db, beginnings, page);
    if (keys.length === 0) return [];
    const rows = await this.#db
      .selectFrom('article_keys')
      .innerJoin('articles', 'articles.id', 'article_keys.article_id')
      .select(listColumns)
      .select('key')
      .where('key', 'in', keys)
      .orderBy('key', 'desc')
      .execute();
    return rows.flatMap(({ key, ...row }) => {
      const article = toListed(row);
      return article === null ? [] : [{ key, article }];
    });
  }

  /** The first indexed article with HTML in a column, for a notice. null: none. */
  get htmlExample(): string | null {
    return this.#htmlExample;
  }

  /** Adds at most `limit` planned articles to the index. @returns how many; 0: none is left. */
  async indexSome(limit: number): Promise<number> {
    const { count, html } = await this.#db.transaction().execute((tx) => indexSome(tx, this.#words, limit));
    this.#htmlExample ??= html;
    return count;
  }

  /** The article with a key. null: there is none, or not any more. */
  async byKey(key: number): Promise<Listed | null> {
    const row = await this.#db
      .selectFrom('article_keys')
      .innerJoin('articles', 'articles.id', 'article_keys.article_id')
      .select(postColumns)
      .select('key')
      .where('key', '=', key)
      .executeTakeFirst();
    const article = row === undefined ? null : toArticle(row);
    return row === undefined || article === null ? null : { key: row.key, article };
  }

  /** The newest planned article with one of these addresses. null: none. */
  async byUrl(urls: readonly string[]): Promise<Article | null> {
    const row = await this.#db
      .selectFrom('article_keys')
      .innerJoin('articles', 'articles.id', 'article_keys.article_id')
      .select(postColumns)
      .where('article_keys.url', 'in', urls)
      .orderBy('key', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : toArticle(row);
  }

  /** The articles with their short keys. One that has none gets one, and keeps it. */
  async withKeys(articles: readonly Article[]): Promise<Listed[]> {
    if (articles.length === 0) return [];
    const rows = articles.map(({ id, url, publishedAt }) => ({
      id,
      url,
      published_at: publishedAt.toISOString(),
    }));
    const keys = await this.#db.transaction().execute((tx) => keysOf(tx, rows));
    return articles.map((article) => ({ key: keys.get(article.id) ?? 0, article }));
  }

  /** Articles published until then, newest first, without their bodies. */
  async newest(until: Date, { offset, limit }: Page): Promise<Article[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select(listColumns)
      .where('published_at', '<=', until.toISOString())
      .where(isReadable)
      .orderBy('published_at', 'desc')
      .limit(limit)
      .offset(offset)
      .execute();
    return listedOf(rows);
  }
}
