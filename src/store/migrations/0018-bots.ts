import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A database may serve several bots. What editors did, who they are, their languages, open troubles, facts and copies in
 * the log chat belong to a bot, by its name in the settings; what was there belongs to `main`. Facts about the whole
 * database stay under `main`, too.
 *
 * `channels.bot`: the bot that posts to it. `posts.other_bot`: Telegram's number of the bot that sent the post, if the
 * channel has another one since. null: it was the channel's bot.
 *
 * `lanes` were known by Telegram's number of the bot, which is now `number`, and are known by the bot's name. With several
 * numbers, of tokens that were replaced, nobody knows which one sent which post. The epoch goes on.
 */
const lanesByName = [
  'alter table lanes add column number text',
  `insert into lanes (bot, holder, epoch, since, number)
select 'main', null, (select max(epoch) + 1 from lanes), null,
  (select case when count(*) = 1 then min(bot) end from lanes)
where exists (select 1 from lanes) and not exists (select 1 from lanes where bot = 'main')`,
  "delete from lanes where bot <> 'main'",
];

const columns = [
  "alter table audit add column bot text not null default 'main'",
  'create index audit_of_bot on audit (bot, id)',
  "alter table channels add column bot text not null default 'main'",
  'alter table posts add column other_bot text',
];

/** SQLite cannot change a primary key, so these tables are written anew. They are small. */
function anew(table: string, columnsOf: string, key: string, kept: string): string[] {
  return [
    `create table new_${table} (
  bot text not null default 'main', ${columnsOf}, primary key (bot, ${key}))`,
    `insert into new_${table} (${kept}) select ${kept} from ${table}`,
    `drop table ${table}`,
    `alter table new_${table} rename to ${table}`,
  ];
}

const onSqlite = [
  ...columns,
  ...anew(
    'editors',
    'user_id integer not null, name text not null, added_by integer not null, added_at integer not null',
    'user_id',
    'user_id, name, added_by, added_at',
  ),
  ...anew(
    'preferences',
    `user_id integer not null, language text not null constraint preference_language_must_be_a_primary_tag
    check (language glob '[a-z][a-z]' or language glob '[a-z][a-z][a-z]')`,
    'user_id',
    'user_id, language',
  ),
  ...anew(
    'troubles',
    'key text not null, detail text not null, began_at integer not null, told_at integer, ended_at integer',
    'key',
    'key, detail, began_at, told_at, ended_at',
  ),
  ...anew('facts', 'key text not null, value text not null', 'key', 'key, value'),
  ...anew(
    'log_copies',
    'chat_id text not null, message_id integer not null',
    'chat_id, message_id',
    'chat_id, message_id',
  ),
  ...lanesByName,
];

function keyed(table: string, key: string): string[] {
  return [
    `alter table ${table} add column bot text not null default 'main'`,
    `alter table ${table} drop constraint ${table}_pkey`,
    `alter table ${table} add primary key (bot, ${key})`,
  ];
}

const onPostgres = [
  ...columns,
  ...keyed('editors', 'user_id'),
  ...keyed('preferences', 'user_id'),
  ...keyed('troubles', 'key'),
  ...keyed('facts', 'key'),
  ...keyed('log_copies', 'chat_id, message_id'),
  ...lanesByName,
];

function bots(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

export const botsOnSqlite = bots(onSqlite);
export const botsOnPostgres = bots(onPostgres);
