import { domainToUnicode } from 'node:url';

/** Parameters that tell how a reader came to a page, and not which page it is. */
const trackingParameters =
  /^(?:(?:utm|mtm|pk|at|vero|hsa)_.*|[a-z]{1,3}clid|gbraid|wbraid|mc_[ce]id|igsh|igshid|_openstat|_ga|_gl|_hsenc|_hsmi|oly_\w+_id|ocid|xtor|spm|cmpid|frommedia|ref_src|__twitter_impression)$/iu;

/** They may name a page on some sites, so they are left out only where the rest of the address names one. */
const riskyParameters = /^(?:ref|from)$/iu;

/** Names of hosts under which the same site is served. */
const hostPrefix = /^(?:www|m|mobile|amp)\./u;

/** The address to which a link of Google leads, as its alerts write links; any other address as it is. */
export function directAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.pathname !== '/url' || !/^(?:www\.)?google\.[a-z.]{2,6}$/u.test(url.hostname))
    return address;
  const target = url.searchParams.get('url') ?? url.searchParams.get('q') ?? '';
  return /^https?:\/\//iu.test(target) && URL.canParse(target) ? target : address;
}

/**
 * What an address has in common with all others that lead to the same page: no scheme, `www.`, last slash, `/amp`,
 * tracking parameters, fragment, or order of parameters. null: it is no http address. `keptNames` are parameters that
 * name a page on this site, although they look like tracking.
 */
export function urlKey(address: string, keptNames: readonly string[] = []): string | null {
  const url = URL.parse(directAddress(address.trim()));
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  const host = domainToUnicode(url.hostname).replace(/\.$/u, '').replace(hostPrefix, '');
  const port = url.port === '' || url.port === '80' || url.port === '443' ? '' : `:${url.port}`;
  const path = pathOf(url);
  const kept = new Set(keptNames);
  const named = [...url.searchParams].filter(([name]) => kept.has(name) || !trackingParameters.test(name));
  const isNamedWithout = path !== '' || named.some(([name]) => !riskyParameters.test(name));
  const query = named
    .filter(([name]) => kept.has(name) || !isNamedWithout || !riskyParameters.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
  return `${host}${port}${path}${query === '' ? '' : `?${query}`}`.normalize('NFC');
}

/**
 * The usual spellings of the addresses with this key: http and https, with and without `www.` and the last slash, with
 * the path encoded or not. An index on addresses is asked for them; the keys of what is found have to be compared.
 */
export function spellingsOfKey(key: string): string[] {
  const [place, ending] = splitBefore(key, '?');
  const [host, path] = splitBefore(place, '/');
  const paths = new Set([path, encodeURI(path)]);
  const spellings = new Set<string>();
  for (const start of ['https://', 'https://www.', 'http://', 'http://www.']) {
    for (const each of paths) {
      spellings.add(`${start}${host}${each}${ending}`);
      spellings.add(`${start}${host}${each}/${ending}`);
    }
  }
  return [...spellings];
}

/** The site of an address, as far as ids of items are shared on it: its host without `www.`, `feeds.` and `rss.`. */
export function siteOf(address: string): string {
  const host = URL.parse(address)?.hostname ?? '';
  return host.replace(/\.$/u, '').replace(/^(?:www|m|mobile|amp|feeds?|rss)\./u, '');
}

/** Whether an address is the home page of its site. */
export function isHomePage(address: string): boolean {
  return !/[/?]/u.test(urlKey(address) ?? '');
}

/** The texts before and from the first `mark`. */
function splitBefore(text: string, mark: string): [before: string, from: string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function pathOf(url: URL): string {
  const decoded = decodePath(url.pathname).replaceAll(/\/{2,}/gu, '/');
  return decoded
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/iu, '/')
    .replace(/\/$/u, '')
    .replace(/\/amp$/u, '')
    .replace(/\/$/u, '');
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray percent sign
  }
}
