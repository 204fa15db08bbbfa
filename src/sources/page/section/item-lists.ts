import { parseMoment } from '../dates-in-text.ts';
import { clean, isLinkedData, linkedDataIn, textOf, type LinkedData } from '../linked-data.ts';
import { elementsOf, type PageElement } from './page-element.ts';

/** An article that the JSON-LD of a section page lists. */
export interface ListedArticle {
  /** As it is written, perhaps relative. */
  href: string;
  headline: string | null;
  publishedAt: Date | null;
}

const articleType = /(?:Article|BlogPosting|Report)$/u;

/** No page nests its lists deeper. */
const maxDepth = 6;
const mostListed = 500;
const longestData = 1_000_000;

/** The articles of all lists of a page (`ItemList`, `hasPart`, `blogPost`), in their order. */
export function listedArticles(root: PageElement, timeZone: string): ListedArticle[] {
  const found: ListedArticle[] = [];
  for (const script of elementsOf(root)) {
    if (script.name !== 'script' || !isLinkedData(script.attributes['type'])) continue;
    const text = script.children.filter((child) => typeof child === 'string').join('');
    if (text.length > longestData) continue;
    collect(linkedDataIn(text), found, timeZone, 0);
  }
  return found.slice(0, mostListed);
}

function collect(value: unknown, found: ListedArticle[], timeZone: string, depth: number): void {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, timeZone, depth + 1);
    return;
  }
  const data = new Map<string, unknown>(Object.entries(value));
  const type = typeOf(data);
  if (type === 'BreadcrumbList') return;
  if (articleType.test(type)) return addArticle(data, found, timeZone);
  if (type === 'ListItem') {
    const item = data.get('item');
    if (typeof item === 'object' && item !== null) return collectItem(item, found, timeZone);
    return addArticle(data, found, timeZone);
  }
  for (const name of ['itemListElement', 'hasPart', 'blogPost', 'blogPosts', '@graph', 'mainEntity']) {
    collect(data.get(name), found, timeZone, depth + 1);
  }
}

/** The item of a list counts whatever its type: a list of news often says `WebPage`, or nothing. */
function collectItem(item: object, found: ListedArticle[], timeZone: string): void {
  addArticle(new Map<string, unknown>(Object.entries(item)), found, timeZone);
}

function addArticle(data: LinkedData, found: ListedArticle[], timeZone: string): void {
  const main = data.get('mainEntityOfPage');
  const addresses = [data.get('url'), data.get('item'), data.get('@id'), main].map((value) =>
    textOf(value, '@id'),
  );
  const href = addresses.find(
    (address) => address !== undefined && /^(?:https?:)?\/|^[\w%-]+\//u.test(address),
  );
  if (href === undefined) return;
  const written = textOf(data.get('datePublished'));
  found.push({
    href,
    headline: clean(textOf(data.get('headline')) ?? textOf(data.get('name'))) ?? null,
    publishedAt: written === undefined ? null : parseMoment(written, timeZone),
  });
}

function typeOf(data: LinkedData): string {
  const [type] = [data.get('@type')].flat();
  return typeof type === 'string' ? type.replace(/^https?:\/\/schema\.org\//u, '') : '';
}
