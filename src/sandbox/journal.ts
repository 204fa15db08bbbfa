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
/** It holds the bot's token, so other users of this machine may not read it. */
const ownerOnly = 0o600;
/** Compaction writes in batches of about this many characters. */
const batchCharacters = 1_000_000;

/** Thrown when another sandbox uses this journal. */
export class JournalInUse extends Error {}

/**
 * An append-only file of changes, one JSON value a line. A change is written before it takes effect, so a killed
 * process loses nothing that it accepted. A line that a kill left incomplete is ignored. Opening compacts the file.
 */
export class Journal {
  readonly #fd: number;
  readonly #lock: DatabaseSync;
  #isClosed = false;

  /** @throws JournalInUse before anything is changed */
  constructor(file: string, state: State, isFresh = false) {
    mkdirSync(dirname(file), { recursive: true });
    this.#lock = lock(file);
    try {
      if (!isFresh && existsSync(file)) replay(file, state);
      compact(file, state);
      this.#fd = openSync(file, 'a', ownerOnly);
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

/** SQLite's error code when another process holds the lock. Source: sqlite.org/rescode.html (SQLITE_BUSY) */
const busy = 5;

/**
 * Takes a lock that ends with the process; in Node only SQLite offers one. Without it a second sandbox would replace
 * the journal with its own file, and everything that the first one writes afterwards would be lost.
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
    throw new Error(`${place} is damaged; delete the file to start again`, { cause: error });
  }
}

/** Writes a new file and then renames it over the old one, so that a kill always leaves one complete file. */
function compact(file: string, state: State): void {
  const fd = openSync(`${file}.new`, 'w', ownerOnly);
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
