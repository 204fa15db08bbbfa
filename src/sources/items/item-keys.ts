import { isHomePage, siteOf, urlKey } from '../../news/url-key.ts';

/** What an item is recognised by. */
export interface ItemSigns {
  guid: string | null;
  url: string | null;
  /** Further addresses of the same page: its canonical one, where a redirect led. */
  otherUrls?: readonly string[];
  headline: string;
}

/** Where the items of a document stand. */
export interface KeySettings {
  /** The address of the document; it is nobody's key. */
  address: string;
  /** Further addresses that are nobody's key: of the section that the document belongs to. */
  otherAddresses?: readonly string[];
  /** The site within which guids are shared; null: the host of `address`. */
  site: string | null;
  /** Query parameters that name a page, although they look like tracking. */
  keptNames: readonly string[];
}

/** A longer guid is no id but a text. */
const longestKey = 500;

/**
 * The keys of each item of one document, the most reliable first: its guid, its addresses. A key that two items share
 * identifies nothing, and neither does the home page or the document itself. An item that is left without a key has its
 * headline as one.
 */
export function keysOfItems(items: readonly ItemSigns[], settings: KeySettings): string[][] {
  const all = items.map((item) => distinct(candidates(item, settings)));
  const counts = new Map<string, number>();
  for (const key of all.flat()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const own = new Set(
    [settings.address, ...(settings.otherAddresses ?? [])].map((address) => addressKey(address, settings)),
  );
  const isVoid = (key: string): boolean => (counts.get(key) ?? 0) > 1 || own.has(key);
  return all.map((keys, index) => {
    const left = keys.filter((key) => !isVoid(key));
    const item = items[index];
    return left.length > 0 || item === undefined ? left : [titleKey(item)];
  });
}

/** The keys of an item that a feed says is withdrawn, by its guid. */
export function keysOfWithdrawn(guid: string, settings: KeySettings): string[] {
  const key = guidKey(guid, settings);
  return key === null ? [] : [key];
}

function candidates({ guid, url, otherUrls = [] }: ItemSigns, settings: KeySettings): string[] {
  const keys = [
    guid === null ? null : guidKey(guid, settings),
    ...[url, ...otherUrls].map((address) => (address === null ? null : addressKey(address, settings))),
  ];
  return keys.filter((key) => key !== null).filter((key) => key.length <= longestKey);
}

function addressKey(address: string, { keptNames }: KeySettings): string | null {
  const key = isHomePage(address) ? null : urlKey(address, keptNames);
  return key === null ? null : `url:${key}`;
}

/** An address as guid is the same key as the address; any other guid counts within its site. */
function guidKey(written: string, settings: KeySettings): string | null {
  const guid = written.trim();
  if (guid === '') return null;
  if (/^https?:\/\//iu.test(guid)) return addressKey(guid, settings);
  if (/^(?:urn|tag):/iu.test(guid)) return `guid:${guid}`;
  return `guid:${settings.site ?? siteOf(settings.address)} ${guid}`;
}

function titleKey({ guid, url, headline }: ItemSigns): string {
  const folded = headline
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return `title:${url ?? guid ?? ''} ${folded}`.slice(0, longestKey);
}

function distinct(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}
