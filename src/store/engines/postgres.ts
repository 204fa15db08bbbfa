import { createHash } from 'node:crypto';
import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { KhabarshyError } from '../../news/errors.ts';
import type { Backend } from './backend.ts';
import { postgresMigrations } from '../migrations/names.ts';
import { PlanningClient } from './postgres-plans.ts';
import { lockSession } from './postgres-lock.ts';
import { refusePooler } from './postgres-pooler.ts';
import { openJobsDatabase, readLastJobs } from './postgres-jobs.ts';
import { PostgresPulse, readLiving } from './postgres-pulse.ts';
import { PostgresSockets } from './postgres-sockets.ts';
import { toldAs } from './postgres-names.ts';
import { connectSettled, createSchema, settingsOf, splitAddress } from './postgres-session.ts';
import { postgresWordIndex } from '../articles/word-index.ts';

const connectTimeoutMs = 5_000;
const reconnectMs = 2_000;
/** Not `new Date`, which does not understand offsets with seconds. Old moments have them in most time zones. */
const toMoment: (text: string) => unknown = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

/** What is no moment to JavaScript (`infinity`, the year 290000) stays as it is: its row must not spoil a whole query. */
function toIsoText(text: string): string {
  const moment = toMoment(text);
  return moment instanceof Date && !Number.isNaN(moment.getTime()) ? moment.toISOString() : text;
}

/** Makes rows look like those of SQLite: numbers, ISO moments, JSON as text. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return toIsoText;
    if (oid === pg.types.builtins.JSONB) return (text: string) => text;
    return pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown; // pg types it as any
  },
};

/** @throws KhabarshyError DATABASE_UNUSABLE when the address cannot be understood. */
function settingsFor(url: string) {
  // The driver's own error would contain the whole address, with the password.
  if (!URL.canParse(url, 'postgres://localhost')) refuse('its address cannot be understood');
  const { address, schema } = splitAddress(url);
  const waits = { connectionTimeoutMillis: connectTimeoutMs, keepAlive: true };
  return { schema, connectionString: address, types, ...waits };
}

/** Resolves when no process has the lock of a database, or when `waiting` is aborted. */
export async function waitUntilFree(url: string, waiting: AbortSignal): Promise<void> {
  await refusePooler(settingsFor(url)).catch(refuse);
  const lock = await lockSession(settingsFor(url), () => undefined, waiting).catch(refuse);
  await lock?.();
}

/**
 * Opens a Postgres database. The connection itself is made with the first query.
 * @throws KhabarshyError DATABASE_UNUSABLE when the address cannot be understood.
 */
export function openPostgres(url: string): Backend {
  const settings = settingsFor(url);
  const { schema } = settings;
  // Kysely's own hook for new connections keeps one for ever that breaks meanwhile, and after ten there are none left.
  const onConnect = (client: pg.ClientBase) => client.query(settingsOf(schema));
  // The pool waits for it, which the types of its driver do not say.
  const sockets = new PostgresSockets();
  const kept = { ...settings, stream: sockets.make };
  const options = { ...kept, max: 10, Client: PlanningClient, onConnect };
  const pool = new pg.Pool(options);
  // The pool replaces an idle connection that breaks. Without a listener its error would end the process.
  pool.on('error', () => undefined);
  // The pool listens only to idle connections. For one that breaks in use, between two queries, we have to listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    dialect: new PostgresDialect({ pool }),
    migrations: {
      names: postgresMigrations,
      load: async () => (await import('../migrations/on-postgres.ts')).migrationsOnPostgres,
    },
    commitLazily: (db, task) =>
      db.transaction().execute(async (tx) => {
        await sql`set local synchronous_commit to off`.execute(tx);
        return task(tx);
      }),
    alone: async (transaction) => void (await aloneInSchema.execute(transaction)),
    words: postgresWordIndex,
    comparesMomentsAsText: false,
    keepsForeignTypes: false,
    hasRowLocks: true,
    hasUpdatesInWith: true,
    hasOneConnection: false,
    markPlace: { folder: 'data', oldFile: oldMarkOf(url) },
    watch: (onCommit, onTrouble) => listen(kept, onCommit, onTrouble),
    joinCluster: (facts, onView, onNotice) =>
      PostgresPulse.join(settings, facts, onView, onNotice, () => sockets.cut()).catch(refuse),
    living: () => readLiving(pool),
    jobs: {
      open: async () => openJobsDatabase(settings, await ownSchema(pool)).catch(refuseJobs),
      last: async (most) => readLastJobs(pool, await ownSchema(pool), most),
    },
    lock: (onLost) => lockSession(settings, onLost, undefined, () => sockets.cut()).catch(refuse),
    checkSessions: () => refusePooler(settings).catch(refuse),
    isBusy: () => false,
    // Class 22 is a value that does not fit its type, 23 a broken constraint.
    isRuleBroken: (error) => error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? ''),
    backup: () =>
      Promise.reject(new KhabarshyError('COMMAND_WRONG', 'A Postgres database is backed up with pg_dump.')),
    // Its disk may be on another machine.
    freeBytes: () => Promise.resolve(null),
    check: async () => {
      if (schema !== null) await createSchema(pool, schema).catch(refuse);
      await pool.query('select 1').catch(refuse);
    },
    schema: async () => schema ?? (await ownSchema(pool).catch(refuse)),
  };
}

/** Any other number than that of `runLock`; each schema has its own lock. */
const aloneInSchema = sql`select pg_advisory_xact_lock(${sql.lit(0x6b686163)}, hashtext(coalesce(current_schema(), 'public')))`;

/** The schema in which the role makes its tables. */
async function ownSchema(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string | null }>('select current_schema() as name');
  return rows[0]?.name ?? 'public';
}

/** Until 0.2.0 the file was named by the address, and was not found again under another one. */
function oldMarkOf(url: string): string {
  return `data/postgres-${createHash('sha256').update(url).digest('hex').slice(0, 12)}.mark`;
}

type Settings = pg.ClientConfig & { schema: string | null };

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
      await connectSettled(next, settings.schema);
      // We were told to stop meanwhile, and an open connection would keep the process running.
      if (stopped) return await next.end();
      const { rows } = await next.query<{ name: string }>(toldAs);
      await next.query(`listen ${rows[0]?.name ?? ''}`);
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

/** Where a role may not make schemas, an administrator does it once. */
function refuseJobs(error: unknown): never {
  if (!(error instanceof pg.DatabaseError && error.code === '42501')) return refuse(error);
  throw new KhabarshyError(
    'DATABASE_UNUSABLE',
    `The jobs of a cluster need a schema of their own, and this role may not make it: ${error.message}. ` +
      'Let an administrator of the database say GRANT CREATE ON DATABASE <database> TO <role>;',
    { cause: error },
  );
}

function refuse(error: unknown): never {
  if (error instanceof KhabarshyError) throw error;
  const why = error instanceof Error && error.message !== '' ? error.message : String(error);
  throw new KhabarshyError(
    'DATABASE_UNUSABLE',
    `Cannot use the Postgres database: ${why}. Check that it runs and that DATABASE_URL is correct.`,
    { cause: error },
  );
}
