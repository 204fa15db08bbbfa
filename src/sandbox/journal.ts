import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Change, State } from './state.ts';

const newline = 0x0a;
/** Changes are gathered to this many characters before they are written during compaction. */
const batchCharacters = 1_000_000;

/** Another sandbox writes this journal. */
export class JournalInUse extends Error {}

/**
 * An append-only file of changes, one JSON a line. Each is written before it counts, so a killed process loses
 * nothing that was accepted; a line torn by the kill is ignored. Opening it writes the file anew, shortened.
 */
export class Journal {
  readonly #fd: number;
  readonly #lock: DatabaseSync;
  #isClosed = false;

  /** @throws JournalInUse before anything is touched */
  constructor(file: string, state: State, isFresh = false) {
    mkdirSync(dirname(file), { recursive: true });
    this.#lock = lock(file);
    try {
      if (!isFresh && existsSync(file)) replay(file, state);
      compact(file, state);
      this.#fd = openSync(file, 'a');
    } catch (error) {
      this.#lock.close();
      throw error;
    }
  }

  append(change: Change): void {
    if (this.#isClosed) throw new Error('the journal is closed');
    const bytes = Buffer.from(`${JSON.stringify(change)}\n`);
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
    this.#lock.close();
  }
}

/** What SQLite answers when another process holds the lock. Source: sqlite.org/rescode.html (SQLITE_BUSY) */
const busy = 5;

/**
 * Node has no lock that dies with its process but SQLite's. Without one a second sandbox would put its own file in
 * the journal's place, and what the first writes from then on would be gone when it ends.
 */
function lock(file: string): DatabaseSync {
  const database = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === busy;
    throw isBusy ? new JournalInUse(`another sandbox writes ${file}`, { cause: error }) : error;
  }
}

function replay(file: string, state: State): void {
  const bytes = readFileSync(file);
  let from = 0;
  for (let line = 1; ; line += 1) {
    const to = bytes.indexOf(newline, from);
    if (to < 0) return;
    state.apply(parseLine(bytes.toString('utf8', from, to), `${file}:${line}`));
    from = to + 1;
  }
}

function parseLine(line: string, place: string): Change {
  try {
    return JSON.parse(line) as Change; // written by `append` alone
  } catch (error) {
    throw new Error(`${place} is damaged; delete the file to begin anew`, { cause: error });
  }
}

/** Into a new file that takes the old one's place at once: a kill here leaves one of the two whole. */
function compact(file: string, state: State): void {
  const fd = openSync(`${file}.new`, 'w');
  let batch = '';
  for (const change of state.snapshot()) {
    batch += `${JSON.stringify(change)}\n`;
    if (batch.length < batchCharacters) continue;
    writeSync(fd, batch);
    batch = '';
  }
  writeSync(fd, batch);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${file}.new`, file);
}
