import type { Source } from '../news/source.ts';
import { readFeedDocument } from './feed/feed-document.ts';
import type { DocumentReading } from './source-document.ts';

/** A document as it came from its site. */
export interface FetchedBytes {
  body: Uint8Array;
  /** The header of the answer; null: there is none. */
  contentType: string | null;
  /** Where it was found, after redirects. */
  url: string;
}

/** Reads a document of a source, whatever its kind. Parsers that few sources need are loaded when one does. */
export async function readSourceDocument(
  source: Source,
  { body, contentType, url }: FetchedBytes,
  now: Date,
): Promise<DocumentReading> {
  const read = await readerOf(source.kind);
  return read(body, contentType, source, url, now);
}

async function readerOf(kind: Source['kind']): Promise<typeof readFeedDocument> {
  switch (kind) {
    case 'feed':
      return readFeedDocument;
    case 'page':
      return (await import('./page/section-page.ts')).readSectionDocument;
    case 'sitemap':
      return (await import('./feed/sitemap.ts')).readSitemapDocument;
    case 'json':
    case 'ninjs':
      return (await import('./cms/cms-document.ts')).readCmsDocument;
    case 'sql':
      throw new Error('the rows of a query are no document');
  }
}
