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
  'media',
  'keywords',
  'labels',
  'age',
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
  'media',
  'keywords',
  'labels',
  'age',
  'urgency',
  'author',
  'published_at',
];

const constraint = 'article_media_must_be_a_json_array';

/**
 * `articles.media`: photos, videos and files of an article, a JSON array; null: there is no more than `image_url`.
 * `posts.message_ids`: all numbers of an album, a JSON array; null: there is one, `message_id`.
 */
export const mediaOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const changed = contentColumns.map((column) => `new.${column} is not old.${column}`).join(' or ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is not old.${column} then old.revision + 1
      else json_extract(old.changes, '$.${column}') end`,
    );
    for (const statement of [
      `alter table articles add column media text constraint ${constraint}
    check (media is null or (typeof(media) = 'text' and json_valid(media) and json_type(media) = 'array'))`,
      'alter table posts add column message_ids text',
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

export const mediaOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    const row = (of: string) => contentColumns.map((column) => `${of}.${column}`).join(', ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is distinct from old.${column} then new.revision end`,
    );
    for (const statement of [
      `alter table articles add column media jsonb constraint ${constraint} check (jsonb_typeof(media) = 'array')`,
      'alter table posts add column message_ids text',
      `create or replace function khabarshy_raise_revision() returns trigger language plpgsql as $$
begin
  if (${row('new')}) is distinct from (${row('old')}) then
    new.revision := old.revision + 1;
    new.changes := coalesce(old.changes, jsonb_build_object('from', old.revision))
      || jsonb_strip_nulls(jsonb_build_object(${noted.join(',\n        ')}));
  end if;
  return new;
end $$`,
      'drop trigger articles_notify on articles',
      `create trigger articles_notify after insert or delete or update of ${contentColumns.join(', ')} on articles
         for each statement execute function khabarshy_notify()`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
