import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The words in which the two engines differ. */
interface Words {
  identity: string;
  bigint: string;
  /** How Postgres indexes addresses: its usual index refuses a row of more than 2,700 bytes. */
  byUrl: string;
  /** The statements that make the table of words in which editors search. */
  articleWords: readonly string[];
}

/**
 * What the desk remembers: who may command, in which language, what they did, which channels rest; and short
 * keys of articles with the words to find them by. Both are filled after planning and not by triggers on
 * `articles`, so that a newsroom's plain INSERT stays cheap and needs no full-text search.
 */
function desk(words: Words): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = [
        `create table editors (
  user_id ${words.bigint} not null primary key, name text not null,
  added_by ${words.bigint} not null, added_at ${words.bigint} not null)`,
        `create table preferences (
  user_id ${words.bigint} not null primary key,
  language text not null constraint preference_language_must_be_spoken check (language in ('kk', 'ru', 'en')))`,
        `create table audit (
  id ${words.identity}, at ${words.bigint} not null, user_id ${words.bigint} not null, name text not null,
  action text not null, subject text not null, "before" text, "after" text)`,
        'create index audit_of_subject on audit (subject, action, id)',
        `alter table channels add column paused_at ${words.bigint}`,
        `alter table channels add column paused_until ${words.bigint}`,
        'alter table channels add column paused_by text',
        `create table article_keys (
  key ${words.bigint} not null primary key, article_id text not null unique, url text not null)`,
        `create index article_keys_by_url on article_keys ${words.byUrl}`,
        // Planned, and not to be found by its words yet.
        'create table unindexed_articles (article_id text not null primary key)',
        'insert into unindexed_articles (article_id) select id from articles where revision = planned_revision',
        ...words.articleWords,
      ];
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

export const deskOnSqlite = desk({
  identity: 'integer primary key autoincrement',
  bigint: 'integer',
  byUrl: '(url)',
  articleWords: [
    // Rows are found by rowid, newest first; texts and places within them are not kept.
    `create virtual table article_words using fts5 (words, content='', contentless_delete=1, detail=none,
  prefix='2 3 4 5 6 8 10', tokenize='unicode61 remove_diacritics 2')`,
  ],
});

export const deskOnPostgres = desk({
  identity: 'bigint generated always as identity primary key',
  bigint: 'bigint',
  byUrl: 'using hash (url)',
  articleWords: [
    'create table article_words (key bigint not null primary key, words tsvector not null)',
    'create index article_words_found on article_words using gin (words)',
  ],
});
