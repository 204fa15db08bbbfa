import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Words of version 0.2.0: the state `held` is `uncertain`, the column `amend` is `due_change`, `held_at` is
 * `uncertain_at`, and the reason `withdrawn` is `canceled`. A preferred language may be any language tag from here
 * on, so that one more language of ours needs no migration.
 */
const states =
  "'promised', 'waiting', 'ready', 'sending', 'sent', 'unsure', 'uncertain', 'refused', 'dropped', 'killed'";

const openPostsOf = (table: string) =>
  `create index posts_open on ${table} (channel, state) where state in ('waiting', 'sending', 'unsure', 'uncertain')`;

/** Columns that keep their name, in the order of the new table. */
const keptColumns =
  'id, channel, article_id, digest, priority, sort_at, wake_at, revision, message, form, silent, message_id, chat_id, ' +
  'link, floor, unsure_tries, sweep_from, promised_at, claimed_at, unsure_at, sent_at, edited_at, ended_at, ' +
  'asked_at, question_id, approved_revision, decided_by, pinned_at, listed';

/**
 * SQLite cannot change a CHECK, so the tables are written anew. The view and the trigger on `posts` are dropped first,
 * because SQLite refuses to rename a table while a view or a trigger names one that does not exist.
 * Source: https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".
 */
const onSqlite = [
  // 128 MB during this upgrade, so that pages of indexes are not read and written again and again.
  'pragma cache_size = -128000',
  'drop view article_posts',
  'drop trigger articles_come_back',
  // Filling an index together with the table is quicker than reading the table once more for it, and it needs the name.
  'drop index posts_turn',
  'drop index posts_numbers',
  'drop index posts_of_article',
  'drop index posts_open',
  'drop index posts_sent',
  'drop index posts_claimed',
  'drop index posts_edited',
  'drop index posts_refused',
  'drop index posts_waiting',
  'drop index posts_asked',
  'drop index posts_digests',
  `create table new_posts (
  id integer primary key autoincrement,
  channel text not null,
  article_id text,
  digest text,
  state text not null constraint post_state_must_be_known check (state in (${states})),
  priority integer not null,
  sort_at integer not null,
  wake_at integer,
  turn integer generated always as (case
    when state = 'unsure' then 0
    when state = 'sent' and sweep_from is not null then 0
    when state = 'sent' and due_change = 'kill' then 1
    when state in ('promised', 'ready') then case priority when 0 then 2 when 1 then 3 else 5 end
    when state = 'sent' and due_change = 'edit' then 4
    end) virtual,
  revision integer not null default 0,
  message text,
  form text,
  silent integer not null default 0,
  message_id integer,
  chat_id text,
  link text,
  floor integer,
  unsure_tries integer not null default 0,
  sweep_from integer,
  due_change text constraint post_due_change_must_be_edit_or_kill check (due_change in ('edit', 'kill')),
  reason text,
  promised_at integer not null,
  claimed_at integer,
  unsure_at integer,
  uncertain_at integer,
  sent_at integer,
  edited_at integer,
  ended_at integer,
  asked_at integer,
  question_id integer,
  approved_revision integer,
  decided_by text,
  pinned_at integer,
  listed text,
  constraint post_must_have_an_article_or_a_digest check ((article_id is null) <> (digest is null)),
  constraint post_is_promised_once_per_article unique (channel, article_id),
  constraint post_is_promised_once_per_digest unique (channel, digest)
)`,
  'create index posts_turn on new_posts (channel, turn, sort_at, id) where turn is not null',
  'create index posts_numbers on new_posts (channel, message_id) where message_id is not null',
  openPostsOf('new_posts'),
  'create index posts_sent on new_posts (channel, sent_at) where sent_at is not null',
  'create index posts_claimed on new_posts (claimed_at) where claimed_at is not null',
  'create index posts_edited on new_posts (channel, edited_at) where edited_at is not null',
  "create index posts_refused on new_posts (channel, ended_at) where state = 'refused'",
  "create index posts_waiting on new_posts (state, sort_at) where state = 'waiting'",
  'create index posts_asked on new_posts (state) where asked_at is not null',
  'create index posts_digests on new_posts (channel, digest) where digest is not null',
  `insert into new_posts (${keptColumns}, due_change, uncertain_at, state, reason)
select ${keptColumns}, amend, held_at,
  case state when 'held' then 'uncertain' else state end,
  case when state = 'dropped' and reason = 'withdrawn' then 'canceled' else reason end
from posts order by id`,
  // The number of a post that was deleted must not come again.
  `update sqlite_sequence set seq = (select seq from sqlite_sequence where name = 'posts')
where name = 'new_posts' and exists (select 1 from sqlite_sequence where name = 'posts')`,
  // Articles are in no order: sorting them at the end is quicker.
  'create index posts_of_article on new_posts (article_id)',
  'drop table posts',
  'alter table new_posts rename to posts',
  `create trigger articles_come_back after insert on articles
when exists (select 1 from posts where article_id = new.id)
begin
  update articles set revision = cast((julianday('now') - 2440587.5) * 86400000 as integer) where id = new.id;
end`,
  `create view article_posts as
select article_id, channel, state, message_id, link,
  strftime('%Y-%m-%dT%H:%M:%S', sent_at / 1000, 'unixepoch') || '.' || substr('00' || (sent_at % 1000), -3) || 'Z'
    as sent_at
from posts where article_id is not null`,
  `create table new_preferences (
  user_id integer not null primary key,
  language text not null constraint preference_language_must_be_a_primary_tag
    check (language glob '[a-z][a-z]' or language glob '[a-z][a-z][a-z]'))`,
  'insert into new_preferences (user_id, language) select user_id, language from preferences',
  'drop table preferences',
  'alter table new_preferences rename to preferences',
  'pragma cache_size = -4000',
];

const onPostgres = [
  'alter table posts rename column amend to due_change',
  'alter table posts rename column held_at to uncertain_at',
  'alter table posts rename constraint post_amend_must_be_edit_or_kill to post_due_change_must_be_edit_or_kill',
  'drop index posts_open',
  'alter table posts drop constraint post_state_must_be_known',
  "update posts set state = 'uncertain' where state = 'held'",
  "update posts set reason = 'canceled' where state = 'dropped' and reason = 'withdrawn'",
  `alter table posts add constraint post_state_must_be_known check (state in (${states}))`,
  openPostsOf('posts'),
  'alter table preferences drop constraint preference_language_must_be_spoken',
  `alter table preferences add constraint preference_language_must_be_a_primary_tag
check (language ~ '^[a-z]{2,3}$')`,
];

function words(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

export const wordsOnSqlite = words(onSqlite);
export const wordsOnPostgres = words(onPostgres);
