import type { AllowedHosts } from '../config/private-hosts.ts';
import { hostOf } from './proxies.ts';

/** Whether the list names the host of an address. */
export function isAllowed(url: URL, hosts: AllowedHosts): boolean {
  const host = hostOf(url);
  return hosts.includes(host) || hosts.includes(`${host} ${portOf(url)}`);
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
