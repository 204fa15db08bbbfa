import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type Kysely } from 'kysely';
import type { Clock } from '../../time/clock.ts';
import type { Backend, Lock } from '../engines/backend.ts';
import type { Writes } from '../engines/write-queue.ts';
import { LaneLedger } from '../posts/lane-ledger.ts';
import { isOpen } from '../posts/post-row.ts';
import { movePosts } from '../posts/state-writes.ts';
import type { Tables } from '../schema.ts';
import { Fence } from './fence.ts';
import type { Holder } from './holder.ts';

const cutShort = 'the program ended while it was being sent';

/** Where nobody else can take the lanes. */
const forEver = { isHeld: () => true };

/** Who works the lanes of the bots. */
export class Lanes {
  readonly #db: Kysely<Tables>;
  readonly #writes: Writes;
  readonly #backend: Pick<Backend, 'hasRowLocks'>;

  constructor(db: Kysely<Tables>, writes: Writes, backend: Pick<Backend, 'hasRowLocks'>) {
    this.#db = db;
    this.#writes = writes;
    this.#backend = backend;
  }

  /**
   * Makes this process the holder of a bot's lanes. It has the lock of the database, so it is the holder of all other
   * bots too, whoever worked for them. In the same transaction, posts that were being sent become unsure: their former
   * holder can no longer say what became of them.
   * @returns also how many posts those are.
   */
  async take(bot: string, now: Date): Promise<{ holder: Holder; unsure: number }> {
    const name = `${hostname()} ${process.pid} ${randomBytes(4).toString('hex')}`;
    return this.#db.transaction().execute(async (tx) => {
      await tx
        .insertInto('lanes')
        .values({ bot, holder: null, epoch: 0, since: null })
        .onConflict((conflict) => conflict.column('bot').doNothing())
        .execute();
      // It waits for the writes of a former holder that are under way; those that come later move no row.
      const taken = await tx
        .updateTable('lanes')
        .set({ holder: name, epoch: sql<number>`epoch + 1`, since: now.getTime() })
        .returning(['bot', 'epoch'])
        .execute();
      const epoch = taken.find((lane) => lane.bot === bot)?.epoch ?? 0;
      const changes = {
        reason: cutShort,
        unsure_tries: sql<number>`unsure_tries + 1`,
        unsure_at: now.getTime(),
      };
      const { numUpdatedRows } = await movePosts(tx, 'takeover', 'unsure', changes, ['sending'])
        .where(isOpen)
        .executeTakeFirst();
      return { holder: { bot, name, epoch }, unsure: Number(numUpdatedRows) };
    });
  }

  /** The ledger as the lanes of this holder write it. `lock` is what lets nobody else take the lanes. */
  ledgerOf(holder: Holder, clock: Clock, lock: Pick<Lock, 'isHeld'> = forEver): LaneLedger {
    const { hasRowLocks } = this.#backend;
    const fence = new Fence({ holder, lock, clock, writes: this.#writes, db: this.#db, hasRowLocks });
    return new LaneLedger(this.#db, fence);
  }

  /** The lanes are free: this process does nothing with them any more. */
  async giveBack({ name, bot, epoch }: Holder): Promise<void> {
    await this.#db
      .updateTable('lanes')
      .set({ holder: null, epoch: epoch + 1, since: null })
      .where('bot', '=', bot)
      .where('holder', '=', name)
      .where('epoch', '=', epoch)
      .execute();
  }
}
