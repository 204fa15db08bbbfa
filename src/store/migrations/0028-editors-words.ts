import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `overrides`: what an editor wrote in place of a field of an article. It stands beside the newsroom's row and holds as
 * long as the row says what it replaced (`replaced` is a hash of that).
 * `posts.not_before`: an editor wants the post at this moment, epoch milliseconds; null: nobody does.
 */
function tables(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table overrides (
  article_id text not null,
  field text not null constraint override_field_must_be_known check (field in ('headline', 'summary')),
  value text not null,
  replaced text not null,
  edited_by text not null,
  edited_at ${bigint} not null,
  primary key (article_id, field))`,
        `alter table posts add column not_before ${bigint}`,
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

export const editorsWordsOnSqlite = tables('integer');
export const editorsWordsOnPostgres = tables('bigint');
