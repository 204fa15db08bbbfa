import { createHash } from 'node:crypto';
import { CompiledQuery, PostgresDialect } from 'kysely';
import pg from 'pg';
import { KhabarshyError } from '../../news/errors.ts';
import type { Backend } from './backend.ts';
import { lockSession } from './postgres-lock.ts';
import { refusePooler } from './postgres-pooler.ts';
import { connectSettled, createSchema, settingsOf, splitAddress, toldAs } from './postgres-session.ts';
import { toldSchemaOnPostgres } from '../migrations/0012-told-schema.ts';
import { picturesOnPostgres } from '../migrations/0013-pictures.ts';
import { sourcesOnPostgres } from '../migrations/0014-sources.ts';
import { undatedOnPostgres } from '../migrations/0015-undated.ts';
import { changesOnPostgres } from '../migrations/0016-changes.ts';
import { seenOrderOnPostgres } from '../migrations/0017-seen-order.ts';
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
  const pool = new pg.Pool({ ...settings, max: 10 });
  // The pool replaces an idle connection that breaks. Without a listener its error would end the process.
  pool.on('error', () => undefined);
  // The pool listens only to idle connections. For one that breaks in use, between two queries, we have to listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    dialect: new PostgresDialect({
      pool,
      onCreateConnection: async (connection) => {
        const { text, values } = settingsOf(schema);
        await connection.executeQuery(CompiledQuery.raw(text, values));
      },
    }),
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
      '0012-told-schema': toldSchemaOnPostgres,
      '0013-pictures': picturesOnPostgres,
      '0014-sources': sourcesOnPostgres,
      '0015-undated': undatedOnPostgres,
      '0016-changes': changesOnPostgres,
      '0017-seen-order': seenOrderOnPostgres,
    },
    words: postgresWordIndex,
    comparesMomentsAsText: false,
    keepsForeignTypes: false,
    hasRowLocks: true,
    hasOneConnection: false,
    markPlace: { folder: 'data', oldFile: oldMarkOf(url) },
    watch: (onCommit, onTrouble) => listen(settings, onCommit, onTrouble),
    lock: (onLost) => lockSession(settings, onLost).catch(refuse),
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

function refuse(error: unknown): never {
  if (error instanceof KhabarshyError) throw error;
  const why = error instanceof Error && error.message !== '' ? error.message : String(error);
  throw new KhabarshyError(
    'DATABASE_UNUSABLE',
    `Cannot use the Postgres database: ${why}. Check that it runs and that DATABASE_URL is correct.`,
    { cause: error },
  );
}
