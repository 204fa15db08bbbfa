import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The words in which the two engines differ. */
interface Words {
  bigint: string;
  /** How the view is written anew: Postgres keeps what roles may do with it, SQLite knows no roles. */
  view: readonly string[];
}

/**
 * What readers do, as numbers only: nothing here says who a reader is.
 *
 * `post_readers`: a row for each message of a channel to which somebody reacted, or which was copied into the group of
 * the channel. `thread_chat` and `thread_id` say where that copy stands; `last_comment` is the number of the last comment
 * that was counted, so that none is counted twice. `posted_at` and `reactions_at` are epoch milliseconds.
 * `channel_days`: days of the newsroom's time zone, `2026-11-29`. `invite_links`: how many joined by each.
 * The view `article_posts` gets the columns `reactions` and `comments`.
 */
function readers({ bigint, view }: Words): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of [
        `create table post_readers (
  chat_id text not null,
  message_id ${bigint} not null,
  posted_at ${bigint} not null,
  reactions integer,
  reactions_at ${bigint},
  comments integer,
  thread_chat text,
  thread_id ${bigint},
  last_comment ${bigint},
  primary key (chat_id, message_id))`,
        'create index post_readers_threads on post_readers (thread_chat, thread_id) where thread_id is not null',
        'create index post_readers_by_age on post_readers (posted_at)',
        `create table channel_days (
  channel text not null,
  day text not null,
  subscribers integer,
  joins integer not null default 0,
  leaves integer not null default 0,
  primary key (channel, day))`,
        `create table invite_links (
  channel text not null,
  name text not null,
  url text not null,
  made_by text not null,
  made_at ${bigint} not null,
  revoked_at ${bigint},
  joins integer not null default 0,
  primary key (channel, name))`,
        ...view,
      ]) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

function viewOf(sentAt: string): string {
  return `view article_posts as
select posts.article_id, posts.channel, posts.state, posts.message_id, posts.link, ${sentAt} as sent_at,
  post_readers.reactions, post_readers.comments
from posts left join post_readers
  on post_readers.chat_id = posts.chat_id and post_readers.message_id = posts.message_id
where posts.article_id is not null`;
}

const onSqlite = viewOf(
  "strftime('%Y-%m-%dT%H:%M:%S', sent_at / 1000, 'unixepoch') || '.' || substr('00' || (sent_at % 1000), -3) || 'Z'",
);

export const readersOnSqlite = readers({
  bigint: 'integer',
  view: ['drop view article_posts', `create ${onSqlite}`],
});

export const readersOnPostgres = readers({
  bigint: 'bigint',
  view: [`create or replace ${viewOf('to_timestamp(sent_at / 1000.0)')}`],
});
