import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  watch as watchFolder,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { SqliteAdapter, SqliteDialect, type DialectAdapter } from 'kysely';
import { KhabarshyError } from '../news/errors.ts';
import type { Backend } from './backend.ts';
import { articlesOnSqlite } from './migrations/0001-articles.ts';
import { ledgerOnSqlite } from './migrations/0002-ledger.ts';
import { deskOnSqlite } from './migrations/0003-desk.ts';
import { sqliteWordIndex } from './word-index.ts';
import { hoursOnSqlite } from './migrations/0004-hours.ts';

/** Longer than any healthy writer holds the lock; it blocks our process too, so it is short. */
const busyTimeoutMs = 2_000;

/** How soon after a sign of life in the folder we look for a commit, milliseconds. */
const glancesMs = [0, 1, 1, 2, 3, 5, 8, 13, 20, 30];

/** Where the folder cannot be watched (a network file system), this is how late a commit is seen at most. */
const backstopMs = 250;

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
export function openSqlite(file: string): Backend {
  const database = openFile(file);
  return {
    dialect: new TransactionalSqliteDialect({ database: cachingDatabase(database) }),
    migrations: {
      '0001-articles': articlesOnSqlite,
      '0002-ledger': ledgerOnSqlite,
      '0003-desk': deskOnSqlite,
      '0004-hours': hoursOnSqlite,
    },
    words: sqliteWordIndex,
    comparesMomentsAsText: true,
    hasRowLocks: false,
    hasOneConnection: true,
    markFile: `${file}.mark`,
    watch: (onCommit) => Promise.resolve(watchCommits(database, file, onCommit)),
    lock: async () => lockFile(`${file}.lock`),
    isBusy,
    isRuleBroken: (error) =>
      error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'),
    backup: (target) => backUp(file, target),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dirname(file));
      return bavail * bsize;
    },
    check: () => Promise.resolve(checkFile(database, file)),
  };
}

function openFile(file: string): SqliteDatabase.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (hasForeignLog(file)) throw foreignLog(file);
    const database = new SqliteDatabase(file, { timeout: busyTimeoutMs });
    // A file that may only be read opens well, and would fail at the first write.
    accessSync(file, constants.W_OK);
    database.pragma('journal_mode = WAL');
    // FULL, not WAL's usual NORMAL: after a power loss the ledger must still know what was sent.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // Kilobytes, negative by SQLite's convention: what we touch is small, and the rest is the system's to cache.
    database.pragma('cache_size = -4000');
    return database;
  } catch (error) {
    throw error instanceof KhabarshyError ? error : unusable(file, error);
  }
}

/**
 * A backup says in its header that it has no write-ahead log. Where there is one all the same, somebody put the
 * backup in the place of a database that was killed, and SQLite would replay that one's last changes over it.
 * Source: https://www.sqlite.org/fileformat2.html, "File format version numbers".
 */
function hasForeignLog(file: string): boolean {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size === 0 || !existsSync(file)) return false;
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return header[18] === 1;
}

function foreignLog(file: string): KhabarshyError {
  const message =
    `The database ${file} is a copy that was put in the place of another one, and ${file}-wal belongs to that one: ` +
    'it would be written over the copy. Remove it, and the -shm file beside it.';
  return new KhabarshyError('DATABASE_UNUSABLE', message);
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

/**
 * `PRAGMA data_version` changes when another connection commits, and costs about a microsecond. We look at it
 * when something stirs in the database's folder: the write to the WAL is seen before the commit is complete,
 * so one stir leads to several looks. Source: https://www.sqlite.org/pragma.html#pragma_data_version
 */
function watchCommits(database: SqliteDatabase.Database, file: string, onCommit: () => void) {
  const version = database.prepare<[], number>('pragma data_version').pluck();
  let seen = version.get();
  let glance: NodeJS.Timeout | null = null;
  let glances = 0;
  const look = (): void => {
    if (!database.open) return;
    const current = version.get();
    if (current === seen) return;
    seen = current;
    onCommit();
  };
  const lookOnce = (): void => {
    look();
    lookAgain();
  };
  const lookAgain = (): void => {
    const delayMs = glancesMs[glances++];
    glance = delayMs === undefined ? null : setTimeout(lookOnce, delayMs);
  };
  const name = basename(file);
  const stir = (changed: string | null): void => {
    if (changed !== null && !changed.startsWith(name)) return;
    glances = 0;
    if (glance === null) lookAgain();
  };
  const stopStirs = watchStirs(dirname(file), stir);
  const backstop = setInterval(look, backstopMs);
  return () => {
    stopStirs();
    clearInterval(backstop);
    if (glance !== null) clearTimeout(glance);
    return Promise.resolve();
  };
}

/**
 * Copied by a connection that goes on reading what it read first: SQLite begins a copy anew whenever somebody else
 * commits, and with a large store and a busy newsroom would never come to its end.
 * Source: https://www.sqlite.org/backup.html, "File and Database Connection Locking".
 * The copy says of itself that it is one: posts may be made after it that it does not know of.
 */
async function backUp(file: string, target: string): Promise<void> {
  const source = new SqliteDatabase(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    source.exec('begin; select 1 from facts');
    await source.backup(target);
  } finally {
    source.close();
  }
  const copy = new SqliteDatabase(target);
  try {
    const note =
      "insert or replace into facts (key, value) values ('backup_of', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
    copy.exec(note);
    // One file is easier to keep than three.
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** A folder that cannot be watched (too many watches, a network file system) is no reason not to run. */
function watchStirs(folder: string, stir: (changed: string | null) => void): () => void {
  try {
    const watcher = watchFolder(folder, { persistent: false }, (_event, changed) => stir(changed));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}

/** An exclusive lock on a file of its own: the operating system frees it when the process dies, however. */
function lockFile(file: string): (() => Promise<void>) | null {
  let database: SqliteDatabase.Database | null = null;
  try {
    database = new SqliteDatabase(file, { timeout: 0 });
    database.exec('begin exclusive');
  } catch (error) {
    database?.close();
    if (isBusy(error)) return null;
    throw unusable(file, error);
  }
  return () => Promise.resolve(void database.close());
}

/**
 * Table by table, because a check of the whole file also reads through the words of every article anew, which
 * takes ten times as long as all the rest, and those can be made again.
 *
 * A row that breaks a constraint is no damage: another program may have written it with an SQLite that reads the
 * constraint otherwise, or with the checks switched off. One such row must not keep all the others from readers.
 */
function checkFile(database: SqliteDatabase.Database, file: string): void {
  const verdicts: unknown[] = [];
  try {
    database.pragma('ignore_check_constraints = ON');
    const tables = database.prepare(
      "select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow')",
    );
    for (const table of tables.pluck().all()) {
      verdicts.push(
        ...database
          .prepare(`pragma quick_check('${String(table).replaceAll("'", "''")}')`)
          .pluck()
          .all(),
      );
    }
    database.pragma('ignore_check_constraints = OFF');
  } catch (error) {
    throw unusable(file, error);
  }
  const damage = verdicts.map(String).find((verdict) => verdict !== 'ok');
  if (damage !== undefined) throw unusable(file, new Error(damage));
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function unusable(file: string, error: unknown): KhabarshyError {
  const why = error instanceof Error ? error.message : String(error);
  const damaged = /malformed|not a database|corrupt/i.test(why) || why.startsWith('***');
  const message = `Cannot use the database ${file}: ${why}. ${adviceAgainst(error, damaged)}`;
  return new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}

function adviceAgainst(error: unknown, damaged: boolean): string {
  if (damaged) return 'The file is damaged: stop every program that uses it, and put a backup in its place.';
  if (isBusy(error))
    return 'Another program holds its lock: let that one finish, or end it, and start again.';
  return 'See that the folder exists, that there is room on the disk, and that this user may write there.';
}
