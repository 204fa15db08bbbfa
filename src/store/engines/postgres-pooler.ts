import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { KhabarshyError } from '../../news/errors.ts';
import { connectSettled } from './postgres-session.ts';

/** How long a notification may take, milliseconds; the second time we wait longer, because a server may be busy. */
const noticeMs = [1_000, 3_000];

/** The timeout of each question. A pooler with few connections lets us wait for one. */
const answerMs = 3_000;

type Settings = pg.ClientConfig & { schema: string | null };

/**
 * A transaction pooler gives each transaction another connection of the server. There the lock would belong to a
 * connection that somebody else uses next, so two programs would have it, and nobody would hear of new articles.
 * @throws KhabarshyError DATABASE_UNSAFE
 */
export async function refusePooler(settings: Settings): Promise<void> {
  const clients = [newClient(settings), newClient(settings)] as const;
  try {
    for (const client of clients) await connectSettled(client, settings.schema);
    if (await isPooled(...clients)) throw pooled();
  } finally {
    for (const client of clients) void client.end().catch(() => undefined);
  }
}

function newClient(settings: Settings): pg.Client {
  const client = new pg.Client({ ...settings, query_timeout: answerMs });
  client.on('error', () => undefined);
  return client;
}

async function isPooled(one: pg.Client, other: pg.Client): Promise<boolean> {
  return (await hasOthersProcess(one, other)) || !(await hears(one, other));
}

/** Whether the process behind a connection changes while another one has a transaction. */
async function hasOthersProcess(one: pg.Client, other: pg.Client): Promise<boolean> {
  try {
    const before = [await processOf(one), await processOf(other)];
    await other.query('begin');
    const first = await processOf(one);
    await one.query('begin');
    await other.query('commit');
    const second = await processOf(other);
    await one.query('commit');
    return first !== before[0] || second !== before[1];
  } catch (error) {
    if (!(error instanceof Error) || !/timeout/i.test(error.message)) throw error;
    // The server answers the one with the transaction, so it is not slow: a pooler has no connection left for the other.
    return (await processOf(other)) > 0;
  }
}

async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

/** Whether one connection hears what the other one tells, without asking anything meanwhile. */
async function hears(one: pg.Client, other: pg.Client): Promise<boolean> {
  const name = `khabarshy_probe_${randomBytes(6).toString('hex')}`;
  const isHeard = once(one, 'notification').then(() => true);
  await one.query(`listen ${name}`);
  for (const waitMs of noticeMs) {
    await other.query(`notify ${name}`);
    if (await Promise.race([isHeard, after(waitMs)])) return true;
  }
  return false;
}

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}

function pooled(): KhabarshyError {
  const message =
    'DATABASE_URL leads to a transaction pooler (such as pgbouncer with pool_mode = transaction): there a lock does ' +
    'not stay with its connection, so two khabarshy could run at once, and new articles are not told. Connect to ' +
    'Postgres itself, or to a pooler in session mode.';
  return new KhabarshyError('DATABASE_UNSAFE', message);
}
