import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, PostgresDialect, type DatabaseConnection } from 'kysely';
import pg from 'pg';
import { KhabarshyError } from '../../news/errors.ts';
import type { Backend, LockLoss } from './backend.ts';
import { articlesOnPostgres } from '../migrations/0001-articles.ts';
import { ledgerOnPostgres } from '../migrations/0002-ledger.ts';
import { deskOnPostgres } from '../migrations/0003-desk.ts';
import { postgresWordIndex } from '../articles/word-index.ts';
import { hoursOnPostgres } from '../migrations/0004-hours.ts';
import { wordsOnPostgres } from '../migrations/0005-words.ts';
import { readingBackOnPostgres } from '../migrations/0006-reading-back.ts';
import { siteDescriptionsOnPostgres } from '../migrations/0007-site-descriptions.ts';
import { forbiddenKindsOnPostgres } from '../migrations/0011-forbidden-kinds.ts';
import { seenOnPostgres } from '../migrations/0008-seen.ts';
import { lanesOnPostgres } from '../migrations/0009-lanes.ts';
import { chatsOnPostgres } from '../migrations/0010-chats.ts';

/** "khab" in ASCII: the advisory lock that a running khabarshy holds. */
const runLock = 0x6b686162;
const connectTimeoutMs = 5_000;
const reconnectMs = 2_000;
/** Short, because without the lock another khabarshy may start. */
const regainMs = 250;

/** After this many refusals in a row we assume that another khabarshy has the lock. */
const regainTries = 4;

/** Not `new Date`, which does not understand offsets with seconds. Old moments have them in most time zones. */
const toMoment: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

/** Makes rows look like those of SQLite: numbers, ISO moments, JSON as text. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => toMoment(text).toISOString();
    if (oid === pg.types.builtins.JSONB) return (text: string) => text;
    return pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown; // pg types it as any
  },
};

/**
 * Opens a Postgres database. The connection itself is made with the first query.
 * @throws KhabarshyError DATABASE_UNUSABLE when the address cannot be understood.
 */
export function openPostgres(url: string): Backend {
  // The driver's own error would contain the whole address, with the password.
  if (!URL.canParse(url, 'postgres://localhost')) refuse('its address cannot be understood');
  const settings = {
    connectionString: url,
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...settings, max: 10 });
  // The pool replaces an idle connection that breaks. Without a listener its error would end the process.
  pool.on('error', () => undefined);
  // The pool listens only to idle connections. For one that breaks in use, between two queries, we have to listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    dialect: new PostgresDialect({ pool, onCreateConnection: settle }),
    migrations: {
      '0001-articles': articlesOnPostgres,
      '0002-ledger': ledgerOnPostgres,
      '0003-desk': deskOnPostgres,
      '0004-hours': hoursOnPostgres,
      '0005-words': wordsOnPostgres,
      '0006-reading-back': readingBackOnPostgres,
      '0007-site-descriptions': siteDescriptionsOnPostgres,
      '0008-seen': seenOnPostgres,
      '0009-lanes': lanesOnPostgres,
      '0010-chats': chatsOnPostgres,
      '0011-forbidden-kinds': forbiddenKindsOnPostgres,
    },
    words: postgresWordIndex,
    comparesMomentsAsText: false,
    hasRowLocks: true,
    hasOneConnection: false,
    markPlace: { folder: 'data', oldFile: oldMarkOf(url) },
    watch: (onCommit, onTrouble) => listen(settings, onCommit, onTrouble),
    lock: (onLost) => lockSession(settings, onLost),
    isBusy: () => false,
    // Class 22 is a value that does not fit its type, 23 a broken constraint.
    isRuleBroken: (error) => error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? ''),
    backup: () =>
      Promise.reject(new KhabarshyError('COMMAND_WRONG', 'A Postgres database is backed up with pg_dump.')),
    // Its disk may be on another machine.
    freeBytes: () => Promise.resolve(null),
    check: async () => void (await pool.query('select 1').catch(refuse)),
  };
}

/**
 * An administrator may have configured a database or a role differently. We could not read dates in another style, and
 * with a stricter isolation, lanes that write at the same time would fail.
 */
async function settle(connection: DatabaseConnection): Promise<void> {
  const settings = `select set_config('datestyle', 'ISO', false),
    set_config('default_transaction_isolation', 'read committed', false), ${withoutLimits}`;
  await connection.executeQuery(CompiledQuery.raw(settings));
}

/**
 * Limits that an administrator set for short requests of a site. They would end an upgrade, a wait for a row that the
 * newsroom is changing, and the sessions that listen and hold the lock.
 */
const withoutLimits = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout', // since Postgres 14
]
  .map(
    (name) =>
      `case when current_setting('${name}', true) is not null then set_config('${name}', '0', false) end`,
  )
  .join(', ');

/** Until 0.2.0 the file was named by the address, and was not found again under another one. */
function oldMarkOf(url: string): string {
  return `data/postgres-${createHash('sha256').update(url).digest('hex').slice(0, 12)}.mark`;
}

type Settings = pg.ClientConfig;

/** LISTENs on a connection of its own. If that breaks, it makes a new one and looks for what it missed. */
async function listen(settings: Settings, onCommit: () => void, onTrouble: (error: unknown) => void) {
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;
  const connect = async (): Promise<void> => {
    const next = new pg.Client(settings);
    let broken = false;
    const again = (error: unknown): void => {
      if (stopped || broken) return;
      broken = true;
      onTrouble(error);
      void next.end().catch(() => undefined);
      retry = setTimeout(() => void connect(), reconnectMs);
    };
    next.on('error', again);
    next.on('end', () => again(new Error('the connection was closed')));
    next.on('notification', onCommit);
    try {
      await next.connect();
      // We were told to stop meanwhile, and an open connection would keep the process running.
      if (stopped) return await next.end();
      await next.query(`select ${withoutLimits}`);
      await next.query('listen khabarshy_articles');
      client = next;
      onCommit();
    } catch (error) {
      again(error);
    }
  };
  await connect();
  return async () => {
    stopped = true;
    if (retry !== null) clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
}

/**
 * Takes the advisory lock of a session, which Postgres frees when the process or its connection dies. If only the
 * connection died, we take the lock again as soon as the server answers. If another khabarshy has it by then, it is lost.
 */
async function lockSession(
  settings: Settings,
  onLost: (loss: LockLoss) => void,
): Promise<(() => Promise<void>) | null> {
  const stopping = new AbortController();
  let holder: pg.Client | null = null;
  const hold = (client: pg.Client): void => {
    holder = client;
    client.once('end', () => void regain());
  };
  const regain = async (): Promise<void> => {
    let refusals = 0;
    while (!stopping.signal.aborted) {
      const client = await takeLock(settings).catch(() => undefined);
      // The server may not have noticed yet that our old session is gone.
      if (client === null) refusals += 1;
      if (refusals === regainTries) return onLost('taken');
      if (client == null) await sleep(regainMs);
      else if (stopping.signal.aborted) await client.end();
      else return hold(client);
    }
  };
  const first = await takeLock(settings).catch(refuse);
  if (first === null) return null;
  hold(first);
  return async () => {
    stopping.abort();
    await holder?.end().catch(() => undefined);
  };
}

/** @returns the connection that holds the lock. null: another one holds it. */
async function takeLock(settings: Settings): Promise<pg.Client | null> {
  const client = new pg.Client(settings);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select ${withoutLimits}`);
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      runLock,
    ]);
    if (rows[0]?.taken === true) return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return null;
}

function refuse(error: unknown): never {
  const why = error instanceof Error && error.message !== '' ? error.message : String(error);
  throw new KhabarshyError(
    'DATABASE_UNUSABLE',
    `Cannot use the Postgres database: ${why}. Check that it runs and that DATABASE_URL is correct.`,
    { cause: error },
  );
}
