import { setImmediate } from 'node:timers/promises';
import type { Item, Refusal, Source } from '../../news/source.ts';
import { keysOfItems } from '../items/item-keys.ts';
import { parseMoment } from '../page/dates-in-text.ts';
import type { DocumentReading } from '../source-document.ts';
import { decodePage } from '../text/text-decoding.ts';
import { articleFromItem } from './feed-article.ts';
import { mostItems, resolveAddress, type FeedItem } from './feed-item.ts';
import { FeedParser } from './feed-parser.ts';
import { childOf, childrenOf, escapeHtml, textOfChild, type XmlElement } from './xml-element.ts';

/** The letters that are parsed at once. Between two pieces other work goes on. */
const pieceLength = 65_536;

/** What a sitemap has: pages, or further sitemaps. */
interface Pieces {
  pages: XmlElement[];
  maps: XmlElement[];
  isWhole: boolean;
}

/**
 * Reads a news sitemap: only entries with `news:news` are news. Of an index, the newest sitemap that is named after news
 * is its next page.
 */
export async function readSitemapDocument(
  bytes: Uint8Array,
  contentType: string | null,
  source: Source,
  url: string,
  now: Date,
): Promise<DocumentReading> {
  const decoded = decodePage(bytes, contentType);
  if (decoded.kind === 'refused') return noSitemap(decoded.reason);
  const pieces = await piecesOf(decoded.text, url);
  if (pieces === null) return noSitemap('it is no sitemap');
  const { isWhole, maps, pages } = pieces;
  const news = pages.filter((page) => childOf(page, 'news:news') !== null).slice(0, mostItems);
  if (news.length === 0 && pages.length > 0)
    return noSitemap('none of its entries has news:news: it is no sitemap of news');
  const read = news.map((page, index) => itemOf(page, index + 1, url, source.timeZone));
  const { items, refusals } = articlesOf(read, source, url, now);
  const facts = { title: null, ttlMinutes: null, self: null, hub: null, next: newestOf(maps, url) };
  return { kind: 'document', document: { items, withdrawn: [], isWhole }, facts, refusals, notices: [] };
}

function noSitemap(reason: string): DocumentReading {
  return { kind: 'refused', code: 'SOURCE_IS_NO_FEED', reason };
}

/** null: it is something else. */
async function piecesOf(text: string, url: string): Promise<Pieces | null> {
  const pages: XmlElement[] = [];
  const maps: XmlElement[] = [];
  const parser = new FeedParser(url, ({ element }) => {
    if (element.name === 'url' && pages.length < mostItems * 10) pages.push(element);
    else if (element.name === 'sitemap' && maps.length < mostItems) maps.push(element);
  });
  for (let at = 0; at < text.length && !parser.isHopeless && !parser.isWhole; at += pieceLength) {
    if (at > 0) await setImmediate();
    parser.write(text.slice(at, at + pieceLength));
  }
  const { format, isHopeless, isWhole } = parser;
  parser.end();
  return format === 'sitemap' && !isHopeless ? { pages, maps, isWhole } : null;
}

function itemOf(page: XmlElement, position: number, base: string, timeZone: string): FeedItem {
  const news = childOf(page, 'news:news');
  const publication = news === null ? null : childOf(news, 'news:publication');
  const url = resolveAddress(textOfChild(page, 'loc'), base);
  const date = news === null ? null : textOfChild(news, 'news:publication_date');
  const words = news === null ? null : textOfChild(news, 'news:keywords');
  return {
    name: `entry ${position}`,
    guid: null,
    url,
    title: escapeHtml((news === null ? null : textOfChild(news, 'news:title')) ?? ''),
    summary: null,
    content: null,
    authors: [],
    publishedAt: date === null ? null : parseMoment(date, timeZone),
    updatedAt: null,
    categories: (words ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
    language: publication === null ? null : textOfChild(publication, 'news:language'),
    pictures: childrenOf(page, 'image:image').flatMap((image) => {
      const address = resolveAddress(textOfChild(image, 'image:loc'), base);
      if (address === null) return [];
      return [{ url: address, width: null, isDefault: false, credit: null, isThumbnail: false }];
    }),
    base: url ?? base,
  };
}

function articlesOf(
  read: readonly FeedItem[],
  source: Source,
  url: string,
  now: Date,
): { items: Item[]; refusals: Refusal[] } {
  const keys = keysOfItems(
    read.map(({ guid, title, url: address }) => ({ guid, url: address, headline: title })),
    { address: source.url, otherAddresses: [url], site: source.site, keptNames: source.keptParameters },
  );
  const { language, section } = source;
  const hints = {
    ...(section === null ? {} : { section }),
    ...(language === null ? {} : { language }),
    now,
    keptNames: source.keptParameters,
  };
  const items: Item[] = [];
  const refusals: Refusal[] = [];
  for (const [index, item] of read.entries()) {
    const made = articleFromItem(item, hints);
    if (made.kind === 'refused') {
      refusals.push({ name: item.name, reason: made.reason });
      continue;
    }
    // Keywords of a sitemap are no sections.
    const { body: _body, section: _section, sections: _sections, summary: _summary, ...said } = made.article;
    const article = { ...said, ...(section === null ? {} : { section }) };
    const isDated = item.publishedAt !== null && item.publishedAt <= now;
    items.push({ name: item.name, keys: keys[index] ?? [], isDated, article });
  }
  return { items, refusals };
}

/** An index of everything has one of news; without such a name, the one that changed last. */
function newestOf(maps: readonly XmlElement[], base: string): string | null {
  const listed = maps.map((map) => ({
    url: resolveAddress(textOfChild(map, 'loc'), base),
    changed: Date.parse(textOfChild(map, 'lastmod') ?? '') || 0,
  }));
  const news = listed.filter(({ url }) => url !== null && /news/iu.test(URL.parse(url)?.pathname ?? ''));
  const [newest] = (news.length > 0 ? news : listed).toSorted((one, other) => other.changed - one.changed);
  return newest?.url ?? null;
}
