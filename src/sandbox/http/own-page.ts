import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Any web page that is open in a browser on this machine can send requests here, and can point a domain name of its
 * own at this address (DNS rebinding). So the host must be a name of this machine, and the sending page ours. A bot
 * is no browser, and sends neither an origin nor a site.
 * @param hostNames further names of this machine, in lower case
 * @returns why the request is refused; null: it is not
 */
export function refusalOf(
  { host = '', origin, 'sec-fetch-site': site }: IncomingHttpHeaders,
  hostNames: ReadonlySet<string>,
): string | null {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (name !== 'localhost' && isIP(name) === 0 && !hostNames.has(name)) {
    return 'the host must be localhost or an IP address';
  }
  const isOtherOrigin = origin !== undefined && origin !== `http://${host}`;
  const isOtherSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  return isOtherOrigin || isOtherSite ? 'another page may not do this' : null;
}
