import type { NewArticle } from '../../news/article.ts';
import type { Item, MappedName, Refusal, Source } from '../../news/source.ts';
import { mostItems } from '../feed/feed-item.ts';
import { keysOfItems } from '../items/item-keys.ts';
import { isObject, parseJson, textOf } from '../json/json-values.ts';
import type { DocumentFacts, DocumentReading } from '../source-document.ts';
import { decodePage } from '../text/text-decoding.ts';
import { articleFromCms, type CmsItem } from './cms-item.ts';
import { readableRow } from './database-row.ts';
import { emptyFields, mappedItem, valueAt, type Mapping } from './mapped-item.ts';
import { ninjsItem } from './ninjs-item.ts';
import { wordPressItem } from './wordpress-post.ts';

/** An entry of a document, as it was read. null: it is none. */
interface Entry {
  name: string;
  item: CmsItem | null;
  /** Fields that it says are empty, where what it leaves out is not said. null: it describes whole articles. */
  empty: readonly MappedName[] | null;
}

/** Where lists stand in the answers of most interfaces. */
const usualLists = ['articles', 'items', 'data', 'posts', 'results', 'news', 'entries', 'docs', 'records'];

/** Reads the answer of a JSON API, or a document of ninjs. `contentType`: the header of the answer. */
export async function readCmsDocument(
  bytes: Uint8Array,
  contentType: string | null,
  source: Source,
  url: string,
  now: Date,
): Promise<DocumentReading> {
  const decoded = decodePage(bytes, contentType);
  if (decoded.kind === 'refused') return notUnderstood(decoded.reason);
  const parsed = parse(decoded.text);
  if (parsed === null) return notUnderstood(`it is not JSON; it begins with ${startOf(decoded.text)}`);
  const path = source.mapping?.items ?? null;
  const list = listIn(parsed.value, path);
  if (list === null) {
    const where = path === null ? 'items: names where the list stands' : `there is no list under ${path}`;
    return notUnderstood(`it has no list of articles: ${where}`);
  }
  const entries = list.slice(0, mostItems).map((value, index) => entryOf(value, index, source, url));
  const title = textOf(valueAt(parsed.value, 'title'));
  const facts = { title: title || null, next: nextOf(parsed.value, list.length, source, url) };
  return documentOf(entries, facts, source, now);
}

type RowsReading = Extract<DocumentReading, { kind: 'document' }>;

/** Makes a document of the rows of a query. */
export function readRows(rows: readonly unknown[], source: Source, now: Date): RowsReading {
  // Asked for what changed since then, a database gets back what it said, whatever zone that was meant in.
  const mapping = { ...mappingOf(source, baseOfRows(source)), changesIn: 'UTC' };
  const entries = rows.map((row, index): Entry => {
    const readable = readableRow(row);
    const item = mappedItem(readable, `row ${index + 1}`, mapping);
    const id = item.id === null ? null : `${source.name}-${item.id}`;
    return { name: item.shown.name, item: { ...item, id }, empty: emptyFields(readable, mapping) };
  });
  return documentOf(entries, { title: null, next: null }, source, now);
}

/** Addresses in rows may be relative to the site. */
function baseOfRows({ linkTemplate, site }: Source): string {
  return linkTemplate ?? (site == null ? '' : `https://${site}/`);
}

function mappingOf(source: Source, base: string): Mapping {
  const { linkTemplate = null, mapping, timeZone } = source;
  return { fields: mapping?.fields ?? {}, base, timeZone, changesIn: timeZone, linkTemplate };
}

function entryOf(value: unknown, index: number, source: Source, url: string): Entry {
  const name = `item ${index + 1}`;
  if (source.kind === 'ninjs') {
    const item = ninjsItem(value, source.linkTemplate ?? null);
    return { name: item?.shown.name ?? name, item, empty: null };
  }
  if (source.mapping?.preset === 'wordpress') {
    const item = wordPressItem(value);
    // Its address makes its id, as that of a feed's item does.
    const polled = item === null ? null : { ...item, id: null };
    return { name: item?.shown.name ?? name, item: polled, empty: item?.isWhole === true ? null : [] };
  }
  if (!isObject(value)) return { name, item: null, empty: [] };
  const mapping = mappingOf(source, url);
  return {
    name,
    item: { ...mappedItem(value, name, mapping), id: null },
    empty: emptyFields(value, mapping),
  };
}

function documentOf(
  entries: readonly Entry[],
  { next, title }: Pick<DocumentFacts, 'title' | 'next'>,
  source: Source,
  now: Date,
): RowsReading {
  const signs = entries.map(({ item }) => ({
    guid: item?.shown.guid ?? null,
    url: item?.shown.url ?? null,
    headline: item?.shown.title ?? '',
  }));
  const keys = keysOfItems(signs, {
    address: source.url,
    site: source.site ?? (source.kind === 'sql' ? source.name : null),
    keptNames: source.keptParameters,
  });
  const items: Item[] = [];
  const refusals: Refusal[] = [];
  for (const [index, entry] of entries.entries()) {
    const made = itemOf(entry, keys[index] ?? [], source, now);
    if ('reason' in made) refusals.push(made);
    else items.push(made);
  }
  const versions = entries.flatMap(({ item }) => item?.versionAt?.getTime() ?? []);
  const changedAt = versions.length === 0 ? null : new Date(Math.max(...versions));
  const facts = { title, ttlMinutes: null, self: null, hub: null, next };
  const document = { items, withdrawn: [], isWhole: true, changedAt };
  return { kind: 'document', document, facts, refusals, notices: [] };
}

function itemOf(entry: Entry, keys: readonly string[], source: Source, now: Date): Item | Refusal {
  const { empty, item, name } = entry;
  if (item === null) return { name, reason: 'it is no article' };
  const hints = {
    ...(source.section === null ? {} : { section: source.section }),
    ...(source.language === null ? {} : { language: source.language }),
    keptNames: source.keptParameters,
    now,
  };
  const reading = articleFromCms(item, hints);
  if (reading.kind === 'refused') return { name, reason: reading.reason };
  const { publishedAt } = item.shown;
  return {
    name,
    keys,
    isDated: publishedAt !== null && publishedAt <= now,
    hasOwnId: item.id !== null,
    article: {
      ...(empty === null ? reading.article : statedOnly(reading.article, empty)),
      // The moment of a newsroom's own row is the one that it means.
      ...(source.kind === 'sql' && publishedAt !== null ? { publishedAt } : {}),
    },
  };
}

/** What an entry leaves out is not said, and what it says is empty is empty. */
function statedOnly(article: NewArticle, empty: readonly MappedName[]): NewArticle {
  const isEmpty = (name: MappedName) => empty.includes(name);
  const { body, keywords, summary, ...rest } = article;
  return {
    ...rest,
    ...(summary == null && !isEmpty('summary') ? {} : { summary: summary ?? null }),
    ...(body == null && !isEmpty('body') && !isEmpty('body_html') ? {} : { body: body ?? null }),
    ...(keywords === undefined && !isEmpty('keywords') ? {} : { keywords: keywords ?? [] }),
    ...(isEmpty('image_url') ? { imageUrl: null, imageCredit: null } : {}),
    ...(isEmpty('author') ? { author: null } : {}),
  };
}

/** `path`: null: the document itself, or a list with one of the usual names. */
function listIn(value: unknown, path: string | null): unknown[] | null {
  const found = path === null ? value : valueAt(value, path);
  if (Array.isArray(found)) return found;
  if (path !== null || !isObject(found)) return null;
  const name = usualLists.find((each) => Array.isArray(found[each]));
  if (name !== undefined) return listIn(found[name], null);
  // One article, as some agencies send it.
  return 'uri' in found || 'url' in found ? [found] : null;
}

/** The address of the next page; null: there is none. */
function nextOf(value: unknown, count: number, { mapping }: Source, url: string): string | null {
  if (mapping === undefined) return null;
  const page = URL.parse(url);
  if (mapping.preset === 'wordpress' && page !== null) {
    if (count < Number(page.searchParams.get('per_page') ?? Infinity)) return null;
    page.searchParams.set('page', String(Number(page.searchParams.get('page') ?? 1) + 1));
    return page.href;
  }
  const written = mapping.next === null ? '' : textOf(valueAt(value, mapping.next));
  const next = written === '' ? null : URL.parse(written, url);
  return next !== null && /^https?:$/u.test(next.protocol) ? next.href : null;
}

function parse(text: string): { value: unknown } | null {
  try {
    return { value: parseJson(text.replace(/^\uFEFF/u, '')) };
  } catch {
    return null;
  }
}

function startOf(text: string): string {
  return JSON.stringify(text.trimStart().slice(0, 40));
}

function notUnderstood(reason: string): DocumentReading {
  return { kind: 'refused', code: 'SOURCE_IS_NO_FEED', reason };
}
