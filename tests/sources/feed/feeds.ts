import { articleFromItem, type ItemHints, type ItemReading } from '../../../src/sources/feed/feed-article.ts';
import type { FeedHints, FeedReading } from '../../../src/sources/feed/feed-item.ts';
import { readXmlFeed } from '../../../src/sources/feed/feed-reader.ts';

export const hints: FeedHints = { url: 'https://steppe.example/rss.xml', timeZone: 'Asia/Almaty' };
export const now = new Date('2026-11-28T06:00:00Z');

const namespaces = `xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"`;

/** An RSS feed with these items, each given as the content of its `item` element. */
export function rss(...items: string[]): string {
  const listed = items.map((item) => `<item>${item}</item>`).join('\n');
  return `<?xml version="1.0"?>\n<rss version="2.0" ${namespaces}><channel><title>Steppe</title>${listed}</channel></rss>`;
}

/** An Atom feed with these entries. */
export function atom(...entries: string[]): string {
  const listed = entries.map((entry) => `<entry>${entry}</entry>`).join('\n');
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>Steppe</title>${listed}</feed>`;
}

/** Reads a feed that has to be one. */
export async function readFeed(
  text: string,
  given: Partial<FeedHints> = {},
): Promise<Extract<FeedReading, { kind: 'feed' }>> {
  const reading = await readXmlFeed(text, { ...hints, ...given });
  if (reading.kind !== 'feed') throw new Error(reading.reason);
  return reading;
}

/** The articles and refusals of a feed, in its order. */
export async function articlesOf(text: string, given: Partial<ItemHints> = {}): Promise<ItemReading[]> {
  const { items } = await readFeed(text);
  return items.map((item) => articleFromItem(item, { now, ...given }));
}

/** One field of each article; null for what was refused. */
export async function fieldOf(text: string, field: string): Promise<unknown[]> {
  const readings = await articlesOf(text);
  return readings.map((reading) =>
    reading.kind === 'refused'
      ? null
      : (Object.entries(reading.article).find(([name]) => name === field)?.[1] ?? null),
  );
}
