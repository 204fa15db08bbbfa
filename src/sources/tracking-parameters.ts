/** Names of query parameters that tell how a reader reached a page, and not which page it is. */
const trackingParameter =
  /^(utm_.*|[a-z]*clid|igshid|mc_[ce]id|_ga|_gl|_openstat|fb_(action|ref|source).*)$/i;

/**
 * Removes tracking parameters from a URL, in place. Ids of imported pages are made from the result: if a name is added
 * here, a page that was imported with that parameter gets a new id, and importing it again makes a second article.
 */
export function removeTracking(url: URL): void {
  const names = [...url.searchParams.keys()].filter((name) => trackingParameter.test(name));
  for (const name of names) url.searchParams.delete(name);
}
