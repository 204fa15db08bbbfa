import pg from 'pg';
import { KhabarshyError } from '../../news/errors.ts';

/** An address as the driver takes it, and the schema that it names. null: that of the role's search path. */
export function splitAddress(url: string): { address: string; schema: string | null } {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at === -1 ? '' : url.slice(at));
  const schema = parameters.get('schema');
  if (schema === null) return { address: url, schema };
  if (schema === '' || Buffer.byteLength(schema) > longestName || schema.includes('\0')) {
    const message = `The schema in DATABASE_URL has to be a name of 1 to ${longestName} bytes: ?schema=khabarshy`;
    throw new KhabarshyError('DATABASE_UNUSABLE', message);
  }
  parameters.delete('schema');
  const rest = parameters.toString();
  return { address: url.slice(0, at) + (rest === '' ? '' : `?${rest}`), schema };
}

/** Postgres would cut a longer name, and find something else under it. */
const longestName = 63;

/**
 * The server ends a transaction in which nothing is asked for this long, milliseconds. A process that hangs in the middle
 * of one would keep its rows locked, and a standby that has taken its place would wait for them for ever.
 */
const longestPauseMs = 5_000;

/**
 * Limits that an administrator set for short requests of a site. They would end an upgrade, a wait for a row that the
 * newsroom is changing, and the sessions that listen and hold the lock.
 */
const limits = Object.entries({
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: longestPauseMs,
  idle_session_timeout: 0, // since Postgres 14
  transaction_timeout: 0, // since Postgres 17
})
  .map(
    ([name, ms]) =>
      `case when current_setting('${name}', true) is not null then set_config('${name}', '${ms}', false) end`,
  )
  .join(', ');

/**
 * What is set on each connection, in one query, because the limits may be short. An administrator may have configured
 * the database or the role differently: we could not read dates in another style, and with a stricter isolation, lanes
 * that write at the same time would fail.
 */
export function settingsOf(schema: string | null): { text: string; values: string[] } {
  const text = `select set_config('datestyle', 'ISO', false),
    set_config('default_transaction_isolation', 'read committed', false), ${limits}`;
  if (schema === null) return { text, values: [] };
  return { text: `${text}, set_config('search_path', quote_ident($1), false)`, values: [schema] };
}

/** Connects with these settings. */
export async function connectSettled(client: pg.Client, schema: string | null): Promise<void> {
  await client.connect();
  await client.query(settingsOf(schema));
}

/** Makes the schema if there is none. Without that look, the right to make schemas would be needed each time. */
export async function createSchema(pool: pg.Pool, schema: string): Promise<void> {
  const { rowCount } = await pool.query('select from pg_namespace where nspname = $1', [schema]);
  if (rowCount !== 0) return;
  try {
    await pool.query(`create schema if not exists "${schema.replaceAll('"', '""')}"`);
  } catch (error) {
    // Another process, which started at the same time, has made it since the server looked.
    if (!(error instanceof pg.DatabaseError) || error.code !== isThere) throw error;
  }
}

/** A constraint that keeps names unique. */
const isThere = '23505';

/** Takes the lock of the schema; in `public` it is the one that earlier versions took. */
export const takingLock = lockQuery('pg_try_advisory_lock');

/** The same lock for one of the processes of a cluster, which share it. */
export const sharingLock = lockQuery('pg_try_advisory_lock_shared');

function lockQuery(take: string): string {
  return `select case coalesce(current_schema(), 'public')
  when 'public' then ${take}($1::bigint)
  else ${take}($1::int, hashtext(current_schema())) end as taken`;
}
