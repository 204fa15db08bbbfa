import { splitList } from './setting-values.ts';

/**
 * Hosts that may be asked although they are on a private network, each as `host` or `host port`. Without a port every
 * port of the host is meant.
 */
export type AllowedHosts = readonly string[];

/** Reads `cms.example,10.0.0.5:8080,[fd00::5]`. */
export function parseAllowedHosts(text: string): AllowedHosts | null {
  const hosts = splitList(text).map(parseAllowedHost);
  const read = hosts.filter((host) => host !== null);
  return read.length > 0 && read.length === hosts.length ? read : null;
}

/** @returns the entry as it is compared; null: it is none. */
export function parseAllowedHost(text: string): string | null {
  // A subnet or a path would be cut off silently.
  if (!/^[^\s/\\?#@*<>]+$/.test(text)) return null;
  const isBareIpv6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i.test(text);
  const url = URL.parse(`http://${isBareIpv6 ? `[${text}]` : text}`);
  if (url === null || url.hostname === '') return null;
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase();
  // The URL class leaves out the usual port of http.
  const port = /:0*80$/.test(text) && !isBareIpv6 ? '80' : url.port;
  return port === '' ? host : `${host} ${port}`;
}
