import type { JobTask } from '../engine/cluster/job-worker.ts';
import { Jobs } from '../engine/cluster/jobs.ts';
import type { PlannedJob, QueueName } from '../engine/cluster/planned-job.ts';
import type { Schedule } from '../news/schedule.ts';
import { prune } from '../retention.ts';
import { parseSchedule } from '../time/cron.ts';
import { nextMoment } from '../time/schedule.ts';
import type { Rooms } from './rooms.ts';
import { SourceJobs, type Membership } from './source-jobs.ts';

export interface ClusterJobsParts extends Membership {
  /** The number of this process. */
  process: number;
  /** Whether this process plans for all, and is seen alive. */
  mayPlan: () => boolean;
  /** Plans what is new and due. */
  poll: () => Promise<void>;
}

/** A job that is done when a schedule says so. */
interface TimedJob {
  queue: QueueName;
  /** With the schedule in it, so that another schedule does not wait for the moment of the old one. */
  key: string;
  name: string;
  schedule: Schedule;
  perform: (signal: AbortSignal) => Promise<void>;
}

/** How often it is seen that every timed job waits for its moment. */
const forgottenMs = 30_000;

/** When little else happens. */
const pruningAt = '0 30 3 * * *';
const forgettingAt = '0 45 3 * * *';

const part = 'jobs';

/** What a cluster does by a schedule, and its looks at sources: the jobs of pg-boss, which any of its processes does. */
export class ClusterJobs {
  readonly #rooms: Rooms;
  readonly #parts: ClusterJobsParts;
  readonly #jobs: Jobs;
  readonly #timed: ReadonlyMap<string, TimedJob>;
  readonly #sources: SourceJobs | null;

  /** @throws KhabarshyError DATABASE_UNUSABLE */
  static async start(rooms: Rooms, parts: ClusterJobsParts): Promise<ClusterJobs> {
    const { log, store } = rooms;
    if (store.jobs === null) throw new Error('a cluster needs Postgres: the settings were not checked');
    const database = await store.jobs.open();
    try {
      return new ClusterJobs(rooms, parts, await Jobs.open({ database, process: parts.process, log }));
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private constructor(rooms: Rooms, parts: ClusterJobsParts, jobs: Jobs) {
    this.#rooms = rooms;
    this.#parts = parts;
    this.#jobs = jobs;
    this.#timed = new Map(timedJobs(rooms, parts).map((job) => [job.key, job]));
    this.#serve('plan', parts.mayPlan);
    this.#serve('upkeep', parts.mayWork);
    const { clock, config, events, log, measures, notices, stopping, store, tasks } = rooms;
    const given = { clock, config, events, log, measures, notices, stopping: stopping.signal, store };
    this.#sources = config.sources.length === 0 ? null : SourceJobs.start({ ...given, ...parts, jobs });
    tasks.every(forgottenMs, () => this.planTimed());
    this.planTimed();
  }

  /** Sees to it that what this process may do waits for its moment. */
  planTimed(): void {
    const { events } = this.#rooms;
    const { isLead, mayPlan } = this.#parts;
    const own = [...this.#timed.values()].filter(({ queue }) => (queue === 'plan' ? mayPlan() : isLead()));
    this.#planAll(own).then(
      () => events.announce({ kind: 'step succeeded', part }),
      (error: unknown) => events.announce({ kind: 'step failed', part, error }),
    );
  }

  async stop(): Promise<void> {
    await this.#jobs.stop();
    await this.#sources?.stop();
  }

  async #planAll(jobs: readonly TimedJob[]): Promise<void> {
    for (const job of jobs) {
      const planned = this.#nextOf(job);
      if (planned !== null) await this.#jobs.plan(job.queue, [planned]);
    }
  }

  #serve(queue: QueueName, mayWork: () => boolean): void {
    const { events } = this.#rooms;
    this.#jobs.serve(queue, {
      most: 1,
      mayWork,
      perform: (task) => this.#perform(task),
      onStep: (error) => {
        // What a round of planning meets is told already.
        if (error === null) events.announce({ kind: 'step succeeded', part });
        else if (queue !== 'plan') events.announce({ kind: 'step failed', part, error });
      },
    });
  }

  /** What is no longer in the settings is not planned again. */
  async #perform({ key, signal }: JobTask): Promise<PlannedJob | null> {
    const job = this.#timed.get(key);
    if (job === undefined) return null;
    await job.perform(signal);
    const { name } = job;
    // What was begun is somebody else's to finish.
    if (signal.aborted) return { key, name, afterMs: 0 };
    return this.#nextOf(job);
  }

  /** null: its schedule names no moment any more. */
  #nextOf({ key, name, schedule }: TimedJob): PlannedJob | null {
    const { clock, config } = this.#rooms;
    const now = clock.now();
    const at = nextMoment(schedule, now, config.timeZone);
    return at === null ? null : { key, name, afterMs: at.getTime() - now.getTime() };
  }
}

function timedJobs({ clock, config, log, store }: Rooms, { poll }: ClusterJobsParts): TimedJob[] {
  const timed = (queue: QueueName, name: string, schedule: Schedule | null, perform: TimedJob['perform']) =>
    schedule === null
      ? []
      : [{ queue, key: `${name} ${schedule.text} ${config.timeZone}`, name, schedule, perform }];
  const digests = config.channels.flatMap(({ digest, name }) =>
    digest === null ? [] : timed('plan', `digest ${name}`, digest.schedule, poll),
  );
  const isPruned = config.keepArticlesMs !== null || config.keepAuditMs !== null;
  const pruneOld = async (signal: AbortSignal) => {
    const { articles, entries } = await prune(store, config, clock.now(), signal);
    log.info({ articles, entries }, 'what was older than it is kept is deleted');
  };
  const forgetKeys = async () => {
    const keys = await store.items.forgetOld(clock.now());
    log.info({ keys }, 'keys of items that were not seen for 400 days are forgotten');
  };
  return [
    ...timed('plan', 'poll', parseSchedule(config.pollSchedule), poll),
    ...digests,
    ...(isPruned ? timed('upkeep', 'retention', parseSchedule(pruningAt), pruneOld) : []),
    ...(config.sources.length > 0
      ? timed('upkeep', 'item keys', parseSchedule(forgettingAt), forgetKeys)
      : []),
  ];
}
