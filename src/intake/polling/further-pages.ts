import type { Document } from '../../http/answer.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { Item, Source, SourceDocument } from '../../news/source.ts';
import { isSameSite } from '../../sources/items/same-site.ts';
import type { DocumentFacts } from '../../sources/source-document.ts';
import type { Intake } from '../intake.ts';
import { trustInFound } from '../pages/found-pages.ts';
import type { RobotsCache } from '../pages/robots-cache.ts';
import { readSourceDocument } from '../../sources/source-reader.ts';
import type { ReadDocument } from './polled-document.ts';

/** A feed of which nothing that stands in it was known, so something may have left it before we looked. */
export interface Overrun {
  /** Further pages of it that were read. */
  pages: number;
  /** Something known stands on the last one, so nothing is missing. */
  isClosed: boolean;
}

/** What was read of a document and of its further pages. */
export interface ReadPages {
  document: SourceDocument;
  /** null: something known stands in the first document. */
  overrun: Overrun | null;
}

/** Further pages that are read at most. */
const mostPages = 3;

/** Between two requests to a site of somebody else. */
const gapMs = 1_000;

export interface FurtherPagesParts {
  http: HttpClient;
  intake: Intake;
  robots: RobotsCache;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads on where more came since the last look than a document shows: the next page of a feed (RFC 5005), of a JSON Feed,
 * or of WordPress, until something known stands there.
 */
export class FurtherPages {
  readonly #parts: FurtherPagesParts;

  constructor(parts: FurtherPagesParts) {
    this.#parts = parts;
  }

  /** Of an index of sitemaps, the sitemap that it leads to. null: it is no index, or the sitemap cannot be had now. */
  async ofIndex(
    source: Source,
    { url }: Document,
    { document, facts }: ReadDocument,
    now: Date,
    signal: AbortSignal,
  ): Promise<ReadDocument | null> {
    const isIndex = source.kind === 'sitemap' && document.items.length === 0 && facts.next !== null;
    const page = isIndex ? await this.#readPage(source, facts.next ?? '', url, now, signal) : null;
    return page?.read ?? null;
  }

  async read(
    source: Source,
    fetched: Document,
    first: ReadDocument,
    now: Date,
    signal: AbortSignal,
  ): Promise<ReadPages> {
    const { intake } = this.#parts;
    const { document } = first;
    if (document.items.length === 0 || (await intake.knowsAny(document.items)))
      return { document, overrun: null };
    const items = [...document.items];
    let next = nextOf(first.facts, fetched.url, 2);
    const overrun: Overrun = { pages: 0, isClosed: false };
    const seen = new Set([source.url, fetched.url]);
    while (next !== null && overrun.pages < mostPages && !overrun.isClosed && !seen.has(next)) {
      seen.add(next);
      const page = await this.#readPage(source, next, fetched.url, now, signal);
      if (page === null) break;
      overrun.pages += 1;
      overrun.isClosed = await intake.knowsAny(page.read.document.items);
      items.push(...newItems(items, page.read.document.items, overrun.pages + 1));
      next = nextOf(page.read.facts, page.url, overrun.pages + 2);
    }
    return { document: { ...document, items }, overrun };
  }

  /** null: it is none, or cannot be had now. */
  async #readPage(
    source: Source,
    address: string,
    before: string,
    now: Date,
    signal: AbortSignal,
  ): Promise<{ read: ReadDocument; url: string } | null> {
    const { http, robots, wait } = this.#parts;
    if (!isSameSite(address, before)) return null;
    if (isForPeople(source) && !(await robots.allows(address, source))) return null;
    if (!source.isOwn) await wait(gapMs, signal);
    const fetched = await http.fetch(address, {
      ...trustInFound(address, source),
      limits: { keepsBeginning: source.kind === 'feed' },
      signal,
    });
    if (fetched.kind !== 'read') return null;
    const read = await readSourceDocument(source, fetched, now);
    return read.kind === 'refused' ? null : { read, url: fetched.url };
  }
}

/** A feed and an interface are made for programs; a page and a sitemap of somebody else are not made for us. */
export function isForPeople({ isOwn, kind }: Source): boolean {
  return kind === 'page' || (kind === 'sitemap' && !isOwn);
}

/** The address of the next page. Feeds of WordPress have pages by their number, and do not say so. */
function nextOf({ isWordPress = false, next }: DocumentFacts, url: string, number: number): string | null {
  if (next !== null || !isWordPress) return next;
  const page = new URL(url);
  page.searchParams.set('paged', String(number));
  return page.href;
}

/** While we read, items move from one page to the next. */
function newItems(known: readonly Item[], items: readonly Item[], number: number): Item[] {
  const keys = new Set(known.flatMap((item) => item.keys));
  return items
    .filter((item) => !item.keys.some((key) => keys.has(key)))
    .map((item) => ({ ...item, name: `page ${number}, ${item.name}` }));
}
