import type { Item } from '../news/source.ts';

/** A brake keeps something back, and an editor may lift it. */
export type Brake =
  /** Many items are new, and none is known. */
  | 'flood'
  /** Many items changed at once: a template of the site did, rather than its news. */
  | 'many changes'
  /** One item changes again and again. */
  | 'churn';

const fewestNew = 10;
const fewestChanged = 5;

/** Many changes count only if we looked this short ago: after a night, they are corrections. */
const recentMs = 3_600_000;

/** How often an item may change what a post shows within `churnMs`. */
const mostChanges = 3;
const churnMs = 6 * 3_600_000;

/**
 * Whether the new items of a document are a flood: a site moved, or made all guids and addresses anew. What only another
 * source has shown is unknown to this one.
 */
export function isFlood({ unknown, known }: { unknown: number; known: number }): boolean {
  return known === 0 && unknown >= fewestNew;
}

/** Whether so many items changed at once that it is no correction of news. */
export function areTooMany(
  { changed, known }: { changed: number; known: number },
  lookedAt: Date | null,
  now: Date,
): boolean {
  const isRecent = lookedAt !== null && now.getTime() - lookedAt.getTime() <= recentMs;
  return isRecent && changed >= fewestChanged && changed * 2 > known;
}

/** Whether so many rows of a query are missing that a table was emptied, rather than articles withdrawn. */
export function areMostMissing(missing: number, present: number): boolean {
  return present === 0 || (missing >= fewestChanged && missing > present);
}

/** Whether an item that changes again changed too often already. */
export function isChurning(changedAt: readonly Date[], now: Date): boolean {
  return changedAt.filter((moment) => now.getTime() - moment.getTime() < churnMs).length >= mostChanges;
}

/** The items of a flood that are taken all the same: they say themselves that they are newer than all that was known. */
export function newerThan(items: readonly Item[], newest: Date | null): Set<Item> {
  return new Set(
    items.filter(
      ({ isDated, article }) => isDated && newest !== null && (article.publishedAt ?? newest) > newest,
    ),
  );
}
