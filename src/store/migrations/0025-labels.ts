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
  'keywords',
  'labels',
  'age',
  'urgency',
  'author',
  'published_at',
];

const known = ['advertising', 'partner', 'sponsored', 'pr', 'ai'];
const constraint = 'article_labels_must_be_a_json_array_of_known_labels';

/**
 * `articles.labels`: what the law or the newsroom wants said of an article, a JSON array; null: nobody stated it.
 * `articles.age`: from how many years on. A change of either is noted in `changes`, and so is now a change of the urgency
 * (breaking news has a sign), the author and the time of publication (a template may show them).
 */
export const labelsOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const changed = contentColumns.map((column) => `new.${column} is not old.${column}`).join(' or ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is not old.${column} then old.revision + 1
      else json_extract(old.changes, '$.${column}') end`,
    );
    const list = known.map((label) => `'${label}'`).join(', ');
    for (const statement of [
      `alter table articles add column labels text constraint ${constraint}
    check (labels is null or (typeof(labels) = 'text' and json_valid(labels) and json_type(labels) = 'array'))`,
      `alter table articles add column age integer constraint article_age_must_be_0_to_21
    check (age is null or (typeof(age) = 'integer' and age between 0 and 21))`,
      // A CHECK may not look into the array, a trigger may.
      ...['insert', 'update of labels'].map(
        (
          event,
        ) => `create trigger articles_check_labels_on_${event.split(' ', 1)[0]} before ${event} on articles
when json_valid(new.labels)
begin
  select raise(abort, 'CHECK constraint failed: ${constraint}')
  where exists (select 1 from json_each(new.labels) where type <> 'text' or value not in (${list}));
end`,
      ),
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

export const labelsOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    const row = (of: string) => contentColumns.map((column) => `${of}.${column}`).join(', ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is distinct from old.${column} then new.revision end`,
    );
    for (const statement of [
      `alter table articles add column labels jsonb constraint ${constraint}
    check (jsonb_typeof(labels) = 'array' and labels <@ '${JSON.stringify(known)}'::jsonb)`,
      `alter table articles add column age integer constraint article_age_must_be_0_to_21
    check (age between 0 and 21)`,
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
