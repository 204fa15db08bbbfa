/**
 * Names of query parameters that tell how a reader reached a page, and not which page it is. Of Matomo's and AT Internet's
 * only the names that these programs document: a site may call its own parameter `pk_id` or `at_page`.
 */
const trackingParameters =
  /^(utm_.*|[a-z]*clid|[gw]braid|igsh(id)?|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|hsa_\w+|vero_\w+|oly_\w+_id|_openstat|ref_src|xtor|__twitter_impression|fb_(action|ref|source).*|mtm_\w+|pk_(campaign|cid|content|cpn|keyword|kwd|medium|source)|at_(bbc_\w+|campaign\w*|creation|custom\d+|format|link\w*|medium|network|platform|ptr_\w+|recipient_\w+|send_\w+|variant))$/i;

/**
 * Those that are left out of an address before an id is made from it. This list never changes: another list would give
 * pages that were imported before another id, and importing them again would post them twice.
 */
const parametersOutsideIds = /^(utm_\w+|fbclid|gclid|yclid|ysclid|_openstat)$/u;

/** Removes tracking parameters from a URL, in place. `keptNames` name a page on its site. */
export function removeTracking(url: URL, keptNames: readonly string[] = []): void {
  removeParameters(url, trackingParameters, keptNames);
}

/** An address without tracking parameters, as it was written apart from them. */
export function withoutTracking(address: string, keptNames: readonly string[] = []): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const { search } = url;
  removeTracking(url, keptNames);
  return url.search === search ? address : url.href;
}

/** Removes what an id is not made from, in place. */
export function removeOutsideIds(url: URL): void {
  url.hash = '';
  removeParameters(url, parametersOutsideIds);
}

function removeParameters(url: URL, pattern: RegExp, keptNames: readonly string[] = []): void {
  const names = [...url.searchParams.keys()].filter(
    (name) => pattern.test(name) && !keptNames.includes(name),
  );
  for (const name of names) url.searchParams.delete(name);
}
