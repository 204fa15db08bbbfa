import { articleStatuses, type ArticleStatus } from '../../news/article.ts';
import { mediaOf } from '../../news/medium.ts';
import { isLabel } from '../../news/label.ts';
import { isFaultKind, type Fault } from '../../news/fault.ts';
import { writtenOf, writtenPrefix } from '../../news/written.ts';

/*
 * Why a row of `articles` cannot be read. SQLite keeps bytes in a column of text, and a program may have written with the
 * checks switched off, or have taken them out of its Postgres. Such a row is skipped by everybody who reads articles: it
 * must not block the others, and nobody can say what its author meant.
 */

type Judge = (value: unknown) => Fault['kind'] | null;

interface Rule {
  column: string;
  judge: Judge;
  isRequired: boolean;
}

const rule = (column: string, judge: Judge, isRequired = false): Rule => ({ column, judge, isRequired });

const rules: readonly Rule[] = [
  rule('id', judgeId, true),
  rule('url', judgeText),
  ...['language', 'headline'].map((column) => rule(column, judgeText, true)),
  ...['section', 'summary', 'body', 'author', 'image_url'].map((column) => rule(column, judgeText)),
  ...['image_credit', 'story_id', 'follows'].map((column) => rule(column, judgeText)),
  rule('keywords', judgeList),
  rule('sections', judgeList),
  // A label that nobody knows is no reason to post without it.
  rule('labels', judgeLabels),
  rule('media', judgeMedia),
  rule('written', judgeWritten),
  rule('age', (value) => (Number.isInteger(value) ? null : 'no number')),
  rule('urgency', (value) => (Number.isInteger(value) ? null : 'no number'), true),
  rule('status', (value) => (isStatus(value) ? null : 'no status'), true),
  rule('published_at', judgeMoment, true),
  rule('embargoed_until', judgeMoment),
];

/** The first fault in what was read of a row. Columns that were not read are not judged. null: it can be read. */
export function faultOf(row: object): Fault | null {
  const values = row as Readonly<Record<string, unknown>>; // any object can be asked for a key
  for (const { column, judge, isRequired } of rules) {
    const value = values[column];
    if (value === undefined || (value === null && !isRequired)) continue;
    const kind = judge(value);
    if (kind !== null) return { column, kind };
  }
  return hasNoAddress(values) ? { column: 'url', kind: 'nothing' } : null;
}

/** Only what an editor wrote by hand may have none. `written` may not have been read. */
function hasNoAddress({ id, url, written }: Readonly<Record<string, unknown>>): boolean {
  return url === null && (written === null || !String(id).startsWith(writtenPrefix));
}

/** What a column holds by its SQLite type, for columns that are not read because they may be long. */
export function faultOfTypes(types: Readonly<Record<string, string>>): Fault | null {
  for (const [column, type] of Object.entries(types)) {
    if (type !== 'text' && type !== 'null') return { column, kind: type === 'blob' ? 'bytes' : 'number' };
  }
  return null;
}

function judgeText(value: unknown): Fault['kind'] | null {
  if (typeof value === 'string') return null;
  if (value === null) return 'nothing';
  return value instanceof Uint8Array ? 'bytes' : 'number';
}

/** What SQLite holds as text may be no Unicode. By what we read of such an id, its row is not found again. */
function judgeId(value: unknown): Fault['kind'] | null {
  return judgeText(value) ?? (String(value).includes('\uFFFD') ? 'bytes' : null);
}

function judgeList(value: unknown): Fault['kind'] | null {
  return judgeText(value) ?? (toTexts(String(value)) === null ? 'no list' : null);
}

function judgeLabels(value: unknown): Fault['kind'] | null {
  return judgeList(value) ?? (isListOfLabels(String(value)) ? null : 'no label');
}

function judgeMedia(value: unknown): Fault['kind'] | null {
  return judgeList(value) ?? (mediaOf(String(value)) === null ? 'no media' : null);
}

function judgeWritten(value: unknown): Fault['kind'] | null {
  return judgeText(value) ?? (writtenOf(String(value)) === null ? 'no post' : null);
}

function isListOfLabels(json: string): boolean {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) && list.every(isLabel);
}

function judgeMoment(value: unknown): Fault['kind'] | null {
  return judgeText(value) ?? (momentOf(String(value)) === null ? 'no moment' : null);
}

export function isStatus(value: unknown): value is ArticleStatus {
  return articleStatuses.some((status) => status === value);
}

/** The texts of a JSON array. null: it is none. */
export function toTexts(json: string): string[] | null {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : null;
  } catch {
    return null;
  }
}

/** ISO 8601 with a zone, within the years 0 to 9999: other texts are not compared as moments by the database. */
const momentForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/u;

/** null: it is not a moment. */
export function momentOf(text: string): Date | null {
  const moment = momentForm.test(text) ? new Date(text) : null;
  return moment === null || Number.isNaN(moment.getTime()) ? null : moment;
}

/** A fault as it is kept: `headline:bytes`. */
export function faultText({ column, kind }: Fault): string {
  return `${column}:${kind}`;
}

export function faultFrom(text: string): Fault {
  const [column = '', kind = ''] = text.split(':');
  return { column, kind: isFaultKind(kind) ? kind : 'bytes' };
}

/** A column of text, wherever one row of many is shown although another column of it cannot be read. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
