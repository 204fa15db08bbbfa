import type { Kysely } from 'kysely';
import type { ArticleStatus, NewArticle } from '../../news/article.ts';
import { spellingsOfKey, urlKey } from '../../news/url-key.ts';
import { toArticle, postColumns } from '../articles/article-columns.ts';
import { dueOrder } from '../articles/unplanned.ts';
import { patchArticle, saveArticle, type ArticlePatch } from '../articles/saving.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import { PushRecords } from './push-records.ts';
import {
  knownKeys,
  sourceUnlessFlood,
  toSaid,
  type KnownArticle,
  type KnownKey,
  type Said,
} from './item-rows.ts';

/** Limit of articles that are not planned yet and are compared one by one. */
const mostUnplanned = 1_000;

/** Reads and writes within one transaction. */
export class ItemWriter {
  /** What is known of pushed articles. */
  readonly pushes: PushRecords;
  readonly #tx: Kysely<Tables>;
  readonly #comparesMomentsAsText: boolean;
  #unplanned: { id: string; url: string }[] | null = null;

  constructor(tx: Kysely<Tables>, comparesMomentsAsText: boolean) {
    this.#tx = tx;
    this.pushes = new PushRecords(tx);
    this.#comparesMomentsAsText = comparesMomentsAsText;
  }

  knownKeys(keys: readonly string[]): Promise<Map<string, KnownKey>> {
    return knownKeys(this.#tx, keys);
  }

  /** Whether a source was looked at after this moment. null: at any time. */
  async isLookedAtSince(source: string, last: Date | null): Promise<boolean> {
    const row = await this.#tx
      .selectFrom('source_states')
      .select('source')
      .where('source', '=', source)
      .where('looked_at', '>', last?.getTime() ?? 0)
      .executeTakeFirst();
    return row !== undefined;
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
    // What an editor wrote by hand is no source's.
    if (article?.url == null) return null;
    const said = await this.#tx
      .selectFrom('source_items')
      .selectAll()
      .where('article_id', '=', id)
      .orderBy('source')
      .execute();
    return { article: { ...article, url: article.url }, said: said.map(toSaid) };
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

  /** null: there is no article with this id. */
  async statusOf(id: string): Promise<ArticleStatus | null> {
    const row = await this.#tx
      .selectFrom('articles')
      .select('status')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.status ?? null;
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
    const seen = { source: sourceUnlessFlood(source), seen_at: now.getTime() };
    for (const key of keys) {
      await this.#tx
        .insertInto('item_keys')
        .values({ key, article_id: articleId, is_flood: isFlood ? 1 : 0, ...seen, source })
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
    this.#unplanned = [...unplanned, ...unindexed].flatMap(({ id, url }) =>
      url === null ? [] : [{ id, url }],
    );
    return this.#unplanned;
  }
}
