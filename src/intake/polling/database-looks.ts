import { createHash } from 'node:crypto';
import type { Source } from '../../news/source.ts';
import { readRows } from '../../sources/cms/cms-document.ts';
import { CmsDatabase } from '../../sources/sql/cms-database.ts';
import type { SourceState } from '../../store/sources/source-state.ts';
import type { ReadDocument } from './polled-document.ts';
import type { SourceFailure } from './source-failure.ts';

/** What a query showed, or why it showed nothing. */
export type DatabaseLook =
  | { kind: 'read'; reading: ReadDocument; hash: string }
  | { kind: 'failed'; failure: SourceFailure };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A transaction that began earlier may be committed later: rows of this time before the newest one are read again. */
const overlapMs = 10 * minuteMs;

/** Once in this time, more is read: what was missed otherwise comes then. */
const wideEveryMs = hourMs;
const wideMs = 48 * hourMs;

/** Of how long the newest articles are looked for at the first look. */
const firstMs = 30 * 24 * hourMs;

/** A newer change than this is a mistake in a row. Moments without a zone may be ahead by half a day. */
const mostAheadMs = 26 * hourMs;

/** The databases of content management systems, each asked for what changed since the last look. */
export class DatabaseLooks {
  readonly #databases = new Map<string, CmsDatabase>();
  /** When more than the last changes was read, by the source. */
  readonly #wideAt = new Map<string, Date>();

  async ask(source: Source, state: SourceState, now: Date, signal: AbortSignal): Promise<DatabaseLook> {
    const { name, query, url } = source;
    const known = this.#databases.get(name) ?? new CmsDatabase(url, query?.text ?? '');
    this.#databases.set(name, known);
    const isWide = this.#isWide(name, state, now);
    const since = isWide ? wideSince(source, state, now) : narrowSince(state, now);
    const outcome = await known.ask(since, signal);
    if (outcome.kind === 'failed') {
      const { code } = outcome;
      return { kind: 'failed', failure: { code, reason: placed(outcome, query), retryAfterMs: null } };
    }
    if (isWide) this.#wideAt.set(name, now);
    const hash = createHash('sha256').update(JSON.stringify(outcome.rows)).digest('hex');
    const reading = readRows(outcome.rows, source, now);
    return { kind: 'read', hash, reading: withoutFuture(reading, now) };
  }

  close(): void {
    for (const database of this.#databases.values()) database.close();
    this.#databases.clear();
  }

  #isWide(name: string, { changedAt }: SourceState, now: Date): boolean {
    const wideAt = this.#wideAt.get(name);
    const agoMs = wideAt === undefined ? Infinity : now.getTime() - wideAt.getTime();
    return changedAt === null || agoMs >= wideEveryMs || agoMs < 0;
  }
}

/** Failures of the query itself, which is mended in the settings. */
const ofQuery: ReadonlySet<string> = new Set(['SOURCE_FAILS', 'SOURCE_TOO_SLOW', 'SOURCE_TOO_LARGE']);

/** Why a query failed, with the place of the settings where it stands. */
function placed({ code, reason }: { code: string; reason: string }, query: Source['query']): string {
  const place = query?.place;
  return place === undefined || !ofQuery.has(code) ? reason : `${place}: ${reason}`;
}

function narrowSince({ changedAt }: SourceState, now: Date): Date {
  return new Date((changedAt ?? now).getTime() - overlapMs);
}

/** After an outage the last change may be longer ago. */
function wideSince({ firstRun }: Source, state: SourceState, now: Date): Date {
  const firstLookMs = firstRun.kind === 'since' ? firstRun.ms : firstRun.kind === 'last' ? firstMs : 0;
  const backMs = Math.max(wideMs, state.isFirstRunDone ? 0 : firstLookMs);
  const lastMs = state.changedAt === null ? Infinity : narrowSince(state, now).getTime();
  return new Date(Math.min(now.getTime() - backMs, lastMs));
}

function withoutFuture(reading: ReadDocument, now: Date): ReadDocument {
  const { changedAt = null } = reading.document;
  if (changedAt === null || changedAt.getTime() - now.getTime() <= mostAheadMs) return reading;
  return { ...reading, document: { ...reading.document, changedAt: null } };
}
