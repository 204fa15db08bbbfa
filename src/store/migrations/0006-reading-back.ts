import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What reading back has to remember over a restart: copies of a post that may still arrive, copies that were forwarded
 * to the log chat and are to be deleted, and the message numbers of a channel that are known without a post.
 */
function readingBack(bigint: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        // `first_claimed_at`: when the first request of the post left. `after_number`: the last number known then.
        `create table late_copies (
  post_id ${bigint} not null primary key, channel text not null, chat_id text not null, message text not null,
  first_claimed_at ${bigint}, after_number ${bigint} not null)`,
        'create index late_copies_of_channel on late_copies (channel)',
        `create table log_copies (
  chat_id text not null, message_id ${bigint} not null, primary key (chat_id, message_id))`,
        // `last_number`: a message with this number exists. `read_to`: every number up to this one was read.
        `create table channel_numbers (
  channel text not null primary key, chat_id text not null, last_number ${bigint} not null,
  read_to ${bigint} not null)`,
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

export const readingBackOnSqlite = readingBack('integer');
export const readingBackOnPostgres = readingBack('bigint');
