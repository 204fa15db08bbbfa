import type { Kysely } from 'kysely';
import type { Article, NewArticle } from '../../news/article.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { spellingsOfKey, urlKey } from '../../news/url-key.ts';
import { toArticle, postColumns } from '../articles/article-columns.ts';
import { momentOf } from '../articles/faults.ts';
import { dueOrder } from '../articles/unplanned.ts';
import { patchArticle, saveArticle, type ArticlePatch } from '../articles/saving.ts';
import type { Backend } from '../engines/backend.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

/** A key that is known. `articleId` is null where an item with this key was seen, and not taken. */
export interface KnownKey {
  key: string;
  articleId: string | null;
}

/** What a source said of an article when it was read last. */
export interface Said {
  articleId: string;
  source: string;
  /** A hash of each field. */
  hashes: Readonly<Record<string, string>>;
  /** The fields that this source gave first. */
  owned: readonly string[];
  /** The fields whose last change a brake kept back. */
  held: readonly string[];
  /** The last moments at which it changed what a post shows, oldest first. */
  changedAt: readonly Date[];
}

/** An article as it stands, and what each source said of it. */
export interface KnownArticle {
  article: Article;
  said: readonly Said[];
}

/** An article that stands in a channel, and the source that brought it. */
export interface PostedArticle {
  id: string;
  url: string;
  headline: string;
  /** Its short number, by which editors' buttons know it; null: it has none yet. */
  key: number | null;
  source: string;
  /** When its first post was sent. */
  postedAt: Date;
}

/** Limit of parameters of one query. */
const keysAtOnce = 500;

/** Limit of articles that are not planned yet and are compared one by one. */
const mostUnplanned = 1_000;

/** A key that was not seen for this long is forgotten: 400 days. Feeds bring back what is months old. */
const keptMs = 400 * 86_400_000;

/** What items are recognised by, and what sources said of their articles. */
export class Items {
  readonly #db: Kysely<Tables>;
  readonly #backend: Pick<Backend, 'comparesMomentsAsText' | 'isRuleBroken'>;

  constructor(db: Kysely<Tables>, backend: Pick<Backend, 'comparesMomentsAsText' | 'isRuleBroken'>) {
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

  /**
   * The articles that stood in the document of a source at that moment, and do not have one of `present` as their id.
   * The newest first, at most 500.
   */
  async leftSince(source: string, at: Date, present: ReadonlySet<string>): Promise<Article[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('articles.id', 'in', (e) =>
        e
          .selectFrom('item_keys')
          .select((key) => key.ref('article_id').$notNull().as('article_id'))
          .where('source', '=', source)
          .where('seen_at', '>=', at.getTime())
          .where('article_id', 'is not', null),
      )
      .orderBy('published_at', 'desc')
      .limit(keysAtOnce)
      .execute();
    const left = rows.filter(({ id }) => !present.has(id)).map(toArticle);
    return left.filter((article) => article !== null);
  }

  /** When the newest article of a source was published; null: there is none. */
  async newestOf(source: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('source_items')
      .innerJoin('articles', 'articles.id', 'source_items.article_id')
      .select('published_at')
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
    return rows.map(({ sent_at, ...row }) => ({ ...row, postedAt: new Date(Number(sent_at)) }));
  }

  /** Notes that items with these keys stood in a document. */
  async touch(source: string, keys: readonly string[], now: Date): Promise<void> {
    for (const some of slicesOf(keys)) {
      await this.#db
        .updateTable('item_keys')
        .set({ source, seen_at: now.getTime() })
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
   * Writes in one transaction. A rule of the contract that is broken comes as ARTICLE_REFUSED, and nothing of the
   * transaction stays.
   */
  async write<T>(work: (writer: ItemWriter) => Promise<T>): Promise<T> {
    try {
      return await this.#db
        .transaction()
        .execute((tx) => work(new ItemWriter(tx, this.#backend.comparesMomentsAsText)));
    } catch (error) {
      if (!this.#backend.isRuleBroken(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new KhabarshyError('ARTICLE_REFUSED', `The store refuses it: ${why}`, { cause: error });
    }
  }
}

/** Reads and writes within one transaction. */
export class ItemWriter {
  readonly #tx: Kysely<Tables>;
  readonly #comparesMomentsAsText: boolean;
  #unplanned: { id: string; url: string }[] | null = null;

  constructor(tx: Kysely<Tables>, comparesMomentsAsText: boolean) {
    this.#tx = tx;
    this.#comparesMomentsAsText = comparesMomentsAsText;
  }

  knownKeys(keys: readonly string[]): Promise<Map<string, KnownKey>> {
    return knownKeys(this.#tx, keys);
  }

  /**
   * The id of an article with this address, in any of its spellings: one that came by SQL or from a file has no keys.
   * null: there is none.
   */
  async idByAddress(address: string, keptNames: readonly string[]): Promise<string | null> {
    const key = urlKey(address, keptNames);
    if (key === null) return null;
    const spellings = padded([...new Set([address, ...spellingsOfKey(key)])]);
    const indexed = this.#tx
      .selectFrom('article_keys')
      .select(['article_id as id', 'url'])
      .where('url', 'in', spellings)
      .orderBy('key', 'desc')
      .limit(1);
    const [found] = await indexed.execute();
    if (found !== undefined) return found.id;
    const waiting = await this.#addressesOfUnindexed();
    return waiting.find(({ url }) => urlKey(url, keptNames) === key)?.id ?? null;
  }

  /** null: there is none, or its row cannot be read. */
  async article(id: string): Promise<KnownArticle | null> {
    const row = await this.#tx
      .selectFrom('articles')
      .select(postColumns)
      .where('id', '=', id)
      .executeTakeFirst();
    const article = row === undefined ? null : toArticle(row);
    if (article === null) return null;
    const said = await this.#tx
      .selectFrom('source_items')
      .selectAll()
      .where('article_id', '=', id)
      .orderBy('source')
      .execute();
    return { article, said: said.map(toSaid) };
  }

  async hasRow(id: string): Promise<boolean> {
    const row = await this.#tx.selectFrom('articles').select('id').where('id', '=', id).executeTakeFirst();
    return row !== undefined;
  }

  /** Whether an article has item keys. */
  async hasKeys(articleId: string): Promise<boolean> {
    const row = await this.#tx
      .selectFrom('item_keys')
      .select('key')
      .where('article_id', '=', articleId)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async insert(article: NewArticle, now: Date): Promise<void> {
    await saveArticle(this.#tx, article, now);
  }

  /** Whether there is an article with this id. */
  async isStored(id: string): Promise<boolean> {
    const row = await this.#tx.selectFrom('articles').select('id').where('id', '=', id).executeTakeFirst();
    return row !== undefined;
  }

  /** An item that was seen and not taken is this article from now on. */
  async nameSeen(keys: readonly string[], articleId: string): Promise<void> {
    await this.#tx
      .updateTable('item_keys')
      .set({ article_id: articleId, is_flood: 0 })
      .where('key', 'in', padded(keys))
      .where('article_id', 'is', null)
      .execute();
  }

  patch(id: string, patch: ArticlePatch): Promise<'updated' | 'unchanged'> {
    return patchArticle(this.#tx, id, patch);
  }

  /** Writes keys, or notes that they were seen again. A key keeps the article that it has. */
  async writeKeys(
    keys: readonly string[],
    { articleId, source, isFlood = false }: { articleId: string | null; source: string; isFlood?: boolean },
    now: Date,
  ): Promise<void> {
    const seen = { source, seen_at: now.getTime() };
    for (const key of keys) {
      await this.#tx
        .insertInto('item_keys')
        .values({ key, article_id: articleId, is_flood: isFlood ? 1 : 0, ...seen })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(seen))
        .execute();
    }
  }

  async writeSaid(said: Said): Promise<void> {
    const changes = {
      said: JSON.stringify(said.hashes),
      owned: JSON.stringify(said.owned),
      held: said.held.length === 0 ? null : JSON.stringify(said.held),
      changed_at:
        said.changedAt.length === 0 ? null : JSON.stringify(said.changedAt.map((moment) => moment.getTime())),
    };
    await this.#tx
      .insertInto('source_items')
      .values({ article_id: said.articleId, source: said.source, ...changes })
      .onConflict((conflict) => conflict.columns(['article_id', 'source']).doUpdateSet(changes))
      .execute();
  }

  /** Articles that are so new that no index has their addresses. They are few, and read once in a transaction. */
  async #addressesOfUnindexed(): Promise<{ id: string; url: string }[]> {
    if (this.#unplanned !== null) return this.#unplanned;
    const [rank, due] = dueOrder(this.#comparesMomentsAsText);
    const unplanned = await this.#tx
      .selectFrom('articles')
      .select(['id', 'url'])
      .whereRef('revision', '<>', 'planned_revision')
      .orderBy(rank)
      .orderBy(due)
      .limit(mostUnplanned)
      .execute();
    const unindexed = await this.#tx
      .selectFrom('unindexed_articles')
      .innerJoin('articles', 'articles.id', 'unindexed_articles.article_id')
      .select(['articles.id', 'articles.url'])
      .limit(mostUnplanned)
      .execute();
    this.#unplanned = [...unplanned, ...unindexed];
    return this.#unplanned;
  }
}

async function knownKeys(db: Kysely<Tables>, keys: readonly string[]): Promise<Map<string, KnownKey>> {
  const found = new Map<string, KnownKey>();
  for (const some of slicesOf(keys)) {
    const rows = await db
      .selectFrom('item_keys')
      .select(['key', 'article_id'])
      .where('key', 'in', padded(some))
      .execute();
    for (const { key, article_id } of rows) found.set(key, { key, articleId: article_id });
  }
  return found;
}

function slicesOf<T>(list: readonly T[]): T[][] {
  const slices: T[][] = [];
  for (let start = 0; start < list.length; start += keysAtOnce)
    slices.push(list.slice(start, start + keysAtOnce));
  return slices;
}

/** We write these columns ourselves. */
function toSaid(row: Tables['source_items']): Said {
  return {
    articleId: row.article_id,
    source: row.source,
    hashes: JSON.parse(row.said) as Record<string, string>,
    owned: JSON.parse(row.owned) as string[],
    held: row.held === null ? [] : (JSON.parse(row.held) as string[]),
    changedAt:
      row.changed_at === null ? [] : (JSON.parse(row.changed_at) as number[]).map((ms) => new Date(ms)),
  };
}
