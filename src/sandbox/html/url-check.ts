import { isIPv6 } from 'node:net';

/** A link as Telegram would store it, or the reason why it is invalid. */
export type CheckedUrl = { url: string } | { reason: string };

const ownSchemes = ['tg', 'tonsite', 'ton'] as const;

/**
 * Checks a link of an entity or a button and normalises it as Telegram does: it adds the scheme and a path, writes
 * the host in lower case and encodes white space in the path.
 * Source: tdlib/td, LinkManager.cpp (`check_link_impl`) and HttpUrl.cpp (`parse_url`).
 */
export function checkUrl(link: string): CheckedUrl {
  const scheme = ownSchemes.find((name) => link.toLowerCase().startsWith(`${name}:`));
  const rest = scheme === undefined ? link : link.slice(scheme.length + 1).replace(/^\/\//, '');
  const parts = splitUrl(rest);
  if ('reason' in parts) return parts;
  if (scheme !== undefined) return ownUrl(scheme, rest, parts);
  if (!parts.host.includes('.') && !parts.isIpv6) return { reason: 'Wrong HTTP URL' };
  const userinfo = parts.userinfo === '' ? '' : `${parts.userinfo}@`;
  const port = parts.port === 0 ? '' : `:${parts.port}`;
  return { url: `${parts.protocol}://${userinfo}${parts.host}${port}${parts.path}` };
}

/** The user of `tg://user?id=N`, a link that becomes a mention; null for any other link. */
export function mentionedUserId(link: string): number | null {
  const match = /^tg:(?:\/\/)?user\/?\?(?:[^#]*&)?id=(\d{1,16})(?:[&#]|$)/i.exec(link);
  const id = match === null ? 0 : Number(match[1]);
  return id > 0 ? id : null;
}

interface UrlParts {
  protocol: 'http' | 'https';
  userinfo: string;
  host: string;
  isIpv6: boolean;
  /** 0: the link has no port. */
  port: number;
  path: string;
}

function ownUrl(scheme: (typeof ownSchemes)[number], rest: string, parts: UrlParts): CheckedUrl {
  const isForeign = /^https?:\/\//i.test(rest) || parts.userinfo !== '' || parts.port !== 0 || parts.isIpv6;
  if (isForeign) return { reason: scheme === 'tg' ? 'Wrong tg URL' : 'Wrong ton URL' };
  const allowed = scheme === 'tonsite' ? /^[a-z0-9_.-]+$/ : /^[a-z0-9_-]+$/;
  if (!allowed.test(parts.host)) return { reason: 'Unallowed characters in URL host' };
  return {
    url: `${scheme}://${parts.host}${parts.path.startsWith('/?') ? parts.path.slice(1) : parts.path}`,
  };
}

function splitUrl(link: string): UrlParts | { reason: string } {
  const named = /^([^:/?#@[\]]*):\/\//.exec(link);
  const protocol = named === null ? 'http' : asciiLower(named[1] ?? '');
  if (protocol !== 'http' && protocol !== 'https') return { reason: 'Unsupported URL protocol' };
  const afterScheme = named === null ? link : link.slice(named[0].length);
  const pathAt = afterScheme.search(/[/?#]/);
  const authority = pathAt < 0 ? afterScheme : afterScheme.slice(0, pathAt);
  const withPort = /^(.+):([^:\]@]*)$/s.exec(authority);
  const port = withPort === null ? 0 : readPort(withPort[2] ?? '');
  if (port === null) return { reason: 'Wrong port number specified in the URL' };
  const userAndHost = withPort === null ? authority : (withPort[1] ?? '');
  const atAt = userAndHost.lastIndexOf('@');
  const host = asciiLower(userAndHost.slice(atAt + 1));
  const isIpv6 = host.startsWith('[') && host.endsWith(']');
  const reason = hostProblem(host, isIpv6);
  if (reason !== null) return { reason };
  const path = writePath(pathAt < 0 ? '' : afterScheme.slice(pathAt));
  return { protocol, userinfo: userAndHost.slice(0, Math.max(0, atAt)), host, isIpv6, port, path };
}

/** @returns null if this is not a port number */
function readPort(digits: string): number | null {
  if (!/^\d+$/.test(digits)) return null;
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : null;
}

function hostProblem(host: string, isIpv6: boolean): string | null {
  if (host === '') return 'URL host is empty';
  if (host === '.') return 'Host is invalid';
  if (isIpv6) return isIPv6(host.slice(1, -1)) ? null : 'Wrong IPv6 address specified in the URL';
  if (/%(?![0-9a-f]{2})/.test(host)) return 'Wrong percent-encoded symbol in URL host';
  // The characters of RFC 7230 and RFC 3986, and every character outside ASCII.
  return /^[a-z0-9._!$,~*'();&+=%\u{80}-\u{10ffff}-]+$/u.test(host) ? null : 'Wrong URL host';
}

function writePath(raw: string): string {
  let end = raw.length;
  while (end > 0 && isBlank(raw.charCodeAt(end - 1))) end -= 1;
  const encoded = raw.slice(0, end).replaceAll(/[\p{Cc} ]/gu, percent);
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

/** Encodes control characters up to the space. Those after `~` stay as they are. */
function percent(character: string): string {
  if (character > ' ') return character;
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** White space as TDLib defines it; a form feed is not white space. Source: tdlib/td, tdutils misc.h (`is_space`). */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0 || (code >= 0x09 && code <= 0x0d && code !== 0x0c);
}

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
