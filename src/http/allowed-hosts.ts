import { hostOf } from './proxies.ts';

/**
 * Hosts that may be asked although they are on a private network: `cms.example`, `10.0.0.5`, `[fd00::5]`, each with a
 * port or without. Without a port every port of the host is meant.
 */
export type AllowedHosts = readonly string[];

/** Reads one entry. @returns it as it is compared; null: it is none. */
export function parseAllowedHost(text: string): string | null {
  // A subnet or a path would be cut off silently.
  if (!/^[^\s/\\?#@*<>]+$/.test(text)) return null;
  const isBareIpv6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i.test(text);
  const url = URL.parse(`http://${isBareIpv6 ? `[${text}]` : text}`);
  if (url === null || url.hostname === '') return null;
  // The URL class leaves out the usual port of http.
  const port = /:0*80$/.test(text) && !isBareIpv6 ? '80' : url.port;
  return port === '' ? hostOf(url) : `${hostOf(url)} ${port}`;
}

/** Whether the list names the host of an address. The entries went through `parseAllowedHost`. */
export function isAllowed(url: URL, hosts: AllowedHosts): boolean {
  const host = hostOf(url);
  return hosts.includes(host) || hosts.includes(`${host} ${portOf(url)}`);
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
