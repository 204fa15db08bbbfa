import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The columns whose change makes a new revision. */
const contentColumns = [
  'id',
  'url',
  'language',
  'headline',
  'section',
  'summary',
  'body',
  'author',
  'image_url',
  'image_credit',
  'keywords',
  'urgency',
  'status',
  'published_at',
  'embargoed_until',
  'story_id',
  'follows',
];

/** Those that a post can show. */
const shownColumns = [
  'url',
  'language',
  'headline',
  'section',
  'summary',
  'body',
  'image_url',
  'image_credit',
  'keywords',
];

/**
 * `articles.changes`: a JSON object that has, for each column that a post can show, the revision in which it changed
 * last, and in `from` the revision from which on this is known. null: nothing changed since. A post that stands is
 * edited only if something changed that it shows, and not because a newer version reads the other columns otherwise.
 */
export const changesOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const changed = contentColumns.map((column) => `new.${column} is not old.${column}`).join(' or ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is not old.${column} then old.revision + 1
      else json_extract(old.changes, '$.${column}') end`,
    );
    for (const statement of [
      'alter table articles add column changes text',
      'drop trigger articles_raise_revision',
      `create trigger articles_raise_revision after update on articles when ${changed}
begin
  update articles set revision = old.revision + 1,
    changes = json_object('from', coalesce(json_extract(old.changes, '$.from'), old.revision),
      ${noted.join(',\n      ')})
  where id = new.id;
end`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};

export const changesOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    const row = (of: string) => contentColumns.map((column) => `${of}.${column}`).join(', ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is distinct from old.${column} then new.revision end`,
    );
    for (const statement of [
      'alter table articles add column changes jsonb',
      `create or replace function khabarshy_raise_revision() returns trigger language plpgsql as $$
begin
  if (${row('new')}) is distinct from (${row('old')}) then
    new.revision := old.revision + 1;
    new.changes := coalesce(old.changes, jsonb_build_object('from', old.revision))
      || jsonb_strip_nulls(jsonb_build_object(${noted.join(',\n        ')}));
  end if;
  return new;
end $$`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
