import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `pushed_articles`: what a push said last of an article: the moment of the version, and its status.
 * `drafts`: articles that an editor has to decide about before they are posted.
 * `webhooks`: ids of webhooks that were taken, so that a replay changes nothing.
 * `websub_subscriptions`: the hub that tells us of a source, and how it knows us.
 * `similar_articles`: an article that says much the same as an earlier one, and how much in percent.
 * `source_states.changed_at`: the newest change of a row that a query of a CMS showed.
 * Moments are epoch milliseconds.
 */
function tables(bigint: string, serial: string): string[] {
  return [
    `create table pushed_articles (
  article_id text not null primary key,
  version_at ${bigint},
  status text)`,
    `create table drafts (
  number ${serial},
  article_id text not null unique,
  pushed_by text not null,
  received_at ${bigint} not null,
  asked_revision integer,
  decided_at ${bigint},
  decided_by text)`,
    `create table webhooks (
  key text not null primary key,
  seen_at ${bigint} not null)`,
    'create index webhooks_by_age on webhooks (seen_at)',
    `create table websub_subscriptions (
  source text not null primary key,
  topic text not null,
  hub text not null,
  callback text not null unique,
  secret text not null,
  requested_at ${bigint} not null,
  verified_at ${bigint},
  expires_at ${bigint},
  pushed_at ${bigint})`,
    `create table similar_articles (
  article_id text not null primary key,
  similar_to text not null,
  likeness integer not null,
  noted_at ${bigint} not null)`,
    `alter table source_states add column changed_at ${bigint}`,
  ];
}

export const pushOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables('integer', 'integer primary key autoincrement'))
      await sql.raw(statement).execute(db);
  },
};

export const pushOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables('bigint', 'bigint generated always as identity primary key'))
      await sql.raw(statement).execute(db);
  },
};
