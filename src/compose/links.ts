import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';

const utmKeys = ['source', 'medium', 'campaign'] as const;

// All entities of a post share about 9,500 bytes (ENTITIES_TOO_LONG). Browsers and caches have limits like this too.
const maxLinkBytes = 2048;

// Telegram drops a link whose host has no dot and is not an IPv6 address (tdlib LinkManager.cpp `get_checked_link`,
// tdutils HttpUrl.cpp). The URL class has already converted a Kazakh or Russian host to xn--….
const nameWithDot = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/;

/** An ampersand as HTML writes it. Some newsrooms store the addresses of pictures as they stand in their pages. */
const escapedAmpersand = /&(?:(?:amp|#0*38|#x0*26);)+/gi;

/** The link in normalised ASCII form; null if Telegram would drop it. */
export function usableLink(text: string): string | null {
  return usableUrl(text)?.href ?? null;
}

/**
 * The address of a picture; null: it is none. One that leaves out the site or the scheme (`/uploads/a.jpg`,
 * `//img.example/a.jpg`) is meant as it would be on the page of its article.
 */
export function usableImage(text: string | null, page: string | null): string | null {
  if (text === null || text.length > 2 * maxLinkBytes) return null;
  const address = text.trim().replace(escapedAmpersand, '&').toWellFormed();
  // The URL class would read "https:a.jpg" as relative, too.
  const isWhole = /^[a-z][a-z0-9+.-]*:/i.test(address);
  const url = isWhole ? fetchable(address) : resolved(address, page);
  return url === null || url.href.length > maxLinkBytes ? null : url.href;
}

/** What tells one picture of an article, or one album, from another; '': it has none. */
export function pictureKey({ imageUrl, media }: Pick<Article, 'imageUrl' | 'media'>): string {
  return media === null || media.length === 0 ? (imageUrl ?? '') : media.map(({ url }) => url).join('\n');
}

/** Whether two addresses mean the same picture; earlier versions kept an escaped ampersand. */
export function isSamePicture(one: string | undefined, other: string | undefined): boolean {
  return one?.replace(escapedAmpersand, '&') === other?.replace(escapedAmpersand, '&');
}

function resolved(address: string, page: string | null): URL | null {
  const base = fetchable((page ?? '').trim());
  if (address === '' || address.startsWith('#') || base === null) return null;
  return fetchable(URL.parse(address, base.href)?.href ?? '');
}

function fetchable(text: string): URL | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.port === '0' || url.username !== '' || url.password !== '') return null;
  return url;
}

function usableUrl(text: string): URL | null {
  // Parsing is skipped, because such a text would be no shorter in ASCII.
  if (text.length > 2 * maxLinkBytes) return null;
  // The URL class would read "https:page" and "https:/page" as the host "page".
  if (!/^\s*https?:\/\//i.test(text)) return null;
  const url = URL.parse(text.trim().toWellFormed());
  if (url === null || url.port === '0' || url.href.length > maxLinkBytes) return null;
  // A user name is either a leaked password or a trick: https://gov.kz@elsewhere.com
  if (url.username !== '' || url.password !== '') return null;
  return nameWithDot.test(url.hostname) || url.hostname.startsWith('[') ? url : null;
}

/** The link of an article with the parameters that the channel wants; without its own of the same names. */
export function withUtm(
  href: string,
  { name, utm }: Pick<Channel, 'name' | 'utm'>,
  { id, language, section }: Pick<Article, 'id' | 'language' | 'section'>,
): string {
  if (utm === null) return href;
  const values: Readonly<Record<string, string>> = { channel: name, language, section: section ?? '', id };
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  const wanted = utmKeys.flatMap((key) => {
    const value = utm[key];
    return value === null ? [] : [[`utm_${key}`, fill(value).trim()] as const];
  });
  const names = new Set<string>(wanted.map(([parameter]) => parameter));
  const added = wanted.map(
    ([parameter, value]) => `${parameter}=${encodeURIComponent(value.toWellFormed())}`,
  );
  const longer = withQuery(href, (parameter) => !names.has(parameter), added);
  // A longer address would cost the post its other links.
  return longer.length > maxLinkBytes ? href : longer;
}

/** An address without what tells how a reader came there: what a post and an article have in common. */
export function withoutUtm(address: string): string {
  if (!/[?&]utm_/i.test(address)) return address;
  return withQuery(address, (parameter) => !/^utm_/i.test(parameter), []);
}

/** The rest of the query stays as it is spelled: an address may be signed. */
function withQuery(address: string, isKept: (name: string) => boolean, added: readonly string[]): string {
  const [, before = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/su.exec(address) ?? [];
  const kept = query.split('&').filter((pair) => pair !== '' && isKept(pair.split('=', 1)[0] ?? ''));
  const pairs = [...kept, ...added];
  return `${before}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}${fragment}`;
}
