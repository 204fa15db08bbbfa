import { createHash } from 'node:crypto';
import pg from 'pg';
import type { JobsConnection, JobsDatabase, ShownJob } from './backend.ts';
import { createSchema, settingsOf } from './postgres-session.ts';
import type { SessionSettings } from './postgres-lock.ts';

/** Jobs need few connections at once: one asks for work, one says what became of it, one says that it still goes on. */
const mostConnections = 4;

/** Without it a network that swallows everything would hold the jobs up for ever. The longest is to make the tables. */
const answerMs = 20_000;
const connectMs = 3_000;

/** Under which names pg-boss makes its tables: limit of bytes. */
const longestSchema = 50;

/**
 * The schema of pg-boss beside ours. A name of our own schema that would be too long, or that SQL would have to quote,
 * counts by its hash.
 */
export function jobsSchemaOf(schema: string): string {
  if (schema === 'public') return 'khabarshy_jobs';
  const name = `khabarshy_jobs_${schema}`;
  const isPlain = /^[a-z0-9_]+$/.test(schema) && Buffer.byteLength(name) <= longestSchema;
  return isPlain ? name : `khabarshy_jobs_${createHash('md5').update(schema).digest('hex')}`;
}

/** Connections of their own for the jobs of a cluster, and the schema for their tables, which is made if there is none. */
export async function openJobsDatabase(settings: SessionSettings, ours: string): Promise<JobsDatabase> {
  const { schema: _ours, types: _types, ...connection } = settings;
  // The same limits and forms as everywhere. What pg-boss asks names its schema.
  const onConnect = (client: pg.ClientBase) => client.query(settingsOf(null));
  const waits = { connectionTimeoutMillis: connectMs, query_timeout: answerMs };
  // The pool waits for it, which the types of its driver do not say.
  const options = { ...connection, ...waits, max: mostConnections, onConnect };
  const pool = new pg.Pool(options);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const schema = jobsSchemaOf(ours);
  try {
    await createSchema(pool, schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    schema,
    executeSql: (text, values) => pool.query<Record<string, unknown>>(text, values),
    inTurn: (task) => inTurn(pool, schema, task),
    close: () => pool.end(),
  };
}

/** "turn" in ASCII: held while one process begins jobs of which all processes together may do a few at once. */
const turns = 0x7475726e;

async function inTurn<T>(
  pool: pg.Pool,
  schema: string,
  task: (connection: JobsConnection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(${turns}, hashtext($1))`, [schema]);
    const done = await task({ executeSql: (text, values) => client.query(text, values) });
    await client.query('commit');
    return done;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed is closed, and its transaction with it.
    client.release(failure);
  }
}

/** What a person wants to know of jobs: the last run of each, what failed first. */
const lastRuns = (schema: string) => `select queue, key, state, at, error, process, host, pid from (
    select distinct on (job.name, job.singleton_key) job.name as queue,
      coalesce(job.data->>'name', job.singleton_key, '') as key, job.state::text as state,
      (extract(epoch from coalesce(job.completed_on, job.started_on)) * 1000)::float8 as at,
      job.output->>'message' as error,
      processes.id as process, processes.host, processes.pid
    from ${schema}.job left join processes on processes.id::text = job.data->>'process'
    where job.started_on is not null and job.name not like '\\_\\_pgboss%'
    order by job.name, job.singleton_key, coalesce(job.completed_on, job.started_on) desc) as last
  order by state not in ('failed', 'retry'), at desc limit $1`;

/** The last jobs, `most` of them. Without a cluster there are none. */
export async function readLastJobs(pool: pg.Pool, ours: string, most: number): Promise<ShownJob[]> {
  const schema = jobsSchemaOf(ours);
  const found = await pool.query(`select to_regclass($1) is not null as there`, [`${schema}.job`]);
  if (found.rows[0]?.there !== true) return [];
  const { rows } = await pool.query<ShownJob>(lastRuns(schema), [most]);
  return rows;
}
