import { urlKey } from '../../news/url-key.ts';
import { plainLine } from '../text/plain-text.ts';
import type { PageDocument } from './page-node.ts';

/** An object of JSON-LD. */
export type LinkedData = ReadonlyMap<string, unknown>;

/** The article that a page describes in JSON-LD, and what else was found on the way. */
export interface LinkedArticle {
  article: LinkedData;
  /** The objects that have an id, because an article may name its author and publisher by id only. */
  byId: ReadonlyMap<string, LinkedData>;
  /** The names of the path to the page, from the top. */
  crumbs: readonly string[];
}

const articleType =
  /^(?:https?:\/\/schema\.org\/)?(?:\w*NewsArticle|Article|TechArticle|BlogPosting|SocialMediaPosting|Report|LiveBlogPosting)$/u;

/** No page nests its objects deeper. */
const maxDepth = 6;

/**
 * The object of an article type in the JSON-LD of a page: the one that names the page itself, else the first. Pages also
 * describe the articles that they recommend. Scripts are never run.
 * @param address of the page; undefined: it is not known.
 */
export function findLinkedArticle(document: PageDocument, address: string | undefined): LinkedArticle {
  const byId = new Map<string, LinkedData>();
  const crumbs: string[] = [];
  const articles: LinkedData[] = [];
  for (const script of document.querySelectorAll('script')) {
    if (!isLinkedData(script.getAttribute?.('type'))) continue;
    const value = linkedDataIn(script.textContent ?? '');
    collectIds(value, byId, 0);
    crumbs.push(...crumbsWithin(value, 0));
    articles.push(...articlesWithin(value, 0));
  }
  const own = articles.find((article) => isAbout(article, address));
  return { article: own ?? articles[0] ?? new Map<string, unknown>(), byId, crumbs };
}

/** A text, the first text of a list, or a field of an object (by default `name`), as plain text. */
export function textOf(value: unknown, field = 'name'): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string' || typeof first === 'number') return clean(plainLine(String(first)));
  if (typeof first !== 'object' || first === null) return undefined;
  const named = new Map<string, unknown>(Object.entries(first)).get(field);
  const text: unknown = Array.isArray(named) ? named[0] : named;
  return typeof text === 'string' ? clean(plainLine(text)) : undefined;
}

/** The names of persons or of one organisation, also where only their ids are given. */
export function namesOf(value: unknown, byId: ReadonlyMap<string, LinkedData>): string[] {
  return [value]
    .flat()
    .map((item) => textOf(item) ?? byId.get(textOf(item, '@id') ?? '')?.get('name'))
    .filter((name) => typeof name === 'string');
}

/** The address of a picture, also where only its id is given, as Yoast writes it. */
export function pictureIn(value: unknown, byId: ReadonlyMap<string, LinkedData>): string | undefined {
  const [first]: unknown[] = [value].flat();
  const known = byId.get(textOf(first, '@id') ?? '');
  return (
    textOf(first, 'url') ??
    textOf(first, 'contentUrl') ??
    textOf(known?.get('url') ?? known?.get('contentUrl'))
  );
}

/** Without spaces around it, and with one space between words. Undefined if nothing is left. */
export function clean(text: string | null | undefined): string | undefined {
  const cleaned = (text ?? '').replaceAll(/[\s\u00A0]+/gu, ' ').trim();
  return cleaned === '' ? undefined : cleaned;
}

function isAbout(article: LinkedData, address: string | undefined): boolean {
  const key = address === undefined ? null : urlKey(address);
  const named = [article.get('url'), article.get('mainEntityOfPage'), article.get('@id')];
  return key !== null && named.some((value) => urlKey(textOf(value, '@id') ?? '') === key);
}

/** Searches lists, `@graph` and `mainEntity`, not deeper than real pages are nested. */
function articlesWithin(value: unknown, depth: number): LinkedData[] {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => articlesWithin(item, depth + 1));
  const data = new Map<string, unknown>(Object.entries(value));
  const types = [data.get('@type')].flat();
  if (types.some((type) => typeof type === 'string' && articleType.test(type))) return [data];
  return articlesWithin(data.get('@graph') ?? data.get('mainEntity'), depth + 1);
}

/** The names of a BreadcrumbList, in lists, in `@graph` and in `breadcrumb`. */
function crumbsWithin(value: unknown, depth: number): string[] {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => crumbsWithin(item, depth + 1));
  const data = new Map<string, unknown>(Object.entries(value));
  if (data.get('@type') !== 'BreadcrumbList')
    return crumbsWithin([data.get('@graph'), data.get('breadcrumb')], depth + 1);
  return [data.get('itemListElement')].flat().flatMap((item) => textOf(item) ?? nameOfItem(item) ?? []);
}

/** `{"item": {"name": "Экономика"}}` */
function nameOfItem(entry: unknown): string | undefined {
  const isObject = typeof entry === 'object' && entry !== null;
  return isObject ? textOf(new Map<string, unknown>(Object.entries(entry)).get('item')) : undefined;
}

function collectIds(value: unknown, byId: Map<string, LinkedData>, depth: number): void {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collectIds(item, byId, depth + 1);
    return;
  }
  const data = new Map<string, unknown>(Object.entries(value));
  const id = data.get('@id');
  // An id may stand for a picture, which has an address and no name. A name is worth more.
  if (typeof id === 'string' && (data.has('name') || (data.has('url') && !byId.has(id)))) byId.set(id, data);
  for (const item of data.values()) collectIds(item, byId, depth + 1);
}

/** Whether a script of this type is JSON-LD. Some name its character set. */
export function isLinkedData(type: string | null | undefined): boolean {
  return /^\s*application\/ld\+json\s*(?:;|$)/iu.test(type ?? '');
}

/**
 * The value of JSON as templates write it: in CDATA or in a comment, with line breaks within texts, with a comma too
 * many, or with escaped quotes. Null if it cannot be read.
 */
export function linkedDataIn(script: string): unknown {
  const json = script
    .replaceAll(/<!--|-->|(?:\/\/|\/\*)?\s*<!\[CDATA\[\s*(?:\*\/)?|(?:\/\/|\/\*)?\s*\]\]>\s*(?:\*\/)?/gu, ' ')
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/|\/\*[\s\S]{0,500}?\*\/\s*$/gu, ' ')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    // What is left of `<!--//--><![CDATA[//><!--` and `//--><!]]>`, which Drupal writes around scripts.
    .replace(/^[\s/>]+/u, '')
    .replace(/(?:\/\/\s*)?(?:<!)?;?$/u, '');
  const repaired = json.replaceAll(/,\s*(?=[}\]])/gu, '');
  return parsedOrNull(json) ?? parsedOrNull(repaired) ?? parsedOrNull(repaired.replaceAll('&quot;', '"'));
}

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
