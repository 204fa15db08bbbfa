// Entities together may not pass about 9,500 bytes (ENTITIES_TOO_LONG); browsers and caches stop near here too.
const maxLinkBytes = 2048;

// Telegram takes a host with a dot or an IPv6 address, and drops the link otherwise (tdlib LinkManager.cpp
// `get_checked_link`, tdutils HttpUrl.cpp); URL has already turned a Kazakh or Russian host into xn--….
const nameWithDot = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/;
const privateName = /(^|\.)(local|localhost|localdomain|internal|intranet|lan)\.?$/;
const privateIpv4 =
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^(22[4-9]|2[3-5]\d)\./;
// Of IPv6 only global unicast, 2000::/3, is public.
const publicIpv6 = /^\[[23]/;

/** The link in its normal, ASCII form when Telegram will keep it; null: the post goes without. */
export function usableLink(text: string): string | null {
  return usableUrl(text)?.href ?? null;
}

/** The picture's address when Telegram's servers could fetch it; null: there is none. */
export function usableImage(text: string | null): string | null {
  const url = text === null ? null : usableUrl(text);
  if (url === null || !isPublic(url.hostname)) return null;
  // sendPhoto takes no vector pictures.
  return url.pathname.toLowerCase().endsWith('.svg') ? null : url.href;
}

function usableUrl(text: string): URL | null {
  // What is that long would be no shorter in ASCII.
  if (text.length > 2 * maxLinkBytes) return null;
  // URL resolves "https:page" and "https:/page" to a host that nobody wrote.
  if (!/^\s*https?:\/\//i.test(text)) return null;
  const url = URL.parse(text.trim().toWellFormed());
  if (url === null || url.port === '0' || url.href.length > maxLinkBytes) return null;
  // A name before the host is a password for everybody to read, or a trick: https://gov.kz@elsewhere.com
  if (url.username !== '' || url.password !== '') return null;
  return nameWithDot.test(url.hostname) || url.hostname.startsWith('[') ? url : null;
}

function isPublic(host: string): boolean {
  if (host.startsWith('[')) return publicIpv6.test(host);
  return !privateName.test(host) && !privateIpv4.test(host);
}
