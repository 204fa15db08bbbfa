import type { Dialect } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { WordIndex } from '../articles/word-index.ts';

/** Another process has the lock; or another database stands in the place of the one that was locked. */
export type LockLoss = 'taken' | 'replaced';

/** What differs between the two engines. Everything else in the store is one code for both. */
export interface Backend {
  readonly dialect: Dialect;
  readonly migrations: Record<string, Migration>;
  /** Whether the moments of articles are text, or a type of the database's own. */
  readonly comparesMomentsAsText: boolean;
  /** Whether others can lock single rows for as long as they like. */
  readonly hasRowLocks: boolean;
  readonly words: WordIndex;
  /**
   * Calls `onCommit` soon after another connection committed a change of the articles; it may call too often,
   * and may miss one (the schedule is the backstop). Returns what stops it.
   */
  readonly watch: (onCommit: () => void, onTrouble: (error: unknown) => void) => Promise<() => Promise<void>>;
  /**
   * Takes the lock that only one running khabarshy may hold, or returns null. It dies with the process; where it
   * is lost before, and cannot be had again, `onLost` is called.
   */
  readonly lock: (onLost: (loss: LockLoss) => void) => Promise<(() => Promise<void>) | null>;
  /** Where it is noted how far the ledger had come, outside of the database. */
  readonly markFile: string;
  /** Whether every query waits for the one before it. */
  readonly hasOneConnection: boolean;
  /** Whether an error only says that somebody else holds the lock for now. */
  readonly isBusy: (error: unknown) => boolean;
  /** Whether an error says that a value breaks a rule of the tables. */
  readonly isRuleBroken: (error: unknown) => boolean;
  /** Writes a consistent copy of the whole database to a new file; rejects when it is told to stop. */
  readonly backup: (file: string, stopping?: AbortSignal) => Promise<void>;
  /** What is free on the disk of the database, bytes; null: it is not on a disk of ours. */
  readonly freeBytes: () => Promise<number | null>;
  /** Quick look at whether the database is whole; throws DATABASE_UNUSABLE with what is wrong. */
  readonly check: () => Promise<void>;
}
