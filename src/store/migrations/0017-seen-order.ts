import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Finds articles that were planned at a moment which has not come yet: the clock was ahead then. */
const seenOrder: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index articles_by_seen on articles (seen_at) where seen_at is not null`.execute(db);
  },
};

export const seenOrderOnSqlite = seenOrder;
export const seenOrderOnPostgres = seenOrder;
