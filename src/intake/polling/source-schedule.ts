import type { Source } from '../../news/source.ts';
import type { SourceStates } from '../../store/sources/source-states.ts';
import type { Clock } from '../../time/clock.ts';
import { DueHeap, type Due } from './due-heap.ts';
import { firstLooks } from './first-looks.ts';
import { HostGates } from './host-gates.ts';
import type { Look } from './look.ts';
import type { Poller } from './poller.ts';

/** Looks in flight in all. Each may hold a document of 10 MB. */
export const mostInFlight = 16;

/** After a step of our own failed, milliseconds: the database is away, for example. */
const failedStepMs = 30_000;

/** No wait is longer, so that nothing is forgotten if a clock does something odd. */
const longestWaitMs = 3_600_000;

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
    const hosts = new Map<string, string>();
    this.#entries = new Map(parts.sources.map((source) => [source.name, entryOf(source, hosts)]));
  }

  /** Begins. See `firstLooks`. */
  async start(): Promise<void> {
    const { clock, random, states } = this.#parts;
    await states.forgetPasswords();
    const nowMs = clock.steadyMs();
    const sources = [...this.#entries.values()].map(({ source }) => source);
    const looks = await firstLooks(sources, states, clock.now(), random);
    for (const entry of this.#entries.values()) {
      const { isHostClosed = false, waitMs = 0 } = looks.get(entry.source.name) ?? {};
      if (isHostClosed) this.#gates.close(entry.host, nowMs + waitMs);
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

/** The host that a source asks; empty for a database. */
export function hostOf({ url }: Pick<Source, 'url'>): string {
  return URL.parse(url)?.host ?? '';
}

/** @param hosts the names of hosts that are known: thousands of sources need not keep one each. */
function entryOf(source: Source, hosts: Map<string, string>): Entry {
  const written = hostOf(source);
  const host = hosts.get(written) ?? written;
  hosts.set(host, host);
  return { source, host, dueMs: 0, state: 'due', isAsked: false };
}

/** Its site wants to be left alone. */
export function isLimited({ outcome }: Look): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'SOURCE_LIMITS_US';
}
