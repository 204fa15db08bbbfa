import type { Kysely } from 'kysely';
import type { NewArticle } from '../../news/article.ts';
import { mediaOf, type Medium } from '../../news/medium.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { languageOfTag } from '../../news/language.ts';
import { plainLine, plainParagraphs } from '../../sources/text/plain-text.ts';
import type { ArticleRow, NewArticleRow, Tables } from '../schema.ts';
import { momentOf, toTexts } from './faults.ts';

export type SaveResult = 'inserted' | 'updated' | 'unchanged';

/** The fields of a stored article that change. */
export type ArticlePatch = Partial<Omit<NewArticle, 'id'>>;

/** Writes a whole article: fields that it does not name get the store's defaults. */
export async function saveArticle(tx: Kysely<Tables>, article: NewArticle, now: Date): Promise<SaveResult> {
  const old = await tx.selectFrom('articles').selectAll().where('id', '=', article.id).executeTakeFirst();
  refuseWritten(old);
  const row = toRow(article, dateOf(old) ?? now.toISOString());
  if (old === undefined) {
    const undated = article.publishedAt === undefined ? 1 : 0;
    await tx
      .insertInto('articles')
      .values({ ...row, undated })
      .execute();
    return 'inserted';
  }
  const { id: _id, ...changes } = row;
  return change(tx, old, changes);
}

/** Changes the fields of a stored article that `patch` names, and no others. */
export async function patchArticle(
  tx: Kysely<Tables>,
  id: string,
  patch: ArticlePatch,
): Promise<'updated' | 'unchanged'> {
  const old = await tx.selectFrom('articles').selectAll().where('id', '=', id).executeTakeFirst();
  refuseWritten(old);
  return old === undefined ? 'unchanged' : change(tx, old, columnsOf(patch));
}

/** What an editor wrote by hand belongs to no source and to no program. */
function refuseWritten(old: ArticleRow | undefined): void {
  if (old?.written == null) return;
  const message = `The article ${JSON.stringify(old.id)} is a post that an editor wrote. Editors change it: /edit ${old.id}. Give yours another id.`;
  throw new KhabarshyError('ARTICLE_REFUSED', message);
}

async function change(
  tx: Kysely<Tables>,
  old: ArticleRow,
  changes: Partial<NewArticleRow>,
): Promise<'updated' | 'unchanged'> {
  // The changes are columns of the table only.
  const isOld = ([name, value]: [string, unknown]) => isSame(name, old[name as keyof ArticleRow], value);
  if (Object.entries(changes).every(isOld)) return 'unchanged';
  await tx.updateTable('articles').set(changes).where('id', '=', old.id).execute();
  return 'updated';
}

/** Keeps the date of an article; null: it has none yet, or none that can be read. */
function dateOf(old: ArticleRow | undefined): string | null {
  const date: unknown = old?.published_at;
  return typeof date === 'string' && momentOf(date) !== null ? date : null;
}

/** How each column is read. An earlier version stored what a file holds without decoding it. */
const readers: Readonly<Record<string, (stored: string) => string>> = {
  language: (stored) => languageOfTag(stored) ?? stored,
  headline: plainLine,
  section: plainLine,
  author: plainLine,
  image_credit: plainLine,
  summary: plainParagraphs,
  body: plainParagraphs,
  // Postgres returns JSON with spaces of its own, so lists are compared by their content.
  keywords: (stored) => JSON.stringify(toTexts(stored)?.map(plainLine)),
  sections: (stored) => JSON.stringify(toTexts(stored)?.map(plainLine)),
  labels: (stored) => JSON.stringify(toTexts(stored)),
  media: (stored) => JSON.stringify(mediaOf(stored)),
};

/**
 * Whether a column already means the value. Importing the same file again after an upgrade changes nothing: otherwise
 * posts would be edited although their articles did not change.
 */
function isSame(column: string, stored: unknown, given: unknown): boolean {
  if (stored === given) return true;
  return typeof stored === 'string' && readers[column]?.(stored) === given;
}

/** A whole row, with the store's defaults. */
function toRow(article: NewArticle, publishedAt: string): NewArticleRow {
  return {
    section: null,
    sections: null,
    summary: null,
    body: null,
    author: null,
    image_url: null,
    image_credit: null,
    media: null,
    keywords: null,
    labels: null,
    age: null,
    urgency: 5,
    status: 'usable',
    published_at: publishedAt,
    embargoed_until: null,
    views: 0,
    story_id: null,
    follows: null,
    written: null,
    ...columnsOf(article),
    id: storable(article.id),
    url: storable(article.url),
    language: article.language,
    headline: storable(article.headline),
  };
}

const text = (value: string | null): string | null => (value === null ? null : storable(value));

/** How each field is stored, under the name of its column. */
const columns = {
  url: (value: string) => ({ url: storable(value) }),
  language: (value: string) => ({ language: value }),
  headline: (value: string) => ({ headline: storable(value) }),
  section: (value: string | null) => ({ section: text(value) }),
  summary: (value: string | null) => ({ summary: text(value) }),
  body: (value: string | null) => ({ body: text(value) }),
  author: (value: string | null) => ({ author: text(value) }),
  imageUrl: (value: string | null) => ({ image_url: text(value) }),
  imageCredit: (value: string | null) => ({ image_credit: text(value) }),
  keywords: (value: readonly string[]) => ({ keywords: JSON.stringify(value.map(storable)) }),
  media: (value: readonly Medium[] | null) => ({ media: value === null ? null : JSON.stringify(value) }),
  labels: (value: readonly string[] | null) => ({ labels: value === null ? null : JSON.stringify(value) }),
  age: (value: number | null) => ({ age: value }),
  urgency: (value: number) => ({ urgency: value }),
  status: (value: NewArticle['status']) => ({ status: value }),
  publishedAt: (value: Date) => ({ published_at: value.toISOString() }),
  embargoedUntil: (value: Date | null) => ({ embargoed_until: value?.toISOString() ?? null }),
  views: (value: number) => ({ views: value }),
  storyId: (value: string | null) => ({ story_id: text(value) }),
  follows: (value: string | null) => ({ follows: text(value) }),
};

/** The columns of the fields that are given. */
function columnsOf(fields: ArticlePatch): Partial<NewArticleRow> {
  const given: Partial<NewArticleRow> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || !(name in columns)) continue;
    // Each field has the type that its function takes, because both come from NewArticle.
    const store = columns[name as keyof typeof columns] as (value: unknown) => Partial<NewArticleRow>;
    Object.assign(given, store(value));
  }
  return fields.sections === undefined ? given : { ...given, sections: listOfSections(fields) };
}

/** null: `section` says it all. */
function listOfSections({ section = null, sections = [] }: ArticlePatch): string | null {
  const isMore = sections.length > 1 || (sections.length === 1 && sections[0] !== section);
  return isMore ? JSON.stringify(sections.map(storable)) : null;
}

/** Without NUL, which Postgres cannot store, and without half characters from a cut, which no database stores. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
