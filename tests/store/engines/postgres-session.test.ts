import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createSchema } from '../../../src/store/engines/postgres-session.ts';
import { createPostgresDatabase } from '../../stage/databases.ts';

test.runIf('server' in inject('postgres'))(
  'a schema is made once by processes that start at the same time (needs Postgres)',
  async () => {
    const pool = new pg.Pool({ connectionString: await createPostgresDatabase() });
    const other = await pool.connect();
    onTestFinished(async () => {
      await pool.query('drop schema if exists shared_by_two');
      other.release();
      await pool.end();
    });
    await other.query('begin');
    await other.query('create schema shared_by_two');
    // It does not see the schema of the other one, and waits for it.
    const making = createSchema(pool, 'shared_by_two');
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'create schema if not%'
      and datname = current_database()`;
    await expect.poll(async () => (await pool.query(waiting)).rowCount, { timeout: 20_000 }).toBe(1);
    await other.query('commit');
    await expect(making).resolves.toBeUndefined();
  },
);
