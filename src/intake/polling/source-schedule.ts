import type { Source } from '../../news/source.ts';
import type { SourceState, SourceStates } from '../../store/sources/source-states.ts';
import type { Clock } from '../../time/clock.ts';
import { DueHeap, type Due } from './due-heap.ts';
import { HostGates } from './host-gates.ts';
import type { Look, Poller } from './poller.ts';
import { codeOfFailure } from './source-failure.ts';

/** Looks in flight in all. Each may hold a document of 10 MB. */
const mostInFlight = 16;

/** After a step of our own failed, milliseconds: the database is away, for example. */
const failedStepMs = 30_000;

/** No wait is longer, so that nothing is forgotten if a clock does something odd. */
const longestWaitMs = 3_600_000;

/** A moment that lies further in the future was written before the clock was set back. */
const longestPauseMs = 86_400_000;

interface Entry extends Due {
  source: Source;
  host: string;
  state: 'due' | 'queued' | 'looking';
  /** It is looked at once more after the look that goes on now. */
  isAsked: boolean;
}

export interface ScheduleParts {
  sources: readonly Source[];
  poller: Poller;
  states: SourceStates;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** Told of each look at which the source was asked. */
  report: (source: Source, look: Look) => Promise<void>;
  /** A step of our own failed, or succeeded again. */
  onStep: (error: unknown) => void;
}

/**
 * Looks at each source when it is time: one heap, one timer. What is due waits for its host, and never for another
 * host. All waiting is done on the steady clock, so that a time of day that jumps makes nothing early or late.
 */
export class SourceSchedule {
  readonly #parts: ScheduleParts;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #heap = new DueHeap<Entry>();
  /** What is due and waits for its host, in order. */
  readonly #queues = new Map<string, Entry[]>();
  readonly #gates = new HostGates();
  readonly #looks = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #waking = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
    this.#entries = new Map(parts.sources.map((source) => [source.name, entryOf(source)]));
  }

  /** Begins. What was due while the program was off is spread, so that no site is asked for everything at once. */
  async start(): Promise<void> {
    const { clock, random, states } = this.#parts;
    const known = new Map((await states.all()).map((state) => [state.source, state]));
    const [nowMs, now] = [clock.steadyMs(), clock.now()];
    for (const entry of this.#entries.values()) {
      const state = known.get(entry.source.name);
      const waitMs = waitOf(state, now) ?? random() * entry.source.minMs;
      if (state !== undefined && isHostClosed(state)) this.#gates.close(entry.host, nowMs + waitMs);
      this.#schedule(entry, nowMs + waitMs);
    }
    this.#loop = this.#run();
  }

  /** Looks at the sources of which somebody said so in the database: an editor, or a command. */
  async refresh(): Promise<void> {
    for (const name of await this.#parts.states.askedNow()) {
      const entry = this.#entries.get(name);
      if (entry !== undefined) this.#hasten(entry);
    }
  }

  /** Gives up what waits for a site, and finishes what is being written. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waking.abort();
    await this.#loop;
    await Promise.all(this.#looks);
  }

  #hasten(entry: Entry): void {
    if (entry.state === 'looking') entry.isAsked = true;
    if (entry.state !== 'due') return;
    this.#heap.remove(entry);
    this.#schedule(entry, this.#parts.clock.steadyMs());
    this.#waking.abort();
  }

  #schedule(entry: Entry, dueMs: number): void {
    entry.state = 'due';
    entry.dueMs = dueMs;
    this.#heap.push(entry);
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#waking = new AbortController();
      const nextMs = this.#startDue(clock.steadyMs());
      const waitMs = Math.min(Math.max(nextMs - clock.steadyMs(), 0), longestWaitMs);
      await clock.wait(waitMs, this.#waking.signal);
    }
  }

  /** @returns when there is something to do, on the steady clock. A look that ends wakes us, too. */
  #startDue(nowMs: number): number {
    for (
      let first = this.#heap.first();
      first !== undefined && first.dueMs <= nowMs;
      first = this.#heap.first()
    ) {
      this.#heap.pop();
      first.state = 'queued';
      const queue = this.#queues.get(first.host);
      if (queue === undefined) this.#queues.set(first.host, [first]);
      else queue.push(first);
    }
    let nextMs = this.#heap.first()?.dueMs ?? Infinity;
    for (const [host, queue] of this.#queues) {
      if (this.#looks.size >= mostInFlight) return nextMs;
      nextMs = Math.min(nextMs, this.#startOf(host, queue, nowMs));
    }
    return nextMs;
  }

  /** Starts what a host bears now. @returns when it bears more. */
  #startOf(host: string, queue: Entry[], nowMs: number): number {
    for (let [entry] = queue; entry !== undefined; [entry] = queue) {
      const opensAtMs = this.#gates.opensAtMs(host, entry.source.isOwn);
      if (opensAtMs > nowMs) return opensAtMs;
      if (this.#looks.size >= mostInFlight) return Infinity;
      queue.shift();
      this.#start(entry, nowMs);
    }
    this.#queues.delete(host);
    return Infinity;
  }

  #start(entry: Entry, nowMs: number): void {
    entry.state = 'looking';
    this.#gates.begin(entry.host, nowMs);
    const look = this.#look(entry).finally(() => {
      this.#looks.delete(look);
      this.#waking.abort();
    });
    this.#looks.add(look);
  }

  async #look(entry: Entry): Promise<void> {
    const { clock, onStep, report } = this.#parts;
    const look = await this.#ask(entry);
    const nextMs = look?.nextMs ?? failedStepMs;
    if (look !== null && isLimited(look)) this.#gates.close(entry.host, clock.steadyMs() + nextMs);
    this.#gates.end(entry.host);
    const isSoon = entry.isAsked;
    entry.isAsked = false;
    this.#schedule(entry, clock.steadyMs() + (isSoon ? 0 : nextMs));
    this.#waking.abort();
    if (look === null || look.outcome.kind === 'given up' || look.outcome.kind === 'paused') return;
    await report(entry.source, look).catch(onStep);
  }

  /** @returns null: a step of our own failed. */
  async #ask({ source }: Entry): Promise<Look | null> {
    const { clock, onStep, poller } = this.#parts;
    try {
      const look = await poller.look(source, clock.now(), this.#stopping.signal);
      onStep(null);
      return look;
    } catch (error) {
      onStep(error);
      return null;
    }
  }
}

function entryOf(source: Source): Entry {
  const host = URL.parse(source.url)?.host ?? '';
  return { source, host, dueMs: 0, state: 'due', isAsked: false };
}

/** How long a source waits for its next look after a start. null: it is due. */
function waitOf(state: SourceState | undefined, now: Date): number | null {
  if (state === undefined || state.nextAt === null) return null;
  const waitMs = state.nextAt.getTime() - now.getTime();
  return waitMs <= 0 || waitMs > longestPauseMs ? null : waitMs;
}

/** The site named a time before which it must not be asked, also not for its other sources. */
function isHostClosed({ failure }: SourceState): boolean {
  return codeOfFailure(failure) === 'SOURCE_LIMITS_US';
}

function isLimited({ outcome }: Look): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'SOURCE_LIMITS_US';
}
