import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { sql, type Kysely } from 'kysely';
import type { Clock } from '../../time/clock.ts';
import type { Backend, LivingProcess, Lock, ShownJob } from '../engines/backend.ts';
import { noticesOf } from '../engines/postgres-names.ts';
import { padded } from '../engines/lists.ts';
import type { Writes } from '../engines/write-queue.ts';
import { LaneLedger } from '../posts/lane-ledger.ts';
import { isOpen } from '../posts/post-row.ts';
import { movePosts } from '../posts/state-writes.ts';
import type { Tables } from '../schema.ts';
import { settleBots, type ServedBot, type Settled } from './bots.ts';
import { Fence } from './fence.ts';
import type { Holder } from './holder.ts';

const cutShort = 'the program ended while it was being sent';

/** Where nobody else can take the lanes. */
const forEver = { isHeld: () => true };

/** "sett" in ASCII: held while the bots of the settings are compared with those of the database. */
const settling = 0x73657474;

const nothingSettled: Settled = { renamed: [], moved: [] };

/** What taking the lanes brought. */
interface Taken extends Settled {
  holders: ReadonlyMap<string, Holder>;
  unsure: number;
}

type LanesBackend = Pick<Backend, 'hasRowLocks' | 'hasUpdatesInWith' | 'jobs' | 'living'>;

/** The processes, and who works for which bot. */
export interface LanesOverview {
  /** Of a cluster, those that live. */
  processes: LivingProcess[];
  /** `holder`: the number of a process of a cluster, or what a process that works alone calls itself. null: nobody. */
  bots: { bot: string; holder: string | null; since: Date | null }[];
  /** Of a cluster, the last jobs: what failed first, and then the newest. */
  jobs: ShownJob[];
}

/** As many as people can read at once. */
const shownJobs = 12;

/** Who works the lanes of the bots. */
export class Lanes {
  readonly #db: Kysely<Tables>;
  readonly #writes: Writes;
  readonly #backend: LanesBackend;

  constructor(db: Kysely<Tables>, writes: Writes, backend: LanesBackend) {
    this.#db = db;
    this.#writes = writes;
    this.#backend = backend;
  }

  /** `takeAll` for one bot. */
  async take(bot: string, now: Date): Promise<{ holder: Holder; unsure: number }> {
    const { holders, unsure } = await this.#takeAll([bot], now, () => Promise.resolve(nothingSettled));
    return { holder: holders.get(bot) ?? { bot, name: '', epoch: 0 }, unsure };
  }

  /**
   * Makes this process the holder of the lanes of these bots. It has the lock of the database, so it is the holder of all
   * other bots too, whoever worked for them. In the same transaction, posts that were being sent become unsure: their
   * former holder can no longer say what became of them. See also `settleBots`.
   * @returns the holders by bot, and how many posts became unsure.
   */
  takeAll(bots: readonly ServedBot[], now: Date): Promise<Taken> {
    const names = bots.map(({ name }) => name);
    return this.#takeAll(names, now, (tx) => settleBots(tx, bots));
  }

  async #takeAll(
    bots: readonly string[],
    now: Date,
    settle: (tx: Kysely<Tables>) => Promise<Settled>,
  ): Promise<Taken> {
    const name = `${hostname()} ${process.pid} ${randomBytes(4).toString('hex')}`;
    return this.#db.transaction().execute(async (tx) => {
      const settled = await settle(tx);
      await tx
        .insertInto('lanes')
        .values(bots.map((bot) => ({ bot, holder: null, epoch: 0, since: null, number: null })))
        .onConflict((conflict) => conflict.column('bot').doNothing())
        .execute();
      // It waits for the writes of a former holder that are under way; those that come later move no row.
      const taken = await tx
        .updateTable('lanes')
        .set({ holder: name, epoch: sql<number>`epoch + 1`, since: now.getTime() })
        .returning(['bot', 'epoch'])
        .execute();
      const epochs = new Map(taken.map(({ bot, epoch }) => [bot, epoch]));
      const changes = {
        reason: cutShort,
        unsure_tries: sql<number>`unsure_tries + 1`,
        unsure_at: now.getTime(),
      };
      const { numUpdatedRows } = await movePosts(tx, 'takeover', 'unsure', changes, ['sending'])
        .where(isOpen)
        .executeTakeFirst();
      const holders = new Map(bots.map((bot) => [bot, { bot, name, epoch: epochs.get(bot) ?? 0 }]));
      return { holders, unsure: Number(numUpdatedRows), ...settled };
    });
  }

  /**
   * Compares the bots of the settings with those of the last start, as `takeAll` does, and takes nothing. Processes of a
   * cluster do this one after the other.
   */
  settle(bots: readonly ServedBot[]): Promise<Settled> {
    return this.#db.transaction().execute(async (tx) => {
      if (this.#backend.hasRowLocks) await sql`select pg_advisory_xact_lock(${settling})`.execute(tx);
      return settleBots(tx, bots);
    });
  }

  /**
   * Makes a process of a cluster the holder of one bot's lanes, if nobody took them since `epoch`. In the same transaction,
   * the posts of its channels that were being sent become unsure.
   * @returns null: somebody was faster.
   */
  async takeOne(
    { bot, channels, epoch }: { bot: string; channels: readonly string[]; epoch: number },
    name: string,
    now: Date,
  ): Promise<{ holder: Holder; unsure: number } | null> {
    return this.#db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('lanes')
        .set({ holder: name, epoch: epoch + 1, since: now.getTime() })
        .where('bot', '=', bot)
        .where('epoch', '=', epoch)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return null;
      const changes = {
        reason: cutShort,
        unsure_tries: sql<number>`unsure_tries + 1`,
        unsure_at: now.getTime(),
      };
      const unsure = await movePosts(tx, 'takeover', 'unsure', changes, ['sending'])
        .where(isOpen)
        .where('channel', 'in', padded(channels))
        .executeTakeFirst();
      return { holder: { bot, name, epoch: epoch + 1 }, unsure: Number(unsure.numUpdatedRows) };
    });
  }

  /** Tells the processes of a cluster that something changed. */
  async tellCluster(kind: string): Promise<void> {
    await sql`select pg_notify((${sql.raw(noticesOf)}), ${`${kind} 0`})`.execute(this.#db);
  }

  /** The ledger as the lanes of this holder write it. `lock` is what lets nobody else take the lanes. */
  ledgerOf(holder: Holder, clock: Clock, lock: Pick<Lock, 'isHeld'> = forEver): LaneLedger {
    const { hasRowLocks, hasUpdatesInWith } = this.#backend;
    const fence = new Fence({ holder, lock, clock, writes: this.#writes, db: this.#db, hasRowLocks });
    return new LaneLedger(this.#db, fence, hasUpdatesInWith);
  }

  /** Who works the lanes of each bot now, and the processes of a cluster. */
  async overview(): Promise<LanesOverview> {
    const rows = await this.#db
      .selectFrom('lanes')
      .select(['bot', 'holder', 'since'])
      .where('number', 'is not', null)
      .orderBy('bot')
      .execute();
    const bots = rows.map((row) => ({ ...row, since: row.since === null ? null : new Date(row.since) }));
    const processes = (await this.#backend.living?.()) ?? [];
    const jobs = processes.length === 0 ? [] : ((await this.#backend.jobs?.last(shownJobs)) ?? []);
    return { processes, bots, jobs };
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
