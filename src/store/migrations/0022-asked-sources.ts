import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * An index finds the few sources among thousands that somebody wants to be looked at now. `source_documents` keeps the
 * ids of the articles that stood in the last document of a source, a JSON array: keys of items cannot tell it, because
 * the feeds of several sections of a site share them.
 */
const askedSources: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index source_states_asked on source_states (source)
  where next_at is null and paused_at is null`.execute(db);
    await sql`create table source_documents (
  source text not null primary key,
  articles text not null)`.execute(db);
  },
};

export const askedSourcesOnSqlite = askedSources;
export const askedSourcesOnPostgres = askedSources;
