import * as z from 'zod';
import { articleStatuses } from '../../news/article.ts';
import type { NewArticle } from '../../news/article.ts';
import { labelKinds, oldestAge } from '../../news/label.ts';
import { mediumKinds } from '../../news/medium.ts';
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
      /** Only what the value states; null is an empty field. */
      stated: StatedFields;
      /** The first field that had HTML, which was decoded and removed: `headline "&#171;Ақсу&#187;"`. */
      html?: string;
    }
  | { kind: 'refused'; reason: string };

/** The fields of an article that somebody states. What is absent is not said. */
export type StatedFields = Partial<Omit<NewArticle, 'id'>>;

/** A part of an article, or why the value is none. */
export type PatchReading = { kind: 'patch'; stated: StatedFields } | { kind: 'refused'; reason: string };

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

/** `[]` says that there are none, and null that nobody stated any. */
const labels = z.preprocess(
  (value) => (typeof value === 'string' ? parsedOr(value) : value),
  z.array(z.enum(labelKinds)).nullable(),
);

const media = z.preprocess(
  (value) => (typeof value === 'string' ? parsedOr(value) : value),
  z
    .array(
      z.strictObject({
        kind: z.enum(mediumKinds),
        url: words,
        caption: line.nullable().default(null),
        credit: line.nullable().default(null),
      }),
    )
    .nullable(),
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
  media: [media.nullish(), `a list of objects with kind (${mediumKinds.join(', ')}) and url, or null`],
  labels: [labels.nullish(), `a list of ${labelKinds.join(', ')}, or null`],
  age: [z.int().min(0).max(oldestAge).nullish(), `a whole number from 0 to ${oldestAge}, or null`],
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
  media: fields.media[0],
  labels: fields.labels[0],
  age: fields.age[0],
  urgency: fields.urgency[0],
  status: fields.status[0],
  published_at: fields.published_at[0],
  embargoed_until: fields.embargoed_until[0],
  views: fields.views[0],
  story_id: fields.story_id[0],
  follows: fields.follows[0],
});

type ArticleRow = z.infer<typeof schema>;
const patchSchema = schema.partial();

/** What null means in a change of an article, where the column cannot be empty: its default. */
const columnDefaults: Readonly<Record<string, unknown>> = {
  sections: [],
  keywords: [],
  urgency: 5,
  status: 'usable',
  views: 0,
};

/** Fields in which null is the same as no field, as databases and programs write what they do not know. */
const absentAsNull = new Set(['id', 'language', 'urgency', 'status', 'published_at', 'views']);

/**
 * The fields as JSON Schema, each with the words for a refusal, and the names of those that a new article needs.
 * @param use what is read: a whole article, or a change of one.
 */
export function articleJsonSchema(use: 'article' | 'change'): {
  properties: Record<string, object>;
  required: readonly string[];
} {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const hasNull =
    use === 'article' ? absentAsNull : new Set(['published_at', ...Object.keys(columnDefaults)]);
  const described = Object.entries(properties).map(([name, shape]): [string, object] => {
    const { pattern: _long, ...shown } = typeof shape === 'object' ? shape : {};
    const description = isFieldName(name) ? fields[name][1] : '';
    const isList = name === 'sections' || name === 'keywords';
    const type = hasNull.has(name) || isList ? { anyOf: [shown, { type: 'null' }] } : shown;
    return [name, { ...type, description }];
  });
  return { properties: Object.fromEntries(described), required };
}

/**
 * Reads one article with the names of the article store's columns. It is strict: one wrong value or unknown name
 * refuses the article. Null in a field that cannot be empty states nothing. Hints fill in missing fields. A missing language is recognised from the text, and a missing id
 * is made from the url.
 */
export function readArticleJson(value: unknown, hints: ArticleHints): JsonReading {
  const parsed = schema.safeParse(withoutNulls(value));
  if (parsed.success) {
    const html = htmlExampleOf(value);
    return {
      kind: 'article',
      article: articleOf(parsed.data, hints),
      stated: statedIn(parsed.data),
      ...(html === null ? {} : { html }),
    };
  }
  return refusalOf(value, parsed.error);
}

/**
 * Reads a change of the article `id`, with the names of the article store's columns: what is absent stays, and null
 * clears: the field is empty, or has the default of its column. A date of publication that is cleared is `now`.
 */
export function readArticlePatch(value: unknown, id: string, now: Date): PatchReading {
  const parsed = patchSchema.safeParse(cleared(value, now));
  if (!parsed.success) return refusalOf(value, parsed.error);
  const { id: given } = parsed.data;
  if (given === undefined || given === id) return { kind: 'patch', stated: statedIn(parsed.data) };
  return { kind: 'refused', reason: `id is ${show(given)}; expected: the id of the address, or none` };
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const stated = Object.entries(value).filter(([name, given]) => given !== null || !absentAsNull.has(name));
  return Object.fromEntries(stated.map(([name, given]) => [name, usualForm(name, given)]));
}

const momentNames: ReadonlySet<string> = new Set(['published_at', 'embargoed_until']);

/** ISO 8601 as PHP, Postgres and Python write it: a space in place of T, no seconds, `+05`, `+0500`. */
const looseMoment =
  /^(?<day>\d{4}-\d{2}-\d{2})[T ](?<time>\d{2}:\d{2})(?<rest>:\d{2}(?:\.\d+)?)?\s?(?:(?<utc>Z|UTC)|(?<hours>[+-]\d{2})(?::?(?<minutes>\d{2}))?)$/iu;

/**
 * A moment in the form that is checked, if it leaves no doubt: with its zone, or in unix seconds or milliseconds. Any
 * other value stays, so that the refusal shows what was given.
 */
function usualForm(name: string, given: unknown): unknown {
  if (!momentNames.has(name)) return given;
  if (typeof given === 'number' && /^\d{10}(?:\d{3})?$/u.test(String(given)))
    return new Date(given < 1e11 ? given * 1_000 : given).toISOString();
  const parts = typeof given === 'string' ? looseMoment.exec(given.trim())?.groups : undefined;
  if (parts === undefined) return given;
  const { day, time, rest = ':00', utc, hours, minutes = '00' } = parts;
  return `${day}T${time}${rest}${utc === undefined ? `${hours}:${minutes}` : 'Z'}`;
}

/** A change in which each null of a column with a default is that default. */
function cleared(value: unknown, now: Date): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const defaults: Readonly<Record<string, unknown>> = { ...columnDefaults, published_at: now.toISOString() };
  return Object.fromEntries(
    Object.entries(value).map(([name, given]) => [
      name,
      given === null && Object.hasOwn(defaults, name) ? defaults[name] : usualForm(name, given),
    ]),
  );
}

/** The wrong fields, each with its value and what is expected. */
function refusalOf(value: unknown, error: z.ZodError): { kind: 'refused'; reason: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      kind: 'refused',
      reason: `an article is expected, an object with headline, url, …; seen: ${show(value)}`,
    };
  }
  const row = new Map<string, unknown>(Object.entries(value));
  const wrong = new Set(error.issues.map((issue) => String(issue.path[0] ?? '')));
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
  const stated = statedIn(row);
  const section = stated.section === undefined ? hints.section : stated.section;
  return {
    ...stated,
    id: row.id ?? idFromUrl(row.url),
    url: row.url,
    headline: row.headline.trim(),
    language:
      row.language ??
      hints.language ??
      recogniseLanguage(`${row.headline}\n${row.summary ?? ''}\n${row.body ?? ''}`),
    ...(section === undefined ? {} : { section }),
  };
}

/** The first of the sections is the section, where that is not said. */
function statedIn(row: z.infer<typeof patchSchema>): StatedFields {
  const section = row.section === undefined ? row.sections?.[0] : row.section;
  return {
    ...(row.url === undefined ? {} : { url: row.url }),
    ...(row.language === undefined ? {} : { language: row.language }),
    ...(row.headline === undefined ? {} : { headline: row.headline.trim() }),
    ...(section === undefined ? {} : { section }),
    ...(row.sections === undefined ? {} : { sections: row.sections }),
    ...(row.summary === undefined ? {} : { summary: row.summary }),
    ...(row.body === undefined ? {} : { body: row.body }),
    ...(row.author === undefined ? {} : { author: row.author }),
    ...(row.image_url === undefined ? {} : { imageUrl: row.image_url }),
    ...(row.image_credit === undefined ? {} : { imageCredit: row.image_credit }),
    ...(row.keywords === undefined ? {} : { keywords: row.keywords }),
    ...(row.media === undefined ? {} : { media: row.media }),
    ...(row.labels === undefined ? {} : { labels: row.labels }),
    ...(row.age === undefined ? {} : { age: row.age }),
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
