import { realpathSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { SqliteAdapter, SqliteDialect, type DialectAdapter } from 'kysely';
import type { Backend } from './backend.ts';
import { articlesOnSqlite } from '../migrations/0001-articles.ts';
import { ledgerOnSqlite } from '../migrations/0002-ledger.ts';
import { deskOnSqlite } from '../migrations/0003-desk.ts';
import { backUp, checkFile, isBusy, openFile } from './sqlite-file.ts';
import { lockDatabase } from './sqlite-lock.ts';
import { watchCommits } from './sqlite-watch.ts';
import { sqliteWordIndex } from '../articles/word-index.ts';
import { hoursOnSqlite } from '../migrations/0004-hours.ts';
import { wordsOnSqlite } from '../migrations/0005-words.ts';

/** SQLite does roll back DDL; without this kysely would leave a failed migration half applied. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/**
 * Opens an SQLite database file, and creates it and its folder where they are missing.
 * @throws KhabarshyError DATABASE_UNUSABLE when it is no database, damaged, or out of reach.
 */
export function openSqlite(named: string): Backend {
  const database = openFile(named);
  // What stands beside it, such as the lock, has to be one and the same by whichever link one came to it.
  const file = realpathSync(named);
  return {
    dialect: new TransactionalSqliteDialect({ database: cachingDatabase(database) }),
    migrations: {
      '0001-articles': articlesOnSqlite,
      '0002-ledger': ledgerOnSqlite,
      '0003-desk': deskOnSqlite,
      '0004-hours': hoursOnSqlite,
      '0005-words': wordsOnSqlite,
    },
    words: sqliteWordIndex,
    comparesMomentsAsText: true,
    hasRowLocks: false,
    hasOneConnection: true,
    markFile: `${file}.mark`,
    watch: (onCommit) => Promise.resolve(watchCommits(database, file, onCommit)),
    lock: async (onLost) => lockDatabase(file, onLost),
    isBusy,
    isRuleBroken: (error) =>
      error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'),
    backup: (target, stopping) => backUp(file, target, stopping),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dirname(file));
      return bavail * bsize;
    },
    check: () => Promise.resolve(checkFile(database, file)),
  };
}

/**
 * Kysely prepares each query anew; the few dozen texts we use are prepared once here. And it begins a
 * transaction with a plain `begin`, which takes the write lock only at the first write and then fails at once
 * (SQLITE_BUSY_SNAPSHOT) if somebody committed in between, whatever the busy timeout says.
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
      // Whatever lists of any length still come: forget them all now and then rather than grow for ever.
      if (statements.size >= cacheSize) statements.clear();
      statements.set(text, statement);
      return statement;
    },
  };
}
