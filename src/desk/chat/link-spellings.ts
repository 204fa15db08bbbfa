import { domainToUnicode } from 'node:url';
import { removeTracking } from '../../sources/tracking-parameters.ts';

/** A host with a dot in it, and a path: what stands in a message of somebody who left the scheme away. */
const withoutScheme = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?\/\S+$/u;

/**
 * The ways in which a newsroom may have written down an address that somebody copied from a browser or a message:
 * without what was added on the way, with and without the last slash, over http and https, and with the letters
 * of its host and path as they are or encoded. Empty: it is no address.
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

/** As a person would write it; encoded by halves it stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
