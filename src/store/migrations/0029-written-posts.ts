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
  'written',
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
  'written',
];

const urlConstraint = 'article_url_may_be_missing_only_where_an_editor_wrote_the_post';
const writtenConstraint = 'article_written_must_be_a_json_object';

/**
 * `articles.written`: the text of a post that an editor wrote by hand, with its formatting, and the channels that get it,
 * a JSON object; null: the newsroom's article. Only such an article may have no `url`.
 *
 * `writings`: what editors are writing. `content`: the text and the media so far, JSON. `messages`: the numbers of the
 * messages that it came in. `awaits`: what the next message of the editor is. `article_id`: what it became, or what it
 * corrects; then `revision` is the one that was corrected.
 */
function writings(number: string, bigint: string): string[] {
  return [
    `create table writings (
  number ${number},
  bot text not null,
  user_id ${bigint} not null,
  chat_id ${bigint} not null,
  content text not null,
  messages text not null,
  group_id text,
  awaits text constraint writing_awaits_must_be_content_or_time check (awaits in ('content', 'time')),
  channels text not null,
  labels text,
  version integer not null default 0,
  article_id text,
  revision ${bigint},
  state text not null constraint writing_state_must_be_known check (state in ('open', 'done', 'dropped')),
  changed_at ${bigint} not null)`,
    "create index writings_open on writings (bot, chat_id, user_id) where state = 'open'",
    'create index writings_by_change on writings (changed_at)',
  ];
}

/**
 * Both constraints of a column are changed in place, so that columns and triggers that a newsroom added stay, and so do
 * triggers elsewhere that name `articles`. Source: https://www.sqlite.org/lang_altertable.html, since 3.53.
 */
export const writtenPostsOnSqlite: Migration = {
  async up(db: Kysely<unknown>) {
    const changed = contentColumns.map((column) => `new.${column} is not old.${column}`).join(' or ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is not old.${column} then old.revision + 1
      else json_extract(old.changes, '$.${column}') end`,
    );
    for (const statement of [
      `alter table articles add column written text constraint ${writtenConstraint}
    check (written is null or (typeof(written) = 'text' and json_valid(written) and json_type(written) = 'object'))`,
      'alter table articles alter column url drop not null',
      `alter table articles add constraint ${urlConstraint}
    check (url is not null or (id glob 'desk-*' and written is not null))`,
      'drop trigger articles_raise_revision',
      `create trigger articles_raise_revision after update on articles when ${changed}
begin
  update articles set revision = old.revision + 1,
    changes = json_object('from', coalesce(json_extract(old.changes, '$.from'), old.revision),
      ${noted.join(',\n      ')})
  where id = new.id;
end`,
      ...writings('integer primary key autoincrement', 'integer'),
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};

export const writtenPostsOnPostgres: Migration = {
  async up(db: Kysely<unknown>) {
    const row = (of: string) => contentColumns.map((column) => `${of}.${column}`).join(', ');
    const noted = shownColumns.map(
      (column) => `'${column}', case when new.${column} is distinct from old.${column} then new.revision end`,
    );
    for (const statement of [
      `alter table articles add column written jsonb constraint ${writtenConstraint}
    check (jsonb_typeof(written) = 'object')`,
      'alter table articles alter column url drop not null',
      `alter table articles add constraint ${urlConstraint}
    check (url is not null or (id like 'desk-%' and written is not null))`,
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
      ...writings('bigint generated always as identity primary key', 'bigint'),
    ]) {
      await sql.raw(statement).execute(db);
    }
  },
};
