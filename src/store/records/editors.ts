import type { Kysely } from 'kysely';
import type { SpokenLanguage } from '../../news/language.ts';
import { toTexts } from '../articles/faults.ts';
import type { Tables } from '../schema.ts';

/** Which channels of a bot somebody commands. `channels`: their names; null: all that there are and will be. */
export interface Reach {
  readonly channels: readonly string[] | null;
}

export interface Editor extends Reach {
  userId: number;
  name: string;
  addedBy: number;
  addedAt: Date;
}

/** The people who may command a bot besides the owners, and the language of each person. */
export class Editors {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose they are. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  /** Of which channels a person is an editor; null: of none of this bot. */
  async reachOf(userId: number): Promise<Reach | null> {
    const row = await this.#db
      .selectFrom('editors')
      .select('channels')
      .where('bot', '=', this.#bot)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row === undefined ? null : toReach(row.channels);
  }

  /** In the order in which they were added. */
  async list(): Promise<Editor[]> {
    const rows = await this.#db
      .selectFrom('editors')
      .selectAll()
      .where('bot', '=', this.#bot)
      .orderBy('added_at')
      .execute();
    return rows.map((row) => ({
      userId: row.user_id,
      name: row.name,
      addedBy: row.added_by,
      addedAt: new Date(row.added_at),
      ...toReach(row.channels),
    }));
  }

  /** @returns false when this person was an editor already. */
  async add(editor: Editor): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('editors')
      .values({
        bot: this.#bot,
        user_id: editor.userId,
        name: editor.name,
        added_by: editor.addedBy,
        added_at: editor.addedAt.getTime(),
        channels: textOfReach(editor),
      })
      .onConflict((conflict) => conflict.columns(['bot', 'user_id']).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Gives an editor other channels in place of `before`. @returns false: they are no editor, or have others by now. */
  async limit(userId: number, before: Reach, after: Reach): Promise<boolean> {
    const known = textOfReach(before);
    const { numUpdatedRows } = await this.#db
      .updateTable('editors')
      .set({ channels: textOfReach(after) })
      .where('bot', '=', this.#bot)
      .where('user_id', '=', userId)
      .where('channels', known === null ? 'is' : '=', known)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** @returns the editor's name; null: there was none. */
  async remove(userId: number): Promise<string | null> {
    const row = await this.#db
      .deleteFrom('editors')
      .where('bot', '=', this.#bot)
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
      .where('bot', '=', this.#bot)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row?.language ?? null;
  }

  async setLanguage(userId: number, language: SpokenLanguage): Promise<void> {
    await this.#db
      .insertInto('preferences')
      .values({ bot: this.#bot, user_id: userId, language })
      .onConflict((conflict) => conflict.columns(['bot', 'user_id']).doUpdateSet({ language }))
      .execute();
  }
}

/** Sorted, so that the same channels are the same text. */
function textOfReach({ channels }: Reach): string | null {
  return channels === null ? null : JSON.stringify([...new Set(channels)].sort());
}

/** A text that nobody of us wrote gives no rights. */
function toReach(text: string | null): Reach {
  if (text === null) return { channels: null };
  return { channels: toTexts(text) ?? [] };
}

/** A channel has another name now: its editors stay its editors. */
export async function renameReach(db: Kysely<Tables>, from: string, to: string): Promise<void> {
  const rows = await db
    .selectFrom('editors')
    .select(['bot', 'user_id', 'channels'])
    .where('channels', 'is not', null)
    .execute();
  for (const { bot, channels: text, user_id } of rows) {
    const { channels } = toReach(text);
    if (channels?.includes(from) !== true) continue;
    const renamed = channels.map((name) => (name === from ? to : name));
    await db
      .updateTable('editors')
      .set({ channels: textOfReach({ channels: renamed }) })
      .where('bot', '=', bot)
      .where('user_id', '=', user_id)
      .execute();
  }
}
