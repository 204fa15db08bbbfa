import { createHash } from 'node:crypto';
import type { Document } from '../../http/answer.ts';
import type { FetchOptions, HttpClient } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import { readFeedDocument } from '../../sources/feed/feed-document.ts';
import { readSectionDocument } from '../../sources/page/section-page.ts';
import type { DocumentReading } from '../../sources/source-document.ts';
import { newSourceState, type SourceState, type SourceStates } from '../../store/sources/source-states.ts';
import type { Intake, Taken } from '../intake.ts';
import { hintsOf, noHints, type PollHints } from './poll-hints.ts';
import {
  backOffMs,
  failureJitter,
  jittered,
  keptMoments,
  usualIntervalMs,
  usualJitter,
} from './poll-interval.ts';
import { addressOf, isLongAgo, movedState } from './moved-source.ts';
import { backOffOf, describeFailure, failureOf, type SourceFailure } from './source-failure.ts';
import type { RobotsCache } from '../pages/robots-cache.ts';
import { allowedHostsOf } from './source-trust.ts';

/** Raised when a feed is read in another way: then documents that did not change are read anew. */
const readerVersion = 1;

/** After this long a source is asked without conditions, milliseconds: validators can be stuck. */
const unconditionalMs = 86_400_000;

/** A document without items is taken for a fault if the one before had so many. */
const severalItems = 5;

const isClosed: SourceFailure = {
  code: 'SOURCE_FORBIDDEN',
  reason: 'robots.txt of its site does not allow the page, or cannot be read',
  retryAfterMs: null,
};

/** A source that says so often in a row that it is gone is paused. */
const goneLooks = 3;
/** Who pauses it. */
export const pausedByUs = 'khabarshy';

/** What became of a look at a source. */
export type Outcome =
  | { kind: 'read'; taken: Taken; title: string | null; refused: number }
  | { kind: 'unchanged' }
  | { kind: 'failed'; failure: SourceFailure }
  /** It is paused, and was not asked. */
  | { kind: 'paused' }
  /** The program ends. */
  | { kind: 'given up' };

export interface Look {
  outcome: Outcome;
  /** After the look. */
  state: SourceState;
  /** When to look again, from now. */
  nextMs: number;
}

export interface PollerParts {
  http: HttpClient;
  intake: Intake;
  robots: RobotsCache;
  states: SourceStates;
  /** From 0 to 1. */
  random: () => number;
}

/** Looks at sources, one look at a time and source, and remembers of each what the next look needs. */
export class Poller {
  readonly #parts: PollerParts;
  /** What is known since the start only. Without it a look does a little more, and nothing wrong. */
  readonly #hints = new Map<string, PollHints>();
  readonly #items = new Map<string, number>();

  constructor(parts: PollerParts) {
    this.#parts = parts;
  }

  /** @throws what the database throws. Whatever the source does is an outcome. */
  async look(source: Source, now: Date, signal: AbortSignal): Promise<Look> {
    const state = await this.#stateOf(source);
    if (state.pausedAt !== null) return { outcome: { kind: 'paused' }, state, nextMs: source.maxMs };
    const isUnconditional = isLongAgo(state.unconditionalAt, unconditionalMs, now);
    const address = addressOf(source, state, now);
    const isRead = state.bodyHash?.startsWith(printOf(source)) === true;
    const { http, robots } = this.#parts;
    // A feed is made for programs, and a page is not.
    if (source.kind === 'page' && !(await robots.allows(address, source))) {
      return this.#fail(source, { ...state, lookedAt: now }, isClosed, now);
    }
    const fetched = await http.fetch(address, {
      ...optionsOf(source, address),
      validators: isUnconditional || !isRead ? null : state.validators,
      signal,
    });
    const looked = {
      ...state,
      lookedAt: now,
      unconditionalAt: isUnconditional ? now : state.unconditionalAt,
    };
    if (fetched.kind === 'unchanged') {
      return this.#succeed(source, looked, hintsOf(fetched.headers, null, this.#hintsOf(source)), now);
    }
    if (fetched.kind === 'read') return this.#take(source, looked, fetched, address, { now, signal });
    const failure = failureOf(fetched);
    if (failure === null) return { outcome: { kind: 'given up' }, state, nextMs: 0 };
    // Perhaps only the new address is wrong.
    const moved = address === source.url ? {} : { movedTo: null, movedSince: null, movedLooks: 0 };
    return this.#fail(source, { ...looked, ...moved }, failure, now);
  }

  /** With another address nothing is known of its documents, and everything of its items. */
  async #stateOf({ name, url }: Source): Promise<SourceState> {
    const known = await this.#parts.states.find(name);
    if (known === null || known.url === url) return known ?? newSourceState(name, url);
    const { brakeLiftedUntil, isFirstRunDone, newAt, newItems, pausedAt, pausedBy } = known;
    const { documentAt, succeededAt } = known;
    return {
      ...newSourceState(name, url),
      brakeLiftedUntil,
      documentAt,
      isFirstRunDone,
      newAt,
      newItems,
      pausedAt,
      pausedBy,
      succeededAt,
    };
  }

  async #take(
    source: Source,
    looked: SourceState,
    fetched: Document,
    address: string,
    { now, signal }: { now: Date; signal: AbortSignal },
  ): Promise<Look> {
    const state = { ...looked, ...movedState(looked, fetched.movedTo, address, now) };
    const bodyHash = printOf(source) + fetched.hash;
    const whole = { ...state, validators: fetched.validators, bodyHash };
    if (bodyHash === state.bodyHash) {
      return this.#succeed(source, whole, hintsOf(fetched.headers, null, this.#hintsOf(source)), now);
    }
    const reading = await readDocument(source, fetched, now);
    if (reading.kind === 'refused') {
      const { code, reason } = reading;
      return this.#fail(source, state, { code, reason, retryAfterMs: null }, now);
    }
    const count = reading.document.items.length + reading.refusals.length;
    if (count === 0 && (this.#items.get(source.name) ?? 0) >= severalItems) {
      return this.#fail(source, state, { ...isEmpty, retryAfterMs: null }, now);
    }
    this.#items.set(source.name, count);
    const taken = await this.#parts.intake.take(source, reading.document, { now, state, signal });
    const changes = takenState(state, taken, reading, now);
    if (!reading.document.isWhole) {
      return this.#fail(source, { ...state, ...changes }, { ...isCutOff, retryAfterMs: null }, now);
    }
    const { facts, refusals } = reading;
    const refused = refusals.length + taken.refused.length;
    const hints = hintsOf(fetched.headers, facts, noHints);
    const outcome: Outcome = { kind: 'read', taken, title: facts.title, refused };
    return this.#succeed(source, { ...whole, ...changes }, hints, now, outcome);
  }

  async #succeed(
    source: Source,
    state: SourceState,
    hints: PollHints,
    now: Date,
    outcome: Outcome = { kind: 'unchanged' },
  ): Promise<Look> {
    this.#hints.set(source.name, hints);
    const usualMs = usualIntervalMs(source, state.newItems, hints, now);
    const nextMs = jittered(usualMs, usualJitter, this.#parts.random());
    const well = { succeededAt: now, failures: 0, failure: null, failingSince: null };
    return this.#write({ ...state, ...well }, outcome, nextMs, now);
  }

  async #fail(source: Source, state: SourceState, failure: SourceFailure, now: Date): Promise<Look> {
    const failures = state.failures + 1;
    const usualMs = usualIntervalMs(source, state.newItems, this.#hintsOf(source), now);
    const waitMs = backOffMs(backOffOf(failure.code), failures, usualMs, failure.retryAfterMs);
    const random = this.#parts.random();
    // A site that names a time is never asked before it.
    const nextMs =
      failure.retryAfterMs === null
        ? jittered(waitMs, failureJitter, random)
        : jittered(waitMs * (1 + failureJitter), failureJitter / (1 + failureJitter), random);
    const failed = {
      ...state,
      failures,
      failure: describeFailure(failure),
      failingSince: state.failingSince ?? now,
    };
    const look = await this.#write(failed, { kind: 'failed', failure }, nextMs, now);
    if (failure.code !== 'SOURCE_GONE' || failures < goneLooks) return look;
    await this.#parts.states.pause(source.name, pausedByUs, now);
    return { ...look, state: { ...look.state, pausedAt: now, pausedBy: pausedByUs } };
  }

  async #write(looked: SourceState, outcome: Outcome, nextMs: number, now: Date): Promise<Look> {
    const state = { ...looked, nextAt: new Date(now.getTime() + nextMs) };
    await this.#parts.states.write(state);
    return { outcome, state, nextMs };
  }

  #hintsOf({ name }: Source): PollHints {
    return this.#hints.get(name) ?? noHints;
  }
}

const isCutOff = { code: 'SOURCE_CUT_OFF', reason: 'the document ends in the middle' } as const;
const isEmpty = { code: 'SOURCE_IS_EMPTY', reason: 'the document has no items' } as const;

function readDocument(
  source: Source,
  { body, contentType, url }: Document,
  now: Date,
): Promise<DocumentReading> {
  const read = source.kind === 'page' ? readSectionDocument : readFeedDocument;
  return read(body, contentType, source, url, now);
}

/** How a source may be asked at an address, which is its own or the one to which it moved. */
function optionsOf(source: Source, address: string): FetchOptions {
  return {
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
function printOf(source: Source): string {
  const { fullText, headers, keptParameters, kind, language, section, site, timeZone } = source;
  const all = [readerVersion, fullText, headers, keptParameters, kind, language, section, site, timeZone];
  return `${createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 12)}-`;
}

/** What a document that was taken changes. The dates of a first one tell at once how often news comes. */
function takenState(
  state: SourceState,
  taken: Taken,
  { document }: Extract<DocumentReading, { kind: 'document' }>,
  now: Date,
): Partial<SourceState> {
  const { isFirstRunDone } = taken;
  const changes = { documentAt: now, isFirstRunDone };
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
