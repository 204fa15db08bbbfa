import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { Article, NewArticle } from '../../news/article.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { codesOfLanguage } from '../../news/language.ts';
import { listColumns, listedOf, postColumns, toArticle } from './article-columns.ts';
import { lockArticles } from './row-locks.ts';
import { isReadable } from './unreadable-articles.ts';
import { dueOf, Unplanned, type UnplannedParts, type UnplannedRows } from './unplanned.ts';
import type { Backend } from '../engines/backend.ts';
import type { Tables } from '../schema.ts';
import { saveArticle, type SaveResult } from './saving.ts';

/** A note that the row of an article was deleted. The article may have come back since. */
export interface Deletion {
  note: number;
  articleId: string;
}

/** The articles of the store. Reads rows into the trade's types, and finds what is to be planned. */
export class Articles {
  readonly #db: Kysely<Tables>;
  readonly #due: ReturnType<typeof dueOf>;
  readonly #unplanned: Unplanned;
  readonly #isRuleBroken: Backend['isRuleBroken'];
  readonly #hasRowLocks: boolean;

  constructor(db: Kysely<Tables>, backend: UnplannedParts & Pick<Backend, 'isRuleBroken'>) {
    this.#db = db;
    this.#due = dueOf(backend);
    this.#unplanned = new Unplanned(db, backend);
    this.#isRuleBroken = backend.isRuleBroken;
    this.#hasRowLocks = backend.hasRowLocks;
  }

  /** A planned article whose language has another code than the usual one, if there was one: `a1: kz is read as kk`. */
  get languageExample(): string | null {
    return this.#unplanned.languageExample;
  }

  /** null: there is none, or its row cannot be read. */
  async find(id: string): Promise<Article | null> {
    const row = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : toArticle(row);
  }

  /** Whether there is a row, which may be one that cannot be read. */
  async exists(id: string): Promise<boolean> {
    const row = await this.#db.selectFrom('articles').select('id').where('id', '=', id).executeTakeFirst();
    return row !== undefined;
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('articles')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /**
   * Inserts or updates one article. Fields that `article` does not name get the store's defaults, except that
   * `published_at` of a stored article is kept.
   * @throws KhabarshyError ARTICLE_REFUSED, naming the constraint, when the contract does not allow a value.
   */
  async save(article: NewArticle, now: Date): Promise<SaveResult> {
    try {
      return await this.#db.transaction().execute((tx) => saveArticle(tx, article, now));
    } catch (error) {
      throw this.#isRuleBroken(error) ? refusal(article, error) : error;
    }
  }

  /** See `Unplanned`. */
  isAnyUnplanned(): Promise<boolean> {
    return this.#unplanned.isAny();
  }

  /** See `Unplanned`. */
  unplanned(
    now: Date,
    oldest: Date | null,
    limit: number,
    leftOut: readonly string[] = [],
  ): Promise<UnplannedRows> {
    return this.#unplanned.read(now, oldest, limit, leftOut);
  }

  /** Of these articles, those that somebody else is changing at this moment. */
  async busy(ids: readonly string[]): Promise<string[]> {
    if (!this.#hasRowLocks) return [];
    return [...(await lockArticles(this.#db, ids)).busy];
  }

  /**
   * Articles that came without a date and were not planned yet, at most `limit`, without their bodies. Those of sources
   * are left out, because sources have a brake of their own.
   */
  async undated(limit: number): Promise<Article[]> {
    const rows = await this.#db
      .selectFrom('articles')
      .select(listColumns)
      // The condition of the index `articles_undated`, word for word.
      .where(sql<boolean>`undated = 1 and planned_revision <= 0`)
      .where('status', '=', 'usable')
      .where(isReadable)
      .where((e) => e.not(e.exists(sourceOf(e))))
      .limit(limit)
      .execute();
    return listedOf(rows);
  }

  /** See `Unplanned`. */
  replan(now: Date): Promise<number> {
    return this.#unplanned.replan(now);
  }

  /** See `Unplanned`. */
  nextDueAt(now: Date): Promise<Date | null> {
    return this.#unplanned.nextDueAt(now);
  }

  /**
   * Usable articles that were due after `from` and not after `until`. They come without their bodies, because a month
   * may have tens of thousands.
   */
  async dueWithin(from: Date, until: Date, language: string | null): Promise<Article[]> {
    const [after, last] = [from.toISOString(), until.toISOString()];
    const found = new Map<string, Article>();
    for (const column of ['published_at', 'embargoed_until'] as const) {
      const rows = await this.#db
        .selectFrom('articles')
        .select(listColumns)
        .where(column, '>', after)
        .where(column, '<=', last)
        .where(this.#due, '<=', last)
        .where('status', '=', 'usable')
        .where(isReadable)
        .$if(language !== null, (query) => query.where('language', 'in', codesOfLanguage(language ?? '')))
        .execute();
      for (const article of listedOf(rows)) found.set(article.id, article);
    }
    return [...found.values()];
  }

  /** Notes of rows that were deleted, the oldest first, until the ledger has recorded them. */
  async deleted(limit: number): Promise<Deletion[]> {
    const rows = await this.#db
      .selectFrom('deleted_articles')
      .selectAll()
      .orderBy('note')
      .limit(limit)
      .execute();
    return rows.map(({ note, article_id }) => ({ note, articleId: article_id }));
  }
}

/** The source that an article came from. */
export function sourceOf(e: ExpressionBuilder<Tables, 'articles'>) {
  return e
    .selectFrom('source_items')
    .select('source_items.article_id')
    .whereRef('source_items.article_id', '=', 'articles.id');
}

function refusal(article: NewArticle, error: unknown): KhabarshyError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The article ${JSON.stringify(article.id)} is refused by the store: ${why}`;
  return new KhabarshyError('ARTICLE_REFUSED', message, { cause: error });
}
