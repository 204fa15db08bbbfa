/** Names of query parameters that tell how a reader reached a page, and not which page it is. */
const trackingParameters =
  /^(utm_.*|[a-z]*clid|igshid|mc_[ce]id|_ga|_gl|_openstat|fb_(action|ref|source).*)$/i;

/**
 * Those that are left out of an address before an id is made from it. This list never changes: another list would give
 * pages that were imported before another id, and importing them again would post them twice.
 */
const parametersOutsideIds = /^(utm_\w+|fbclid|gclid|yclid|ysclid|_openstat)$/u;

/** Removes tracking parameters from a URL, in place. `keptNames` name a page on its site. */
export function removeTracking(url: URL, keptNames: readonly string[] = []): void {
  removeParameters(url, trackingParameters, keptNames);
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
