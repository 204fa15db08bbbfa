import type { FirstRun, Item } from '../news/source.ts';

/** Which items of a document are taken when its source is read for the first time. */
export function takenFirst(items: readonly Item[], firstRun: FirstRun, now: Date): Set<Item> {
  switch (firstRun.kind) {
    case 'none':
      return new Set();
    case 'last':
      return new Set(newestFirst(items).slice(0, firstRun.count));
    case 'since': {
      const from = now.getTime() - firstRun.ms;
      return new Set(items.filter(({ isDated, article }) => isDated && momentOf(article) >= from));
    }
  }
}

/** Items of the same moment keep the order of the document, in which the newest stands first. */
function newestFirst(items: readonly Item[]): Item[] {
  return items.toSorted((one, other) => momentOf(other.article) - momentOf(one.article));
}

function momentOf({ publishedAt }: Item['article']): number {
  return publishedAt?.getTime() ?? 0;
}
