import type { JobTask } from '../engine/cluster/job-worker.ts';
import type { Jobs } from '../engine/cluster/jobs.ts';
import type { PlannedJob } from '../engine/cluster/planned-job.ts';
import { firstLooks, waitOf } from '../intake/polling/first-looks.ts';
import { foreignGapMs, mostForeign, mostOwn } from '../intake/polling/host-gates.ts';
import type { Look } from '../intake/polling/look.ts';
import { readPollMemory } from '../intake/polling/poll-memory.ts';
import { hostOf, isLimited, mostInFlight } from '../intake/polling/source-schedule.ts';
import type { Source } from '../news/source.ts';
import { openPoller, type PollingParts, type SourceLooks } from './poller.ts';

/** What a process is among the others. */
export interface Membership {
  /** The others see it alive, and its settings are not older than theirs. */
  mayWork: () => boolean;
  /** Of those that may work, it is the one that sees to it that nothing is forgotten. */
  isLead: () => boolean;
}

type SourceJobsParts = Omit<PollingParts, 'noticesAbout' | 'onWebSub'> & Membership & { jobs: Jobs };

/** A look that is due this soon is due. */
const soonMs = 2_000;

/** How often it is seen whether somebody asked for a look, and whether a source has no job. */
const askedMs = 2_000;
const forgottenMs = 60_000;

/** When something of our own failed, milliseconds. */
const againMs = 5_000;

const part = 'sources';

/**
 * Looks at sources in a cluster. Each source has one job, which waits until its next look is due, and which any process
 * does. The state of the source says whether a look is due, so a job that is done twice asks nothing twice.
 */
export class SourceJobs {
  readonly #parts: SourceJobsParts;
  readonly #looks: SourceLooks;
  readonly #sources: ReadonlyMap<string, Source>;
  /** The sources of each host. */
  readonly #hosts: ReadonlyMap<string, Source[]>;
  readonly #waking = new AbortController();
  #seeing: Promise<void> = Promise.resolve();

  static start(parts: SourceJobsParts): SourceJobs {
    const own = new SourceJobs(parts);
    const { events, jobs, mayWork } = parts;
    jobs.serve('sources', {
      most: mostInFlight,
      perGroup: { default: mostForeign, tiers: { own: mostOwn } },
      mayWork,
      perform: (task) => own.#perform(task),
      onStep: (error) =>
        events.announce(
          error === null ? { kind: 'step succeeded', part } : { kind: 'step failed', part, error },
        ),
    });
    own.#seeing = own.#see();
    return own;
  }

  private constructor(parts: SourceJobsParts) {
    this.#parts = parts;
    this.#looks = openPoller(parts);
    const { sources } = parts.config;
    this.#sources = new Map(sources.map((source) => [source.name, source]));
    this.#hosts = Map.groupBy(sources, hostOf);
  }

  /** After the jobs were stopped. */
  async stop(): Promise<void> {
    this.#waking.abort();
    await this.#seeing;
    this.#looks.poller.close();
  }

  /** Plans what has no job, and hastens what somebody asked for. Every process knows which hubs send. */
  async #see(): Promise<void> {
    const { clock, events, isLead, stopping, store } = this.#parts;
    const ends = AbortSignal.any([stopping, this.#waking.signal]);
    let plannedAtMs = -Infinity;
    while (!ends.aborted) {
      let waitMs = askedMs;
      try {
        if (clock.steadyMs() - plannedAtMs >= forgottenMs) {
          await this.#looks.webSub.load();
          if (isLead()) {
            await store.sourceStates.forgetPasswords();
            await this.#planAll();
            plannedAtMs = clock.steadyMs();
          }
        }
        if (isLead()) await this.#hasten();
        events.announce({ kind: 'step succeeded', part: 'jobs' });
      } catch (error) {
        events.announce({ kind: 'step failed', part: 'jobs', error });
        waitMs = againMs;
      }
      await clock.wait(waitMs, ends);
    }
  }

  async #planAll(): Promise<void> {
    const { clock, config, jobs, store } = this.#parts;
    const looks = await firstLooks(config.sources, store.sourceStates, clock.now(), Math.random);
    const planned = config.sources.map((source) => jobOf(source, looks.get(source.name)?.waitMs ?? 0));
    await jobs.plan('sources', planned);
  }

  async #hasten(): Promise<void> {
    const { jobs, store } = this.#parts;
    for (const name of await store.sourceStates.askedNow()) {
      const source = this.#sources.get(name);
      if (source !== undefined) await jobs.hasten('sources', jobOf(source, 0));
    }
  }

  /** A source that is no longer in the settings is not looked at again. */
  async #perform({ key, memory, signal }: JobTask): Promise<PlannedJob | null> {
    const source = this.#sources.get(key);
    if (source === undefined) return null;
    const waitMs = await this.#waitOf(source, memory);
    if (waitMs !== null) return jobOf(source, waitMs, memory);
    const { clock } = this.#parts;
    const { poller, watch } = this.#looks;
    const beganMs = clock.steadyMs();
    poller.remember(source, readPollMemory(memory));
    watch.remember(source, memory['asked']);
    const look = await poller.look(source, clock.now(), signal);
    await poller.writeQuiet();
    await this.#report(source, look);
    // Others may ask the same host when this job is done.
    const restMs = source.isOwn ? 0 : foreignGapMs - (clock.steadyMs() - beganMs);
    if (restMs > 0) await clock.wait(restMs, signal);
    const closedUntil = isLimited(look) ? clock.now().getTime() + look.nextMs : null;
    return jobOf(source, look.nextMs, {
      ...poller.memoryOf(source),
      asked: watch.askedOf(source),
      closedUntil,
    });
  }

  /** null: the look is due. Otherwise how long it has to wait, milliseconds. */
  async #waitOf(source: Source, { closedUntil }: Record<string, unknown>): Promise<number | null> {
    const { clock, store } = this.#parts;
    const now = clock.now();
    const closedAt = typeof closedUntil === 'number' ? new Date(closedUntil) : null;
    const closedMs = waitOf({ nextAt: closedAt }, now);
    if (closedMs !== null) return closedMs;
    const state = await store.sourceStates.find(source.name);
    const waitMs = waitOf({ nextAt: state?.nextAt ?? null }, now);
    if (waitMs !== null && waitMs > soonMs) return waitMs;
    // Its site wants to be left alone, also by the other sources.
    const others = (this.#hosts.get(hostOf(source)) ?? []).filter((other) => other !== source);
    if (others.length === 0) return null;
    const names = others.map(({ name }) => name);
    const nextAt = await store.sourceStates.failingUntil(names, 'SOURCE_LIMITS_US', now);
    return waitOf({ nextAt }, now);
  }

  async #report(source: Source, look: Look): Promise<void> {
    if (look.outcome.kind === 'given up' || look.outcome.kind === 'paused') return;
    const { log } = this.#parts;
    // Another process may have looked last.
    this.#looks.watch.forget();
    await this.#looks
      .report(source, look)
      .catch((error: unknown) => log.debug({ source: source.name, error }, 'nobody was told of a source'));
  }
}

function jobOf(source: Source, afterMs: number, memory: object = {}): PlannedJob {
  const host = hostOf(source);
  const group = host === '' ? {} : { group: { id: host, tier: source.isOwn ? 'own' : 'foreign' } };
  return { key: source.name, name: source.name, afterMs, memory, ...group };
}
