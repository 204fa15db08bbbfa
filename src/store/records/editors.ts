import type { Kysely } from 'kysely';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Tables } from '../schema.ts';

export interface Editor {
  userId: number;
  name: string;
  addedBy: number;
  addedAt: Date;
}

/** The people who may command the bot besides the owners, and the language of each person. */
export class Editors {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async has(userId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('editors')
      .select('user_id')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** In the order in which they were added. */
  async list(): Promise<Editor[]> {
    const rows = await this.#db.selectFrom('editors').selectAll().orderBy('added_at').execute();
    return rows.map((row) => ({
      userId: row.user_id,
      name: row.name,
      addedBy: row.added_by,
      addedAt: new Date(row.added_at),
    }));
  }

  /** @returns false when this person was an editor already. */
  async add(editor: Editor): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('editors')
      .values({
        user_id: editor.userId,
        name: editor.name,
        added_by: editor.addedBy,
        added_at: editor.addedAt.getTime(),
      })
      .onConflict((conflict) => conflict.column('user_id').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** @returns the editor's name; null: there was none. */
  async remove(userId: number): Promise<string | null> {
    const row = await this.#db
      .deleteFrom('editors')
      .where('user_id', '=', userId)
      .returning('name')
      .executeTakeFirst();
    return row?.name ?? null;
  }

  /** null: the person chose none. */
  async languageOf(userId: number): Promise<SpokenLanguage | null> {
    const row = await this.#db
      .selectFrom('preferences')
      .select('language')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row?.language ?? null;
  }

  async setLanguage(userId: number, language: SpokenLanguage): Promise<void> {
    await this.#db
      .insertInto('preferences')
      .values({ user_id: userId, language })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ language }))
      .execute();
  }
}
