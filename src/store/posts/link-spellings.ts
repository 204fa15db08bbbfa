import { domainToUnicode } from 'node:url';
import { withoutUtm } from '../../compose/links.ts';

/**
 * A post shows the link of its article in normalised form: letters of other alphabets are percent-encoded, and the host
 * is in Punycode. These are the ways in which the newsroom may have written it.
 */
export function spellingsOf(links: readonly string[]): string[] {
  const bare = links.map(withoutUtm);
  return [...new Set([...links, ...bare].flatMap(spellingsOfOne))];
}

function spellingsOfOne(link: string): string[] {
  const url = URL.parse(link);
  if (url === null) return [link];
  const host = domainToUnicode(url.hostname);
  const spelt = [link, decoded(link)].flatMap((text) => [text, text.replace(url.hostname, host)]);
  // The URL class adds a slash where there is no path.
  return url.pathname === '/' ? spelt.flatMap((text) => [text, text.replace(/\/$/, '')]) : spelt;
}

function decoded(link: string): string {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
}
