import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * `articles.undated`: 1: the article came without a date, so `published_at` is the moment at which its row was written.
 * Within one statement of SQLite, and within one transaction of Postgres, the present is always the same moment, so a
 * trigger sees whether the default was taken. Of rows that exist already, nobody knows it.
 */
const index = 'create index articles_undated on articles (id) where undated = 1 and planned_revision <= 0';

export const undatedOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      'alter table articles add column undated integer not null default 0',
      index,
      `create trigger articles_note_undated after insert on articles
when new.published_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
begin update articles set undated = 1 where id = new.id; end`,
      `create trigger articles_note_date after update of published_at on articles
when new.undated = 1 and new.published_at is not old.published_at
begin update articles set undated = 0 where id = new.id; end`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};

export const undatedOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      'alter table articles add column undated smallint not null default 0',
      index,
      `create function khabarshy_note_undated() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then new.undated := 0;
  elsif new.published_at = date_trunc('milliseconds', now()) then new.undated := 1;
  end if;
  return new;
end $$`,
      `create trigger articles_note_undated before insert on articles for each row
  execute function khabarshy_note_undated()`,
      `create trigger articles_note_date before update of published_at on articles for each row
  when (old.undated = 1 and new.published_at <> old.published_at) execute function khabarshy_note_undated()`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
