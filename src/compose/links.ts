// All entities of a post share about 9,500 bytes (ENTITIES_TOO_LONG). Browsers and caches have limits like this too.
const maxLinkBytes = 2048;

// Telegram drops a link whose host has no dot and is not an IPv6 address (tdlib LinkManager.cpp `get_checked_link`,
// tdutils HttpUrl.cpp). The URL class has already converted a Kazakh or Russian host to xn--….
const nameWithDot = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/;
const privateName = /(^|\.)(local|localhost|localdomain|internal|intranet|lan)\.?$/;
const privateIpv4 =
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^(22[4-9]|2[3-5]\d)\./;
// Only global unicast addresses, 2000::/3, are public.
const publicIpv6 = /^\[[23]/;

/** The link in normalised ASCII form; null if Telegram would drop it. */
export function usableLink(text: string): string | null {
  return usableUrl(text)?.href ?? null;
}

/** The picture's address if Telegram's servers can fetch it, otherwise null. */
export function usableImage(text: string | null): string | null {
  const url = text === null ? null : usableUrl(text);
  if (url === null || !isPublic(url.hostname)) return null;
  // sendPhoto does not accept vector graphics.
  return url.pathname.toLowerCase().endsWith('.svg') ? null : url.href;
}

function usableUrl(text: string): URL | null {
  // Parsing is skipped, because such a text would be no shorter in ASCII.
  if (text.length > 2 * maxLinkBytes) return null;
  // The URL class would read "https:page" and "https:/page" as the host "page".
  if (!/^\s*https?:\/\//i.test(text)) return null;
  const url = URL.parse(text.trim().toWellFormed());
  if (url === null || url.port === '0' || url.href.length > maxLinkBytes) return null;
  // A user name is either a leaked password or a trick: https://gov.kz@elsewhere.com
  if (url.username !== '' || url.password !== '') return null;
  return nameWithDot.test(url.hostname) || url.hostname.startsWith('[') ? url : null;
}

function isPublic(host: string): boolean {
  if (host.startsWith('[')) return publicIpv6.test(host);
  return !privateName.test(host) && !privateIpv4.test(host);
}
