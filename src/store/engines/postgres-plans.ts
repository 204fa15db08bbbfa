import pg from 'pg';
import { nameOfPrepared } from './prepared.ts';

/** How Postgres says that a kept plan no longer fits: a newer version gave the tables other columns. */
const planIsOld = '0A000';

type Query = (...given: unknown[]) => unknown;

/**
 * A connection that keeps the plans of prepared queries. To plan the claim of a post takes Postgres four times as long as
 * to run it.
 */
export class PlanningClient extends pg.Client {
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
    try {
      return await query({ name, text, values });
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== planIsOld) throw error;
      this.#old.add(name);
      // In a transaction this fails, too. Whoever began the transaction begins it again.
      return query(text, values);
    }
  }
}
