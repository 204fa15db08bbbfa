import { likelyValue } from '../likely-values.ts';
import { splitList } from '../setting-values.ts';

/** Longer addresses are refused by many servers. */
const mostLetters = 4096;

/** Whether a source may have this address. */
export function isSourceUrl(text: string): boolean {
  if (text.length > mostLetters || /[\s<>"]/u.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.hostname !== '';
}

/** Whether the database of a CMS may be asked under this address. */
export function isCmsDatabase(text: string): boolean {
  if (/^sqlite:(?!\/\/)[^\0]+$/u.test(text)) return text !== 'sqlite::memory:';
  const url = URL.parse(text);
  return url !== null && /^(?:postgres(?:ql)?|mysql|mariadb):$/u.test(url.protocol) && url.hostname !== '';
}

/** Reads the addresses of `FEED_URL`, separated by commas. */
export function parseFeedUrls(text: string): string[] | null {
  const urls = splitList(text);
  // An address may hold another one, but not after the sign that stands between two.
  const isOne = (url: string) => isSourceUrl(url) && !/[;|]https?:\/\//iu.test(url);
  return urls.length > 0 && urls.every(isOne) ? urls : null;
}

/** What was probably meant by an address that is none; null: nothing comes to mind. */
export function likelyUrl(seen: string): string | null {
  const bare = seen
    .trim()
    .replace(/^(?:feed|rss):(?:\/\/)?(?=https?:)/iu, '')
    .replace(/^(?:feed|rss):\/*/iu, 'https://');
  const isUrl = (text: string) => isSourceUrl(text) && URL.parse(text)?.hostname.includes('.') === true;
  return bare !== seen && isUrl(bare) ? bare : likelyValue(bare, isUrl);
}

/** Words of a path that say only that there is a feed. */
const feedWords = /^(?:rss2?|feeds?|atom|xml|json|index|php|html?|news|www)$/iu;

/** The longest name of a source. */
const mostNameLetters = 32;

/**
 * Short unique names for addresses, in their order: the host, and where that is taken, also the words of the path. What
 * is remembered of a source is kept under its name, so an address keeps its name when another one comes behind it.
 */
export function namesOfUrls(urls: readonly string[], taken: Iterable<string>): string[] {
  const used = new Set(taken);
  return urls.map((address) => {
    const name = freeName(address, used);
    used.add(name);
    return name;
  });
}

function freeName(address: string, used: ReadonlySet<string>): string {
  const url = URL.parse(address);
  const host = nameOf((url?.hostname ?? '').replace(/^(?:www|m|feeds?|rss)\./u, ''));
  const words = (url?.pathname ?? '').split(/[^\p{L}\p{N}]+/u).filter((word) => !feedWords.test(word));
  const candidates = [host, nameOf(`${host}-${words.join('-')}`)];
  const free = candidates.find((name) => !used.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number += 1) {
    const numbered = `${host.slice(0, mostNameLetters - 5)}-${number}`;
    if (!used.has(numbered)) return numbered;
  }
}

function nameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, mostNameLetters)
    .replaceAll(/^-+|-+$/gu, '');
  return name === '' ? 'feed' : name;
}
