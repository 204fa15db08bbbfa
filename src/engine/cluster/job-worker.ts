import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import { scrub, type Logger } from '../../log.ts';
import type { JobsDatabase } from '../../store/engines/backend.ts';
import type { PlannedJob, QueueName } from './planned-job.ts';

/** A job as it is done. */
export interface JobTask {
  key: string;
  /** What was handed on with it. It comes from the database. */
  memory: Record<string, unknown>;
  /** Aborted when the process stops: then what is not done is handed on. */
  signal: AbortSignal;
}

/** How a process does the jobs of a queue. */
export interface JobWork {
  /** How many at once. */
  most: number;
  /** How many of a group at once in all processes, by its tier; absent: there are no groups. */
  perGroup?: { default: number; tiers: Record<string, number> };
  /** Whether this process may begin a job now. */
  mayWork: () => boolean;
  /** Does a job, perhaps for the second time. @returns the next one to plan; null: none. */
  perform: (task: JobTask) => Promise<PlannedJob | null>;
  /** A step of our own failed, or succeeded (null). */
  onStep: (error: unknown) => void;
}

interface WorkerParts {
  boss: PgBoss;
  database: JobsDatabase;
  queue: QueueName;
  /** Notes that this process does these jobs. */
  mark: (ids: readonly string[]) => Promise<unknown>;
  plan: (jobs: readonly PlannedJob[]) => Promise<void>;
  work: JobWork;
  log: Logger;
}

/** How often a process asks for work that is due. */
const askMs = 1_000;

/** After a step that failed: the database is away, for example. */
const failedMs = 2_000;

/** How often a process says that it still does its jobs: others wait 10 seconds for that. */
const touchMs = 3_000;

/**
 * Does the jobs of one queue. pg-boss's own workers would wait for the slowest job of a batch, or ask once for each job
 * that may be done at a time.
 */
export class JobWorker {
  readonly #parts: WorkerParts;
  readonly #stopping = new AbortController();
  /** What is being done. */
  readonly #tasks = new Map<Job, Promise<void>>();
  /** Aborted when there is room for another job. */
  #waiting = new AbortController();
  #touching: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  static start(parts: WorkerParts): JobWorker {
    const worker = new JobWorker(parts);
    worker.#touching = setInterval(() => void worker.#touch(), touchMs);
    worker.#running = worker.#run();
    return worker;
  }

  private constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  /** Begins no job any more. Resolves when those that were begun are done, or handed on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.abort();
    await this.#running;
    await Promise.all(this.#tasks.values());
    if (this.#touching !== null) clearInterval(this.#touching);
  }

  async #run(): Promise<void> {
    const { log, queue, work } = this.#parts;
    while (!this.#stopping.signal.aborted) {
      this.#waiting = new AbortController();
      let waitMs = askMs;
      try {
        if ((await this.#begin()) > 0) waitMs = 0;
      } catch (error) {
        log.debug({ queue, error }, 'jobs could not be begun now');
        work.onStep(error);
        waitMs = failedMs;
      }
      const signal = AbortSignal.any([this.#waiting.signal, this.#stopping.signal]);
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how many jobs were begun. */
  async #begin(): Promise<number> {
    const { mark, work } = this.#parts;
    const batchSize = work.most - this.#tasks.size;
    if (batchSize === 0 || !work.mayWork()) return 0;
    const jobs = await this.#fetch(batchSize);
    if (jobs.length === 0) return 0;
    for (const job of jobs) this.#tasks.set(job, this.#do(job));
    // It is for people only.
    await mark(jobs.map(({ id }) => id)).catch(() => undefined);
    return jobs.length;
  }

  /** Two processes that ask at the same moment would not see what the other one begins. */
  #fetch(batchSize: number): Promise<Job<Record<string, unknown>>[]> {
    const { boss, database, queue, work } = this.#parts;
    if (work.perGroup === undefined) return boss.fetch(queue, { batchSize });
    const groupConcurrency = work.perGroup;
    return database.inTurn((db) => boss.fetch(queue, { batchSize, groupConcurrency, db }));
  }

  async #do(job: Job<Record<string, unknown>>): Promise<void> {
    const { boss, plan, queue, work } = this.#parts;
    try {
      const { key, ...memory } = job.data;
      const next = await work.perform({ key: String(key), memory, signal: this.#stopping.signal });
      // Before it is done: if the process dies between, it is done once more, and nothing is forgotten.
      if (next !== null) await plan([next]);
      await boss.complete(queue, job);
      work.onStep(null);
    } catch (error) {
      await this.#fail(job, error);
    } finally {
      this.#tasks.delete(job);
      this.#waiting.abort();
    }
  }

  /** If the database is away, others find out that nobody speaks of the job any more. */
  async #fail(job: Job, error: unknown): Promise<void> {
    const { boss, log, queue, work } = this.#parts;
    const message = error instanceof Error ? error.message : String(error);
    log.debug({ queue, error }, 'a job failed');
    work.onStep(error);
    await boss.fail(queue, job, { message: scrub(message) }).catch(() => undefined);
  }

  async #touch(): Promise<void> {
    const jobs = [...this.#tasks.keys()];
    if (jobs.length === 0) return;
    await this.#parts.boss.touch(this.#parts.queue, jobs).catch(() => undefined);
  }
}
