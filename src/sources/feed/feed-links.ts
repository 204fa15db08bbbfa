import { Parser } from 'htmlparser2';
import { decodePage } from '../text/text-decoding.ts';
import { resolveAddress } from './feed-item.ts';

/** A feed that a page names, or that stands in a list of feeds. */
export interface FeedLink {
  url: string;
  title: string | null;
}

const feedTypes = /^application\/(?:(?:rss|atom|rdf)\+xml|feed\+json)\b/iu;

/** A page names a few feeds, and lists of feeds are long. */
const mostLinks = 1000;

/** The feeds that a page names in its head: `<link rel="alternate" type="application/rss+xml">`. */
export function feedsOfPage(bytes: Uint8Array, contentType: string | null, url: string): FeedLink[] {
  return linksIn(bytes, contentType, false, (name, attributes) => {
    const isFeed =
      /\balternate\b/iu.test(attributes['rel'] ?? '') && feedTypes.test(attributes['type'] ?? '');
    return name === 'link' && isFeed ? linkOf(attributes['href'], attributes['title'], url) : null;
  });
}

/** The feeds of an OPML file, as feed readers export it. */
export function feedsOfOpml(bytes: Uint8Array): FeedLink[] {
  return linksIn(bytes, null, true, (name, attributes) => {
    const lower = Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value]),
    );
    return name.toLowerCase() === 'outline'
      ? linkOf(lower['xmlurl'], lower['title'] ?? lower['text'], '')
      : null;
  });
}

function linksIn(
  bytes: Uint8Array,
  contentType: string | null,
  xmlMode: boolean,
  read: (name: string, attributes: Readonly<Record<string, string>>) => FeedLink | null,
): FeedLink[] {
  const decoded = decodePage(bytes, contentType);
  if (decoded.kind === 'refused') return [];
  const found = new Map<string, FeedLink>();
  const onopentag = (name: string, attributes: Record<string, string>) => {
    const link = found.size < mostLinks ? read(name, attributes) : null;
    if (link !== null && !found.has(link.url)) found.set(link.url, link);
  };
  new Parser({ onopentag }, { xmlMode, decodeEntities: true }).end(decoded.text);
  return [...found.values()];
}

function linkOf(href: string | undefined, title: string | undefined, base: string): FeedLink | null {
  const url = resolveAddress(href, base);
  return url === null ? null : { url, title: title?.trim() || null };
}
