import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { toDraft, type Draft } from './push-records.ts';

/** Articles that editors decide about before they are posted. */
export class Drafts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** null: there is none with this number. */
  async find(number: number): Promise<Draft | null> {
    const row = await this.#db
      .selectFrom('drafts')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirst();
    return row === undefined ? null : toDraft(row);
  }

  async of(articleId: string): Promise<Draft | null> {
    const row = await this.#db
      .selectFrom('drafts')
      .selectAll()
      .where('article_id', '=', articleId)
      .executeTakeFirst();
    return row === undefined ? null : toDraft(row);
  }

  /** Those that editors have to be asked about, in their present revision. The oldest first. */
  async unasked(limit: number): Promise<(Draft & { revision: number })[]> {
    const rows = await this.#undecided()
      .select('articles.revision')
      .where((e) =>
        e.or([e('asked_revision', 'is', null), e('asked_revision', '<>', e.ref('articles.revision'))]),
      )
      .orderBy('number')
      .limit(limit)
      .execute();
    return rows.map(({ revision, ...row }) => ({ ...toDraft(row), revision }));
  }

  /** Those that wait for a decision, the oldest first. */
  async undecided(limit: number): Promise<Draft[]> {
    const rows = await this.#undecided().orderBy('number').limit(limit).execute();
    return rows.map(toDraft);
  }

  /** A cross join, because SQLite keeps its order. With an inner join it reads all articles to find a few drafts. */
  #undecided() {
    return this.#db
      .selectFrom('drafts')
      .crossJoin('articles')
      .selectAll('drafts')
      .whereRef('articles.id', '=', 'drafts.article_id')
      .where('decided_at', 'is', null)
      .where('articles.status', '=', 'withheld');
  }

  async markAsked(number: number, revision: number): Promise<void> {
    await this.#db
      .updateTable('drafts')
      .set({ asked_revision: revision })
      .where('number', '=', number)
      .execute();
  }

  /** @returns false: somebody decided before. */
  async decide(number: number, by: string, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('drafts')
      .set({ decided_at: now.getTime(), decided_by: by })
      .where('number', '=', number)
      .where('decided_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}
