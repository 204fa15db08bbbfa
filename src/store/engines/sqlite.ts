import { realpathSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteDialect,
  SqliteQueryCompiler,
  type DialectAdapter,
  type QueryCompiler,
} from 'kysely';
import type { Backend } from './backend.ts';
import { sqliteMigrations } from '../migrations/names.ts';
import { backUp, checkFile, isBusy, openFile } from './sqlite-file.ts';
import { Blank } from './prepared.ts';
import { lockDatabase } from './sqlite-lock.ts';
import { watchCommits } from './sqlite-watch.ts';
import { sqliteWordIndex } from '../articles/word-index.ts';

/** SQLite can roll back DDL. Without this, kysely would leave a failed migration half applied. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Hides the values of prepared queries from SQLite's planner, with a plus sign that changes no value. Otherwise it would
 * plan them anew at each run, see `Prepared`; their plans are right for all values.
 * Source: https://www.sqlite.org/c3ref/prepare.html, on the sqlite3_prepare_v3 interfaces and bound parameters.
 */
class SteadyQueryCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (value instanceof Blank) this.append('+');
    super.appendValue(value);
  }
}

class OurSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }

  override createQueryCompiler(): QueryCompiler {
    return new SteadyQueryCompiler();
  }
}

/**
 * Opens an SQLite database file. Creates the file and its folder if they are missing.
 * @throws KhabarshyError DATABASE_UNUSABLE when it is not a database, is damaged, or cannot be reached.
 */
export function openSqlite(named: string): Backend {
  const database = openFile(named);
  // Files beside it, such as the lock, have to be the same for everybody, also through a link.
  const file = realpathSync(named);
  return {
    dialect: new OurSqliteDialect({ database: cachingDatabase(database) }),
    migrations: {
      names: sqliteMigrations,
      load: async () => (await import('../migrations/on-sqlite.ts')).migrationsOnSqlite,
    },
    alone: null,
    commitLazily: (db, task) =>
      // Nobody else has the connection meanwhile. Within a transaction the setting could not be changed.
      db.connection().execute(async (connection) => {
        database.pragma('synchronous = NORMAL');
        try {
          return await connection.transaction().execute(task);
        } finally {
          database.pragma('synchronous = FULL');
        }
      }),
    words: sqliteWordIndex,
    comparesMomentsAsText: true,
    keepsForeignTypes: true,
    hasRowLocks: false,
    hasUpdatesInWith: false,
    hasOneConnection: true,
    markPlace: { folder: dirname(file), oldFile: `${file}.mark` },
    watch: (onCommit) => Promise.resolve(watchCommits(database, file, onCommit)),
    joinCluster: null,
    jobs: null,
    living: null,
    lock: async (onLost) => lockDatabase(file, onLost),
    // The name of the file was looked at when it was opened.
    checkSessions: () => Promise.resolve(),
    isBusy,
    isRuleBroken: (error) =>
      error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'),
    backup: (target, stopping) => backUp(file, target, stopping),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dirname(file));
      return bavail * bsize;
    },
    check: () => Promise.resolve(checkFile(database, file)),
    schema: () => Promise.resolve(null),
  };
}

/**
 * Kysely prepares each query again. We prepare each of our few dozen texts once. Kysely also begins a transaction with a
 * plain `begin`, which takes the write lock at the first write, and fails at once (SQLITE_BUSY_SNAPSHOT) if somebody
 * committed in between, whatever the busy timeout is.
 * Source: https://www.sqlite.org/lang_transaction.html, "read transactions versus write transactions".
 */
function cachingDatabase(database: SqliteDatabase.Database) {
  const statements = new Map<string, SqliteDatabase.Statement>();
  const cacheSize = 300;
  return {
    close: () => void database.close(),
    prepare(query: string) {
      const text = query === 'begin' ? 'begin immediate' : query;
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = database.prepare(text);
      // Lists of any length may still come: we forget all statements from time to time, rather than grow for ever.
      if (statements.size >= cacheSize) statements.clear();
      statements.set(text, statement);
      return statement;
    },
  };
}
