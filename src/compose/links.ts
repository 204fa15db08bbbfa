// All entities of a post share about 9,500 bytes (ENTITIES_TOO_LONG). Browsers and caches have limits like this too.
const maxLinkBytes = 2048;

// Telegram drops a link whose host has no dot and is not an IPv6 address (tdlib LinkManager.cpp `get_checked_link`,
// tdutils HttpUrl.cpp). The URL class has already converted a Kazakh or Russian host to xn--….
const nameWithDot = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/;

/** An ampersand as HTML writes it. Some newsrooms store the addresses of pictures as they stand in their pages. */
const escapedAmpersand = /&(?:(?:amp|#0*38|#x0*26);)+/gi;

/** The link in normalised ASCII form; null if Telegram would drop it. */
export function usableLink(text: string): string | null {
  return usableUrl(text)?.href ?? null;
}

/**
 * The address of a picture; null: it is none. One that leaves out the site or the scheme (`/uploads/a.jpg`,
 * `//img.example/a.jpg`) is meant as it would be on the page of its article.
 */
export function usableImage(text: string | null, page: string): string | null {
  if (text === null || text.length > 2 * maxLinkBytes) return null;
  const address = text.trim().replace(escapedAmpersand, '&').toWellFormed();
  // The URL class would read "https:a.jpg" as relative, too.
  const isWhole = /^[a-z][a-z0-9+.-]*:/i.test(address);
  const url = isWhole ? fetchable(address) : resolved(address, page);
  return url === null || url.href.length > maxLinkBytes ? null : url.href;
}

/** Whether two addresses mean the same picture; earlier versions kept an escaped ampersand. */
export function isSamePicture(one: string | undefined, other: string | undefined): boolean {
  return one?.replace(escapedAmpersand, '&') === other?.replace(escapedAmpersand, '&');
}

function resolved(address: string, page: string): URL | null {
  const base = fetchable(page.trim());
  if (address === '' || address.startsWith('#') || base === null) return null;
  return fetchable(URL.parse(address, base.href)?.href ?? '');
}

function fetchable(text: string): URL | null {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.port === '0' || url.username !== '' || url.password !== '') return null;
  return url;
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
