import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `articles.seen_at`: when we planned an article first, by our clock. A clock that was ahead makes new articles too old;
 * when it is right again, they are known by a moment in the future. Of articles that were planned before, the first
 * promise tells it, or else their own date.
 *
 * `sightings.is_photo`: null: not known, an earlier version noted it.
 *
 * `unreadable_articles`: rows that cannot be read, until they are repaired or deleted.
 */
function seen(bigint: string, publishedMs: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `alter table articles add column seen_at ${bigint}`,
        `update articles set seen_at = coalesce(
  (select min(promised_at) from posts where article_id = articles.id), ${publishedMs})
where revision = planned_revision`,
        'alter table sightings add column is_photo integer',
        `create table unreadable_articles (
  article_id text not null primary key, fault text not null, noted_at ${bigint} not null)`,
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

export const seenOnSqlite = seen(
  'integer',
  'cast((julianday(published_at) - 2440587.5) * 86400000 as integer)',
);
export const seenOnPostgres = seen(
  'bigint',
  'case when isfinite(published_at) then (extract(epoch from published_at) * 1000)::bigint end',
);
