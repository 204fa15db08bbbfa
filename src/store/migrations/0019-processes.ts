import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The processes of a cluster. The number of one is that of its advisory lock, by which the others see whether it lives, and
 * the holder of its lanes. `settings` is a hash of its settings. On SQLite nobody uses the table.
 */
function processes(identity: string, bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql
        .raw(
          `create table processes (
  id ${identity}, name text not null, host text not null, pid integer not null, started_at ${bigint} not null,
  settings text not null)`,
        )
        .execute(db);
    },
  };
}

export const processesOnSqlite = processes('integer primary key autoincrement', 'integer');
export const processesOnPostgres = processes('integer generated always as identity primary key', 'bigint');
