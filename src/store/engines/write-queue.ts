import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** How small writes reach the database. */
export interface Writes {
  /**
   * Resolves when the write is committed. `isSeries`: it has several statements, and is made whole or not at all.
   */
  run<T>(write: (db: Kysely<Tables>) => Promise<T>, isSeries?: boolean): Promise<T>;
}

/** Writes one by one, for an engine that commits for several connections at once. */
export function directWrites(db: Kysely<Tables>): Writes {
  return { run: (write, isSeries = false) => (isSeries ? db.transaction().execute(write) : write(db)) };
}

interface Waiting {
  write: (db: Kysely<Tables>) => Promise<unknown>;
  isSeries: boolean;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers small writes that come at the same time into one transaction, in their order. On an engine with one connection,
 * each commit waits for the disk and everybody else waits for the commit; like this, twenty lanes that write together wait
 * once. A write has to be correct by itself, because others may come before it.
 */
export class WriteQueue implements Writes {
  readonly #db: Kysely<Tables>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  run<T>(write: (db: Kysely<Tables>) => Promise<T>, isSeries = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // A job returns what its own promise was typed for.
      this.#waiting.push({ write, isSeries, resolve: resolve as (result: unknown) => void, reject });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // Writes from the same turn of the event loop join in.
      await new Promise((resolve) => setImmediate(resolve));
      await commit(this.#db, this.#waiting.splice(0));
    }
    this.#isRunning = false;
  }
}

async function commit(db: Kysely<Tables>, jobs: readonly Waiting[]): Promise<void> {
  if (jobs.length > 1) {
    try {
      const results = await db.transaction().execute(async (tx) => {
        const done: unknown[] = [];
        for (const job of jobs) done.push(await job.write(tx));
        return done;
      });
      for (const [index, job] of jobs.entries()) job.resolve(results[index]);
      return;
    } catch {
      // One of them failed, or the commit. We repeat them one by one, so that each gets its own error.
    }
  }
  for (const { isSeries, reject, resolve, write } of jobs) {
    await (isSeries ? db.transaction().execute(write) : write(db)).then(resolve, reject);
  }
}
