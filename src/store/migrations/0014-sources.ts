import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `articles.sections`: all sections of an article, a JSON array; null means its `section`. Its change is no correction:
 * the article is planned again, because another channel may take it now, and its revision stays. Each change gives
 * `planned_revision` another negative number, by which the planner knows whether it has seen the last one.
 *
 * `source_states`: what is known of each source. Moments are epoch milliseconds.
 * `item_keys`: what items are recognised by. Without an article: it was seen, and not taken.
 * `source_items`: what a source said of an article when it was read last.
 */
function tables(bigint: string): string[] {
  return [
    `create table source_states (
  source text not null primary key,
  url text not null,
  etag text,
  last_modified text,
  body_hash text,
  unconditional_at ${bigint},
  moved_to text,
  moved_since ${bigint},
  moved_looks integer not null default 0,
  looked_at ${bigint},
  document_at ${bigint},
  succeeded_at ${bigint},
  new_at ${bigint},
  next_at ${bigint},
  failures integer not null default 0,
  failure text,
  failing_since ${bigint},
  is_first_run_done integer not null default 0,
  new_items text,
  brake_lifted_until ${bigint},
  paused_at ${bigint},
  paused_by text)`,
    `create table item_keys (
  key text not null primary key,
  article_id text,
  source text not null,
  seen_at ${bigint} not null,
  is_flood integer not null default 0)`,
    'create index item_keys_by_age on item_keys (seen_at)',
    'create index item_keys_by_source on item_keys (source, seen_at)',
    'create index item_keys_by_article on item_keys (article_id) where article_id is not null',
    `create table source_items (
  article_id text not null,
  source text not null,
  said text not null,
  owned text not null,
  held text,
  changed_at text,
  primary key (article_id, source))`,
  ];
}

const isList = 'constraint article_sections_must_be_a_json_array_of_strings check';

export const sourcesOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    await sql
      .raw(
        `alter table articles add column sections text
  ${isList} (sections is null or (json_valid(sections) and json_type(sections) = 'array'))`,
      )
      .execute(db);
    await sql
      .raw(
        `create trigger articles_plan_sections after update of sections on articles
when new.sections is not old.sections
begin update articles set planned_revision = min(planned_revision, 0) - 1 where id = new.id; end`,
      )
      .execute(db);
    for (const event of ['insert', 'update of sections']) {
      await sql
        .raw(
          `create trigger articles_check_sections_on_${event.split(' ', 1)[0]} before ${event} on articles
when json_valid(new.sections)
begin
  select raise(abort, 'CHECK constraint failed: article_sections_must_be_a_json_array_of_strings')
  where exists (select 1 from json_each(new.sections) where type <> 'text');
end`,
        )
        .execute(db);
    }
    for (const statement of tables('integer')) await sql.raw(statement).execute(db);
  },
};

export const sourcesOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      `alter table articles add column sections jsonb
  ${isList} (jsonb_typeof(sections) = 'array'
    and not jsonb_path_exists(sections, 'strict $[*] ? (@.type() != "string")'))`,
      `create function khabarshy_plan_sections() returns trigger language plpgsql as $$
begin
  new.planned_revision := least(old.planned_revision, 0) - 1;
  return new;
end $$`,
      `create trigger articles_plan_sections before update of sections on articles for each row
  when (new.sections is distinct from old.sections) execute function khabarshy_plan_sections()`,
      `create trigger articles_notify_sections after update of sections on articles
  for each statement execute function khabarshy_notify()`,
      ...tables('bigint'),
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
