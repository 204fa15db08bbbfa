import { chownSync, statSync } from 'node:fs';
import type { LockLoss } from './backend.ts';
import { lockFile } from './sqlite-file.ts';

/** How often we look whether the files are still those that we opened. */
const lookMs = 500;

/**
 * Holds the lock of a database for this process, as long as the database and the file of the lock are those that
 * others find under their names. A database that was exchanged under us would go on for us alone: we would not
 * hear of what the newsroom writes to the other one. A file of the lock that somebody tidied away is locked anew.
 * @returns what lets go of it; null: another process holds it.
 */
export function lockDatabase(file: string, onLost: (loss: LockLoss) => void): (() => Promise<void>) | null {
  const lock = `${file}.lock`;
  let release = lockFile(lock);
  if (release === null) return null;
  giveToOwnerOf(file, lock);
  const isReplaced = watchName(file);
  let isLockReplaced = watchName(lock);
  const look = (): LockLoss | null => {
    if (isReplaced()) return 'replaced';
    if (!isLockReplaced()) return null;
    const next = lockAnew(lock);
    if (next === 'later') return null;
    if (next === null) return 'taken';
    void release?.();
    release = next;
    isLockReplaced = watchName(lock);
    return null;
  };
  const timer = setInterval(() => {
    const loss = look();
    if (loss === null) return;
    clearInterval(timer);
    onLost(loss);
  }, lookMs);
  return async () => {
    clearInterval(timer);
    await release?.();
  };
}

/** `later`: nobody can make the file now, a full disk for one, and so nobody else can have locked it. */
function lockAnew(lock: string): ReturnType<typeof lockFile> | 'later' {
  try {
    return lockFile(lock);
  } catch {
    return 'later';
  }
}

/**
 * `sudo npx khabarshy status` is often the first to take the lock. Its file must not stay root's own, or the program
 * could not take it under its own user; SQLite does the same with the files that it makes beside a database.
 */
function giveToOwnerOf(file: string, lock: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(file);
  chownSync(lock, uid, gid);
}

/**
 * Tells whether another file, or none, has come to stand under a name, and has stood there for two looks: some
 * network file systems number their files anew now and then.
 */
function watchName(name: string): () => boolean {
  const first = fileUnder(name);
  let last = first;
  return () => {
    const current = fileUnder(name);
    const isOther = current !== first && current === last;
    last = current;
    return isOther;
  };
}

/** Which file it is; null: there is none, or we cannot see it. */
function fileUnder(name: string): string | null {
  try {
    const { dev, ino } = statSync(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
