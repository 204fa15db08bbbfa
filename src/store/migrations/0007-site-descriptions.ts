import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Descriptions of pages, to recognise those that a site puts on many of its pages. Both hashes are hexadecimal. */
function siteDescriptions(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table site_descriptions (
  digest text not null primary key, host text not null, article_id text not null, headline text not null,
  is_general ${bigint} not null, met_at ${bigint} not null)`,
        'create index site_descriptions_of_host on site_descriptions (host, is_general, met_at)',
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

export const siteDescriptionsOnSqlite = siteDescriptions('integer');
export const siteDescriptionsOnPostgres = siteDescriptions('bigint');
