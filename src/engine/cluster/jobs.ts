import { PgBoss, type JobInsert, type Queue } from 'pg-boss';
import type { Logger } from '../../log.ts';
import type { JobsDatabase } from '../../store/engines/backend.ts';
import { JobWorker, type JobWork } from './job-worker.ts';
import type { PlannedJob, QueueName } from './planned-job.ts';

/** How long a process may say nothing of a job that it does. Then another one gets it. pg-boss allows no less. */
const silentSeconds = 10;

/** How often pg-boss looks for jobs whose process died, and for what is old. */
const superviseSeconds = 5;
const maintenanceSeconds = 120;

const daySeconds = 86_400;

/** A job whose process died is done again, so often. A step that fails three times is planned anew later. */
const retries = { retryLimit: 3, retryDelay: 0, heartbeatSeconds: silentSeconds };

const queues: Readonly<Record<QueueName, Omit<Queue, 'name'>>> = {
  plan: { ...retries, expireInSeconds: 900, deleteAfterSeconds: 600, retentionSeconds: 2 * 366 * daySeconds },
  upkeep: { ...retries, expireInSeconds: 21_600, deleteAfterSeconds: 7 * daySeconds },
  // A first look at a source may read hundreds of pages, one a second.
  sources: { ...retries, expireInSeconds: 7_200, deleteAfterSeconds: 600 },
};

/** Jobs that are sent at once. */
const insertedAtOnce = 500;

interface JobsParts {
  database: JobsDatabase;
  /** The number of this process. */
  process: number;
  log: Logger;
}

/**
 * The jobs of a cluster, which are pg-boss's: what a schedule wants, and looks at sources. Each is done by one process at a
 * time. If that process dies, or freezes, another one does it again, so every job has to bear that. No post waits for one.
 */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #parts: JobsParts;
  readonly #workers: JobWorker[] = [];

  /** Makes the tables of pg-boss, or brings them up to date. Processes do that one after the other. */
  static async open(parts: JobsParts): Promise<Jobs> {
    const boss = new PgBoss({
      db: parts.database,
      schema: parts.database.schema,
      createSchema: false,
      superviseIntervalSeconds: superviseSeconds,
      monitorIntervalSeconds: superviseSeconds,
      maintenanceIntervalSeconds: maintenanceSeconds,
      // Its own schedules know whole minutes only, and read weekdays differently: see decision 37.
      schedule: false,
      // No job waits for another one.
      flowIntervalSeconds: daySeconds,
      registerInstance: false,
      openTelemetry: { enabled: false },
    });
    const { log } = parts;
    // A server that is away is told of by those who ask it for work.
    boss.on('error', (error) => log.debug({ error }, 'pg-boss could not do something now'));
    boss.on('warning', ({ message }) => log.debug({ reason: message }, 'pg-boss warns'));
    await boss.start();
    for (const [name, queue] of Object.entries(queues))
      await boss.createQueue(name, { ...queue, policy: 'stately' });
    return new Jobs(boss, parts);
  }

  private constructor(boss: PgBoss, parts: JobsParts) {
    this.#boss = boss;
    this.#parts = parts;
  }

  /** Plans these jobs. Where one with the same key waits already, that one stays as it is. */
  async plan(queue: QueueName, jobs: readonly PlannedJob[]): Promise<void> {
    for (let at = 0; at < jobs.length; at += insertedAtOnce)
      await this.#boss.insert(queue, jobs.slice(at, at + insertedAtOnce).map(rowOf));
  }

  /** Has a job done now. If it is being done, it is done once more after that. */
  async hasten(queue: QueueName, job: PlannedJob): Promise<void> {
    const { updated } = await this.#boss.update(queue, undefined, { singletonKey: job.key, startAfter: 0 });
    if (updated === 0) await this.plan(queue, [{ ...job, afterMs: 0 }]);
  }

  /** From now on this process does the jobs of a queue, as far as `work` allows it. */
  serve(queue: QueueName, work: JobWork): void {
    const { database, log, process } = this.#parts;
    const mark = (ids: readonly string[]) =>
      database.executeSql(
        `update ${database.schema}.job set data = coalesce(data, '{}') || jsonb_build_object('process', $3::int)
         where name = $1 and id = any($2::uuid[])`,
        [queue, ids, process],
      );
    const plan = (jobs: readonly PlannedJob[]) => this.plan(queue, jobs);
    this.#workers.push(JobWorker.start({ boss: this.#boss, database, queue, mark, plan, work, log }));
  }

  /** Hands on what is under way, and lets go of the database. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.#boss.stop({ graceful: false, close: false }).catch(() => undefined);
    await this.#parts.database.close();
  }
}

function rowOf({ afterMs, group, key, memory, name }: PlannedJob): JobInsert {
  const when = { singletonKey: key, startAfter: Math.max(0, afterMs) / 1_000 };
  return { data: { ...memory, key, name }, ...when, ...(group === undefined ? {} : { group }) };
}
