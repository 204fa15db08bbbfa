import { sql, type Kysely } from 'kysely';
import { overrideFields, type Override, type OverrideField } from '../../news/override.ts';
import type { Tables } from '../schema.ts';
import { startOf } from './article-columns.ts';
import { hashOf } from './override-columns.ts';

/** What editors wrote in place of fields of articles. The newsroom's rows stay as they are. */
export class Overrides {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Those that hold: the newsroom did not change their fields since. */
  async of(articleId: string): Promise<Override[]> {
    const row = await this.#row(this.#db, articleId);
    if (row === undefined) return [];
    const stored = await this.#db
      .selectFrom('overrides')
      .selectAll()
      .where('article_id', '=', articleId)
      .execute();
    return overrideFields.flatMap((field) => {
      const found = stored.find((each) => each.field === field && each.replaced === hashOf(row[field]));
      if (found === undefined) return [];
      return [{ field, value: found.value, by: found.edited_by, at: new Date(found.edited_at) }];
    });
  }

  /** Puts a text in place of a field. @returns false: there is no such article. */
  set(articleId: string, field: OverrideField, value: string, by: string, now: Date): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      if (!(await raiseRevision(tx, articleId, field))) return false;
      const row = await this.#row(tx, articleId);
      if (row === undefined) return false;
      const written = { value, replaced: hashOf(row[field]), edited_by: by, edited_at: now.getTime() };
      await tx
        .insertInto('overrides')
        .values({ article_id: articleId, field, ...written })
        .onConflict((conflict) => conflict.columns(['article_id', 'field']).doUpdateSet(written))
        .execute();
      return true;
    });
  }

  /** The field says again what the newsroom wrote. @returns false: nothing stands in its place. */
  revoke(articleId: string, field: OverrideField): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('overrides')
        .where('article_id', '=', articleId)
        .where('field', '=', field)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await raiseRevision(tx, articleId, field);
      return true;
    });
  }

  /** What the newsroom wrote in a field; null: nothing, or there is no such article. */
  async original(articleId: string, field: OverrideField): Promise<string | null> {
    return (await this.#row(this.#db, articleId))?.[field] ?? null;
  }

  #row(db: Kysely<Tables>, articleId: string) {
    return db
      .selectFrom('articles')
      .select([startOf('headline'), startOf('summary')])
      .where('articles.id', '=', articleId)
      .executeTakeFirst();
  }
}

/**
 * Makes a new revision in which a field changed, as the trigger does when the newsroom changes it. @returns false: there is
 * no such article.
 */
async function raiseRevision(tx: Kysely<Tables>, id: string, field: OverrideField): Promise<boolean> {
  // The row is locked from here on.
  const row = await tx
    .updateTable('articles')
    .set({ revision: sql<number>`revision + 1` })
    .where('id', '=', id)
    .returning(['revision', 'changes'])
    .executeTakeFirst();
  if (row === undefined) return false;
  // The database's triggers wrote it, or we did.
  const noted =
    row.changes === null ? { from: row.revision - 1 } : (JSON.parse(row.changes) as Record<string, unknown>);
  const changes = JSON.stringify({ ...noted, [field]: row.revision });
  await tx.updateTable('articles').set({ changes }).where('id', '=', id).execute();
  return true;
}
