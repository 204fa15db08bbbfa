import { chownSync, existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lock, LockLoss } from './backend.ts';
import { lockFile } from './sqlite-file.ts';

/** How often we look whether the files are still those that we opened. */
const lookMs = 500;

/** How often we try for a lock that another process has. */
const waitingMs = 250;

/**
 * Holds the lock of a database for this process, as long as nobody replaces the database or the lock file. If somebody
 * replaced the database, we would go on with the old file and would not see what the newsroom writes into the new one.
 * If somebody deletes the lock file, it is made and locked again.
 * @returns a function that releases the lock. null: another process holds it.
 */
export function lockDatabase(file: string, onLost: (loss: LockLoss) => void): Lock | null {
  const lock = `${file}.lock`;
  let release = lockFile(lock);
  if (release === null) return null;
  giveToOwnerOf(file, lock);
  const isReplaced = watchName(file);
  let isLockReplaced = watchName(lock);
  let isLost = false;
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
    isLost = true;
    onLost(loss);
  }, lookMs);
  const unlock = async () => {
    clearInterval(timer);
    await release?.();
  };
  // A process that hangs keeps it: the system frees a lock when its process ends, and not before.
  return Object.assign(unlock, { isHeld: () => !isLost });
}

/** Resolves when no process has the lock, or when `waiting` is aborted. */
export async function waitUntilFree(file: string, waiting: AbortSignal): Promise<void> {
  while (!waiting.aborted) {
    const unlock = existsSync(file) ? lockDatabase(file, () => undefined) : noLock;
    if (unlock !== null) return unlock();
    await sleep(waitingMs, undefined, { signal: waiting }).catch(() => undefined);
  }
}

/** There is no database yet, so nobody has its lock. */
const noLock = () => Promise.resolve();

/** `later`: the file cannot be made now, for example on a full disk, so nobody else can have locked it either. */
function lockAnew(lock: string): ReturnType<typeof lockFile> | 'later' {
  try {
    return lockFile(lock);
  } catch {
    return 'later';
  }
}

/**
 * `sudo npx khabarshy status` is often the first to take the lock. The file must not belong to root, or the program could
 * not lock it under its own user. SQLite does the same with the files that it makes beside a database.
 */
function giveToOwnerOf(file: string, lock: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(file);
  chownSync(lock, uid, gid);
}

/**
 * Tells whether a name leads to another file, or to none, in two looks in a row. Some network file systems renumber their
 * files from time to time.
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

/** Identifies the file under a name. null: there is none, or we cannot see it. */
function fileUnder(name: string): string | null {
  try {
    const { dev, ino } = statSync(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
