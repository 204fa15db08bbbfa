import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Quiet hours that editors set, questions about posts that need approval, and pinned digests. */
function hours(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const column of [
        // JSON of QuietHours, or 'off'; null: the settings say.
        'channels add column quiet text',
        `posts add column asked_at ${bigint}`,
        `posts add column question_id ${bigint}`,
        `posts add column approved_revision ${bigint}`,
        'posts add column decided_by text',
        `posts add column pinned_at ${bigint}`,
        // JSON of the ids of a digest's articles, best first.
        'posts add column listed text',
      ]) {
        await sql.raw(`alter table ${column}`).execute(db);
      }
      await sql`create index posts_waiting on posts (state, sort_at) where state = 'waiting'`.execute(db);
      await sql`create index posts_asked on posts (state) where asked_at is not null`.execute(db);
      await sql`create index posts_digests on posts (channel, digest) where digest is not null`.execute(db);
      await sql`create index articles_by_embargo on articles (embargoed_until) where embargoed_until is not null`.execute(
        db,
      );
    },
  };
}

export const hoursOnSqlite = hours('integer');
export const hoursOnPostgres = hours('bigint');
