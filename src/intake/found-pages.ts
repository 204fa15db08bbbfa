import { parseAllowedHost } from '../config/private-hosts.ts';
import { portOf } from '../http/allowed-hosts.ts';
import type { FetchOptions } from '../http/http-client.ts';
import type { Source } from '../news/source.ts';

/**
 * How an address that a source names is asked: it is public, unless it is on the host and port of a private source. The
 * headers of the settings may be secrets, so they go to the host of the source only.
 */
export function trustInFound(address: string, source: Source): FetchOptions {
  const configured = new URL(source.url);
  const allowed = source.isPrivate ? parseAllowedHost(`${configured.hostname}:${portOf(configured)}`) : null;
  return {
    isConfigured: false,
    allowed: allowed === null ? [] : [allowed],
    headers: URL.parse(address)?.origin === configured.origin ? source.headers : {},
    ...(source.ca === null ? {} : { ca: source.ca }),
  };
}
