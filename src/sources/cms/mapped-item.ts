import type { ArticleStatus } from '../../news/article.ts';
import { mappedNames, type MappedName } from '../../news/source.ts';
import { resolveAddress, type FeedPicture } from '../feed/feed-item.ts';
import { escapeHtml } from '../feed/xml-element.ts';
import { isObject, textOf } from '../json/json-values.ts';
import { parseMoment } from '../page/dates-in-text.ts';
import { emptyItem, type CmsItem } from './cms-item.ts';

/** What an entry of a JSON API, or a row of a query, is read with. */
export interface Mapping {
  /** Our name → where it stands, names with dots between them. A name that is not there stands under itself. */
  fields: Readonly<Partial<Record<MappedName, string>>>;
  /** Against which relative addresses are resolved. */
  base: string;
  /** IANA; of moments without a zone. */
  timeZone: string;
  /** The same for `changed_at`. */
  changesIn: string;
  /** `https://…/{id}` for entries that have no address; null: they are refused. */
  linkTemplate: string | null;
}

/** Reads an entry. Fields of a wrong type are not there. */
export function mappedItem(entry: unknown, name: string, mapping: Mapping): CmsItem {
  const { base, linkTemplate, timeZone } = mapping;
  const valueOf = (field: MappedName): unknown => valueAt(entry, mapping.fields[field] ?? field);
  const text = (field: MappedName): string => textsOf(valueOf(field))[0] ?? '';
  const moment = (field: MappedName): Date | null => momentOf(valueOf(field), timeZone);
  const id = text('id');
  const made =
    id === '' ? undefined : linkTemplate?.replaceAll('{id}', encodeURIComponent(id.toWellFormed()));
  const sections = [...textsOf(valueOf('section')), ...wordsOf(valueOf('sections'))];
  const url = resolveAddress(text('url') || made, base);
  const embargo = valueOf('embargoed_until');
  const written = valueOf('status');
  const status = statusOf(typeof written === 'boolean' ? String(written) : text('status'));
  const changedAt = momentOf(valueOf('changed_at'), mapping.changesIn);
  return {
    shown: {
      ...emptyItem(name, base),
      guid: text('guid') || id || null,
      url,
      title: text('headline'),
      summary: htmlOf(text('summary')),
      content: text('body_html') || htmlOf(text('body')),
      authors: textsOf(valueOf('author')),
      publishedAt: moment('published_at'),
      updatedAt: changedAt,
      categories: wordsOf(valueOf('keywords')),
      language: text('language') || null,
      pictures: picturesOf(text('image_url'), text('image_credit'), base),
      base: url ?? base,
    },
    id: id === '' ? null : id,
    ...status,
    urgency: urgencyOf(text('urgency')),
    ...(embargo === undefined ? {} : { embargoedUntil: moment('embargoed_until') }),
    storyId: text('story_id') || null,
    sections: sections.length === 0 ? null : [...new Set(sections)],
    versionAt: changedAt,
    isWhole: false,
  };
}

/** Fields that an entry says are empty. */
export function emptyFields(entry: unknown, mapping: Pick<Mapping, 'fields'>): MappedName[] {
  return mappedNames.filter((name) => {
    const value = valueAt(entry, mapping.fields[name] ?? name);
    return value === null || value === '' || (Array.isArray(value) && value.length === 0);
  });
}

/** What stands under names with dots between them. In a list each member is looked at. */
export function valueAt(value: unknown, path: string): unknown {
  let found: unknown = value;
  for (const name of path.split('.')) {
    if (Array.isArray(found) && !/^\d+$/u.test(name)) {
      const parts = found
        .map((part: unknown) => partOfObject(part, name))
        .filter((part) => part !== undefined);
      found = parts.length === 0 ? undefined : parts.flat();
    } else found = partOfObject(found, name);
  }
  return found;
}

function partOfObject(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A text, or the texts of a list: keywords stand there as texts, or as objects with a name. Databases write JSON. */
function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? listIn(value) : [value];
  const texts = list.map((each: unknown) =>
    isObject(each)
      ? textOf(each['name']) || textOf(each['title']) || textOf(each['rendered']) || textOf(each['value'])
      : each instanceof Date
        ? each.toISOString()
        : textOf(each),
  );
  return texts.filter((text) => text !== '');
}

/** The same, and the words of a text with commas, as `GROUP_CONCAT` and the lists of Postgres (`{a,"b c"}`) have them. */
function wordsOf(value: unknown): string[] {
  return textsOf(value).flatMap((text) => {
    if (typeof value !== 'string') return [text];
    const bare = /^\{.*\}$/su.test(text) ? text.slice(1, -1).replaceAll('"', '') : text;
    return bare.split(/\s*[,;]\s*/u).filter((word) => word !== '');
  });
}

function listIn(text: string): unknown[] {
  if (!/^\s*\[/u.test(text)) return [text];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [text];
  } catch {
    return [text];
  }
}

/** Plain text becomes paragraphs, and HTML stays. */
function htmlOf(text: string): string | null {
  if (text === '') return null;
  if (/<\/?[a-z][^<>]*>/iu.test(text)) return text;
  const paragraphs = text.split(/\n\s*\n/u).map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`);
  return paragraphs.join('');
}

function picturesOf(address: string, credit: string, base: string): FeedPicture[] {
  const url = resolveAddress(address, base);
  if (url === null) return [];
  return [{ url, width: null, isDefault: true, credit: credit || null, isThumbnail: false }];
}

/** Moments come as text, or in seconds or milliseconds since 1970. */
export function momentOf(value: unknown, timeZone: string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value;
  const written = textOf(value);
  if (/^\d{9,10}(?:\.\d+)?$/u.test(written)) return new Date(Number(written) * 1000);
  if (/^\d{12,13}$/u.test(written)) return new Date(Number(written));
  return written === '' ? null : parseMoment(written, timeZone);
}

/** The words of content management systems, in their languages. */
const statuses: readonly [ArticleStatus, RegExp][] = [
  [
    'usable',
    /^(?:usable|publish(?:ed)?|active|live|public|approved|1|true|t|y|yes|опубликован[оа]?|активн[оаы]\p{L}?|да|жариялан(?:ды|ған))$/iu,
  ],
  [
    'withheld',
    /^(?:withheld|scheduled|future|pending|hold|(?:in )?review|moderation|запланирован[оа]?|на (?:модерации|проверке)|тексерілуде)$/iu,
  ],
  [
    'canceled',
    /^(?:cancel+ed|killed|deleted|removed|trash(?:ed)?|draft|auto-draft|inherit|unpublished|archived|private|hidden|inactive|disabled|rejected|expired|0|-1|-2|false|f|n|no|черновик|удал[её]н[оа]?|снят[оа]?|скрыт[оа]?|архив|нет|жоба|жойылды|өшірілді)$/iu,
  ],
];

/** A word that nobody knows may mean a draft, so such an entry is none to post. */
function statusOf(written: string): Pick<CmsItem, 'status' | 'unknownStatus'> {
  const status = statuses.find(([, words]) => words.test(written))?.[0] ?? null;
  return { status, unknownStatus: status === null && written !== '' ? written : null };
}

function urgencyOf(text: string): number | null {
  return /^[1-8]$/u.test(text) ? Number(text) : null;
}
