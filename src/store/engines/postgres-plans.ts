import pg from 'pg';
import { nameOfPrepared } from './prepared.ts';

/** How Postgres says that a kept plan no longer fits: a newer version gave the tables other columns. */
const planIsOld = '0A000';

/**
 * Postgres plans the first five runs of a named query for their values, and the sixth for any values: that plan is kept.
 * Source: https://www.postgresql.org/docs/current/sql-prepare.html, "Notes".
 */
const plannedRuns = 6;

/**
 * How these runs are planned. Every such query reads a few rows of an index, in its order. Without statistics, in the
 * first minutes of a database and after a backup was restored, Postgres believes that a channel has three posts, and
 * sorts all that it ever had for each post that leaves.
 */
const byIndex = `select set_config('enable_sort', 'off', false), set_config('enable_bitmapscan', 'off', false)`;
const asBefore = `select set_config(name, reset_val, false) from pg_settings
  where name in ('enable_sort', 'enable_bitmapscan')`;

type Query = (...given: unknown[]) => unknown;

/**
 * A connection that keeps the plans of prepared queries. To plan the claim of a post takes Postgres four times as long as
 * to run it.
 */
export class PlanningClient extends pg.Client {
  /** How often each query ran, until its plan is kept. */
  readonly #runs = new Map<string, number>();
  /** Names of plans that no longer fit. */
  readonly #old = new Set<string>();

  constructor(settings?: pg.ClientConfig) {
    super(settings);
    // The driver types a dozen ways to call it. Kysely's is a text with its values, and it waits for a promise.
    const query = this.query.bind(this) as Query;
    this.query = ((...given: unknown[]) => {
      const [text, values] = given;
      const name = typeof text === 'string' && given.length === 2 ? nameOfPrepared(text) : undefined;
      if (name === undefined || this.#old.has(name)) return query(...given);
      return this.#keepPlan(query, { name, text, values });
    }) as typeof this.query;
  }

  async #keepPlan(query: Query, { name, text, values }: { name: string; text: unknown; values: unknown }) {
    const runs = this.#runs.get(name) ?? 0;
    try {
      if (runs >= plannedRuns) return await query({ name, text, values });
      this.#runs.set(name, runs + 1);
      return await planByIndex(query, { name, text, values });
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== planIsOld) throw error;
      this.#old.add(name);
      // In a transaction this fails, too. Whoever began the transaction begins it again.
      return query(text, values);
    }
  }
}

async function planByIndex(query: Query, named: { name: string; text: unknown; values: unknown }) {
  await query(byIndex);
  try {
    return await query(named);
  } finally {
    // If the query failed in a transaction, this does too, and the end of the transaction sets all back.
    await Promise.resolve(query(asBefore)).catch(() => undefined);
  }
}
