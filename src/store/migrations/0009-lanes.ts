import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Who works the lanes of a bot, so that a process which lost them, and does not know it yet, changes nothing any more.
 * `epoch` grows with each takeover. On posts: where a request stands that was answered only after its lane was lost.
 */
function lanes(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table lanes (
  bot text not null primary key, holder text, epoch ${bigint} not null default 0, since ${bigint})`,
        `alter table posts add column late_message_id ${bigint}`,
        'alter table posts add column late_chat_id text',
        'alter table posts add column late_link text',
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

export const lanesOnSqlite = lanes('integer');
export const lanesOnPostgres = lanes('bigint');
