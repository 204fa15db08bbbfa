import { isDeepStrictEqual } from 'node:util';
import type { Document } from '../../http/answer.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { Source } from '../../news/source.ts';
import type { SourceStates } from '../../store/sources/source-states.ts';
import {
  isKeptAddress,
  keptAddress,
  newSourceState,
  type SourceState,
} from '../../store/sources/source-state.ts';
import { Overtaken, type Intake } from '../intake.ts';
import { hintsOf, noHints, type PollHints } from './poll-hints.ts';
import type { PollMemory } from './poll-memory.ts';
import { backOffMs, failureJitter, jittered, usualIntervalMs, usualJitter } from './poll-interval.ts';
import { addressOf, isLongAgo, movedState } from './moved-source.ts';
import { backOffOf, describeFailure, failureOf, failureOfCut, type SourceFailure } from './source-failure.ts';
import type { RobotsCache } from '../pages/robots-cache.ts';
import { askedAddress } from '../../sources/cms/wordpress-address.ts';
import { readSourceDocument } from '../../sources/source-reader.ts';
import { DatabaseLooks } from './database-looks.ts';
import { optionsOf, printOf, takenState } from './polled-document.ts';
import { hubLinksOf, type HubLinks } from '../websub/hub-links.ts';
import { lookOf, type Look, type Outcome } from './look.ts';
import { QuietLooks } from './quiet-looks.ts';
import { FurtherPages, isForPeople } from './further-pages.ts';

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

export interface PollerParts {
  http: HttpClient;
  intake: Intake;
  robots: RobotsCache;
  states: SourceStates;
  /** Is told of the hubs of feeds, null for a feed without one; absent: nobody wants to know. */
  onHub?: (source: Source, links: HubLinks | null) => void;
  /** Since when a hub sends what is new; null, or absent: none does. */
  hubSince?: (source: Source, now: Date) => Date | null;
  /** From 0 to 1. */
  random: () => number;
  /** See `Clock`. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Looks at sources, one look at a time and source, and remembers of each what the next look needs. */
export class Poller {
  readonly #parts: PollerParts;
  readonly #quiet: QuietLooks;
  readonly #pages: FurtherPages;
  readonly #databases = new DatabaseLooks();
  /** What is known since the start only. Without it a look does a little more, and nothing wrong. */
  readonly #hints = new Map<string, PollHints>();
  readonly #items = new Map<string, number>();

  constructor(parts: PollerParts) {
    this.#parts = parts;
    this.#quiet = new QuietLooks(parts.states);
    this.#pages = new FurtherPages(parts);
  }

  /**
   * A look at which nothing was new is written only by `writeQuiet`.
   * @throws what the database throws. Whatever the source does is an outcome.
   */
  async look(source: Source, now: Date, signal: AbortSignal): Promise<Look> {
    const { states } = this.#parts;
    const before = this.#quiet.complete(await this.#stateOf(source));
    if (before.pausedAt !== null) return { outcome: { kind: 'paused' }, state: before, nextMs: source.maxMs };
    if (before.nextAt === null) await states.takeAsk(source.name, now);
    // An earlier version kept the address itself. This look replaces it.
    const kept = { ...before, url: keptAddress(source.url) };
    const look = await this.#ask(source, kept, now, signal).catch((error: unknown) => {
      if (error instanceof Overtaken) return { outcome: givenUp, state: before, nextMs: 0 };
      throw error;
    });
    const { outcome, state } = look;
    if (outcome.kind === 'given up' || this.#quiet.take(before, state)) return look;
    await states.write(state);
    if (outcome.kind !== 'failed' || outcome.failure.code !== 'SOURCE_GONE' || state.failures < goneLooks)
      return look;
    await states.pause(source.name, pausedByUs, now);
    return { ...look, state: { ...state, pausedAt: now, pausedBy: pausedByUs } };
  }

  /** Writes the looks at which nothing was new. @throws what the database throws; then it may be repeated. */
  writeQuiet(): Promise<void> {
    return this.#quiet.write();
  }

  /** What the next look at a source should know, if another process takes it. */
  memoryOf(source: Source): PollMemory {
    return { hints: this.#hintsOf(source), items: this.#items.get(source.name) ?? null };
  }

  /** What the last look at a source knew, which perhaps another process took. */
  remember(source: Source, { hints, items }: PollMemory): void {
    this.#noteHints(source, hints);
    if (items === null) this.#items.delete(source.name);
    else this.#items.set(source.name, items);
  }

  /** Ends the connections to databases. */
  close(): void {
    this.#databases.close();
  }

  async #ask(source: Source, state: SourceState, now: Date, signal: AbortSignal): Promise<Look> {
    if (source.kind === 'sql') return this.#query(source, state, now, signal);
    const isUnconditional = isLongAgo(state.unconditionalAt, unconditionalMs, now);
    const address = addressOf(source, state, now);
    const isRead = state.bodyHash?.startsWith(printOf(source)) === true;
    const { http, robots } = this.#parts;
    if (isForPeople(source) && !(await robots.allows(address, source))) {
      return this.#fail(source, { ...state, lookedAt: now }, isClosed, now);
    }
    const fetched = await http.fetch(askedAddress(source, address, state.changedAt), {
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
      const moved = movedState(source, looked, fetched.movedTo, address, now);
      const hints = hintsOf(fetched.headers, null, this.#hintsOf(source));
      return this.#succeed(source, { ...looked, ...moved }, hints, now);
    }
    if (fetched.kind === 'read') {
      const lastLookAt = state.lookedAt;
      return this.#take(source, looked, fetched, address, { now, signal, lastLookAt });
    }
    const failure = failureOf(fetched);
    if (failure === null) return { outcome: { kind: 'given up' }, state, nextMs: 0 };
    // Perhaps only the new address is wrong.
    const moved = address === source.url ? {} : { movedTo: null, movedSince: null, movedLooks: 0 };
    return this.#fail(source, { ...looked, ...moved }, failure, now);
  }

  /** With another address nothing is known of its documents, and everything of its items. */
  async #stateOf({ name, url }: Source): Promise<SourceState> {
    const known = await this.#parts.states.find(name);
    if (known === null) return newSourceState(name, url);
    if (isKeptAddress(known.url, url)) return known;
    const { brakeLiftedUntil, isFirstRunDone, newAt, newItems, pausedAt, pausedBy } = known;
    const { documentAt, lookedAt, succeededAt } = known;
    return {
      ...newSourceState(name, url),
      brakeLiftedUntil,
      documentAt,
      isFirstRunDone,
      lookedAt,
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
    { now, signal, lastLookAt }: { now: Date; signal: AbortSignal; lastLookAt: Date | null },
  ): Promise<Look> {
    const state = { ...looked, ...movedState(source, looked, fetched.movedTo, address, now) };
    const bodyHash = printOf(source) + fetched.hash;
    const whole = { ...state, validators: fetched.validators, bodyHash };
    if (bodyHash === state.bodyHash) {
      return this.#succeed(source, whole, hintsOf(fetched.headers, null, this.#hintsOf(source)), now);
    }
    const first = await readSourceDocument(source, fetched, now);
    if (first.kind === 'refused') {
      const { code, reason } = fetched.isCut ? failureOfCut(true) : first;
      return this.#fail(source, state, { code, reason, retryAfterMs: null }, now);
    }
    if (source.kind === 'feed' && first.document.isWhole)
      this.#parts.onHub?.(source, hubLinksOf(fetched.headers, first.facts, fetched.url));
    const listed = await this.#pages.ofIndex(source, fetched, first, now, signal);
    const reading = listed ?? first;
    const count = reading.document.items.length + reading.refusals.length;
    if (count === 0 && (this.#items.get(source.name) ?? 0) >= severalItems) {
      return this.#fail(source, state, { ...isEmpty, retryAfterMs: null }, now);
    }
    this.#items.set(source.name, count);
    const isGapLikely = state.isFirstRunDone && !isLifted(state, now);
    const { document, overrun } = isGapLikely
      ? await this.#pages.read(source, fetched, reading, now, signal)
      : { document: reading.document, overrun: null };
    const taken = await this.#parts.intake.take(source, document, { now, state, signal, lastLookAt });
    const changes = takenState(state, taken, reading, now);
    if (!reading.document.isWhole) {
      return this.#fail(source, { ...state, ...changes }, failureOfCut(fetched.isCut), now);
    }
    const { facts, refusals } = reading;
    const refused = refusals.length + taken.refused.length;
    const hints = hintsOf(fetched.headers, facts, noHints);
    // Where a site moved, its document is another one, and nothing has left it.
    const isAllNew = taken.brake?.kind !== 'flood' && taken.fresh === document.items.length;
    const isOverrun = overrun !== null && (overrun.isClosed || isAllNew);
    const told = isOverrun ? overrun : null;
    const outcome: Outcome = { kind: 'read', taken, title: facts.title, refused, overrun: told };
    // An index may stay the same while its sitemaps change.
    const kept = listed === null ? whole : state;
    return this.#succeed(source, { ...kept, ...changes }, hints, now, outcome);
  }

  /** Asks the database of a CMS. Few rows are read, and the same ones as before need no further look. */
  async #query(source: Source, state: SourceState, now: Date, signal: AbortSignal): Promise<Look> {
    const lastLookAt = state.lookedAt;
    const looked = { ...state, lookedAt: now };
    const found = await this.#databases.ask(source, state, now, signal);
    if (signal.aborted) return { outcome: { kind: 'given up' }, state, nextMs: 0 };
    if (found.kind === 'failed') return this.#fail(source, looked, found.failure, now);
    const { hash, reading } = found;
    const whole = { ...looked, bodyHash: printOf(source) + hash };
    if (whole.bodyHash === state.bodyHash) return this.#succeed(source, whole, noHints, now);
    const taken = await this.#parts.intake.take(source, reading.document, { now, state, signal, lastLookAt });
    const refused = reading.refusals.length + taken.refused.length;
    const outcome: Outcome = { kind: 'read', taken, title: null, refused, overrun: null };
    const changes = takenState(state, taken, reading, now);
    return this.#succeed(source, { ...whole, ...changes }, noHints, now, outcome);
  }

  #succeed(
    source: Source,
    state: SourceState,
    hints: PollHints,
    now: Date,
    outcome: Outcome = { kind: 'unchanged' },
  ): Look {
    this.#noteHints(source, hints);
    const usualMs = this.#usualMs(source, state, hints, now);
    const nextMs = jittered(usualMs, usualJitter, this.#parts.random());
    const well = { succeededAt: now, failures: 0, failure: null, failingSince: null };
    return lookOf({ ...state, ...well }, outcome, nextMs, now);
  }

  #fail(source: Source, state: SourceState, failure: SourceFailure, now: Date): Look {
    const failures = state.failures + 1;
    const usualMs = this.#usualMs(source, state, this.#hintsOf(source), now);
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
    return lookOf(failed, { kind: 'failed', failure }, nextMs, now);
  }

  #usualMs(source: Source, { newItems }: SourceState, hints: PollHints, now: Date): number {
    return usualIntervalMs(source, newItems, hints, now, this.#parts.hubSince?.(source, now) ?? null);
  }

  #noteHints({ name }: Source, hints: PollHints): void {
    if (isDeepStrictEqual(hints, noHints)) this.#hints.delete(name);
    else this.#hints.set(name, hints);
  }

  #hintsOf({ name }: Source): PollHints {
    return this.#hints.get(name) ?? noHints;
  }
}

/** What is to be known of the source, another look has written. */
const givenUp = { kind: 'given up' } as const;

const isEmpty = { code: 'SOURCE_IS_EMPTY', reason: 'the document has no items' } as const;

function isLifted({ brakeLiftedUntil }: SourceState, now: Date): boolean {
  return brakeLiftedUntil !== null && brakeLiftedUntil > now;
}
