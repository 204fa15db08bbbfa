import { sql, type Kysely } from 'kysely';
import type { Fault } from '../../news/fault.ts';
import type { ArticlePlan } from '../../news/plan.ts';
import { padded } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';
import { faultFrom, faultText } from './faults.ts';

/** An article whose row cannot be read, and why. */
export interface NotedFault {
  id: string;
  fault: Fault;
}

/** For queries that do not read every column of an article: a row that the planner noted is left out. */
export const isReadable = sql<boolean>`not exists (select 1 from unreadable_articles
  where unreadable_articles.article_id = articles.id)`;

/** The articles whose rows cannot be read, as the planner noted them. */
export class UnreadableArticles {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** How many there are, and the one that was noted first; null: every row can be read. */
  async read(): Promise<{ count: number; example: NotedFault } | null> {
    const noted = this.#db.selectFrom('unreadable_articles');
    const first = await noted
      .selectAll()
      .orderBy('noted_at')
      .orderBy('article_id')
      .limit(1)
      .executeTakeFirst();
    if (first === undefined) return null;
    const { count } = await noted
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return { count: Number(count), example: toNoted(first) };
  }

  /** Why the row of an article cannot be read; null: it can, or it is not planned yet. */
  async faultOf(id: string): Promise<Fault | null> {
    const row = await this.#db
      .selectFrom('unreadable_articles')
      .selectAll()
      .where('article_id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : toNoted(row).fault;
  }
}

function toNoted({ article_id, fault }: { article_id: string; fault: string }): NotedFault {
  return { id: nameOf(article_id), fault: faultFrom(fault) };
}

/** The id itself may be bytes. */
function nameOf(id: unknown): string {
  return id instanceof Uint8Array ? `x'${Buffer.from(id).toString('hex')}'` : String(id);
}

/**
 * Notes which of these articles cannot be read, within a transaction. The others have no note any more.
 * @returns what was not noted before.
 */
export async function noteFaults(
  tx: Kysely<Tables>,
  plans: readonly ArticlePlan[],
  now: Date,
): Promise<NotedFault[]> {
  const noted: NotedFault[] = [];
  for (const { articleId, fault } of plans) {
    if (fault === undefined) continue;
    const news = { fault: faultText(fault), noted_at: now.getTime() };
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('unreadable_articles')
      .values({ article_id: articleId, ...news })
      .onConflict((conflict) =>
        conflict.column('article_id').doUpdateSet(news).where('unreadable_articles.fault', '<>', news.fault),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 0n) noted.push({ id: nameOf(articleId), fault });
  }
  const readable = plans.filter(({ fault }) => fault === undefined).map(({ articleId }) => articleId);
  if (readable.length > 0)
    await tx.deleteFrom('unreadable_articles').where('article_id', 'in', padded(readable)).execute();
  return noted;
}
