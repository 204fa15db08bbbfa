import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface OwnAddress {
  /** The address on which the page listens. */
  host: string;
  /** The origin under which a web server in front of us is reached; null: there is none. */
  publicUrl: string | null;
}

/**
 * Whether a page may answer to this Host header. A web page of somebody else can make its own name lead to this
 * machine (DNS rebinding) and read the answer; it cannot do so with an address, or with a name of this machine.
 */
export function isOwnHost(given: string | undefined, { host, publicUrl }: OwnAddress): boolean {
  const name = URL.parse(`http://${given ?? ''}`)?.hostname ?? '';
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
  const own = [
    'localhost',
    host.toLowerCase(),
    hostname().toLowerCase(),
    `${hostname().toLowerCase()}.local`,
    ...(publicUrl === null ? [] : [new URL(publicUrl).hostname]),
  ];
  return own.includes(name) || name.endsWith('.localhost');
}

/**
 * Whether a form was sent from a page of ours. A browser names the origin with every POST. `host`: the Host header, which
 * is one of ours. A web server in front of us may have changed it, and then the origin is the public one.
 */
export function isOwnOrigin(origin: string | undefined, host: string, publicUrl: string | null): boolean {
  if (origin === undefined) return false;
  return origin === publicUrl || origin === `http://${host}` || origin === `https://${host}`;
}
