import type { Dialect, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { MarkPlace } from '../records/run-mark.ts';
import type { WordIndex } from '../articles/word-index.ts';
import type { Tables } from '../schema.ts';

/** `taken`: another process has the lock. `replaced`: another database file is in the place of the locked one. */
export type LockLoss = 'taken' | 'replaced';

/** The lock of a database. To call it gives the lock back. */
export interface Lock {
  (): Promise<void>;
  /** Whether nobody else can have it at this moment. false: it is lost, or we cannot be sure just now. */
  isHeld(): boolean;
}

/** A process of a cluster, for the people who look at it. */
export interface ProcessFacts {
  host: string;
  pid: number;
  /** A hash of its settings. */
  settings: string;
}

/** A process that is alive. */
export interface LivingProcess extends ProcessFacts {
  id: number;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** The life of this process in a cluster, as the others see it. */
export interface Pulse {
  /** The number of this process. It stays the same for as long as the process lives. */
  readonly number: number;
  /** Whether the others certainly see this process alive. */
  isHeld(): boolean;
  /** Tells the other processes that something changed. */
  tell(kind: string): Promise<void>;
  /** From now on the others see that this process is gone. */
  stop(): Promise<void>;
}

/** What one look at a cluster saw. The rows of the lanes are not newer than the list of the living. */
export interface ClusterView {
  lanes: readonly { bot: string; holder: string | null; epoch: number }[];
  living: readonly LivingProcess[];
  /** By the clock of the database, epoch milliseconds. */
  nowMs: number;
  /** How often this process has joined: it does so anew when its session broke. */
  joins: number;
}

export interface JobsConnection {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The database as the jobs of a cluster use it: connections of their own, and a schema of their own. */
export interface JobsDatabase extends JobsConnection {
  schema: string;
  /** Does something in a transaction, while no other process is doing something in this way. */
  inTurn<T>(task: (connection: JobsConnection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The last run of a job, for people. */
export interface ShownJob {
  queue: string;
  /** Which job of the queue: a source, or something that is done by a schedule. */
  key: string;
  state: 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
  /** When it ended, or began: epoch milliseconds. */
  at: number;
  /** Why it failed; null: it did not. */
  error: string | null;
  /** The process that did it, by its number, and where it runs; null: that is not known. */
  process: number | null;
  host: string | null;
  pid: number | null;
}

/** The differences between the two engines. All other code of the store serves both. */
export interface Backend {
  readonly dialect: Dialect;
  /** `load` is only for a database that lacks one of them. */
  readonly migrations: {
    names: readonly string[];
    load: () => Promise<Readonly<Record<string, Migration>>>;
  };
  /** Whether the moments of articles are text, or a type of the database's own. */
  readonly comparesMomentsAsText: boolean;
  /** Whether a column may hold what its type does not say, such as bytes in a text. */
  readonly keepsForeignTypes: boolean;
  /** Whether others can lock single rows for as long as they like. */
  readonly hasRowLocks: boolean;
  /** Whether one statement may make several updates, in a WITH. */
  readonly hasUpdatesInWith: boolean;
  /**
   * Waits until no other transaction has passed here, and lets no other pass before this one ends. null: the engine has
   * one writer at a time anyway.
   */
  readonly alone: ((transaction: Kysely<Tables>) => Promise<void>) | null;
  /**
   * A transaction that does not wait for the disk. After a power failure it may be undone, as a whole. For what would
   * then simply be done again.
   */
  readonly commitLazily: <T>(db: Kysely<Tables>, task: (tx: Kysely<Tables>) => Promise<T>) => Promise<T>;
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
  /**
   * Joins the processes that share the work on this database. `onView` is called at each look at them, and `onNotice` when
   * another one tells that something changed. Resolves with null while a process has the lock of the database for itself.
   * null: the engine serves one process only.
   */
  readonly joinCluster:
    | ((
        facts: ProcessFacts,
        onView: (view: ClusterView) => void,
        onNotice: (kind: string) => void,
      ) => Promise<Pulse | null>)
    | null;
  /** The processes of a cluster that live. null: see `joinCluster`. */
  readonly living: (() => Promise<LivingProcess[]>) | null;
  /**
   * The jobs of a cluster. `open` throws DATABASE_UNUSABLE where their schema cannot be made. null: see `joinCluster`.
   */
  readonly jobs: {
    open: () => Promise<JobsDatabase>;
    /** The last run of each job: what failed first, and then the newest. */
    last: (most: number) => Promise<ShownJob[]>;
  } | null;
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
