import { createHash } from 'node:crypto';
import type { FetchOptions } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import type { DocumentReading } from '../../sources/source-document.ts';
import type { SourceState } from '../../store/sources/source-state.ts';
import type { Taken } from '../intake.ts';
import { keptMoments } from './poll-interval.ts';
import { allowedHostsOf } from './source-trust.ts';

/** Raised when a feed is read in another way: then documents that did not change are read anew. */
const readerVersion = 1;

/** A document that could be read. */
export type ReadDocument = Extract<DocumentReading, { kind: 'document' }>;

/** A connection is kept for the next look if it comes within this time. */
const oftenMs = 20_000;

/** How a source may be asked at an address, which is its own or the one to which it moved. */
export function optionsOf(source: Source, address: string): FetchOptions {
  return {
    // What is new stands at the beginning of a feed. A page is only understood as a whole.
    limits: { keepsBeginning: source.kind === 'feed' },
    isAskedOften: (source.everyMs ?? source.minMs) <= oftenMs,
    isConfigured: address === source.url,
    allowed: allowedHostsOf(source),
    headers: source.headers,
    ...(source.ca === null ? {} : { ca: source.ca }),
  };
}

/**
 * What has to be the same for a document that did not change to need no reading: how it is read, and what the site is
 * asked with.
 */
export function printOf(source: Source): string {
  const { fullText, headers, keptParameters, kind, language, section, site, timeZone } = source;
  const { linkTemplate, mapping, query } = source;
  const all: unknown[] = [
    readerVersion,
    fullText,
    headers,
    keptParameters,
    kind,
    language,
    section,
    site,
    timeZone,
  ];
  // What only some kinds have: the others are not read anew because of it.
  // A query that only moved within the file is the same.
  const sameQuery = query === undefined ? undefined : { text: query.text, missing: query.missing };
  const own = [linkTemplate, mapping, sameQuery].filter((each) => each !== undefined);
  if (own.length > 0) all.push(own);
  return `${createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 12)}-`;
}

/** What a document that was taken changes. The dates of a first one tell at once how often news comes. */
export function takenState(
  state: SourceState,
  taken: Taken,
  { document }: ReadDocument,
  now: Date,
): Partial<SourceState> {
  const { isFirstRunDone } = taken;
  const { changedAt = null } = document;
  const isNewest = changedAt !== null && (state.changedAt === null || changedAt > state.changedAt);
  const changes = { documentAt: now, isFirstRunDone, ...(isNewest ? { changedAt } : {}) };
  if (!state.isFirstRunDone) {
    const dates = document.items.flatMap(({ article, isDated }) =>
      isDated && article.publishedAt != null && article.publishedAt <= now ? [article.publishedAt] : [],
    );
    const sorted = dates.toSorted((one, other) => one.getTime() - other.getTime()).slice(-keptMoments);
    return { ...changes, newItems: sorted, newAt: sorted.at(-1) ?? null };
  }
  if (taken.fresh === 0) return changes;
  return { ...changes, newAt: now, newItems: [...state.newItems, now].slice(-keptMoments) };
}
