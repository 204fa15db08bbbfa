import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { setup, type PostgresServer } from '../stage/postgres-server.ts';

/** Starts a Postgres of our own with an empty database. `stop` removes both. */
export async function startPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const provided: PostgresServer[] = [];
  // Of vitest's project the set-up uses this and nothing else.
  const project = { provide: (_name: string, value: PostgresServer) => void provided.push(value) };
  const stop = await setup(project as unknown as TestProject);
  const [postgres] = provided;
  if (postgres === undefined || 'missing' in postgres) {
    await stop();
    throw new Error(`there is no Postgres: ${postgres?.missing ?? 'it did not start'}`);
  }
  const client = new pg.Client({ connectionString: `${postgres.server}/postgres` });
  await client.connect();
  await client.query('create database storm');
  await client.end();
  return { url: `${postgres.server}/storm`, stop };
}
