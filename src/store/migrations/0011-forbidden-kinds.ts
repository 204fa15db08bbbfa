import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Kinds of content (`photo`, `text`) that the chat of a channel does not allow, and when one was tried last. */
function forbiddenKinds(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql
        .raw(
          `create table forbidden_kinds (
  channel text not null, kind text not null, tried_at ${bigint} not null, primary key (channel, kind))`,
        )
        .execute(db);
    },
  };
}

export const forbiddenKindsOnSqlite = forbiddenKinds('integer');
export const forbiddenKindsOnPostgres = forbiddenKinds('bigint');
