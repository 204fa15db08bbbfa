import type { Refusal, SourceDocument } from '../news/source.ts';

/** What a document says of itself, as far as it matters for the next poll. */
export interface DocumentFacts {
  title: string | null;
  /** Minutes for which it need not be asked again (`ttl` of RSS); null: it does not say. */
  ttlMinutes: number | null;
  /** See `FeedFacts`. A page says nothing of the kind. */
  updatePeriod?: string | null;
  updateFrequency?: number | null;
  skipHours?: readonly number[];
  skipDays?: readonly number[];
  /** Absolute addresses: of itself, of its WebSub hub, and of its next page. */
  self: string | null;
  hub: string | null;
  next: string | null;
  /** Then its next page has the same address and a number. */
  isWordPress?: boolean;
}

/** What was read of a document of a source, or why it is none. */
export type DocumentReading =
  | {
      kind: 'document';
      document: SourceDocument;
      facts: DocumentFacts;
      /** Items that are no articles. */
      refusals: readonly Refusal[];
      notices: readonly Refusal[];
    }
  | { kind: 'refused'; code: 'SOURCE_IS_NO_FEED'; reason: string };
