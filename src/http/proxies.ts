import { BlockList, isIP } from 'node:net';
import type { NamedProxy, Proxies } from '../config/proxy-settings.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The host of an address without brackets and without a last dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** The proxy for an address; null: it is reached directly. Addresses of this machine never go through a proxy. */
export function proxyFor(url: URL, { forHttps, forHttp, except }: Proxies): NamedProxy | null {
  const proxy = url.protocol === 'https:' ? forHttps : forHttp;
  if (proxy === null) return null;
  const host = hostOf(url);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (isLoopback(host) || except.some((entry) => isExcepted(host, port, entry))) return null;
  return proxy;
}

/** An entry of NO_PROXY: `*`, a name with everything below it, an IP address, a subnet; a port may follow. */
function isExcepted(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  if (isIP(entry.replace(/^\[|\]$/g, '')) !== 0) return entry.replace(/^\[|\]$/g, '') === host;
  const [, name = entry, only] = /^(.+?):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  if (name.includes('/')) return isInSubnet(host, name);
  const bare = name.replace(/^\*?\.|^\[|\]$/g, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInSubnet(host: string, subnet: string): boolean {
  const [network = '', prefix = ''] = subnet.split('/', 2);
  const family = isIP(network);
  const bits = Number(prefix);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(prefix)) return false;
  if (bits > (family === 6 ? 128 : 32)) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}

/** `http://proxy.example:3128`, without user and password. */
export function describeProxy({ protocol, host, port }: NamedProxy): string {
  return `${protocol}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
