import type { Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { toArticle, postColumns } from '../articles/article-columns.ts';
import { momentOf } from '../articles/faults.ts';
import type { Backend } from '../engines/backend.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import {
  keysAtOnce,
  knownKeys,
  slicesOf,
  sourceUnlessFlood,
  toSaid,
  type KnownKey,
  type PostedArticle,
  type Said,
} from './item-rows.ts';
import { ItemWriter } from './item-writer.ts';

/** A key that was not seen for this long is forgotten: 400 days. Feeds bring back what is months old. */
const keptMs = 400 * 86_400_000;

/** What items are recognised by, and what sources said of their articles. */
export class Items {
  readonly #db: Kysely<Tables>;
  readonly #backend: Pick<Backend, 'alone' | 'comparesMomentsAsText' | 'isRuleBroken'>;

  constructor(
    db: Kysely<Tables>,
    backend: Pick<Backend, 'alone' | 'comparesMomentsAsText' | 'isRuleBroken'>,
  ) {
    this.#db = db;
    this.#backend = backend;
  }

  /** Those of the keys that are known. */
  knownKeys(keys: readonly string[]): Promise<Map<string, KnownKey>> {
    return knownKeys(this.#db, keys);
  }

  /** What a source said last of these articles, by their ids. */
  async saidBy(source: string, articleIds: readonly string[]): Promise<Map<string, Said>> {
    const found = new Map<string, Said>();
    for (const ids of slicesOf(articleIds)) {
      const rows = await this.#db
        .selectFrom('source_items')
        .selectAll()
        .where('source', '=', source)
        .where('article_id', 'in', padded(ids))
        .execute();
      for (const row of rows) found.set(row.article_id, toSaid(row));
    }
    return found;
  }

  /** Notes which articles stand in the document of a source now. */
  async noteShown(source: string, articleIds: readonly string[]): Promise<void> {
    const articles = JSON.stringify(articleIds);
    await this.#db
      .insertInto('source_documents')
      .values({ source, articles })
      .onConflict((conflict) => conflict.column('source').doUpdateSet({ articles }))
      .execute();
  }

  /** The articles that stood in the last document of a source, and are not `present` now. The newest first, at most 500. */
  async leftBy(source: string, present: ReadonlySet<string>): Promise<Article[]> {
    const row = await this.#db
      .selectFrom('source_documents')
      .select('articles')
      .where('source', '=', source)
      .executeTakeFirst();
    const shown = row === undefined ? [] : (JSON.parse(row.articles) as string[]); // by noteShown
    const ids = shown.filter((id) => !present.has(id)).slice(0, keysAtOnce);
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('id', 'in', padded(ids))
      .orderBy('published_at', 'desc')
      .execute();
    return rows.map(toArticle).filter((article) => article !== null);
  }

  /** The articles whose items only this source shows, without those that are `present`. The newest first, at most 500. */
  async broughtBy(source: string, present: ReadonlySet<string>): Promise<Article[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('articles.id', 'in', (e) =>
        e
          .selectFrom('item_keys')
          .select((key) => key.ref('article_id').$notNull().as('article_id'))
          .where('source', '=', source)
          .where('article_id', 'is not', null),
      )
      .orderBy('published_at', 'desc')
      .limit(keysAtOnce)
      .execute();
    const left = rows.filter(({ id }) => !present.has(id)).map(toArticle);
    return left.filter((article) => article !== null);
  }

  /**
   * When the newest article of a source was published; null: there is none. The cross join makes SQLite begin with the
   * newest articles, and end at the first one of the source.
   */
  async newestOf(source: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('articles')
      .crossJoin('source_items')
      .select('published_at')
      .whereRef('source_items.article_id', '=', 'articles.id')
      .where('source', '=', source)
      .orderBy('published_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : momentOf(String(row.published_at));
  }

  /** The articles of these sources that are posted since then, and not canceled. At most 500, the newest first. */
  async postedSince(sources: readonly string[], since: Date): Promise<PostedArticle[]> {
    if (sources.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .innerJoin('articles', 'articles.id', 'posts.article_id')
      .innerJoin('source_items', 'source_items.article_id', 'articles.id')
      .leftJoin('article_keys', 'article_keys.article_id', 'articles.id')
      .select(['articles.id', 'articles.url', 'articles.headline', 'article_keys.key'])
      .select(({ fn }) => [fn.min('source_items.source').as('source'), fn.min('posts.sent_at').as('sent_at')])
      // An index has the moments of claims, of all channels together.
      .where('posts.claimed_at', '>=', since.getTime())
      .where('posts.state', '=', 'sent')
      .where('articles.status', '<>', 'canceled')
      .where('source_items.source', 'in', padded([...sources]))
      .groupBy(['articles.id', 'articles.url', 'articles.headline', 'article_keys.key'])
      .orderBy('sent_at', 'desc')
      .limit(keysAtOnce)
      .execute();
    return rows.flatMap(({ sent_at, url, ...row }) =>
      url === null ? [] : [{ ...row, url, postedAt: new Date(Number(sent_at)) }],
    );
  }

  /** Notes that items with these keys stood in a document. */
  async touch(source: string, keys: readonly string[], now: Date): Promise<void> {
    for (const some of slicesOf(keys)) {
      await this.#db
        .updateTable('item_keys')
        .set({ source: sourceUnlessFlood(source), seen_at: now.getTime() })
        .where('key', 'in', padded(some))
        .execute();
    }
  }

  /** Forgets keys that were not seen for 400 days. @returns how many. */
  async forgetOld(now: Date): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('item_keys')
      .where('seen_at', '<', now.getTime() - keptMs)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  /**
   * Writes in one transaction, and one after the other: two sources that show the same item at the same time would both
   * take it for new. A rule of the contract that is broken comes as ARTICLE_REFUSED, and nothing of the
   * transaction stays.
   */
  async write<T>(work: (writer: ItemWriter) => Promise<T>): Promise<T> {
    try {
      return await this.#db.transaction().execute(async (tx) => {
        await this.#backend.alone?.(tx);
        return work(new ItemWriter(tx, this.#backend.comparesMomentsAsText));
      });
    } catch (error) {
      if (!this.#backend.isRuleBroken(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new KhabarshyError('ARTICLE_REFUSED', `The store refuses it: ${why}`, { cause: error });
    }
  }
}
