import { parseAllowedHost, type AllowedHosts } from '../../config/private-hosts.ts';
import type { Source } from '../../news/source.ts';

/** The host and port of a `private: true` source may be on a private network, and nothing else. */
export function allowedHostsOf({ isPrivate, url }: Source): AllowedHosts {
  const parsed = isPrivate ? URL.parse(url) : null;
  if (parsed === null) return [];
  const port = parsed.port === '' ? (parsed.protocol === 'https:' ? '443' : '80') : parsed.port;
  const host = parseAllowedHost(`${parsed.hostname}:${port}`);
  return host === null ? [] : [host];
}
