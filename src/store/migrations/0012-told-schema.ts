import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A database may hold several khabarshys, each in a schema of its own. A commit in one of them wakes only that one. In
 * `public` the name is the one of earlier versions.
 */
export const toldSchemaOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    await sql
      .raw(
        `create or replace function khabarshy_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify(case tg_table_schema when 'public' then 'khabarshy_articles'
    else 'khabarshy_articles_' || md5(tg_table_schema) end, '');
  return null;
end $$`,
      )
      .execute(db);
  },
};
