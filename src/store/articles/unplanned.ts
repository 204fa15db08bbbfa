import { sql, type Kysely } from 'kysely';
import type { Article } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import type { UnreadableArticle } from '../../news/plan.ts';
import type { Backend } from '../engines/backend.ts';
import { padded, runsOf } from '../engines/lists.ts';
import type { ArticleRow, Tables } from '../schema.ts';
import { changedSince, listColumns, toListed, type ListedRow } from './article-columns.ts';
import { faultOf, faultOfTypes, isStatus, momentOf } from './faults.ts';

export type UnplannedParts = Pick<Backend, 'comparesMomentsAsText' | 'hasRowLocks' | 'keepsForeignTypes'>;

type FoundRow = ListedRow & {
  planned_revision: number;
  seen_at: number | null;
  undated: number;
  changes: string | null;
  types: string | null;
};

interface Look {
  /** What stood in `planned_revision` when the row was read. */
  plannedRevision: number;
  /** It came without a date, and was not planned before. */
  isUndated: boolean;
  /** Whether its labels changed since it was planned last. */
  isRelabelled: boolean;
  /** Whether it was never planned before. */
  isNew: boolean;
}

export interface UnplannedRows {
  articles: (Article & Look)[];
  /** Rows that cannot be read. */
  unreadable: (UnreadableArticle & Look)[];
}

/** The expressions of the index `articles_unplanned`, word for word: otherwise the index is not used. */
const rank = sql<number>`(case when urgency <= 2 then 0 else 1 end)`;
const dueOnSqlite = sql<string>`(case when status = 'canceled' then '' else max(published_at, coalesce(embargoed_until, published_at)) end)`;
const dueOnPostgres = sql<string>`(case when status = 'canceled' then '-infinity'::timestamptz else greatest(published_at, embargoed_until) end)`;

export function dueOf({ comparesMomentsAsText }: Pick<Backend, 'comparesMomentsAsText'>) {
  return comparesMomentsAsText ? dueOnSqlite : dueOnPostgres;
}

/** The order of the index of what is not planned. A query that asks in it never reads the whole table. */
export function dueOrder(comparesMomentsAsText: boolean) {
  return [rank, dueOf({ comparesMomentsAsText })] as const;
}

/** Columns that may be long, and are not read to plan an article: only their types are. */
const unreadColumns = ['summary', 'body', 'author', 'image_url', 'image_credit', 'media'] as const;

/** JSON of the types of `unreadColumns`; null: all are what they should be. */
const typesOnSqlite = sql<string | null>`case when ${sql.join(
  unreadColumns.map((column) => sql`typeof(${sql.ref(column)}) in ('text', 'null')`),
  sql` and `,
)} then null else json_object(${sql.join(
  unreadColumns.map((column) => sql`${sql.lit(column)}, typeof(${sql.ref(column)})`),
)}) end`;
const typesOnPostgres = sql<string | null>`null`;

/** How many articles are planned again at a time. */
const mostReplanned = 500;

/** How many articles a query leaves out by their names. Where there are more, it skips whatever somebody is changing. */
const mostLeftOut = 200;

/** How many rows are looked at for the next moment. Those before it may hold what is no moment. */
const mostLooked = 20;

/** The articles that wait for the planner. */
export class Unplanned {
  readonly #db: Kysely<Tables>;
  readonly #due: ReturnType<typeof dueOf>;
  readonly #types: typeof typesOnSqlite;
  /** Sorts before every moment. It is the key of canceled articles, which are due whatever their dates are. */
  readonly #beforeAll: string;
  /** Whether `due` is after every moment that there can be, so that the row would wait for ever. */
  readonly #isNever: ReturnType<typeof sql<boolean>>;
  readonly #hasRowLocks: boolean;
  #languageExample: string | null = null;

  constructor(db: Kysely<Tables>, backend: UnplannedParts) {
    this.#db = db;
    this.#hasRowLocks = backend.hasRowLocks;
    this.#due = dueOf(backend);
    this.#types = backend.keepsForeignTypes ? typesOnSqlite : typesOnPostgres;
    this.#beforeAll = backend.comparesMomentsAsText ? '' : '-infinity';
    this.#isNever = backend.comparesMomentsAsText
      ? sql<boolean>`${this.#due} not glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:*'`
      : sql<boolean>`${this.#due} >= '10000-01-01T00:00:00Z'`;
  }

  /** A planned article whose language has another code than the usual one, if there was one: `a1: kz is read as kk`. */
  get languageExample(): string | null {
    return this.#languageExample;
  }

  /**
   * Whether anything waits for the planner, for an idle poll. The query takes the first row in the order of the index.
   * For an EXISTS, Postgres would read the whole table, because it expects that most rows differ.
   */
  async isAny(): Promise<boolean> {
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
   * somebody else is changing is read as it was before, unless it is one of `leftOut`. They come without their bodies.
   */
  async read(
    now: Date,
    oldest: Date | null,
    limit: number,
    leftOut: readonly string[],
  ): Promise<UnplannedRows> {
    const from = oldest === null ? this.#beforeAll : oldest.toISOString();
    const until = now.toISOString();
    const found: UnplannedRows = { articles: [], unreadable: [] };
    const count = () => found.articles.length + found.unreadable.length;
    const take = async (breaking: 0 | 1, after: string, until: string | null): Promise<void> => {
      if (count() >= limit) return;
      const rows = await this.#rows(breaking, after, until, limit - count(), leftOut);
      for (const row of rows) this.#sortIn(row, found);
    };
    if (oldest !== null) {
      await take(0, this.#beforeAll, this.#beforeAll);
      await take(1, this.#beforeAll, this.#beforeAll);
    }
    await take(0, from, until);
    await take(1, from, until);
    if (oldest !== null && count() === 0) await take(0, this.#beforeAll, from);
    if (oldest !== null && count() === 0) await take(1, this.#beforeAll, from);
    await take(0, until, null);
    await take(1, until, null);
    return found;
  }

  /** `until` null: rows after `after` whose time never comes, because they hold no moment. */
  #rows(breaking: 0 | 1, after: string, until: string | null, limit: number, leftOut: readonly string[]) {
    const isNamed = leftOut.length <= mostLeftOut;
    return this.#db
      .selectFrom('articles')
      .select([...listColumns, 'planned_revision', 'seen_at', 'undated', 'changes', this.#types.as('types')])
      .whereRef('revision', '<>', 'planned_revision')
      .where(rank, '=', breaking)
      .where(this.#due, '>=', after)
      .$if(until !== null, (query) => query.where(this.#due, '<=', until ?? ''))
      .$if(until === null, (query) => query.where(this.#isNever))
      .$if(leftOut.length > 0 && isNamed, (query) => query.where('id', 'not in', padded(leftOut)))
      .orderBy(this.#due)
      .limit(limit)
      .$if(!isNamed && this.#hasRowLocks, (query) => query.forNoKeyUpdate().skipLocked())
      .execute();
  }

  #sortIn(
    { planned_revision: plannedRevision, seen_at: seenAt, undated, types, changes, ...row }: FoundRow,
    { articles, unreadable }: UnplannedRows,
  ): void {
    const fault =
      faultOf(row) ?? (types === null ? null : faultOfTypes(JSON.parse(types) as Record<string, string>)); // made by SQLite
    const article = fault === null ? toListed(row) : null;
    const { id, revision } = row;
    const isNew = seenAt === null;
    const isRelabelled = areLabelsChanged(plannedRevision, changes);
    const look = { plannedRevision, isNew, isUndated: isNew && undated === 1, isRelabelled };
    if (article !== null) {
      articles.push({ ...article, ...look });
      this.#languageExample ??= otherCodeIn(row);
    } else if (fault !== null) {
      const status = isStatus(row.status) ? row.status : null;
      unreadable.push({ id, revision, fault, status, ...look });
    }
  }

  /**
   * Articles that were planned last at a moment which has not come yet are planned again: the clock was ahead then, and may
   * have made them too old. Once that moment has come, they are too old by the right clock as well.
   * @returns how many.
   */
  async replan(now: Date): Promise<number> {
    const one = this.#db.selectFrom('articles').select('id').where('seen_at', '>', now.getTime());
    // For an idle poll: one look at the end of an index, and no write.
    if ((await one.orderBy('seen_at', 'desc').limit(1).executeTakeFirst()) === undefined) return 0;
    return this.#db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom('articles')
        .select('id')
        .where('seen_at', '>', now.getTime())
        .orderBy('seen_at')
        .limit(mostReplanned)
        .$if(this.#hasRowLocks, (query) => query.forNoKeyUpdate().skipLocked())
        .execute();
      for (const run of runsOf(rows, 20)) {
        await tx
          .updateTable('articles')
          .set({
            seen_at: now.getTime(),
            // It was judged when it was new.
            undated: 0,
            // Another negative number each time, see 0014.
            planned_revision: sql<number>`case when planned_revision < 0 then planned_revision - 1 else -1 end`,
          })
          .where(
            'id',
            'in',
            run.map(({ id }) => id),
          )
          .execute();
      }
      return rows.length;
    });
  }

  /** When the next article is due. null: none is to come. */
  async nextDueAt(now: Date): Promise<Date | null> {
    const moments: number[] = [];
    for (const breaking of [0, 1] as const) {
      const rows = await this.#db
        .selectFrom('articles')
        .select(this.#due.as('due'))
        .whereRef('revision', '<>', 'planned_revision')
        .where(rank, '=', breaking)
        .where(this.#due, '>', now.toISOString())
        .orderBy(this.#due)
        .limit(mostLooked)
        .execute();
      const at = rows.map(({ due }) => momentOf(String(due))).find((moment) => moment !== null);
      // A text that is not a moment, and sorts as a late one, would be due again and again.
      if (at !== undefined && at > now) moments.push(at.getTime());
    }
    return moments.length === 0 ? null : new Date(Math.min(...moments));
  }
}

/** Since the article was planned last. */
function areLabelsChanged(plannedRevision: number, changes: string | null): boolean {
  if (plannedRevision <= 0) return false;
  const changed = changedSince(plannedRevision, changes) ?? [];
  return changed.some((column) => column === 'labels' || column === 'age');
}

function otherCodeIn({ id, language }: Pick<ArticleRow, 'id' | 'language'>): string | null {
  const meant = languageOfTag(language) ?? language;
  return meant === language ? null : `${id}: ${language} is read as ${meant}`;
}
