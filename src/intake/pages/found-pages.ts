import type { FetchOptions } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import { allowedHostsOf } from '../polling/source-trust.ts';

/**
 * How an address that a source names is asked: it is public, unless it is on the host and port of a private source. The
 * headers of the settings may be secrets, so they go to the host of the source only.
 */
export function trustInFound(address: string, source: Source): FetchOptions {
  const isOwnHost = URL.parse(address)?.origin === new URL(source.url).origin;
  return {
    isConfigured: false,
    allowed: allowedHostsOf(source),
    headers: isOwnHost ? source.headers : {},
    ...(source.ca === null ? {} : { ca: source.ca }),
  };
}
