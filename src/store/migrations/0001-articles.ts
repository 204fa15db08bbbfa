import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { asOwner } from './as-owner.ts';

/** The columns whose change makes a new revision: all of the contract but the counter of views. */
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

/** Those that hold words, where SQLite would keep the bytes of a blob as they are. */
const textColumns = contentColumns.filter(
  (column) => !['urgency', 'status', 'published_at', 'embargoed_until'].includes(column),
);

/** Postgres' indexes, ours on channel and article among them, hold no more than 2,700 bytes; a character has up to four. */
const longestId = 500;

// trim() alone takes only spaces away; a headline of line breaks or of what shows nothing is blank too.
const blankCodes = [
  9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x200b, 0x2028, 0x2029, 0x202f, 0x2060, 0x3000, 0xfeff,
];

/**
 * The article store on SQLite. No STRICT table and no generated column, so that a newsroom's program with an
 * old SQLite can write to it too. The moments are compared as text, which is why their form is enforced:
 * strftime gives back only a real moment unchanged, so 30 February and 24:34 are refused as well: "+0 days" makes
 * an SQLite before 3.46 reckon, too, where it would repeat what it read (the check runs in the writer's SQLite).
 * The length is looked at first, because to "now" and its like strftime answers with an error that names no rule.
 */
export const articlesOnSqlite: Migration = {
  async up(db) {
    const moment = (column: string) =>
      `length(${column}) = 24 and strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '+0 days') is ${column}`;
    const isBlank = (column: string) => `trim(${column}, char(${blankCodes.join(', ')})) = ''`;
    const texts = textColumns.map((column) => `typeof(${column}) in ('text', 'null')`).join(' and ');
    await sql
      .raw(
        `create table articles (
  id text not null primary key
    constraint article_id_must_not_be_blank check (typeof(id) = 'text' and not ${isBlank('id')})
    constraint article_id_must_not_be_longer_than_500_characters check (length(id) <= ${longestId}),
  url text not null
    constraint article_url_must_be_http_or_https check (url like 'http://_%' or url like 'https://_%'),
  language text not null
    constraint article_language_must_be_a_primary_tag
    check (language glob '[a-z][a-z]' or language glob '[a-z][a-z][a-z]'),
  headline text not null constraint article_headline_must_not_be_blank check (not ${isBlank('headline')}),
  section text,
  summary text,
  body text,
  author text,
  image_url text,
  image_credit text,
  keywords text
    constraint article_keywords_must_be_a_json_array_of_strings
    check (keywords is null or (json_valid(keywords) and json_type(keywords) = 'array')),
  urgency integer not null default 5
    constraint article_urgency_must_be_1_to_8 check (typeof(urgency) = 'integer' and urgency between 1 and 8),
  status text not null default 'usable'
    constraint article_status_must_be_usable_withheld_or_canceled
    check (status in ('usable', 'withheld', 'canceled')),
  published_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    constraint article_published_at_must_be_iso_8601_utc_with_milliseconds check (${moment('published_at')}),
  embargoed_until text
    constraint article_embargoed_until_must_be_iso_8601_utc_with_milliseconds
    check (embargoed_until is null or (${moment('embargoed_until')})),
  views integer not null default 0
    constraint article_views_must_not_be_negative check (typeof(views) = 'integer' and views >= 0),
  story_id text,
  follows text constraint article_must_not_follow_itself check (follows is null or follows <> id),
  revision integer not null default 1,
  planned_revision integer not null default 0,
  constraint article_texts_must_be_text_and_no_blobs check (${texts})
)`,
      )
      .execute(db);
    // Only what waits for the planner is in this index, in the order in which it is taken.
    await sql
      .raw(
        `create index articles_unplanned on articles (
  (case when urgency <= 2 then 0 else 1 end),
  (case when status = 'canceled' then '' else max(published_at, coalesce(embargoed_until, published_at)) end)
) where revision <> planned_revision`,
      )
      .execute(db);
    await sql`create index articles_by_publication on articles (published_at)`.execute(db);
    // A note per deletion, not per article: the planner takes away those that it read, and none that came since.
    await sql`create table deleted_articles (
  note integer primary key autoincrement, article_id text not null)`.execute(db);

    const changed = contentColumns.map((column) => `new.${column} is not old.${column}`).join(' or ');
    await sql
      .raw(
        `create trigger articles_raise_revision after update on articles when ${changed}
begin update articles set revision = old.revision + 1 where id = new.id; end`,
      )
      .execute(db);
    await sql
      .raw(
        `create trigger articles_note_deletion after delete on articles
begin insert into deleted_articles (article_id) values (old.id); end`,
      )
      .execute(db);
    await sql
      .raw(
        `create trigger articles_note_renaming after update of id on articles when new.id is not old.id
begin insert into deleted_articles (article_id) values (old.id); end`,
      )
      .execute(db);
    // A CHECK may not look into the array, a trigger may.
    for (const event of ['insert', 'update of keywords']) {
      await sql
        .raw(
          `create trigger articles_check_keywords_on_${event.split(' ', 1)[0]} before ${event} on articles
when json_valid(new.keywords)
begin
  select raise(abort, 'CHECK constraint failed: article_keywords_must_be_a_json_array_of_strings')
  where exists (select 1 from json_each(new.keywords) where type <> 'text');
end`,
        )
        .execute(db);
    }
  },
};

/**
 * The article store on Postgres: the same names and rules. Its timestamptz holds infinity and years of five
 * digits, which are no moments to us, nor to SQLite.
 */
export const articlesOnPostgres: Migration = {
  async up(db) {
    const blank = blankCodes.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('');
    const isBlank = (column: string) => `btrim(${column}, e'${blank}') = ''`;
    const moment = (column: string) => `constraint article_${column}_must_be_within_the_years_1_to_9999
    check (${column} >= '0001-01-01T00:00:00Z' and ${column} < '10000-01-01T00:00:00Z')`;
    await sql
      .raw(
        `create table articles (
  id text primary key
    constraint article_id_must_not_be_blank check (not ${isBlank('id')})
    constraint article_id_must_not_be_longer_than_500_characters check (length(id) <= ${longestId}),
  url text not null constraint article_url_must_be_http_or_https check (url ~* '^https?://.'),
  language text not null
    constraint article_language_must_be_a_primary_tag check (language ~ '^[a-z]{2,3}$'),
  headline text not null constraint article_headline_must_not_be_blank check (not ${isBlank('headline')}),
  section text,
  summary text,
  body text,
  author text,
  image_url text,
  image_credit text,
  keywords jsonb
    constraint article_keywords_must_be_a_json_array_of_strings
    check (jsonb_typeof(keywords) = 'array'
      and not jsonb_path_exists(keywords, 'strict $[*] ? (@.type() != "string")')),
  urgency integer not null default 5
    constraint article_urgency_must_be_1_to_8 check (urgency between 1 and 8),
  status text not null default 'usable'
    constraint article_status_must_be_usable_withheld_or_canceled
    check (status in ('usable', 'withheld', 'canceled')),
  published_at timestamptz not null default date_trunc('milliseconds', now())
    ${moment('published_at')},
  embargoed_until timestamptz ${moment('embargoed_until')},
  views integer not null default 0 constraint article_views_must_not_be_negative check (views >= 0),
  story_id text,
  follows text constraint article_must_not_follow_itself check (follows <> id),
  revision bigint not null default 1,
  planned_revision bigint not null default 0
)`,
      )
      .execute(db);
    await sql
      .raw(
        `create index articles_unplanned on articles (
  (case when urgency <= 2 then 0 else 1 end),
  (case when status = 'canceled' then '-infinity'::timestamptz else greatest(published_at, embargoed_until) end)
) where revision <> planned_revision`,
      )
      .execute(db);
    await sql`create index articles_by_publication on articles (published_at)`.execute(db);
    await sql`create table deleted_articles (
  note bigint generated always as identity primary key, article_id text not null)`.execute(db);

    const row = (of: string) => contentColumns.map((column) => `${of}.${column}`).join(', ');
    await sql
      .raw(
        `create function khabarshy_raise_revision() returns trigger language plpgsql as $$
begin
  if (${row('new')}) is distinct from (${row('old')}) then new.revision := old.revision + 1; end if;
  return new;
end $$`,
      )
      .execute(db);
    await sql
      .raw(
        `create function khabarshy_note_deletion() returns trigger language plpgsql ${await asOwner(db)} as $$
begin
  insert into deleted_articles (article_id) values (old.id);
  return null;
end $$`,
      )
      .execute(db);
    await sql
      .raw(
        `create function khabarshy_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('khabarshy_articles', '');
  return null;
end $$`,
      )
      .execute(db);
    for (const trigger of [
      'articles_raise_revision before update on articles for each row execute function khabarshy_raise_revision()',
      'articles_note_deletion after delete on articles for each row execute function khabarshy_note_deletion()',
      `articles_note_renaming after update of id on articles for each row
         when (new.id <> old.id) execute function khabarshy_note_deletion()`,
      // Only content columns, so that the planner does not wake itself.
      `articles_notify after insert or delete or update of ${contentColumns.join(', ')} on articles
         for each statement execute function khabarshy_notify()`,
    ]) {
      await sql.raw(`create trigger ${trigger}`).execute(db);
    }
  },
};
