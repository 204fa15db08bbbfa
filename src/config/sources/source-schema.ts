import { z } from 'zod';
import { languageOfTag } from '../../news/language.ts';
import {
  fullTextWays,
  goneWays,
  mappedNames,
  missingWays,
  sourceKinds,
  updateWays,
  type FirstRun,
  type Source,
} from '../../news/source.ts';
import type { KeyDescription } from '../entry-mistakes.ts';
import { isTimeZone, parseDurationMs } from '../setting-values.ts';
import { isCmsDatabase, isSourceUrl } from './source-addresses.ts';

type About = Omit<KeyDescription, 'key' | 'required'>;

const about = z.registry<About>();

const secondMs = 1000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The shortest time between two polls of a site of somebody else. */
export const leastForeignMs = minuteMs;
export const leastOwnMs = secondMs;
const mostMs = dayMs;

/** The bounds of `every: auto`. */
const usualMinMs = { own: 10 * secondMs, foreign: minuteMs };
const usualMaxMs = 15 * minuteMs;

/** More items are never read of a document. */
const mostFirstItems = 500;
const longestFirstRunMs = 365 * dayMs;

const word = z.string().trim().min(1);
const words = z.union([word.transform((only) => [only]), z.array(word).min(1)]);

function duration(leastMs: number, longestMs: number) {
  return z
    .string()
    .transform((text) => parseDurationMs(text) ?? Number.NaN)
    .refine((ms) => ms >= leastMs && ms <= longestMs);
}

const language = z.string().transform((text, context) => {
  const tag = languageOfTag(text);
  if (tag !== null) return tag;
  context.addIssue({ code: 'custom', message: 'not understood' });
  return z.NEVER;
});

const firstRun = z.union([
  z.literal('none').transform((): FirstRun => ({ kind: 'none' })),
  z
    .strictObject({ last: z.int().min(1).max(mostFirstItems) })
    .transform(({ last }): FirstRun => ({ kind: 'last', count: last })),
  z
    .strictObject({ since: duration(minuteMs, longestFirstRunMs) })
    .transform(({ since }): FirstRun => ({ kind: 'since', ms: since })),
]);

/** Headers that the client writes itself. */
const ownHeaders =
  /^(?:host|connection|content-length|transfer-encoding|te|upgrade|expect|accept-encoding|range|if-.*|proxy-.*)$/iu;

/** A header of HTTP (RFC 9110): a name, and a text without line breaks. */
const headers = z.record(
  z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/u)
    .refine((name) => !ownHeaders.test(name)),
  z
    .string()
    .max(4096)
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/u),
);

const someDuration = 'a whole number with s, m or h';

/** An entry under `sources:`. */
export const sourceShape = z.strictObject({
  url: z
    .string()
    .refine((text) => isSourceUrl(text) || isCmsDatabase(text))
    .register(about, {
      meaning:
        'The address of the feed, of the section page, or of the interface. `${NAME}` stands for a setting of `.env`. `kind: sql` has a `database` in its place.',
      expected: 'an http or https address; special characters of a password URL-encoded',
      example: 'https://steppe.example/rss.xml',
    }),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/u)
    .register(about, {
      meaning:
        'A short unique name for commands and alerts. Do not change it later: what is known of the source is kept under it.',
      expected: 'at most 32 characters of a-z, 0-9, _ and -; the first is a letter or a digit',
      example: 'economy',
    }),
  kind: z
    .enum(sourceKinds)
    .optional()
    .register(about, {
      meaning:
        'What the address shows: `feed` is RSS, RDF, Atom or JSON Feed, recognised by itself; `page` is a section page whose links are articles; `sitemap` a sitemap of news; `json` the JSON interface of a CMS; `ninjs` the JSON of an agency; `sql` a query of the database of a CMS. Default: `feed`.',
      expected: `one of the kinds ${sourceKinds.join(', ')}`,
      example: 'page',
    }),
  section: word.max(100).optional().register(about, {
    meaning: 'The section of all its articles. Default: what each item says.',
    expected: 'a text of at most 100 characters',
    example: 'Economy',
  }),
  language: language.optional().register(about, {
    meaning: 'The language of all its articles. Default: it is recognised.',
    expected: 'kk, ru, en, or another language code of two or three letters',
    example: 'ru',
  }),
  own: z.boolean().optional().register(about, {
    meaning:
      "Whether it is the newsroom's own site. Then it is asked every 10 seconds where news is expected, hints to ask less often are ignored, and what the feed marks as deleted is killed. Default: `false`.",
    expected: 'true or false',
    example: 'true',
  }),
  every: z
    .union([z.literal('auto'), duration(leastOwnMs, mostMs)])
    .optional()
    .register(about, {
      meaning:
        'How often it is asked. `auto`: as often as news comes, between `min` and `max`. Default: `auto`; `kind: sql`: `3s`.',
      expected: `auto, or ${someDuration}, from 1m (own: true and sql: from 1s) to 24h`,
      example: '2m',
    }),
  min: duration(leastOwnMs, mostMs)
    .optional()
    .register(about, {
      meaning:
        'The shortest time between two looks with `every: auto`. Default: `1m`; with `own: true` `10s`.',
      expected: `${someDuration}, from 1m (own: true and sql: from 1s) to 24h`,
      example: '1m',
    }),
  max: duration(leastOwnMs, mostMs)
    .optional()
    .register(about, {
      meaning: 'The longest time between two looks with `every: auto`. Default: `15m`.',
      expected: `${someDuration}, from min to 24h`,
      example: '30m',
    }),
  first_run: firstRun.optional().register(about, {
    meaning:
      'What is posted of what stands in it already when it is read for the first time: `none`, the newest articles (`last`), or those of the last hours (`since`). Default: `none`.',
    expected: `none, { last: 1 to ${mostFirstItems} }, or { since: 1m to 365d }`,
    example: '{ last: 3 }',
  }),
  full_text: z
    .enum(fullTextWays)
    .optional()
    .register(about, {
      meaning:
        'Whether the page of an article is fetched for its text and picture: `auto` if the item has too little, `never`, or `always`. Default: `auto`.',
      expected: fullTextWays.join(', '),
      example: 'always',
    }),
  updates: z
    .enum(updateWays)
    .optional()
    .register(about, {
      meaning:
        'Which changes of an item correct its posts: `all`, only the `headline`, or `none`. Default: `all`.',
      expected: updateWays.join(', '),
      example: 'headline',
    }),
  gone: z
    .enum(goneWays)
    .optional()
    .register(about, {
      meaning:
        'What happens when the page of a posted article is gone (410): editors are asked (`tell`), its posts are killed (`cancel`), or nothing (`ignore`). Default: `tell`.',
      expected: goneWays.join(', '),
      example: 'cancel',
    }),
  site: z
    .string()
    .regex(/^(?!-)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*(?::\d{1,5})?$/u)
    .transform((text) => text.toLowerCase())
    .optional()
    .register(about, {
      meaning:
        'The site within which items are recognised by their ids, for feeds of one site on several hosts. Default: the host of `url`.',
      expected: 'a host, without https:// and without a path',
      example: 'steppe.example',
    }),
  time_zone: z.string().refine(isTimeZone).optional().register(about, {
    meaning: 'The time zone of dates that name none. Default: `TIMEZONE`.',
    expected: 'the IANA name of a time zone',
    example: 'Asia/Almaty',
  }),
  private: z.boolean().optional().register(about, {
    meaning:
      'Whether the host and port of `url` may be on a private network, as a CMS in the office is. Default: `false`.',
    expected: 'true or false',
    example: 'true',
  }),
  headers: headers.optional().register(about, {
    meaning:
      'Headers of its requests, for example an authorization. `${NAME}` stands for a setting of `.env`, so that secrets need not be in this file. They are never logged.',
    expected: 'names with texts, without Host, Range, Accept-Encoding and the headers of caches',
    example: '{ Authorization: "Bearer ${CMS_TOKEN}" }',
  }),
  keep_params: words.optional().register(about, {
    meaning:
      'Parameters of addresses that name an article of this site, although they look like tracking, for example `ref`.',
    expected: 'a text or a list of texts',
    example: '[ref]',
  }),
  preset: z.literal('wordpress').optional().register(about, {
    meaning:
      'An interface that is known, for `kind: json`: `wordpress` is the REST interface of WordPress, `https://…/wp-json/wp/v2/posts`. It needs no mapping.',
    expected: 'wordpress',
    example: 'wordpress',
  }),
  items: word.max(200).optional().register(about, {
    meaning:
      'Where the list of articles stands in the answer, for `kind: json`: names with dots between them. Default: the answer itself, or a list called articles, items, data, posts or results.',
    expected: 'names with dots between them',
    example: 'data.articles',
  }),
  fields: z
    .partialRecord(z.enum(mappedNames), word.max(200))
    .optional()
    .register(about, {
      meaning:
        'Where the fields of an article stand, for `kind: json` and `kind: sql`: our name, and names with dots between them. A field that is not named stands under its own name.',
      expected: `a table of the names ${mappedNames.join(', ')}, each with names with dots between them`,
      example: '{ headline: attributes.title, url: attributes.link }',
    }),
  next: word.max(200).optional().register(about, {
    meaning:
      'Where the address of the next page stands in the answer, for `kind: json`. Default: there is none.',
    expected: 'names with dots between them',
    example: 'links.next',
  }),
  link_template: z
    .string()
    .refine((text) => text.includes('{id}') && isSourceUrl(text.replaceAll('{id}', 'id')))
    .optional()
    .register(about, {
      meaning:
        'The address of an article that names none, with `{id}` in the place of its id, for `json`, `ninjs` and `sql`.',
      expected: 'an http or https address with {id} in it',
      example: 'https://steppe.example/news/{id}',
    }),
  database: z.string().refine(isCmsDatabase).optional().register(about, {
    meaning:
      'The database of a CMS, for `kind: sql`. It is only read. `${NAME}` stands for a setting of `.env`.',
    expected:
      'postgres://…, mysql://… or sqlite:<path of a file>; special characters of a password URL-encoded',
    example: '${CMS_DATABASE_URL}',
  }),
  query: z.string().trim().min(1).max(20_000).optional().register(about, {
    meaning:
      'What is asked of the database: a SELECT whose columns have the names of the article store, and `changed_at`. `:since` is the moment from which changes are wanted. See [sources](sources/sql.md).',
    expected: 'one SELECT with the columns id, url and headline at least',
    example:
      'SELECT id, url, title AS headline, updated_at AS changed_at FROM posts WHERE updated_at >= :since ORDER BY updated_at LIMIT 500',
  }),
  missing: z
    .enum(missingWays)
    .optional()
    .register(about, {
      meaning:
        'What happens to articles whose rows a query does not show any more: nothing (`ignore`), or they are canceled (`cancel`; only a query without :since and without LIMIT). Default: `ignore`.',
      expected: missingWays.join(', '),
      example: 'ignore',
    }),
  ca_file: word.optional().register(about, {
    meaning: 'A file with the certificates that are trusted for this source in the place of the usual ones.',
    expected: 'the path of a file in PEM, relative to the folder in which the program starts',
    example: 'certificates/office.pem',
  }),
});

export type SourceEntry = z.infer<typeof sourceShape>;

/** The descriptions of all keys of a source, in the order of the docs. */
export function describeSourceKeys(): KeyDescription[] {
  return Object.entries(sourceShape.shape).map(([key, shape]) => {
    const text = about.get(shape);
    if (text === undefined) throw new Error(`the key ${key} of a source has no description`);
    return Object.assign({ key, required: !shape.safeParse(undefined).success }, text);
  });
}

/** There may be thousands of sources, and most have none. */
const none = { headers: {}, parameters: [], firstRun: { kind: 'none' } } as const;

/** The source of an entry, completed with the defaults. */
export function sourceOf(entry: SourceEntry, timeZone: string, ca: string | null): Source {
  const isOwn = isOwnSource(entry);
  const minMs = entry.min ?? Math.min(isOwn ? usualMinMs.own : usualMinMs.foreign, entry.max ?? Infinity);
  return {
    name: entry.name,
    kind: entry.kind ?? 'feed',
    url: entry.url,
    section: entry.section ?? null,
    language: entry.language ?? null,
    site: entry.site ?? null,
    isOwn,
    everyMs: everyMsOf(entry),
    minMs,
    maxMs: entry.max ?? Math.max(usualMaxMs, minMs),
    firstRun: entry.first_run ?? none.firstRun,
    fullText: entry.full_text ?? 'auto',
    updates: entry.updates ?? 'all',
    gone: entry.gone ?? 'tell',
    timeZone: entry.time_zone ?? timeZone,
    isPrivate: entry.private ?? false,
    headers: entry.headers ?? none.headers,
    keptParameters: entry.keep_params ?? none.parameters,
    ca,
    ...ofKind(entry),
  };
}

/** A database is the newsroom's own, and a query of an index costs next to nothing. */
function isOwnSource({ kind, own }: SourceEntry): boolean {
  return own ?? kind === 'sql';
}

const usualQueryMs = 3 * secondMs;

function everyMsOf({ every, kind }: SourceEntry): number | null {
  if (every === undefined) return kind === 'sql' ? usualQueryMs : null;
  return every === 'auto' ? null : every;
}

/** What only some kinds of sources have. */
function ofKind(entry: SourceEntry): Pick<Source, 'mapping' | 'query' | 'linkTemplate'> {
  const { fields = {}, items = null, kind, link_template: linkTemplate, next = null, preset = null } = entry;
  const mapping = kind === 'json' || kind === 'sql' ? { mapping: { fields, items, next, preset } } : {};
  const { missing = 'ignore', query } = entry;
  return {
    ...mapping,
    ...(query === undefined ? {} : { query: { text: query, missing } }),
    ...(linkTemplate === undefined ? {} : { linkTemplate }),
  };
}

/** Durations that an entry may not have, each with the reason. They depend on other keys of it. */
export function wrongDurations(entry: SourceEntry): { key: 'every' | 'min' | 'max'; expected: string }[] {
  const isOwn = isOwnSource(entry);
  const least = isOwn ? leastOwnMs : leastForeignMs;
  const tooShort = (['every', 'min', 'max'] as const).filter((key) => {
    const ms = entry[key];
    return typeof ms === 'number' && ms < least;
  });
  const wrong = tooShort.map((key) => ({ key, expected: 'at least 1m for a site that is not own: true' }));
  const { minMs, maxMs } = sourceOf(entry, '', null);
  if (wrong.length > 0 || minMs <= maxMs) return wrong;
  return [{ key: 'max', expected: 'at least as long as min' }];
}
