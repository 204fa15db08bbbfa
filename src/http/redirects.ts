import { portOf } from './allowed-hosts.ts';
import { failed, type FetchFailure } from './answer.ts';
import type { HopAnswer } from './hop.ts';
import { judge, placeOf, type Target, type Trust } from './target.ts';

export function isRedirect({ status, headers }: HopAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined;
}

/** What a site writes into a redirect is never trusted as the settings are. */
export function nextTarget(
  { headers }: HopAnswer,
  from: Target,
  first: Target,
  { allowed, isConfigured }: Trust,
): Target | FetchFailure {
  const place = placeOf(from.url);
  // Node reads headers as Latin-1; a name in Kazakh or Russian comes as UTF-8.
  const location = Buffer.from(headers['location'] ?? '', 'latin1').toString('utf8');
  const url = URL.parse(location, from.url.href);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return failed('redirects', `${place} redirects to something that is no address`);
  }
  if (from.url.protocol === 'https:' && url.protocol === 'http:') {
    return failed('redirects', `${place} redirects from https to http`);
  }
  // A relative address has no user of its own; the URL class does not take over that of the base either.
  return judge(url, { allowed, isConfigured: false }, isConfigured ? [portOf(first.url)] : []);
}

/** The same host and port, or the same host that moved from http to https. */
export function isSameSite(url: URL, first: URL): boolean {
  if (url.protocol === first.protocol) return url.host === first.host;
  return url.protocol === 'https:' && url.hostname === first.hostname && url.port === '' && first.port === '';
}
