import * as z from 'zod';
import { articleStatuses } from '../../news/article.ts';
import type { NewArticle } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import { htmlExampleOf } from '../text/html-example.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import { plainLine, plainParagraphs } from '../text/plain-text.ts';
import { idFromUrl } from '../page/page-article.ts';
import type { ArticleHints } from '../page/page-article.ts';

/** An article, or why the value is not one: each wrong field with its value and what is expected. */
export type JsonReading =
  | {
      kind: 'article';
      article: NewArticle;
      /** The first field that had HTML, which was decoded and removed: `headline "&#171;Ақсу&#187;"`. */
      html?: string;
    }
  | { kind: 'refused'; reason: string };

/** Removes control characters and HTML, and repairs lone surrogates, which databases refuse. */
const line = z.string().transform((value) => plainLine(value.toWellFormed()));
const paragraphs = z.string().transform((value) => plainParagraphs(value.toWellFormed()));
const words = line.refine((value) => value.trim() !== '');
/** Programs write "" for an empty column. In these columns it means null. */
const lineOrNothing = line.transform((value) => (value.trim() === '' ? null : value)).nullish();
/** Removes NUL and repairs lone surrogates, which databases refuse, so that the article is not lost. */
const text = z.string().transform((value) => value.replaceAll('\0', '').toWellFormed());
const wordsOrNothing = text.transform((value) => (value.trim() === '' ? null : value)).nullish();
/** An id is never repaired, because it must stay the same to find the article again. */
const identifier = z
  .string()
  .max(500)
  .refine((value) => value.trim() !== '' && !value.includes('\0') && value.isWellFormed());
const address = z
  .string()
  .max(2_000)
  .refine((value) => /^https?:\/\/[^\p{Cc}\p{Cs}]+$/u.test(value) && URL.canParse(value));
const moment = z.iso.datetime({ offset: true });
const naturalNumber = z.int().min(0);

/** Databases export a JSON column as a list, as text, or as null if it is empty. All are accepted. */
const texts = z.preprocess(
  (value) => (typeof value === 'string' ? parsedOr(value) : value === null ? [] : value),
  z.array(line).transform((list) => list.filter((word) => word.trim() !== '')),
);

/** The columns of the article store, each with the words for a refusal. */
const fields = {
  id: [identifier.optional(), 'text that is not empty, up to 500 characters'],
  url: [address, 'an address that begins with http:// or https://, up to 2,000 characters'],
  language: [
    z
      .string()
      .transform((tag) => languageOfTag(tag) ?? '')
      .refine((tag) => tag !== '')
      .optional(),
    'a language tag, such as kk, ru, en or kk-KZ',
  ],
  headline: [words, 'text that is not empty'],
  section: [lineOrNothing, 'text, or null'],
  sections: [texts.optional(), 'a list of texts, such as ["Economy", "Kazakhstan"]'],
  summary: [paragraphs.nullish(), 'text, or null'],
  body: [paragraphs.nullish(), 'text, or null'],
  author: [line.nullish(), 'text, or null'],
  // Not checked here: a post whose picture cannot be fetched is sent without it.
  image_url: [wordsOrNothing, 'the address of a picture, or null'],
  image_credit: [line.nullish(), 'text, or null'],
  keywords: [texts.optional(), 'a list of texts, such as ["sport", "chess"]'],
  urgency: [z.int().min(1).max(8).optional(), 'a whole number from 1 (flash) to 8'],
  status: [z.enum(articleStatuses).optional(), `one of ${articleStatuses.join(', ')}`],
  published_at: [
    moment.optional(),
    'a time with its zone, such as 2023-06-22T09:34:00+06:00 or 2023-06-22T03:34:00Z',
  ],
  embargoed_until: [moment.nullish(), 'a time with its zone, such as 2023-06-22T03:34:00Z, or null'],
  views: [naturalNumber.optional(), 'a whole number, 0 or more'],
  story_id: [wordsOrNothing, 'text, or null'],
  follows: [wordsOrNothing, 'the id of an earlier article, or null'],
} as const;

type FieldName = keyof typeof fields;

const schema = z.strictObject({
  id: fields.id[0],
  url: fields.url[0],
  language: fields.language[0],
  headline: fields.headline[0],
  section: fields.section[0],
  sections: fields.sections[0],
  summary: fields.summary[0],
  body: fields.body[0],
  author: fields.author[0],
  image_url: fields.image_url[0],
  image_credit: fields.image_credit[0],
  keywords: fields.keywords[0],
  urgency: fields.urgency[0],
  status: fields.status[0],
  published_at: fields.published_at[0],
  embargoed_until: fields.embargoed_until[0],
  views: fields.views[0],
  story_id: fields.story_id[0],
  follows: fields.follows[0],
});
type ArticleRow = z.infer<typeof schema>;

/**
 * Reads one article with the names of the article store's columns. It is strict: one wrong value or unknown name
 * refuses the article. Hints fill in missing fields. A missing language is recognised from the text, and a missing id
 * is made from the url.
 */
export function readArticleJson(value: unknown, hints: ArticleHints): JsonReading {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    const html = htmlExampleOf(value);
    return { kind: 'article', article: articleOf(parsed.data, hints), ...(html === null ? {} : { html }) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      kind: 'refused',
      reason: `an article is expected, an object with headline, url, …; seen: ${show(value)}`,
    };
  }
  const row = new Map<string, unknown>(Object.entries(value));
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const reasons = [...wrong].filter(isFieldName).map((name) => reasonOf(name, row));
  const unknown = [...row.keys()].filter((name) => !isFieldName(name));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 10).map((name) => show(name));
    reasons.push(`unknown: ${shown.join(', ')}; known are ${Object.keys(fields).join(', ')}`);
  }
  return { kind: 'refused', reason: reasons.join('; ') };
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

function reasonOf(name: FieldName, row: ReadonlyMap<string, unknown>): string {
  const expected = fields[name][1];
  return row.has(name)
    ? `${name} is ${show(row.get(name))}; expected: ${expected}`
    : `${name} is missing; expected: ${expected}`;
}

function show(value: unknown): string {
  const shown = jsonOf(value);
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}

/** JSON can be nested so deeply that writing it would overflow the stack. */
function jsonOf(value: unknown): string {
  try {
    // The result is undefined only for undefined, which JSON cannot contain but the type allows.
    return JSON.stringify(value) ?? 'nothing';
  } catch (error) {
    if (error instanceof RangeError) return 'lists or objects that are nested too deeply';
    throw error;
  }
}

function articleOf(row: ArticleRow, hints: ArticleHints): NewArticle {
  const first = row.section === undefined ? row.sections?.[0] : row.section;
  const section = first ?? (first === null ? null : hints.section);
  return {
    id: row.id ?? idFromUrl(row.url),
    url: row.url,
    language:
      row.language ??
      hints.language ??
      recogniseLanguage(`${row.headline}\n${row.summary ?? ''}\n${row.body ?? ''}`),
    headline: row.headline.trim(),
    ...(section === undefined ? {} : { section }),
    ...(row.sections === undefined ? {} : { sections: row.sections }),
    ...(row.summary === undefined ? {} : { summary: row.summary }),
    ...(row.body === undefined ? {} : { body: row.body }),
    ...(row.author === undefined ? {} : { author: row.author }),
    ...(row.image_url === undefined ? {} : { imageUrl: row.image_url }),
    ...(row.image_credit === undefined ? {} : { imageCredit: row.image_credit }),
    ...(row.keywords === undefined ? {} : { keywords: row.keywords }),
    ...(row.urgency === undefined ? {} : { urgency: row.urgency }),
    ...(row.status === undefined ? {} : { status: row.status }),
    ...(row.published_at === undefined ? {} : { publishedAt: new Date(row.published_at) }),
    ...(row.embargoed_until === undefined ? {} : { embargoedUntil: momentOrNull(row.embargoed_until) }),
    ...(row.views === undefined ? {} : { views: row.views }),
    ...(row.story_id === undefined ? {} : { storyId: row.story_id }),
    ...(row.follows === undefined ? {} : { follows: row.follows }),
  };
}

function momentOrNull(value: string | null): Date | null {
  return value === null ? null : new Date(value);
}

function parsedOr(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
