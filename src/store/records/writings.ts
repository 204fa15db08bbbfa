import type { Kysely } from 'kysely';
import { nothingWritten, writtenPrefix } from '../../news/written.ts';
import type { Tables } from '../schema.ts';
import {
  columnsOf,
  rowOf,
  toWriting,
  type Writing,
  type WritingChange,
  type WrittenArticle,
} from './writing-rows.ts';

/** An entry of the audit without what every entry has. */
type Entry = Pick<Tables['audit'], 'user_id' | 'name' | 'action' | 'subject' | 'before' | 'after'>;

/** What is not posted is forgotten after this time. */
const keptMs = 30 * 24 * 3_600_000;

/** How many of the last messages of an editor are looked through for the one that was edited. */
const mostLooked = 30;

/**
 * What editors of a bot are writing. It stands in the database from the first message on, so that a restart loses nothing
 * and each press of a button finds what it is about.
 */
export class Writings {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  /** Begins one, which gets the next message of its editor. Others wait for their buttons. */
  async begin(
    { chatId, userId }: Pick<Writing, 'chatId' | 'userId'>,
    given: WritingChange & Partial<Pick<Writing, 'articleId' | 'revision'>>,
    now: Date,
  ): Promise<Writing> {
    const { articleId = null, revision = null, ...change } = given;
    return this.#db.transaction().execute(async (tx) => {
      await tx
        .deleteFrom('writings')
        .where('changed_at', '<', now.getTime() - keptMs)
        .execute();
      await this.#awaitNothing(tx, chatId, userId);
      const row = await tx
        .insertInto('writings')
        .values({
          bot: this.#bot,
          user_id: userId,
          chat_id: chatId,
          content: JSON.stringify(nothingWritten),
          messages: '[]',
          channels: '[]',
          awaits: 'content',
          ...columnsOf(change),
          article_id: articleId,
          revision,
          state: 'open',
          changed_at: now.getTime(),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toWriting(row);
    });
  }

  /** null: there is none with this number, or it is another bot's. */
  async find(number: number): Promise<Writing | null> {
    const row = await this.#mine().where('number', '=', number).executeTakeFirst();
    return row === undefined ? null : toWriting(row);
  }

  /** Those that are neither posted nor dropped, the newest first. */
  async openOf({ chatId, userId }: Pick<Writing, 'chatId' | 'userId'>): Promise<Writing[]> {
    const rows = await this.#of(chatId, userId).where('state', '=', 'open').limit(mostLooked).execute();
    return rows.map(toWriting);
  }

  /** The one that came in this message, the newest first; null: none. */
  async ofMessage(
    { chatId, userId }: Pick<Writing, 'chatId' | 'userId'>,
    messageId: number,
  ): Promise<Writing | null> {
    const rows = await this.#of(chatId, userId).where('state', '<>', 'dropped').limit(mostLooked).execute();
    return rows.map(toWriting).find(({ messages }) => messages.includes(messageId)) ?? null;
  }

  /** From now on the next message of its editor is for this one, and for no other. @returns null: it is not open any more. */
  async await(
    { chatId, number, userId }: Pick<Writing, 'chatId' | 'number' | 'userId'>,
    awaits: NonNullable<Writing['awaits']>,
    now: Date,
  ): Promise<Writing | null> {
    await this.#awaitNothing(this.#db, chatId, userId);
    return this.change(number, { awaits }, false, now);
  }

  /** Changes an open one. `isContent`: what would be posted changed. @returns null: it is not open any more. */
  async change(
    number: number,
    change: WritingChange,
    isContent: boolean,
    now: Date,
  ): Promise<Writing | null> {
    const row = await this.#db
      .updateTable('writings')
      .set((e) => ({
        ...columnsOf(change),
        changed_at: now.getTime(),
        version: isContent ? e('version', '+', 1) : e.ref('version'),
      }))
      .where('number', '=', number)
      .where('bot', '=', this.#bot)
      .where('state', '=', 'open')
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toWriting(row);
  }

  /** @returns false: it was posted or dropped before. */
  async drop(number: number, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#close(this.#db, number, 'dropped', now);
    return numUpdatedRows === 1n;
  }

  /**
   * Makes an article of it, and promises that to its channels, in one transaction: a press of the button that comes twice,
   * also over a crash, posts once. @param at when it leaves. @returns its id; null: it was posted or dropped before, or has
   * changed since this version.
   */
  async post(
    { labels, number, version, content }: Writing,
    article: WrittenArticle,
    at: Date | null,
    entriesOf: (id: string) => readonly Entry[],
    now: Date,
  ): Promise<string | null> {
    return this.#db.transaction().execute(async (tx) => {
      const closed = await this.#close(tx, number, 'done', now, version);
      if (closed.numUpdatedRows !== 1n) return null;
      const id = await freeId(tx, number);
      await tx.updateTable('writings').set({ article_id: id }).where('number', '=', number).execute();
      const row = { ...rowOf(article, content, labels), id, published_at: (at ?? now).toISOString() };
      await tx.insertInto('articles').values(row).execute();
      const moment = at?.getTime() ?? null;
      for (const channel of article.written.channels) {
        const place = { priority: 0, sort_at: (at ?? now).getTime(), wake_at: moment, not_before: moment };
        await tx
          .insertInto('posts')
          .values({ channel, article_id: id, state: 'promised', promised_at: now.getTime(), ...place })
          .execute();
      }
      await this.#note(tx, entriesOf(id), now);
      return id;
    });
  }

  /**
   * Puts it in place of what the article says. @returns `changed`: the article was changed or deleted since it was begun;
   * `closed`: it was saved or dropped before, or has changed since this version.
   */
  async correct(
    { articleId, content, labels, number, revision, version }: Writing,
    article: WrittenArticle,
    entry: Entry,
    now: Date,
  ): Promise<'corrected' | 'changed' | 'closed'> {
    return this.#db
      .transaction()
      .execute(async (tx) => {
        const closed = await this.#close(tx, number, 'done', now, version);
        if (closed.numUpdatedRows !== 1n) return 'closed';
        const { numUpdatedRows } = await tx
          .updateTable('articles')
          .set(rowOf(article, content, labels))
          .where('id', '=', articleId ?? '')
          .where('revision', '=', revision ?? 0)
          .where('written', 'is not', null)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) throw new Overtaken();
        await this.#note(tx, [entry], now);
        return 'corrected';
      })
      .catch((error: unknown) => {
        if (error instanceof Overtaken) return 'changed';
        throw error;
      });
  }

  /** A post at a time leaves earlier: its article must not be due later. */
  async bringForward(articleId: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('articles')
      .set({ published_at: at.toISOString() })
      .where('id', '=', articleId)
      .where('written', 'is not', null)
      .where('published_at', '>', at.toISOString())
      .execute();
  }

  async #awaitNothing(db: Kysely<Tables>, chatId: number, userId: number): Promise<void> {
    await db
      .updateTable('writings')
      .set({ awaits: null })
      .where('bot', '=', this.#bot)
      .where('chat_id', '=', chatId)
      .where('user_id', '=', userId)
      .where('state', '=', 'open')
      .execute();
  }

  #mine() {
    return this.#db.selectFrom('writings').selectAll().where('bot', '=', this.#bot);
  }

  #of(chatId: number, userId: number) {
    return this.#mine().where('chat_id', '=', chatId).where('user_id', '=', userId).orderBy('number', 'desc');
  }

  #close(db: Kysely<Tables>, number: number, state: 'done' | 'dropped', now: Date, version?: number) {
    return db
      .updateTable('writings')
      .set({ state, awaits: null, changed_at: now.getTime() })
      .where('number', '=', number)
      .where('bot', '=', this.#bot)
      .where('state', '=', 'open')
      .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
      .executeTakeFirst();
  }

  async #note(tx: Kysely<Tables>, entries: readonly Entry[], now: Date): Promise<void> {
    for (const entry of entries)
      await tx
        .insertInto('audit')
        .values({ ...entry, bot: this.#bot, at: now.getTime() })
        .execute();
  }
}

/** The article is not any more what the editor began to correct. */
class Overtaken extends Error {}

/** A newsroom may have an article under an id like ours. */
async function freeId(tx: Kysely<Tables>, number: number): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const id = `${writtenPrefix}${number}${tries === 1 ? '' : `-${tries}`}`;
    const row = await tx.selectFrom('articles').select('id').where('id', '=', id).executeTakeFirst();
    const post = await tx.selectFrom('posts').select('id').where('article_id', '=', id).executeTakeFirst();
    if (row === undefined && post === undefined) return id;
  }
}
