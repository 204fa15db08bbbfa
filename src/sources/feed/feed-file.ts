import type { ReadBatch } from '../../news/source.ts';
import type { PageHints } from '../page/page-article.ts';
import { articleFromItem } from './feed-article.ts';
import { mostItems, type FeedHints, type FeedReading } from './feed-item.ts';
import { readXmlFeed } from './feed-reader.ts';
import { readJsonFeed } from './json-feed.ts';

/** Reads a saved feed: RSS, RDF or Atom. `url` of the hints is the address that it came from. */
export async function readXmlFeedFile(name: string, text: string, hints: PageHints): Promise<ReadBatch> {
  return batchOf(name, await readXmlFeed(text, hintsOfFeed(hints)), hints);
}

/** Reads a saved JSON Feed. */
export function readJsonFeedFile(name: string, document: unknown, hints: PageHints): ReadBatch {
  return batchOf(name, readJsonFeed(document, hintsOfFeed(hints)), hints);
}

function hintsOfFeed({ url, timeZone }: PageHints): FeedHints {
  return { url: url ?? '', timeZone };
}

function batchOf(name: string, reading: FeedReading, hints: PageHints): ReadBatch {
  const batch: ReadBatch = { articles: [], refusals: [], notices: [] };
  if (reading.kind === 'refused') {
    batch.refusals.push({ name, reason: reading.reason });
    return batch;
  }
  const { section, language } = hints;
  const given = {
    ...(section === undefined ? {} : { section }),
    ...(language === undefined ? {} : { language }),
  };
  for (const item of reading.items) {
    const read = articleFromItem(item, { ...given, now: new Date() });
    if (read.kind === 'article') batch.articles.push(read.article);
    else batch.refusals.push({ name: `${name}, ${item.name}`, reason: read.reason });
  }
  const reason = noticeOf(reading);
  if (reason !== null) batch.notices.push({ name, reason });
  return batch;
}

function noticeOf({ isCutOff, items }: Extract<FeedReading, { kind: 'feed' }>): string | null {
  if (isCutOff) return 'it ends in the middle; the items before that were read';
  if (items.length === 0) return 'it is a feed without items';
  return items.length < mostItems
    ? null
    : `it has ${mostItems} items or more; only the first ${mostItems} were read`;
}
