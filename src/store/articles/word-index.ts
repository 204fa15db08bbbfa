import { sql, type Kysely } from 'kysely';
import { runsOf } from '../engines/lists.ts';
import type { Tables } from '../schema.ts';

const entriesAtOnce = 20;

/** The words of one article under its key. */
export interface WordEntry {
  key: number;
  /** Folded, each once. */
  words: readonly string[];
}

/** The search index. Each engine has its own way to find articles by the beginnings of words. */
export interface WordIndex {
  /** Replaces the words of these keys. */
  put(tx: Kysely<Tables>, entries: readonly WordEntry[]): Promise<void>;
  remove(tx: Kysely<Tables>, keys: readonly number[]): Promise<void>;
  /** Keys of articles that have a word beginning with each of `beginnings` (letters and digits only), newest first. */
  find(db: Kysely<Tables>, beginnings: readonly string[], page: Page): Promise<number[]>;
}

export interface Page {
  offset: number;
  limit: number;
}

/** A single letter is searched as a whole word, because too many words begin with it. */
const shortestBeginning = 2;

export const sqliteWordIndex: WordIndex = {
  async put(tx, entries) {
    for (const run of runsOf(entries, entriesAtOnce)) {
      const rows = run.map(({ key, words }) => sql`(${key}, ${words.join(' ')})`);
      await sql`insert or replace into article_words (rowid, words) values ${sql.join(rows)}`.execute(tx);
    }
  },
  async remove(tx, keys) {
    if (keys.length > 0) await sql`delete from article_words where rowid in (${sql.join(keys)})`.execute(tx);
  },
  async find(db, beginnings, { offset, limit }) {
    const terms = beginnings.map((word) => (isShort(word) ? `"${word}"` : `"${word}" *`)).join(' AND ');
    const { rows } = await sql<{ key: number }>`select rowid as key from article_words
      where article_words match ${terms} order by rowid desc limit ${limit} offset ${offset}`.execute(db);
    return rows.map(({ key }) => key);
  },
};

export const postgresWordIndex: WordIndex = {
  async put(tx, entries) {
    if (entries.length === 0) return;
    // We pass single words: with the locale C, Postgres' own parser takes » for a letter.
    const rows = entries.map(
      ({ key, words }) => sql`(${key}::bigint, array_to_tsvector(${[...words]}::text[]))`,
    );
    await sql`insert into article_words (key, words) values ${sql.join(rows)}
      on conflict (key) do update set words = excluded.words`.execute(tx);
  },
  async remove(tx, keys) {
    if (keys.length > 0) await sql`delete from article_words where key in (${sql.join(keys)})`.execute(tx);
  },
  async find(db, beginnings, { offset, limit }) {
    const terms = beginnings.map((word) => (isShort(word) ? `'${word}'` : `'${word}':*`)).join(' & ');
    const { rows } = await sql<{ key: number }>`select key from article_words
      where words @@ ${terms}::tsquery order by key desc limit ${limit} offset ${offset}`.execute(db);
    return rows.map(({ key }) => key);
  },
};

function isShort(word: string): boolean {
  return Array.from(word).length < shortestBeginning;
}
