import { sql, type Kysely, type RawBuilder, type UpdateResult } from 'kysely';
import type { Clock } from '../../time/clock.ts';
import type { Backend, Lock } from '../engines/backend.ts';
import type { Writes } from '../engines/write-queue.ts';
import type { Tables } from '../schema.ts';
import { LanesLost, type Holder } from './holder.ts';

/**
 * How long after a proof a request may still leave. A process that hangs is replaced after 5 seconds at the earliest,
 * so it stops before another one begins.
 */
export const proofLastsMs = 4_000;

/** A moment by both clocks. */
interface Moment {
  /** It stands still while the machine sleeps. */
  steadyMs: number;
  /** Somebody may set it. */
  wallMs: number;
}

/** The one statement of a write. It must be made with this fence, see `changePosts`. */
type FencedUpdate = (db: Kysely<Tables>) => { executeTakeFirst(): Promise<UpdateResult> };

interface FenceParts extends Pick<Backend, 'hasRowLocks'> {
  holder: Holder;
  lock: Pick<Lock, 'isHeld'>;
  db: Kysely<Tables>;
  writes: Writes;
  clock: Clock;
}

/**
 * Keeps a process that lost its lanes from writing and from sending. A process may be frozen for minutes at any point:
 * when it wakes, another one may have taken over, and it does not know. So every write of a lane names its holder, and a
 * request leaves only shortly after a write or a query that proved who the holder is.
 */
export class Fence {
  readonly holder: Holder;
  /** The condition of every write: the lanes are still ours, and nobody takes them before the write is committed. */
  readonly isOurs: RawBuilder<boolean>;
  readonly #lock: Pick<Lock, 'isHeld'>;
  readonly #db: Kysely<Tables>;
  readonly #writes: Writes;
  readonly #clock: Clock;
  /** When the last statement that proved the holder began; null: none did yet. */
  #provenAt: Moment | null = null;
  #isLost = false;

  constructor({ holder, lock, db, writes, clock, hasRowLocks }: FenceParts) {
    this.holder = holder;
    this.#lock = lock;
    this.#db = db;
    this.#writes = writes;
    this.#clock = clock;
    const { bot, name, epoch } = holder;
    // Without the lock, a write that began before a takeover could be committed after it, unseen by the new holder.
    this.isOurs = sql<boolean>`exists (select 1 from lanes
      where lanes.bot = ${bot} and lanes.holder = ${name} and lanes.epoch = ${epoch}
      ${sql.raw(hasRowLocks ? 'for share' : '')})`;
  }

  /**
   * Makes a write of a lane.
   * @returns false when it moved no row, although the lanes are still ours: the post is in another state, for example.
   * @throws LanesLost
   */
  async write(update: FencedUpdate): Promise<boolean> {
    const began = this.#moment();
    const { numUpdatedRows } = await this.#writes.run((db) => update(db).executeTakeFirst());
    if (numUpdatedRows === 0n) {
      await this.prove();
      return false;
    }
    this.#note(began);
    return true;
  }

  /**
   * Makes a series of moves in one commit. Each one names this fence, and when the first one moves no row, neither do the
   * others.
   * @returns which of them moved a row.
   * @throws LanesLost
   */
  async writeSeries(
    moves: (db: Kysely<Tables>) => Promise<boolean[]>,
    isOneStatement: boolean,
  ): Promise<boolean[]> {
    const began = this.#moment();
    const moved = await this.#writes.run(moves, !isOneStatement);
    if (moved[0] === true) this.#note(began);
    else await this.prove();
    return moved;
  }

  /** Asks whether the lanes are still ours. @throws LanesLost */
  async prove(): Promise<void> {
    const began = this.#moment();
    const { bot, name, epoch } = this.holder;
    const row = await this.#db
      .selectFrom('lanes')
      .select('bot')
      .where('bot', '=', bot)
      .where('holder', '=', name)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    this.#isLost ||= row === undefined;
    if (this.#isLost) throw new LanesLost(this.holder);
    this.#note(began);
  }

  /** Whether a request may leave at this moment. */
  get isProven(): boolean {
    return this.#age < proofLastsMs && !this.#isLost && this.#lock.isHeld();
  }

  /** Whether the lock is in doubt, so that another process may take the lanes at any moment: nothing should begin. */
  get isInDoubt(): boolean {
    return !this.#lock.isHeld();
  }

  /** Asks only if the last proof is old. @throws LanesLost */
  async proveAnew(): Promise<void> {
    if (this.#age > proofLastsMs / 4 || this.#isLost) await this.prove();
  }

  /** How long ago the last proof began, by the clock that says more. It may be negative if somebody set the clock. */
  get #age(): number {
    if (this.#provenAt === null) return Number.POSITIVE_INFINITY;
    const { steadyMs, wallMs } = this.#moment();
    return Math.max(steadyMs - this.#provenAt.steadyMs, wallMs - this.#provenAt.wallMs);
  }

  /** The beginning counts: a process that was frozen within the statement reads an old answer when it wakes. */
  #note(began: Moment): void {
    if (this.#provenAt === null || this.#provenAt.steadyMs <= began.steadyMs) this.#provenAt = began;
  }

  #moment(): Moment {
    return { steadyMs: this.#clock.steadyMs(), wallMs: this.#clock.now().getTime() };
  }
}
