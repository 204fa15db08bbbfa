/** By which a site recognises later that a document did not change. They are sent back word for word. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** A document that was read whole. */
export interface Document {
  kind: 'read';
  status: number;
  /** Where it was found, after all redirects. */
  url: string;
  /** Where it has moved for good, by redirects that are all permanent. null: it has not. */
  movedTo: string | null;
  body: Buffer;
  /** It is larger than the limit, and this is its beginning; see `Limits`. */
  isCut: boolean;
  /** SHA-256 of the body: with the same one there is nothing new to read. */
  hash: string;
  /** The header as it is, with parameters. null: there is none. */
  contentType: string | null;
  validators: Validators;
  headers: AnswerHeaders;
}

/** By lower-case names; a header that came several times is joined by commas. */
export type AnswerHeaders = Readonly<Record<string, string>>;

export type FailureCause =
  /** The address is not one that we ask: another scheme, a private network, a user in it, an unusual port. */
  | 'refused'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'too large'
  /** The answer broke off, or its encoding is damaged. */
  | 'broken'
  | 'redirects'
  /** The caller's signal. */
  | 'given up';

/** What became of a request. Nothing that a site can do is thrown. */
export type Fetched =
  | Document
  /** 304: the document of the validators is still the newest. */
  | { kind: 'unchanged'; movedTo: string | null; headers: AnswerHeaders }
  /** An answer without the document: 4xx, 5xx, or something unexpected. */
  | { kind: 'answered'; status: number; retryAfterMs: number | null; headers: AnswerHeaders; reason: string }
  /** The reason is one short line that names no more than a host and a port. */
  | { kind: 'failed'; because: FailureCause; reason: string };

/** What became of a download into a sink. */
export type Downloaded =
  | { kind: 'saved'; contentType: string | null }
  | Exclude<Fetched, { kind: 'read' | 'unchanged' }>;

export type FetchFailure = Extract<Fetched, { kind: 'failed' }>;

export function failed(because: FailureCause, reason: string): FetchFailure {
  return { kind: 'failed', because, reason };
}

/** A site that asks for more is asked again after this long. */
const longestRetryMs = 86_400_000;

/** Reads `Retry-After`: seconds or a date. Source: RFC 9110, 10.2.3. @returns null: there is no usable one. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? '';
  const [, seconds] = /^(\d+)(?:\.\d+)?\s*(?:s\w*|[,;].*)?$/i.exec(text) ?? [];
  // `Date.parse` reads much that is no date of HTTP, `-5` and `1.5` for example.
  const isDate = /^[a-z]{3,9},? |^\d{4}-\d\d-\d\d/i.test(text);
  if (seconds === undefined && !isDate) return null;
  const ms = seconds === undefined ? Date.parse(text) - now.getTime() : Number(seconds) * 1000;
  if (Number.isNaN(ms)) return null;
  return Math.min(Math.max(ms, 0), longestRetryMs);
}
