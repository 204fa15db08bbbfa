import type { Fetched, FailureCause } from '../../http/answer.ts';
import type { SourceFailureCode } from '../../news/errors.ts';
import type { BackOff } from './poll-interval.ts';

/** Why a look at a source brought nothing. */
export interface SourceFailure {
  code: SourceFailureCode;
  /** One line without secrets. */
  reason: string;
  /** How long the site wants not to be asked; null: it does not say. */
  retryAfterMs: number | null;
}

const codesOfCauses: Readonly<Record<Exclude<FailureCause, 'given up'>, SourceFailureCode>> = {
  refused: 'SOURCE_ADDRESS_REFUSED',
  unreachable: 'SOURCE_UNREACHABLE',
  certificate: 'SOURCE_CERTIFICATE',
  timeout: 'SOURCE_TOO_SLOW',
  'too large': 'SOURCE_TOO_LARGE',
  broken: 'SOURCE_CUT_OFF',
  redirects: 'SOURCE_REDIRECTS',
};

const backOffs: Readonly<Record<SourceFailureCode, BackOff>> = {
  SOURCE_ADDRESS_REFUSED: 'refused',
  SOURCE_UNREACHABLE: 'broken',
  SOURCE_CERTIFICATE: 'broken',
  SOURCE_TOO_SLOW: 'broken',
  SOURCE_TOO_LARGE: 'broken',
  SOURCE_CUT_OFF: 'broken',
  SOURCE_REDIRECTS: 'broken',
  SOURCE_FORBIDDEN: 'refused',
  SOURCE_BLOCKS_US: 'refused',
  SOURCE_NOT_FOUND: 'refused',
  SOURCE_GONE: 'refused',
  SOURCE_LIMITS_US: 'limited',
  SOURCE_FAILS: 'broken',
  SOURCE_IS_NO_FEED: 'broken',
  SOURCE_IS_EMPTY: 'broken',
};

export function backOffOf(code: SourceFailureCode): BackOff {
  return backOffs[code];
}

/** What a fetch that brought no document means. null: it was given up by ourselves. */
export function failureOf(fetched: Extract<Fetched, { kind: 'answered' | 'failed' }>): SourceFailure | null {
  const { reason } = fetched;
  if (fetched.kind === 'answered') {
    const { headers, retryAfterMs, status } = fetched;
    return { code: codeOfStatus(status, headers, retryAfterMs), reason, retryAfterMs };
  }
  if (fetched.because === 'given up') return null;
  return { code: codesOfCauses[fetched.because], reason, retryAfterMs: null };
}

function codeOfStatus(
  status: number,
  headers: Readonly<Record<string, string>>,
  retryAfterMs: number | null,
): SourceFailureCode {
  // Cloudflare names its challenge; its block page has no such header, and is a 403 like any other.
  if (headers['cf-mitigated'] !== undefined) return 'SOURCE_BLOCKS_US';
  if (status === 429 || (status === 503 && retryAfterMs !== null)) return 'SOURCE_LIMITS_US';
  if (status === 404) return 'SOURCE_NOT_FOUND';
  if (status === 410) return 'SOURCE_GONE';
  return status >= 400 && status < 500 ? 'SOURCE_FORBIDDEN' : 'SOURCE_FAILS';
}

/** What a document without its end means. `isTooLarge`: we ended it. */
export function failureOfCut(isTooLarge: boolean): SourceFailure {
  return isTooLarge
    ? { code: 'SOURCE_TOO_LARGE', reason: 'the document is larger than 10 MB', retryAfterMs: null }
    : { code: 'SOURCE_CUT_OFF', reason: 'the document ends in the middle', retryAfterMs: null };
}

/** How a failure is kept in the state of its source. */
export function describeFailure({ code, reason }: SourceFailure): string {
  return `${code}: ${reason}`;
}

/** The code of a failure that was kept; null: there was none. */
export function codeOfFailure(kept: string | null): SourceFailureCode | null {
  const [, code = ''] = /^(\w+): /u.exec(kept ?? '') ?? [];
  return Object.hasOwn(backOffs, code) ? (code as SourceFailureCode) : null; // a key of the table
}
