import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { KhabarshyError } from '../../news/errors.ts';
import { refuseSecondName } from './sqlite-place.ts';

/** Longer than a healthy writer holds the lock. Short, because our own process is blocked meanwhile. */
const busyTimeoutMs = 2_000;

/**
 * The mode of a new database, minus the umask. Drafts and the names of editors are nobody else's business; a program of
 * another user gets access through the group. SQLite gives the files beside a database the same mode.
 */
const databaseMode = 0o660;

/** A backup is for its owner only: it leaves the folder whose group was chosen with care. */
const backupMode = 0o600;

/** Limit of the write-ahead log that stays on the disk, bytes: a burst or an upgrade may have made it far larger. */
const longestLog = 4 * 1024 * 1024;

/** Node's own way never ends where a folder is there and none can be made in it, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it.
    if (!existsSync(folder)) throw error;
  }
}

/** @throws KhabarshyError DATABASE_UNUSABLE, or DATABASE_UNSAFE */
export function openFile(file: string): SqliteDatabase.Database {
  try {
    makeFolder(dirname(file));
    if (existsSync(file)) refuseUnsafe(realpathSync(file));
    makeFile(file, databaseMode);
    const database = new SqliteDatabase(file, { timeout: busyTimeoutMs });
    // A read-only file can be opened, and would fail at the first write.
    accessSync(file, constants.W_OK);
    database.pragma('journal_mode = WAL');
    // FULL, not WAL's usual NORMAL: after a power loss the ledger must still know what was sent.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // Kilobytes, negative by SQLite's convention. We use few pages; the system caches the rest.
    database.pragma('cache_size = -4000');
    database.pragma(`journal_size_limit = ${longestLog}`);
    return database;
  } catch (error) {
    throw error instanceof KhabarshyError ? error : unusable(file, error);
  }
}

/** Makes an empty file, which SQLite takes for a new database. One that exists keeps the mode that its owner gave it. */
function makeFile(file: string, mode: number): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'a', mode));
  } catch {
    // SQLite cannot open it either, and says why.
  }
}

function refuseUnsafe(file: string): void {
  refuseSecondName(file);
  if (hasForeignLog(file)) throw foreignLog(file);
}

/**
 * A backup says in its header that it has no write-ahead log. If there is one, somebody put the backup in the place of
 * another database without removing that one's log, and SQLite would replay its last changes over the backup.
 * Source: https://www.sqlite.org/fileformat2.html, "File format version numbers".
 */
function hasForeignLog(file: string): boolean {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size === 0) return false;
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

/** SQLite's usual step of a copy. After each step everything else gets its turn. */
const pagesAtOnce = 100;

/**
 * Copies within one read transaction. Otherwise SQLite restarts the copy whenever somebody else commits, and with a large
 * store and a busy newsroom it would never end.
 * Source: https://www.sqlite.org/backup.html, "File and Database Connection Locking".
 * The copy is marked as a backup, because there may be later posts that it does not know.
 */
export async function backUp(file: string, target: string, stopping?: AbortSignal): Promise<void> {
  const source = new SqliteDatabase(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    source.exec('begin; select 1 from facts');
    makeFile(target, backupMode);
    await source.backup(target, {
      progress: () => {
        stopping?.throwIfAborted();
        return pagesAtOnce;
      },
    });
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

/**
 * An exclusive lock on a file of its own, which the operating system frees however the process dies. On a read-only file,
 * SQLite treats `begin exclusive` as a read lock, and grants it to everybody.
 */
export function lockFile(file: string): (() => Promise<void>) | null {
  let database: SqliteDatabase.Database | null = null;
  try {
    makeFile(file, databaseMode);
    database = new SqliteDatabase(file, { timeout: 0 });
    database.exec('begin exclusive');
    accessSync(file, constants.W_OK);
  } catch (error) {
    database?.close();
    if (isBusy(error)) return null;
    throw unusable(file, error);
  }
  return () => Promise.resolve(void database.close());
}

/**
 * Checks table by table. A check of the whole file would also read the search index, which takes ten times as long as
 * everything else, and which can be rebuilt.
 *
 * A row that breaks a constraint is not damage. Another program may have written it with an SQLite that understands the
 * constraint differently, or with the checks switched off. One such row must not block all the others.
 */
export function checkFile(database: SqliteDatabase.Database, file: string): void {
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

export function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function unusable(file: string, error: unknown): KhabarshyError {
  const why = error instanceof Error ? error.message : String(error);
  const damaged = /malformed|not a database|corrupt/i.test(why) || why.startsWith('***');
  const message = `Cannot use the database ${file}: ${why}. ${adviceAgainst(error, damaged)}`;
  return new KhabarshyError('DATABASE_UNUSABLE', message, { cause: error });
}

function adviceAgainst(error: unknown, damaged: boolean): string {
  if (error instanceof Error && /not a database/i.test(error.message))
    return 'Check DATABASE_URL: perhaps it names another file. If it is the database, the file is damaged: stop every program that uses it, and put a backup in its place.';
  if (damaged) return 'The file is damaged: stop every program that uses it, and put a backup in its place.';
  if (isBusy(error))
    return 'Another program holds its lock: wait until it has finished, or stop it, and start again.';
  return 'Check that the folder exists, that the disk has free space, and that this user may write there.';
}
