import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { describe, inject, onTestFinished } from 'vitest';
import type { LaneLedger } from '../../src/store/posts/lane-ledger.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { systemClock } from '../../src/time/clock.ts';
import type { PostgresServer } from './postgres-server.ts';
import { makeFolder } from './folder.ts';
import { putMigratedFile } from './migrated-file.ts';

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
  /** The same, but its tables may be there already: for a test that opens it and does not change its schema. */
  createReadyDatabase(): Promise<string>;
  connect(url: string): Promise<Newsroom>;
}

/** An open store on a fresh database, and the newsroom's connection to the same. */
export interface Stage {
  url: string;
  store: Store;
  /** The ledger as the lanes of a bot write it. */
  lanes: LaneLedger;
  newsroom: Newsroom;
}

function newSqliteUrl(): string {
  return `sqlite:${join(makeFolder(), 'news.db')}`;
}

async function readySqliteUrl(): Promise<string> {
  const url = newSqliteUrl();
  await putMigratedFile(url.slice('sqlite:'.length));
  return url;
}

export const sqlite: Engine = {
  name: 'SQLite',
  createDatabase: () => Promise.resolve(newSqliteUrl()),
  createReadyDatabase: readySqliteUrl,
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

/** Ends what a test may have left open. */
const disconnecting = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Takes everything out, also what the jobs of a cluster keep in a schema of their own. */
const emptying = `${disconnecting};
  do $$ declare name text; begin
    for name in select quote_ident(nspname) from pg_namespace
      where nspname not like 'pg\\_%' and nspname <> 'information_schema'
    loop execute 'drop schema ' || name || ' cascade'; end loop;
  end $$;
  create schema public`;

/**
 * Takes the rows out and leaves the tables: several times quicker than to run the migrations again. No trigger and
 * no foreign key looks on.
 */
const clearing = `${disconnecting};
  set session_replication_role = replica;
  do $$ declare name text; begin
    for name in select quote_ident(tablename) from pg_tables
      where schemaname = 'public' and tablename not like '%migration%'
    loop execute 'delete from ' || name; end loop;
  end $$;
  select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public'`;

/** A test may have given its database short limits. */
const withoutLimits = ['statement_timeout', 'lock_timeout'].map((limit) => `-c ${limit}=0`).join(' ');

/** Gives out databases of one server, and takes them back when the test has ended. All go with the server. */
class DatabasePool {
  readonly #server: string;
  readonly #cleaning: string;
  readonly #clean: string[] = [];

  constructor(server: string, cleaning: string) {
    this.#server = server;
    this.#cleaning = cleaning;
  }

  async take(): Promise<string> {
    const name = this.#clean.pop() ?? (await this.#create());
    onTestFinished(async () => {
      await this.#run(name, `alter database ${name} reset all; ${this.#cleaning}`);
      this.#clean.push(name);
    });
    return `${this.#server}/${name}`;
  }

  async #create(): Promise<string> {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await this.#run('postgres', `create database ${name} strategy file_copy`);
    return name;
  }

  async #run(database: string, sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: `${this.#server}/${database}`, options: withoutLimits });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

function postgres(server: string): Engine {
  const empty = new DatabasePool(server, emptying);
  const ready = new DatabasePool(server, clearing);
  return {
    name: 'Postgres',
    createDatabase: () => empty.take(),
    createReadyDatabase: () => ready.take(),
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

/** A Postgres database without tables, for this test only; where there is no Postgres, the test has to be skipped. */
export async function createPostgresDatabase(): Promise<string> {
  const server = inject('postgres');
  if ('missing' in server) throw new Error(server.missing);
  return postgres(server.server).createDatabase();
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

/** Takes the lanes of a bot for this test; with a store that took them before, the same. */
export async function lanesOf(store: Store): Promise<LaneLedger> {
  const known = lanesOfStores.get(store);
  if (known !== undefined) return known;
  const { holder } = await store.lanes.take('main', new Date());
  const lanes = store.lanes.ledgerOf(holder, systemClock);
  lanesOfStores.set(store, lanes);
  return lanes;
}

const lanesOfStores = new WeakMap<Store, LaneLedger>();

/**
 * Opens a store on an empty database, and closes it when the test ends. A test that changes the schema, or what the
 * migrations wrote down, says so: other tests get its database after it.
 */
export async function openStage(engine: Engine, { changesSchema = false } = {}): Promise<Stage> {
  const url = await (changesSchema ? engine.createDatabase() : engine.createReadyDatabase());
  const store = await openStore(url);
  onTestFinished(() => store.close());
  const newsroom = await engine.connect(url);
  onTestFinished(() => newsroom.close());
  return { url, store, lanes: await lanesOf(store), newsroom };
}
