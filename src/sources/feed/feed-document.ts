import { setImmediate } from 'node:timers/promises';
import type { NewArticle } from '../../news/article.ts';
import type { Item, Refusal, Source } from '../../news/source.ts';
import { keysOfItems, keysOfWithdrawn, type KeySettings } from '../items/item-keys.ts';
import { parseJson } from '../json/json-values.ts';
import type { DocumentReading } from '../source-document.ts';
import { decodePage } from '../text/text-decoding.ts';
import { articleFromItem, type ItemHints } from './feed-article.ts';
import type { FeedHints, FeedItem, FeedReading } from './feed-item.ts';
import { readXmlFeed } from './feed-reader.ts';
import { readJsonFeed } from './json-feed.ts';

/** Items are made for so long before other work gets its turn, milliseconds. */
const turnMs = 8;

/**
 * Reads the document of a feed: RSS, RDF, Atom or JSON Feed, recognised by itself.
 * @param url where it was found, after redirects: relative addresses are resolved against it.
 * @param contentType the header of the answer, for the encoding; null: there is none.
 */
export async function readFeedDocument(
  bytes: Uint8Array,
  contentType: string | null,
  source: Source,
  url: string,
  now: Date,
): Promise<DocumentReading> {
  const decoded = decodePage(bytes, contentType);
  if (decoded.kind === 'refused') return noFeed(decoded.reason);
  const reading = await readFeed(decoded.text, { url, timeZone: source.timeZone });
  if (reading.kind === 'refused') return noFeed(reading.reason);
  const { facts, isCutOff, tombstones } = reading;
  const settings: KeySettings = {
    address: source.url,
    otherAddresses: [url, facts.link, facts.self].filter((address) => address !== null),
    site: source.site,
    keptNames: source.keptParameters,
  };
  const { items, refusals } = await itemsOf(reading, settings, source, now);
  const withdrawn = tombstones.map(({ guid }) => keysOfWithdrawn(guid, settings));
  const notices: Refusal[] = isCutOff
    ? [{ name: source.name, reason: 'it ends in the middle; the items before that were read' }]
    : [];
  return {
    kind: 'document',
    document: { items, withdrawn, isWhole: !isCutOff },
    facts,
    refusals,
    notices,
  };
}

function noFeed(reason: string): DocumentReading {
  return { kind: 'refused', code: 'SOURCE_IS_NO_FEED', reason };
}

async function readFeed(text: string, hints: FeedHints): Promise<FeedReading> {
  if (!/^\s*[{[]/u.test(text)) return readXmlFeed(text, hints);
  try {
    const document: unknown = parseJson(text);
    return readJsonFeed(document, hints);
  } catch {
    return { kind: 'refused', reason: 'it begins as JSON and is none' };
  }
}

async function itemsOf(
  { items: read }: Extract<FeedReading, { kind: 'feed' }>,
  settings: KeySettings,
  source: Source,
  now: Date,
): Promise<{ items: Item[]; refusals: Refusal[] }> {
  // Items that are refused count, too: a guid that they share with another identifies nothing.
  const keys = keysOfItems(
    read.map(({ guid, url, title }) => ({ guid, url, headline: title })),
    settings,
  );
  const items: Item[] = [];
  const refusals: Refusal[] = [];
  let untilMs = performance.now() + turnMs;
  for (const [index, item] of read.entries()) {
    if (performance.now() > untilMs) {
      await setImmediate();
      untilMs = performance.now() + turnMs;
    }
    const made = articleFromItem(item, { ...hintsOf(source), now });
    if (made.kind === 'refused') refusals.push({ name: item.name, reason: made.reason });
    else items.push(itemOf(item, keys[index] ?? [], made.article, now));
  }
  return { items, refusals };
}

function hintsOf({ section, language, keptParameters }: Source): Omit<ItemHints, 'now'> {
  return {
    ...(section === null ? {} : { section }),
    ...(language === null ? {} : { language }),
    keptNames: keptParameters,
  };
}

/** A feed that leaves a text out says nothing about it: it may be the short version of another feed. */
function itemOf(item: FeedItem, keys: readonly string[], article: NewArticle, now: Date): Item {
  const { summary, body, ...rest } = article;
  return {
    name: item.name,
    keys,
    isDated: item.publishedAt !== null && item.publishedAt <= now,
    article: {
      ...rest,
      ...(summary == null ? {} : { summary }),
      ...(body == null ? {} : { body }),
    },
  };
}
