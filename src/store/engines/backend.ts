import type { Dialect } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { MarkPlace } from '../records/run-mark.ts';
import type { WordIndex } from '../articles/word-index.ts';

/** `taken`: another process has the lock. `replaced`: another database file is in the place of the locked one. */
export type LockLoss = 'taken' | 'replaced';

/** The lock of a database. To call it gives the lock back. */
export interface Lock {
  (): Promise<void>;
  /** Whether nobody else can have it at this moment. false: it is lost, or we cannot be sure just now. */
  isHeld(): boolean;
}

/** The differences between the two engines. All other code of the store serves both. */
export interface Backend {
  readonly dialect: Dialect;
  readonly migrations: Record<string, Migration>;
  /** Whether the moments of articles are text, or a type of the database's own. */
  readonly comparesMomentsAsText: boolean;
  /** Whether a column may hold what its type does not say, such as bytes in a text. */
  readonly keepsForeignTypes: boolean;
  /** Whether others can lock single rows for as long as they like. */
  readonly hasRowLocks: boolean;
  readonly words: WordIndex;
  /**
   * Calls `onCommit` soon after another connection committed a change of the articles. It may call too often, and it may
   * miss one, which the next poll by schedule finds. Returns a function that stops it.
   */
  readonly watch: (onCommit: () => void, onTrouble: (error: unknown) => void) => Promise<() => Promise<void>>;
  /**
   * Takes the lock that only one running khabarshy may hold, or returns null. The lock ends with the process. If it is
   * lost before that, and cannot be taken again, `onLost` is called.
   */
  readonly lock: (onLost: (loss: LockLoss) => void) => Promise<Lock | null>;
  /** Throws DATABASE_UNSAFE if the lock would not keep another process out. */
  readonly checkSessions: () => Promise<void>;
  /** Where the run mark is kept outside of the database. */
  readonly markPlace: MarkPlace;
  /** Whether every query waits for the one before it. */
  readonly hasOneConnection: boolean;
  /** Whether an error only says that somebody else is writing at the moment. */
  readonly isBusy: (error: unknown) => boolean;
  /** Whether an error says that a value breaks a rule of the tables. */
  readonly isRuleBroken: (error: unknown) => boolean;
  /** Writes a consistent copy of the database to a new file. Rejects when it is told to stop. */
  readonly backup: (file: string, stopping?: AbortSignal) => Promise<void>;
  /** Free space on the disk of the database, bytes. null: the database is on a server. */
  readonly freeBytes: () => Promise<number | null>;
  /** A quick check of the database. Throws DATABASE_UNUSABLE, and says what is wrong. */
  readonly check: () => Promise<void>;
  /** The schema in which the tables are. null: the engine has no schemas. */
  readonly schema: () => Promise<string | null>;
}
