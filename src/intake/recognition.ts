import { lettersOf } from '../sources/text/letters.ts';
import type { Article } from '../news/article.ts';
import type { Item } from '../news/source.ts';
import { siteOf } from '../news/url-key.ts';
import type { KnownKey } from '../store/sources/item-rows.ts';

/** What an item is: an article that we have, one that was seen and not taken, or something new. */
export type Recognition = { kind: 'article'; id: string } | { kind: 'seen' } | { kind: 'unknown' };

/** Headlines with fewer letters, such as "Weather", stand over different articles. */
const fewestLetters = 12;

/** An article that moved to another address keeps its date, more or less: 48 hours. */
const nearMs = 48 * 3_600_000;

/** Recognises an item by its keys. An address is more reliable than a guid, which some sites make anew each day. */
export function recognise(keys: readonly string[], known: ReadonlyMap<string, KnownKey>): Recognition {
  const found = byReliability(keys).flatMap((key) => known.get(key) ?? []);
  const article = found.find(({ articleId }) => articleId !== null);
  if (article?.articleId != null) return { kind: 'article', id: article.articleId };
  return found.length > 0 ? { kind: 'seen' } : { kind: 'unknown' };
}

/**
 * Whether only another source has shown an item with these keys: it brought the article, or it kept the item back as a part
 * of a flood.
 */
export function isForeign(
  keys: readonly string[],
  known: ReadonlyMap<string, KnownKey>,
  source: string,
): boolean {
  const found = keys.flatMap((key) => known.get(key) ?? []);
  return (
    found.length > 0 && found.every((key) => key.source !== source && (key.articleId !== null || key.isFlood))
  );
}

function byReliability(keys: readonly string[]): string[] {
  const isAddress = (key: string): boolean => key.startsWith('url:');
  return [...keys.filter(isAddress), ...keys.filter((key) => !isAddress(key))];
}

/**
 * Recognises items of a site whose guids and addresses all changed: the same headline on the same site, about the same
 * date, and the article has just left the document. Each article is recognised once.
 * @param left the articles that stood in the document before, and do not now.
 */
export function recogniseMoved(items: readonly Item[], left: readonly Article[]): Map<Item, string> {
  const moved = new Map<Item, string>();
  const free = [...left];
  for (const item of items) {
    const at = free.findIndex((article) => isMoved(item.article, article));
    const [article] = at === -1 ? [] : free.splice(at, 1);
    if (article !== undefined) moved.set(item, article.id);
  }
  return moved;
}

/** Whether two headlines differ in nothing but case, spaces and punctuation. A short one says nothing. */
export function isSameHeadline(one: string, other: string): boolean {
  const letters = lettersOf(one);
  return letters.length >= fewestLetters && letters === lettersOf(other);
}

function isMoved(now: Item['article'], before: Article): boolean {
  const apartMs = Math.abs((now.publishedAt ?? before.publishedAt).getTime() - before.publishedAt.getTime());
  return (
    isSameHeadline(now.headline, before.headline) &&
    siteOf(now.url) === siteOf(before.url ?? '') &&
    apartMs <= nearMs
  );
}
