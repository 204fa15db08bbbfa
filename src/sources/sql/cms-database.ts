import { Worker } from 'node:worker_threads';
import type { SourceFailureCode } from '../../news/errors.ts';
import { scrub } from '../../secrets.ts';
import { prepareQuery, type PreparedQuery } from './query-parameters.ts';

/** The rows of a query, or why there are none. Nothing that a database does is thrown. */
export type QueryOutcome =
  | { kind: 'rows'; rows: readonly unknown[] }
  | { kind: 'failed'; code: SourceFailureCode; reason: string };

/** A connection to a database, which is only read. */
interface Connection {
  run: (since: Date) => Promise<unknown[]>;
  end: () => void;
}

/** How long a query may take, milliseconds. */
const longestMs = 5_000;

/** More rows are not kept in memory. */
const mostRows = 20_000;

/** The database of a CMS, with one query. It is asked by one connection, which is kept between two looks. */
export class CmsDatabase {
  readonly #url: string;
  readonly #query: string;
  #connection: Promise<Connection> | null = null;

  constructor(url: string, query: string) {
    this.#url = url;
    this.#query = query;
  }

  /** Runs the query. `signal` gives it up. */
  async ask(since: Date, signal: AbortSignal): Promise<QueryOutcome> {
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(new TooSlow());
    const timer = setTimeout(giveUp, longestMs);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const rows = await Promise.race([this.#run(since), late.promise]);
      if (rows.length > mostRows)
        return failed('SOURCE_TOO_LARGE', `the query returns more than ${mostRows} rows`);
      return { kind: 'rows', rows };
    } catch (error) {
      this.close();
      return failureOf(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Ends the connection, and a query that goes on. */
  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.then(({ end }) => end()).catch(() => undefined);
  }

  async #run(since: Date): Promise<unknown[]> {
    this.#connection ??= this.#open();
    const { run } = await this.#connection;
    return run(since);
  }

  #open(): Promise<Connection> {
    if (this.#url.startsWith('sqlite:')) {
      const file = this.#url.slice('sqlite:'.length);
      return Promise.resolve(openSqlite(file, prepareQuery(this.#query, '?')));
    }
    return this.#url.startsWith('postgres')
      ? openPostgres(this.#url, prepareQuery(this.#query, '$1'))
      : openMysql(this.#url, prepareQuery(this.#query, '?'));
  }
}

class TooSlow extends Error {}

function failed(code: SourceFailureCode, reason: string): QueryOutcome {
  return { kind: 'failed', code, reason };
}

/** How drivers say that nobody may log in, and that there is no server. */
const forbidden =
  /^(?:28\w{3}|3D000|42501|ER_ACCESS_DENIED\w*|ER_DBACCESS_DENIED\w*|ER_TABLEACCESS_DENIED\w*|SQLITE_READONLY|SQLITE_AUTH)/u;
const unreachable =
  /^(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|PROTOCOL_CONNECTION_LOST|57P0\d|08\w{3}|SQLITE_CANTOPEN)/u;
const slow = /^(?:57014|ER_QUERY_TIMEOUT|ER_STATEMENT_TIMEOUT|ER_QUERY_INTERRUPTED)/u;

function failureOf(error: unknown): QueryOutcome {
  if (error instanceof TooSlow)
    return failed(
      'SOURCE_TOO_SLOW',
      `the query takes longer than ${longestMs / 1000} s; an index may be missing`,
    );
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const reason = scrub(message.replaceAll(/\s+/gu, ' ').slice(0, 300)) || code;
  if (slow.test(code)) return failed('SOURCE_TOO_SLOW', reason);
  if (forbidden.test(code)) return failed('SOURCE_FORBIDDEN', reason);
  if (unreachable.test(code) || /terminated|closed state/iu.test(message))
    return failed('SOURCE_UNREACHABLE', reason);
  return failed('SOURCE_FAILS', reason);
}

async function openPostgres(url: string, { moments, text }: PreparedQuery): Promise<Connection> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    application_name: 'khabarshy',
    connectionTimeoutMillis: longestMs,
    statement_timeout: longestMs,
    options: '-c default_transaction_read_only=on',
    types: { getTypeParser: parserOf(pg.types) },
  });
  const lost = Promise.withResolvers<never>();
  client.on('error', (error) => lost.reject(error));
  lost.promise.catch(() => undefined);
  await client.connect();
  return {
    run: async (since) => {
      const values = moments === 0 ? [] : [since.toISOString()];
      // In this mode the server takes one statement only.
      const query = { text, values, queryMode: 'extended' };
      const { rows } = await Promise.race([client.query<Record<string, unknown>>(query), lost.promise]);
      return rows;
    },
    end: () => void client.end().catch(() => undefined),
  };
}

/** Moments stay text: without a zone they mean that of the newsroom, and not that of this machine. */
function parserOf(types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => unknown }) {
  const [date, timestamp, timestampWithZone] = [1082, 1114, 1184];
  return (oid: number, format?: 'text' | 'binary'): ((text: string) => unknown) => {
    if (oid === date || oid === timestamp) return (text) => text;
    if (oid === timestampWithZone) return (text) => text.replace(' ', 'T').replace(/([+-]\d\d)$/u, '$1:00');
    return types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown; // pg types it as any
  };
}

async function openMysql(url: string, { moments, text }: PreparedQuery): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    uri: url.replace(/^mariadb:/u, 'mysql:'),
    charset: 'utf8mb4',
    // Without it a moment would be read in the zone of this machine.
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: longestMs,
    typeCast: (field, next) => {
      const value: unknown = next();
      // A TIMESTAMP is a moment, and the zone of the session is UTC. A DATETIME has no zone.
      return field.type === 'TIMESTAMP' && typeof value === 'string' ? `${value.replace(' ', 'T')}Z` : value;
    },
  });
  connection.on('error', () => undefined);
  await connection.query("set session transaction read only, time_zone = '+00:00'").catch(async () => {
    await connection.query('set session transaction read only');
    await connection.query("set session time_zone = '+00:00'");
  });
  // MySQL and MariaDB have different names for it; the connection is closed in any case.
  await connection.query(`set session max_execution_time = ${longestMs}`).catch(() => undefined);
  await connection.query(`set session max_statement_time = ${longestMs / 1000}`).catch(() => undefined);
  return {
    run: async (since) => {
      const moment = since.toISOString().replace('T', ' ').replace('Z', '');
      const values = Array.from({ length: moments }, () => moment);
      const [rows] = await connection.query(text, values);
      return Array.isArray(rows) ? rows : [];
    },
    end: () => connection.destroy(),
  };
}

interface Reply {
  rows?: unknown[];
  code?: string;
  message?: string;
}

function openSqlite(file: string, { moments, text }: PreparedQuery): Connection {
  const worker = new Worker(new URL('sqlite-reader.js', import.meta.url));
  worker.unref();
  // One query at a time.
  let asked = Promise.withResolvers<unknown[]>();
  worker.on('message', ({ code = '', message = '', rows }: Reply) => {
    if (rows === undefined) asked.reject(Object.assign(new Error(message), { code }));
    else asked.resolve(rows);
  });
  worker.on('error', (error) => asked.reject(error));
  return {
    run: (since) => {
      asked = Promise.withResolvers<unknown[]>();
      // It may be given up before it fails.
      asked.promise.catch(() => undefined);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
      worker.postMessage({ file, text, values: Array.from({ length: moments }, () => since.toISOString()) });
      return asked.promise;
    },
    end: () => void worker.terminate(),
  };
}
