import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import type { AllowedHosts } from '../config/private-hosts.ts';
import { isAllowed, portOf } from './allowed-hosts.ts';
import { failed, type FetchFailure } from './answer.ts';
import { isPrivateIp, isPrivateName } from './private-networks.ts';
import { hostOf } from './proxies.ts';

/** Who named an address, and where it may lead. */
export interface Trust {
  /** A person wrote it into the settings. Then any port is allowed, and a user and a password may stand in it. */
  isConfigured: boolean;
  /** Hosts on private networks that may be asked all the same. */
  allowed: AllowedHosts;
}

/** A host that may be asked. */
export interface Target {
  url: URL;
  /** It is one of the allowed hosts, whatever its address is. */
  isAllowed: boolean;
}

const usualPorts = [80, 443];

/** Limit of an address. Browsers and caches have limits like this, too. */
const mostLetters = 4096;

/**
 * Judges an address before it is asked. Of a name the resolved addresses are judged later, by `publicLookup`; an IP
 * address is never resolved, so it is judged here, after the URL class has undone forms such as 2130706433 or 0x7f.1.
 * @param ports the ports besides the usual ones.
 */
export function judge(text: string | URL, trust: Trust, ports: readonly number[]): Target | FetchFailure {
  const url = typeof text === 'string' ? parse(text) : text;
  if (url === null) return failed('refused', 'the address is not one of http or https');
  const host = hostOf(url);
  const place = placeOf(url);
  if (!trust.isConfigured && (url.username !== '' || url.password !== '')) {
    return failed('refused', `the address of ${place} names a user`);
  }
  if (isAllowed(url, trust.allowed)) return { url, isAllowed: true };
  const isPrivate = isIP(host) === 0 ? isPrivateName(host) : isPrivateIp(host);
  if (isPrivate) return failed('refused', `${place} is on a private network`);
  if (!trust.isConfigured && ![...usualPorts, ...ports].includes(portOf(url))) {
    return failed('refused', `${place} is asked on an unusual port`);
  }
  return { url, isAllowed: false };
}

function parse(text: string): URL | null {
  const url = text.length > mostLetters ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null;
}

/** A host with its port where that is unusual, for people. The rest of an address may hold a secret. */
export function placeOf(url: URL): string {
  const host = hostOf(url);
  const name = isIP(host) === 6 ? `[${host}]` : domainToUnicode(host) || host;
  return url.port === '' ? name : `${name}:${url.port}`;
}
