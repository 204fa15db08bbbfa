import { directAddress } from '../../news/url-key.ts';

/** A picture that an item names. */
export interface FeedPicture {
  /** Absolute, http or https. */
  url: string;
  /** In pixels; null: it does not say. */
  width: number | null;
  /** `isDefault` of Media RSS. */
  isDefault: boolean;
  credit: string | null;
  /** Of smaller value than any other: it is a thumbnail. */
  isThumbnail: boolean;
}

/** One item of a feed, whatever the format. Titles and texts are HTML, as the feed has them. */
export interface FeedItem {
  /** The item in messages: `item 3`. */
  name: string;
  guid: string | null;
  /** Its own address, absolute, http or https; null: the feed gives none. */
  url: string | null;
  title: string;
  /** The shorter text: `description` of RSS, `summary` of Atom. */
  summary: string | null;
  /** The longer text: `content:encoded`, `content`. */
  content: string | null;
  authors: readonly string[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  categories: readonly string[];
  /** The tag that the item or the feed claims. */
  language: string | null;
  pictures: readonly FeedPicture[];
  /** The address against which addresses in its texts are resolved. */
  base: string;
}

/** What a feed says of itself. */
export interface FeedFacts {
  format: 'rss' | 'rdf' | 'atom' | 'json';
  title: string | null;
  /** The page of the site that it belongs to. */
  link: string | null;
  language: string | null;
  /** The authors of items that name none. */
  authors: readonly string[];
  /** `ttl` of RSS. */
  ttlMinutes: number | null;
  /** `sy:updatePeriod` (`hourly`) and how often within it. */
  updatePeriod: string | null;
  updateFrequency: number | null;
  /** Hours in UTC, and days of the week with 0 for Sunday, in which nothing comes. */
  skipHours: readonly number[];
  skipDays: readonly number[];
  /** `rel=self`, `rel=hub` and `rel=next`, absolute. */
  self: string | null;
  hub: string | null;
  next: string | null;
  /** WordPress made it. */
  isWordPress: boolean;
}

/** An item that the feed says is withdrawn (RFC 6721). */
export interface Tombstone {
  guid: string;
}

/** What was read of a feed. */
export type FeedReading =
  | {
      kind: 'feed';
      facts: FeedFacts;
      items: FeedItem[];
      tombstones: Tombstone[];
      /** It ends before its end: the connection broke, or the file was cut. */
      isCutOff: boolean;
    }
  | { kind: 'refused'; reason: string };

/** Unlimited feeds show thousands of items, and what is new is at the beginning. */
export const mostItems = 500;

/** Settings of reading a feed. */
export interface FeedHints {
  /** The address that the feed came from, after redirects. */
  url: string;
  /** The time zone of moments without one (IANA). */
  timeZone: string;
}

/** An address without its scheme, `www.steppe.example/news/1`, is no relative one. */
function withScheme(written: string, base: string): string {
  const site = URL.parse(base);
  const isHost =
    /^www\.[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[/?#:]|$)/iu.test(written) ||
    (site !== null && written.toLowerCase().startsWith(`${site.host}/`));
  return isHost ? `${site?.protocol ?? 'https:'}//${written}` : written;
}

/** Resolves an address of a feed. null: it is none, or not http or https. */
export function resolveAddress(written: string | null | undefined, base: string): string | null {
  const trimmed = (written ?? '').trim();
  if (trimmed === '') return null;
  const url = URL.parse(directAddress(withScheme(trimmed, base)), URL.canParse(base) ? base : undefined);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  url.username = '';
  url.password = '';
  return url.href;
}
