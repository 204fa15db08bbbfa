import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `web_logins`: links by which editors log in on the page, each until it is used or too old. `web_sessions`: who is logged
 * in. Of both only a hash of the secret is kept, so that a copy of the database opens nothing. `language`: that of the
 * person's Telegram, for who chose none. `bot`: the bot that gave the link; the rights are those of its editors.
 */
function tables(bigint: string): string[] {
  const person = `bot text not null,
  user_id ${bigint} not null,
  name text not null,
  language text not null,
  made_at ${bigint} not null,
  expires_at ${bigint} not null`;
  return [
    `create table web_logins (token_hash text not null primary key, ${person})`,
    `create table web_sessions (token_hash text not null primary key, ${person}, seen_at ${bigint} not null)`,
    'create index web_sessions_by_person on web_sessions (bot, user_id)',
  ];
}

export const webOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables('integer')) await sql.raw(statement).execute(db);
  },
};

export const webOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables('bigint')) await sql.raw(statement).execute(db);
  },
};
