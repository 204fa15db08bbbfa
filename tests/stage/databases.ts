import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { describe, inject, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import type { PostgresServer } from './postgres-server.ts';
import { makeFolder } from './folder.ts';

type Row = Record<string, unknown>;

/** A connection of the newsroom's own program: plain SQL, none of our code. `?` stands for a parameter. */
export interface Newsroom {
  run(sql: string, parameters?: readonly unknown[]): Promise<void>;
  rows(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface Engine {
  readonly name: 'SQLite' | 'Postgres';
  /** A database without tables, for this test only. */
  createDatabase(): Promise<string>;
  connect(url: string): Promise<Newsroom>;
}

/** An open store on a fresh database, and the newsroom's connection to the same. */
export interface Stage {
  url: string;
  store: Store;
  newsroom: Newsroom;
}

const sqlite: Engine = {
  name: 'SQLite',
  createDatabase() {
    return Promise.resolve(`sqlite:${join(makeFolder(), 'news.db')}`);
  },
  connect(url) {
    const database = new SqliteDatabase(url.slice('sqlite:'.length), { timeout: 5_000 });
    return Promise.resolve({
      run: async (sql, parameters = []) => void database.prepare(sql).run(...parameters),
      rows: async (sql, parameters = []) => database.prepare(sql).all(...parameters) as Row[], // columns by name
      close: async () => void database.close(),
    });
  },
};

/** The driver gives a bigint as text, unless it is told otherwise. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number;
  return pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown; // pg types it as any
}

/** Ends what a test may have left open, and takes everything out. */
const emptying = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid();
  drop schema public cascade;
  create schema public`;

function postgres(server: string): Engine {
  // To empty a database is several times quicker than to make one; all go with the server.
  const known = new Set<string>();
  const emptied: string[] = [];
  const administrate = async (database: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: `${server}/${database}` });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return {
    name: 'Postgres',
    async createDatabase() {
      const name = emptied.pop() ?? `test_${randomBytes(8).toString('hex')}`;
      if (!known.has(name)) await administrate('postgres', `create database ${name} strategy file_copy`);
      known.add(name);
      onTestFinished(async () => {
        await administrate('postgres', `alter database ${name} reset all`);
        await administrate(name, emptying);
        emptied.push(name);
      });
      return `${server}/${name}`;
    },
    async connect(url) {
      const client = new pg.Client({ connectionString: url, types: { getTypeParser } });
      client.on('error', () => undefined);
      await client.connect();
      const ask = (sql: string, parameters: readonly unknown[] = []) => {
        let number = 0;
        return client.query<Row>(
          sql.replaceAll('?', () => `$${(number += 1)}`),
          [...parameters],
        );
      };
      return {
        run: async (sql, parameters) => void (await ask(sql, parameters)),
        rows: async (sql, parameters) => (await ask(sql, parameters)).rows,
        close: () => client.end(),
      };
    },
  };
}

/** Runs the tests on each engine; where Postgres could not be started they are skipped, with the reason. */
export function forEachEngine(define: (engine: Engine) => void): void {
  describe('on SQLite', () => {
    define(sqlite);
  });
  const server: PostgresServer = inject('postgres');
  const missing = 'missing' in server ? server.missing : null;
  describe.skipIf(missing !== null)(`on Postgres${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
    define(postgres('server' in server ? server.server : ''));
  });
}

/** Opens a store on a fresh database, and closes it when the test ends. */
export async function openStage(engine: Engine): Promise<Stage> {
  const url = await engine.createDatabase();
  const store = await openStore(url);
  onTestFinished(() => store.close());
  const newsroom = await engine.connect(url);
  onTestFinished(() => newsroom.close());
  return { url, store, newsroom };
}
