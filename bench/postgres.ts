import pg from 'pg';
import { startServer } from '../tests/stage/postgres-server.ts';

/** A Postgres of our own with an empty database. Commits reach the disk, as they do at a newsroom's. */
export async function openPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { server, stop } = await startServer([]);
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query('create database bench');
  await client.end();
  return { url: `${server}/bench`, stop };
}
