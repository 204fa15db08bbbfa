import { sql } from 'kysely';
import { shownColumns, type Article, type ShownColumn } from '../../news/article.ts';
import { mediaOf, type Medium } from '../../news/medium.ts';
import { isLabel } from '../../news/label.ts';
import { languageOfTag } from '../../news/language.ts';
import { writtenOf } from '../../news/written.ts';
import { plainLine, plainParagraphs } from '../../sources/text/plain-text.ts';
import type { ArticleRow } from '../schema.ts';
import { overridden, overrideOf } from './override-columns.ts';
import { faultOf, momentOf, toTexts } from './faults.ts';

/**
 * Limit of characters that are read of a text; no post needs more (compose/text/clean-text.ts). A newsroom's program may
 * have stored a whole page with its pictures, and two hundred of those would not fit into the memory.
 */
const longestText = 20_000;

export function startOf<Column extends 'headline' | 'summary' | 'body' | 'image_url'>(column: Column) {
  const text = sql.ref(`articles.${column}`);
  // A short text is taken as it is, because SQLite's substr would stop at a NUL.
  const size = sql.lit(longestText);
  return sql<
    ArticleRow[Column]
  >`case when octet_length(${text}) > ${size} then substr(${text}, 1, ${size}) else ${text} end`.as(column);
}

/** The columns that are read of many articles, to plan or list them. */
export const listColumns = [
  'articles.id',
  'articles.url',
  'articles.language',
  startOf('headline'),
  overrideOf('headline'),
  'articles.section',
  'articles.sections',
  'articles.keywords',
  'articles.labels',
  'articles.age',
  'articles.urgency',
  'articles.status',
  'articles.published_at',
  'articles.embargoed_until',
  'articles.views',
  'articles.story_id',
  'articles.follows',
  'articles.written',
  'articles.revision',
] as const;

/** The columns that are read of one article, to post it. */
export const postColumns = [
  ...listColumns,
  startOf('summary'),
  overrideOf('summary'),
  startOf('body'),
  'articles.author',
  startOf('image_url'),
  'articles.image_credit',
  'articles.media',
] as const;

export type PostableRow = Omit<ArticleRow, 'planned_revision' | 'seen_at' | 'undated' | 'changes'> & {
  headline_override?: string | null;
  summary_override?: string | null;
};
export type ListedRow = Omit<
  PostableRow,
  'summary' | 'body' | 'author' | 'image_url' | 'image_credit' | 'media'
>;

/** A row of `listColumns`, without the columns that a list does not need. null: it cannot be read. */
export function toListed(row: ListedRow): Article | null {
  const unread = {
    summary: null,
    body: null,
    author: null,
    image_url: null,
    image_credit: null,
    media: null,
  };
  return toArticle({ ...row, ...unread });
}

/** The articles of these rows, without those that cannot be read. */
export function listedOf(rows: readonly ListedRow[]): Article[] {
  return rows.map(toListed).filter((article) => article !== null);
}

/**
 * A row of `postColumns` as an Article; null: it cannot be read. HTML of a newsroom's program is decoded here and not in
 * the table, because the columns belong to the newsroom, and an upgrade must not raise a revision.
 */
export function toArticle(row: PostableRow): Article | null {
  const publishedAt = momentOf(row.published_at);
  if (publishedAt === null || faultOf(row) !== null) return null;
  return {
    id: row.id,
    url: row.url,
    language: languageOfTag(row.language) ?? row.language,
    headline: plainLine(overridden(row.headline, row.headline_override)),
    section: lineOrNull(row.section),
    sections: toSections(row.sections, row.section),
    summary: paragraphsOrNull(overridden(row.summary, row.summary_override)),
    body: paragraphsOrNull(row.body),
    author: lineOrNull(row.author),
    imageUrl: row.image_url,
    imageCredit: lineOrNull(row.image_credit),
    media: row.media === null ? null : (mediaOf(row.media)?.map(plainMedium) ?? null),
    keywords: linesOf(row.keywords) ?? [],
    labels: row.labels === null ? null : (toTexts(row.labels)?.filter(isLabel) ?? null),
    age: row.age,
    urgency: row.urgency,
    status: row.status,
    publishedAt,
    embargoedUntil: row.embargoed_until === null ? null : momentOf(row.embargoed_until),
    // It only ranks a digest.
    views: typeof row.views === 'number' ? row.views : 0,
    storyId: row.story_id,
    follows: row.follows,
    written: row.written === null ? null : writtenOf(row.written),
    revision: row.revision,
  };
}

function plainMedium(medium: Medium): Medium {
  return { ...medium, caption: lineOrNull(medium.caption), credit: lineOrNull(medium.credit) };
}

function lineOrNull(text: string | null): string | null {
  return text === null ? null : plainLine(text);
}

function paragraphsOrNull(text: string | null): string | null {
  return text === null ? null : plainParagraphs(text);
}

/** A column with a list of texts, decoded. null: it has none. */
function linesOf(json: string | null): string[] | null {
  return json === null ? null : (toTexts(json)?.map(plainLine) ?? null);
}

/** `section` is the first section, whichever of the two columns a program wrote last. */
function toSections(json: string | null, section: string | null): string[] {
  const further = linesOf(json) ?? [];
  const first = lineOrNull(section);
  return [...new Set(first === null ? further : [first, ...further.slice(1)])];
}

/**
 * The columns that changed after a revision.
 * @param changes the column of that name.
 * @returns null: not known, because the revision is older than the notes, or the row was replaced.
 */
export function changedSince(revision: number, changes: string | null): ShownColumn[] | null {
  if (revision === 0 || changes === null) return null;
  // The database's triggers wrote it.
  const noted = JSON.parse(changes) as Partial<Record<ShownColumn | 'from', number | null>>;
  if (revision < (noted.from ?? Infinity)) return null;
  return shownColumns.filter((column) => (noted[column] ?? 0) > revision);
}
