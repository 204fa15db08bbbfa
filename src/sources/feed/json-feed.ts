import { parseMoment } from '../page/dates-in-text.ts';
import { distinct } from './feed-authors.ts';
import { noFacts } from './feed-facts.ts';
import { mostItems, resolveAddress, type FeedHints, type FeedItem, type FeedReading } from './feed-item.ts';
import { isObject, listOf, textOf, type JsonObject } from '../json/json-values.ts';
import { escapeHtml } from './xml-element.ts';

/** Whether a JSON document says that it is a JSON Feed. */
export function isJsonFeed(document: unknown): document is JsonObject {
  if (!isObject(document) || !Array.isArray(document['items'])) return false;
  return /jsonfeed\.org/iu.test(textOf(document['version'])) || 'home_page_url' in document;
}

/**
 * Reads a JSON Feed of version 1.0 or 1.1. Each item is read alone, and forgivingly: a number as id, fields of the wrong
 * type, an author as text. One bad item costs nothing else.
 */
export function readJsonFeed(document: unknown, hints: FeedHints): FeedReading {
  if (!isObject(document) || !Array.isArray(document['items'])) {
    return { kind: 'refused', reason: 'it is no feed' };
  }
  const language = textOf(document['language']) || null;
  const authors = authorsOf(document);
  const facts = {
    ...noFacts('json'),
    title: textOf(document['title']) || null,
    link: resolveAddress(textOf(document['home_page_url']), hints.url),
    language,
    authors,
    self: resolveAddress(textOf(document['feed_url']), hints.url),
    hub: hubOf(document, hints.url),
    next: resolveAddress(textOf(document['next_url']), hints.url),
  };
  const listed: unknown[] = document['items'];
  const items = listed.slice(0, mostItems).map((item, index): FeedItem => {
    const read = readItem(isObject(item) ? item : {}, index + 1, hints);
    return {
      ...read,
      authors: read.authors.length > 0 ? read.authors : authors,
      language: read.language ?? language,
    };
  });
  return { kind: 'feed', facts, items, tombstones: [], isCutOff: false };
}

function readItem(item: JsonObject, position: number, hints: FeedHints): FeedItem {
  const id = textOf(item['id']);
  const text = textOf(item['content_text']);
  return {
    name: `item ${position}`,
    guid: id || null,
    url:
      resolveAddress(textOf(item['url']), hints.url) ??
      resolveAddress(textOf(item['external_url']), hints.url) ??
      (/^https?:\/\//iu.test(id) ? resolveAddress(id, hints.url) : null),
    title: escapeHtml(textOf(item['title'])),
    summary: escapeHtml(textOf(item['summary'])) || null,
    content: textOf(item['content_html']) || (text === '' ? null : paragraphsOf(text)),
    authors: authorsOf(item),
    publishedAt: momentOf(item['date_published'], hints),
    updatedAt: momentOf(item['date_modified'], hints),
    categories: tagsOf(item['tags']),
    language: textOf(item['language']) || null,
    pictures: picturesOf(item, hints.url),
    base: resolveAddress(textOf(item['url']), hints.url) ?? hints.url,
  };
}

function paragraphsOf(text: string): string {
  return text
    .split(/\n\s*\n/u)
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .join('');
}

/** `authors` of version 1.1, `author` of 1.0, as objects or as plain names. */
function authorsOf(item: JsonObject): string[] {
  const persons = [item['authors'], item['author']].flat();
  const names = persons.map((person) => (isObject(person) ? textOf(person['name']) : textOf(person)));
  return distinct(names);
}

/** A list, or a text with commas. */
function tagsOf(value: unknown): string[] {
  const tags = typeof value === 'string' ? value.split(',') : listOf(value);
  return tags.map(textOf).filter((tag) => tag !== '');
}

function picturesOf(item: JsonObject, base: string): FeedItem['pictures'] {
  const attached = listOf(item['attachments'])
    .filter(isObject)
    .filter((attachment) => textOf(attachment['mime_type']).startsWith('image/'))
    .map((attachment) => attachment['url']);
  return [item['image'], item['banner_image'], ...attached].flatMap((address) => {
    const url = resolveAddress(textOf(isObject(address) ? address['url'] : address), base);
    return url === null ? [] : [{ url, width: null, isDefault: false, credit: null, isThumbnail: false }];
  });
}

function hubOf(document: JsonObject, base: string): string | null {
  const hub = listOf(document['hubs'])
    .filter(isObject)
    .find(({ type }) => /websub/iu.test(textOf(type)));
  return hub === undefined ? null : resolveAddress(textOf(hub['url']), base);
}

function momentOf(value: unknown, { timeZone }: FeedHints): Date | null {
  const written = textOf(value);
  return written === '' ? null : parseMoment(written, timeZone);
}
