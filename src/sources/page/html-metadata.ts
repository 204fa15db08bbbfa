import { parseMoment } from './dates-in-text.ts';

/** The parts of a DOM node that are used here. */
export interface PageNode {
  nodeType: number;
  localName?: string | undefined;
  textContent: string | null;
  childNodes: Iterable<PageNode>;
  getAttribute?: (name: string) => string | null;
}
export interface PageDocument extends PageNode {
  querySelector: (selector: string) => PageNode | null;
  querySelectorAll: (selector: string) => Iterable<PageNode>;
}

/** The metadata of a page about its article: JSON-LD first, then Open Graph and other meta tags. */
export interface PageMetadata {
  headline?: string;
  summary?: string;
  body?: string;
  section?: string;
  author?: string;
  imageUrl?: string;
  publishedAt?: Date;
  keywords: string[];
  url: string | null;
  claimedLanguage?: string;
}

type LinkedData = ReadonlyMap<string, unknown>;

const articleType = /^(?:\w*NewsArticle|Article|ReportageNewsArticle|BlogPosting|Report|LiveBlogPosting)$/u;

/** Reads JSON-LD NewsArticle, Open Graph, and the meta tags of news sites. Scripts are never run. */
export function readMetadata(document: PageDocument): PageMetadata {
  const data = findLinkedArticle(document) ?? new Map<string, unknown>();
  const meta = readMetaTags(document);
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute?.('href') ?? null;
  const url = [
    canonical,
    meta.get('og:url'),
    textOf(data.get('url')),
    idOf(data.get('mainEntityOfPage')),
  ].find(isPageAddress);
  const heading = clean(document.querySelector('h1')?.textContent);
  const imageUrl = absolute(
    textOf(data.get('image'), 'url') ?? meta.get('og:image') ?? meta.get('twitter:image'),
    url,
  );
  const publishedAt = firstMoment([
    textOf(data.get('datePublished')),
    meta.get('article:published_time'),
    meta.get('datepublished'),
    meta.get('date'),
    meta.get('pubdate'),
    meta.get('dc.date'),
    timeTag(document),
  ]);
  return withoutGaps({
    headline: headlineOf(textOf(data.get('headline')) ?? meta.get('og:title'), heading, document),
    summary: textOf(data.get('description')) ?? meta.get('og:description') ?? meta.get('description'),
    body: textOf(data.get('articleBody')),
    section: textOf(data.get('articleSection')) ?? meta.get('article:section'),
    author: authorOf(data.get('author')) ?? nameOnly(meta.get('author') ?? meta.get('article:author')),
    imageUrl,
    publishedAt,
    keywords: keywordsOf(data.get('keywords'), meta.get('keywords') ?? meta.get('news_keywords')),
    url: url ?? null,
    claimedLanguage:
      textOf(data.get('inLanguage')) ?? document.querySelector('html')?.getAttribute?.('lang') ?? undefined,
  });
}

type WithGaps = { [name in keyof PageMetadata]: PageMetadata[name] | undefined } & Pick<
  PageMetadata,
  'keywords' | 'url'
>;

function withoutGaps(found: WithGaps): PageMetadata {
  const { headline, summary, body, section, author, imageUrl, publishedAt, claimedLanguage, keywords, url } =
    found;
  return {
    keywords,
    url,
    ...(headline === undefined ? {} : { headline }),
    ...(summary === undefined ? {} : { summary }),
    ...(body === undefined ? {} : { body }),
    ...(section === undefined ? {} : { section }),
    ...(author === undefined ? {} : { author }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(claimedLanguage === undefined ? {} : { claimedLanguage }),
  };
}

function readMetaTags(document: PageDocument): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of document.querySelectorAll('meta')) {
    const name =
      tag.getAttribute?.('property') ?? tag.getAttribute?.('name') ?? tag.getAttribute?.('itemprop');
    const content = clean(tag.getAttribute?.('content'));
    if (name != null && content !== undefined && !tags.has(name.toLowerCase()))
      tags.set(name.toLowerCase(), content);
  }
  return tags;
}

function findLinkedArticle(document: PageDocument): LinkedData | null {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const found = articleWithin(parsedOrNull(script.textContent ?? ''), 0);
    if (found !== null) return found;
  }
  return null;
}

/** Searches lists, `@graph` and `mainEntity`, not deeper than real pages are nested. */
function articleWithin(value: unknown, depth: number): LinkedData | null {
  if (depth > 4 || typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    return value.reduce<LinkedData | null>((found, item) => found ?? articleWithin(item, depth + 1), null);
  }
  const data = new Map<string, unknown>(Object.entries(value));
  const types = [data.get('@type')].flat();
  if (types.some((type) => typeof type === 'string' && articleType.test(type))) return data;
  return articleWithin(data.get('@graph') ?? data.get('mainEntity'), depth + 1);
}

/** A text, the first text of a list, or a field of an object (by default `name`). */
function textOf(value: unknown, field = 'name'): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return clean(decodeEntities(first));
  if (typeof first !== 'object' || first === null) return undefined;
  const named = new Map<string, unknown>(Object.entries(first)).get(field);
  return typeof named === 'string' ? clean(decodeEntities(named)) : undefined;
}

function idOf(value: unknown): string | undefined {
  return textOf(value, '@id');
}

function authorOf(value: unknown): string | undefined {
  const names = [value]
    .flat()
    .map((author) => textOf(author))
    .filter((name) => name !== undefined);
  return names.length === 0 ? undefined : nameOnly(names.join(', '));
}

/** Some sites give the address of a profile instead of a name; that is ignored. */
function nameOnly(name: string | undefined): string | undefined {
  return name === undefined || /^https?:|^www\./u.test(name) ? undefined : name;
}

/** The title of a page without the site's name after it. */
function headlineOf(
  title: string | undefined,
  heading: string | undefined,
  document: PageDocument,
): string | undefined {
  const given = title ?? clean(document.querySelector('title')?.textContent);
  if (given === undefined) return heading;
  if (heading !== undefined && given.startsWith(heading)) return heading;
  return title ?? heading ?? given.replace(/\s+[|—–]\s+[^|—–]{2,40}$/u, '');
}

function keywordsOf(data: unknown, meta: string | undefined): string[] {
  const listed = Array.isArray(data)
    ? data.filter((item) => typeof item === 'string')
    : [textOf(data) ?? meta ?? ''];
  const words = listed.flatMap((item) => item.split(/\s*[,;]\s*/u)).map((word) => word.trim());
  return [...new Set(words)].filter((word) => word !== '' && word.length <= 60).slice(0, 20);
}

function timeTag(document: PageDocument): string | undefined {
  return document.querySelector('time[datetime]')?.getAttribute?.('datetime') ?? undefined;
}

function firstMoment(texts: readonly (string | undefined)[]): Date | undefined {
  for (const text of texts) {
    const at = text === undefined ? null : parseMoment(text);
    if (at !== null) return at;
  }
  return undefined;
}

function isPageAddress(text: string | null | undefined): text is string {
  const url = text == null ? null : URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.pathname !== '/' && !/\s/u.test(text ?? '');
}

function absolute(address: string | undefined, page: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address, page);
  return url !== null && /^https?:$/u.test(url.protocol) ? url.href : undefined;
}

function clean(text: string | null | undefined): string | undefined {
  const cleaned = (text ?? '').replaceAll(/[\s\u00A0]+/gu, ' ').trim();
  return cleaned === '' ? undefined : cleaned;
}

/** Many sites write HTML entities into JSON-LD, where no parser decodes them. */
function decodeEntities(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    amp: '&',
    quot: '"',
    apos: "'",
    '#39': "'",
    '#039': "'",
    lt: '<',
    gt: '>',
    nbsp: ' ',
    laquo: '«',
    raquo: '»',
    ndash: '–',
    mdash: '—',
  };
  return text.replaceAll(/&(#?\w{2,5});/gu, (entity, name: string) => characters[name] ?? entity);
}

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
