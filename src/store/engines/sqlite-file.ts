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

/** Longer than any healthy writer holds the lock; it blocks our process too, so it is short. */
const busyTimeoutMs = 2_000;

/** @throws KhabarshyError DATABASE_UNUSABLE */
export function openFile(file: string): SqliteDatabase.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file) && hasForeignLog(realpathSync(file))) throw foreignLog(realpathSync(file));
    const database = new SqliteDatabase(file, { timeout: busyTimeoutMs });
    // A file that may only be read opens well, and would fail at the first write.
    accessSync(file, constants.W_OK);
    database.pragma('journal_mode = WAL');
    // FULL, not WAL's usual NORMAL: after a power loss the ledger must still know what was sent.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // Kilobytes, negative by SQLite's convention: what we touch is small, and the rest is the system's to cache.
    database.pragma('cache_size = -4000');
    // Bytes. An upgrade writes the whole ledger anew, and the log would keep that size on the disk.
    database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
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

/** SQLite's usual step of a copy; after each the program sees to everything else. */
const pagesAtOnce = 100;

/**
 * Copied by a connection that goes on reading what it read first: SQLite begins a copy anew whenever somebody else
 * commits, and with a large store and a busy newsroom would never come to its end.
 * Source: https://www.sqlite.org/backup.html, "File and Database Connection Locking".
 * The copy says of itself that it is one: posts may be made after it that it does not know of.
 */
export async function backUp(file: string, target: string, stopping?: AbortSignal): Promise<void> {
  const source = new SqliteDatabase(file, { readonly: true, timeout: busyTimeoutMs });
  try {
    source.exec('begin; select 1 from facts');
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
 * An exclusive lock on a file of its own: the operating system frees it when the process dies, however. On a file
 * that this user may only read, SQLite takes `begin exclusive` for a wish to read, and grants it to everybody.
 */
export function lockFile(file: string): (() => Promise<void>) | null {
  let database: SqliteDatabase.Database | null = null;
  try {
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
 * Table by table, because a check of the whole file also reads through the words of every article anew, which
 * takes ten times as long as all the rest, and those can be made again.
 *
 * A row that breaks a constraint is no damage: another program may have written it with an SQLite that reads the
 * constraint otherwise, or with the checks switched off. One such row must not keep all the others from readers.
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
  if (damaged) return 'The file is damaged: stop every program that uses it, and put a backup in its place.';
  if (isBusy(error))
    return 'Another program holds its lock: let that one finish, or end it, and start again.';
  return 'See that the folder exists, that there is room on the disk, and that this user may write there.';
}
