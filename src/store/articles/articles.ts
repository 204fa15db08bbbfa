import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { Article, NewArticle } from '../../news/article.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { codesOfLanguage, languageOfTag } from '../../news/language.ts';
import { listColumns, postColumns, toArticle, toListed } from './article-columns.ts';
import type { Backend } from '../engines/backend.ts';
import type { ArticleRow, Tables } from '../schema.ts';
import { saveArticle, type SaveResult } from './saving.ts';

/** An article, and what stood in `planned_revision` when it was read. */
interface UnplannedArticle extends Article {
  plannedRevision: number;
  /** It came without a date, and was not planned before. */
  isUndated: boolean;
}

/** A note that the row of an article was deleted. The article may have come back since. */
export interface Deletion {
  note: number;
  articleId: string;
}

/** The expressions of the index `articles_unplanned`, word for word: otherwise the index is not used. */
const rank = sql<number>`(case when urgency <= 2 then 0 else 1 end)`;
const dueOnSqlite = sql<string>`(case when status = 'canceled' then '' else max(published_at, coalesce(embargoed_until, published_at)) end)`;
const dueOnPostgres = sql<string>`(case when status = 'canceled' then '-infinity'::timestamptz else greatest(published_at, embargoed_until) end)`;

/** The order of the index of what is not planned. A query that asks in it never reads the whole table. */
export function dueOrder(comparesMomentsAsText: boolean) {
  return [rank, comparesMomentsAsText ? dueOnSqlite : dueOnPostgres] as const;
}

/** The articles of the store. Reads rows into the trade's types, and finds what is to be planned. */
export class Articles {
  readonly #db: Kysely<Tables>;
  readonly #due: typeof dueOnSqlite;
  /** Sorts before every moment. It is the key of canceled articles, which are due whatever their dates are. */
  readonly #beforeAll: string;

  readonly #isRuleBroken: Backend['isRuleBroken'];

  readonly #hasRowLocks: boolean;

  #languageExample: string | null = null;

  constructor(
    db: Kysely<Tables>,
    backend: Pick<Backend, 'comparesMomentsAsText' | 'hasRowLocks' | 'isRuleBroken'>,
  ) {
    this.#db = db;
    this.#hasRowLocks = backend.hasRowLocks;
    this.#due = backend.comparesMomentsAsText ? dueOnSqlite : dueOnPostgres;
    this.#beforeAll = backend.comparesMomentsAsText ? '' : '-infinity';
    this.#isRuleBroken = backend.isRuleBroken;
  }

  /** A planned article whose language has another code than the usual one, if there was one: `a1: kz is read as kk`. */
  get languageExample(): string | null {
    return this.#languageExample;
  }

  async find(id: string): Promise<Article | null> {
    const row = await this.#db
      .selectFrom('articles')
      .select(postColumns)
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : toArticle(row);
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

  /**
   * Whether anything waits for the planner, for an idle poll. The query takes the first row in the order of the index.
   * For an EXISTS, Postgres would read the whole table, because it expects that most rows differ.
   */
  async isAnyUnplanned(): Promise<boolean> {
    const row = await this.#db
      .selectNoFrom((e) => [
        e
          .selectFrom('articles')
          .select('id')
          .whereRef('revision', '<>', 'planned_revision')
          .orderBy(rank)
          .orderBy(this.#due)
          .limit(1)
          .as('unplanned'),
        e.selectFrom('deleted_articles').select('note').limit(1).as('deleted'),
      ])
      .executeTakeFirstOrThrow();
    return row.unplanned !== null || row.deleted !== null;
  }

  /**
   * Articles whose revision is not planned yet and whose time has come, at most `limit`: canceled ones and
   * breaking news first, then by the moment at which they were due. Those due before `oldest` come last. A row that
   * somebody else is changing is skipped, because nobody knows how long that takes. They come without their bodies.
   */
  async unplanned(now: Date, oldest: Date | null, limit: number): Promise<UnplannedArticle[]> {
    const from = oldest === null ? this.#beforeAll : oldest.toISOString();
    const found: UnplannedArticle[] = [];
    const take = async (breaking: 0 | 1, after: string, until: string): Promise<void> => {
      if (found.length >= limit) return;
      const rows = await this.#db
        .selectFrom('articles')
        .select([...listColumns, 'planned_revision', 'undated'])
        .whereRef('revision', '<>', 'planned_revision')
        .where(rank, '=', breaking)
        .where(this.#due, '>=', after)
        .where(this.#due, '<=', until)
        .orderBy(this.#due)
        .limit(limit - found.length)
        .$if(this.#hasRowLocks, (query) => query.forNoKeyUpdate().skipLocked())
        .execute();
      found.push(
        ...rows.map(({ planned_revision, undated, ...row }) => ({
          ...toListed(row),
          plannedRevision: planned_revision,
          isUndated: undated === 1 && planned_revision <= 0,
        })),
      );
      this.#languageExample ??= otherCodeIn(rows);
    };
    const until = now.toISOString();
    if (oldest !== null) {
      await take(0, this.#beforeAll, this.#beforeAll);
      await take(1, this.#beforeAll, this.#beforeAll);
    }
    await take(0, from, until);
    await take(1, from, until);
    if (oldest !== null && found.length === 0) await take(0, this.#beforeAll, from);
    if (oldest !== null && found.length === 0) await take(1, this.#beforeAll, from);
    return found;
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
      .where((e) => e.not(e.exists(sourceOf(e))))
      .limit(limit)
      .execute();
    return rows.map(toListed);
  }

  /** When the next article is due. null: none is to come. */
  async nextDueAt(now: Date): Promise<Date | null> {
    const moments: number[] = [];
    for (const breaking of [0, 1] as const) {
      const row = await this.#db
        .selectFrom('articles')
        .select(this.#due.as('due'))
        .whereRef('revision', '<>', 'planned_revision')
        .where(rank, '=', breaking)
        .where(this.#due, '>', now.toISOString())
        .orderBy(this.#due)
        .limit(1)
        .executeTakeFirst();
      const at = row === undefined ? NaN : Date.parse(row.due);
      // A text that is not a moment, and sorts as a late one, would be due again and again.
      if (at > now.getTime()) moments.push(at);
    }
    return moments.length === 0 ? null : new Date(Math.min(...moments));
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
        .$if(language !== null, (query) => query.where('language', 'in', codesOfLanguage(language ?? '')))
        .execute();
      for (const row of rows) found.set(row.id, toListed(row));
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

function otherCodeIn(rows: readonly Pick<ArticleRow, 'id' | 'language'>[]): string | null {
  for (const { id, language } of rows) {
    const meant = languageOfTag(language) ?? language;
    if (meant !== language) return `${id}: ${language} is read as ${meant}`;
  }
  return null;
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
