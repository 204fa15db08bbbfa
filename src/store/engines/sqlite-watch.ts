import { watch as watchFolder } from 'node:fs';
import { basename, dirname } from 'node:path';
import type SqliteDatabase from 'better-sqlite3';

/** After something changed in the folder, we look for a commit after these delays, milliseconds. */
const glancesMs = [1, 1, 2, 3, 5, 8, 13, 20, 30];

/** If the folder cannot be watched (a network file system), a commit is seen after this time at the latest. */
const backstopMs = 250;

/**
 * `PRAGMA data_version` changes when another connection commits, and costs about a microsecond. We look at it
 * when something changes in the database's folder. The write to the WAL comes before the end of the commit, so each
 * change leads to several looks. Source: https://www.sqlite.org/pragma.html#pragma_data_version
 */
export function watchCommits(database: SqliteDatabase.Database, file: string, onCommit: () => void) {
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
  const lookAgain = (): void => {
    look();
    const delayMs = glancesMs[glances++];
    glance = delayMs === undefined ? null : setTimeout(lookAgain, delayMs);
  };
  const name = basename(file);
  const stir = (changed: string | null): void => {
    if (changed !== null && !changed.startsWith(name)) return;
    // The one that waits may be the last and longest of an earlier change.
    if (glance !== null) clearTimeout(glance);
    glances = 0;
    lookAgain();
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

/** If the folder cannot be watched (too many watches, a network file system), we run without. */
function watchStirs(folder: string, stir: (changed: string | null) => void): () => void {
  try {
    const watcher = watchFolder(folder, { persistent: false }, (_event, changed) => stir(changed));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
