import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { asOwner } from './as-owner.ts';

/** The words in which the two engines differ. */
interface Words {
  identity: string;
  bigint: string;
  /** How a computed column is kept: SQLite indexes virtual ones, Postgres stores them. */
  computed: 'virtual' | 'stored';
  /** The view's `sent_at` out of epoch milliseconds, as the contract writes moments on that engine. */
  sentAt: string;
  /** What makes a row that comes back go on with a revision that it never had. */
  comeback(db: Kysely<unknown>): Promise<readonly string[]>;
}

/**
 * The ledger. `turn` is the order of what is to be done next in a channel, so that "what now?" is one look
 * into one index: what is unsure is cleared up before anything else, withdrawals before news, breaking news
 * before corrections, corrections before ordinary news. Priority 0 is a post that an editor asked for.
 */
function ledger(words: Words): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql
        .raw(
          `create table posts (
  id ${words.identity},
  channel text not null,
  article_id text,
  digest text,
  state text not null constraint post_state_must_be_known check (state in ('promised', 'waiting', 'ready', 'sending', 'sent', 'unsure', 'held', 'refused', 'dropped', 'killed')),
  priority integer not null,
  sort_at ${words.bigint} not null,
  wake_at ${words.bigint},
  turn integer generated always as (case
    when state = 'unsure' then 0
    when state = 'sent' and sweep_from is not null then 0
    when state = 'sent' and amend = 'kill' then 1
    when state in ('promised', 'ready') then case priority when 0 then 2 when 1 then 3 else 5 end
    when state = 'sent' and amend = 'edit' then 4
    end) ${words.computed},
  revision ${words.bigint} not null default 0,
  message text,
  form text,
  silent integer not null default 0,
  message_id ${words.bigint},
  chat_id text,
  link text,
  floor ${words.bigint},
  unsure_tries integer not null default 0,
  sweep_from ${words.bigint},
  amend text constraint post_amend_must_be_edit_or_kill check (amend in ('edit', 'kill')),
  reason text,
  promised_at ${words.bigint} not null,
  claimed_at ${words.bigint},
  unsure_at ${words.bigint},
  held_at ${words.bigint},
  sent_at ${words.bigint},
  edited_at ${words.bigint},
  ended_at ${words.bigint},
  constraint post_must_have_an_article_or_a_digest check ((article_id is null) <> (digest is null)),
  constraint post_is_promised_once_per_article unique (channel, article_id),
  constraint post_is_promised_once_per_digest unique (channel, digest)
)`,
        )
        .execute(db);
      for (const index of [
        'posts_turn on posts (channel, turn, sort_at, id) where turn is not null',
        'posts_numbers on posts (channel, message_id) where message_id is not null',
        'posts_of_article on posts (article_id)',
        "posts_open on posts (channel, state) where state in ('waiting', 'sending', 'unsure', 'held')",
        'posts_sent on posts (channel, sent_at) where sent_at is not null',
        // For the mark beside the database, which is brought up to date every few seconds.
        'posts_claimed on posts (claimed_at) where claimed_at is not null',
        'posts_edited on posts (channel, edited_at) where edited_at is not null',
        "posts_refused on posts (channel, ended_at) where state = 'refused'",
      ]) {
        await sql.raw(`create index ${index}`).execute(db);
      }
      await sql
        .raw(
          `create table sightings (
  channel text not null, message_id ${words.bigint} not null, shown text not null, link text,
  primary key (channel, message_id))`,
        )
        .execute(db);
      await sql
        .raw(
          `create table channels (
  name text primary key, moved_to text, limited_until ${words.bigint}, closed_at ${words.bigint},
  closed_reason text, retry_at ${words.bigint}, retries integer not null default 0)`,
        )
        .execute(db);
      await sql
        .raw(
          `create table troubles (
  key text primary key, detail text not null, began_at ${words.bigint} not null,
  told_at ${words.bigint}, ended_at ${words.bigint})`,
        )
        .execute(db);
      await sql`create table facts (key text primary key, value text not null)`.execute(db);
      // INSERT OR REPLACE, or a deletion and an insertion, would begin again at revision 1, which may be just
      // the one that was composed, and the change would go unseen. A clock gives one that was never used.
      for (const statement of await words.comeback(db)) await sql.raw(statement).execute(db);
      // Public: here the newsroom's own program reads what became of an article.
      await sql
        .raw(
          `create view article_posts as
select article_id, channel, state, message_id, link, ${words.sentAt} as sent_at
from posts where article_id is not null`,
        )
        .execute(db);
    },
  };
}

export const ledgerOnSqlite = ledger({
  identity: 'integer primary key autoincrement',
  bigint: 'integer',
  computed: 'virtual',
  // Not strftime('%f'): it would round a third decimal out of a float.
  sentAt:
    "strftime('%Y-%m-%dT%H:%M:%S', sent_at / 1000, 'unixepoch') || '.' || substr('00' || (sent_at % 1000), -3) || 'Z'",
  comeback: () =>
    Promise.resolve([
      `create trigger articles_come_back after insert on articles
when exists (select 1 from posts where article_id = new.id)
begin
  update articles set revision = cast((julianday('now') - 2440587.5) * 86400000 as integer) where id = new.id;
end`,
    ]),
});

export const ledgerOnPostgres = ledger({
  identity: 'bigint generated always as identity primary key',
  bigint: 'bigint',
  computed: 'stored',
  sentAt: 'to_timestamp(sent_at / 1000.0)',
  comeback: async (db) => [
    `create function khabarshy_come_back() returns trigger language plpgsql ${await asOwner(db)} as $$
begin
  if exists (select 1 from posts where article_id = new.id) then
    new.revision := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  end if;
  return new;
end $$`,
    `create trigger articles_come_back before insert on articles
for each row execute function khabarshy_come_back()`,
  ],
});
