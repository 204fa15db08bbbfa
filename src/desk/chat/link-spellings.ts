import { domainToUnicode } from 'node:url';
import { removeTracking } from '../../sources/tracking-parameters.ts';

/** A host with a dot in it, and a path: a link without its scheme. */
const withoutScheme = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?\/\S+$/u;

/**
 * The spellings under which a newsroom may have stored a link that somebody copied from a browser or a message:
 * without tracking parameters, with and without the last slash, with http and https, and with its host and path
 * encoded or not. Empty: it is no link.
 */
export function spellingsOf(text: string): string[] {
  const url = urlOf(text);
  if (url === null) return [];
  const spellings = new Set([text]);
  url.hash = '';
  removeTracking(url);
  const { host, hostname, pathname, search } = url;
  const hosts = [host, host.replace(hostname, domainToUnicode(hostname))];
  const paths = [pathname.replace(/\/$/, ''), pathname.replace(/\/?$/, '/')].map((path) => path + search);
  for (const scheme of ['https', 'http']) {
    for (const each of hosts) {
      for (const path of paths) {
        spellings.add(`${scheme}://${each}${path}`);
        spellings.add(`${scheme}://${each}${decoded(path)}`);
      }
    }
  }
  return [...spellings];
}

function urlOf(text: string): URL | null {
  const address = withoutScheme.test(text) ? `https://${text}` : text;
  return /^https?:\/\//i.test(address) ? URL.parse(address) : null;
}

/** Without percent encoding. A text whose encoding is broken stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
