import type { ExpressionBuilder, Kysely } from 'kysely';
import type { BurstDecision } from '../../news/decisions.ts';
import { sourceOf } from '../articles/articles.ts';
import { movePosts } from '../posts/state-writes.ts';
import type { Tables } from '../schema.ts';

const openKey = 'burst';
const passedKey = 'burst_passed';

/** The turn of ordinary posts, see migration 0005. */
const ordinaryTurn = 5;

/** What is known of bursts of articles without a date. */
export interface BurstState {
  /** Since when ordinary posts wait for an owner; null: they do not. */
  openSince: Date | null;
  /** When an article without a date came last, of a burst that an owner let pass; null: no burst is passing. */
  passingAt: Date | null;
}

/**
 * The burst for which ordinary posts wait until an owner answers. It stands in `facts`, so it holds for all channels, and
 * over restarts; `NextWorks` looks there before an ordinary post leaves.
 */
export class Bursts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async read(): Promise<BurstState> {
    const rows = await this.#db
      .selectFrom('facts')
      .selectAll()
      .where('key', 'in', [openKey, passedKey])
      .execute();
    const momentOf = (key: string) => {
      const value = rows.find((row) => row.key === key)?.value;
      return value === undefined ? null : new Date(Number(value));
    };
    return { openSince: momentOf(openKey), passingAt: momentOf(passedKey) };
  }

  /** From now on ordinary posts wait. A burst that is open already goes on. */
  async begin(since: Date): Promise<void> {
    await this.#db
      .insertInto('facts')
      .values({ key: openKey, value: String(since.getTime()) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }

  /** The rest of a burst that an owner let pass is still coming; null: nothing more came for a while. */
  async pass(at: Date | null): Promise<void> {
    await this.#db.deleteFrom('facts').where('key', '=', passedKey).execute();
    if (at === null) return;
    await this.#db
      .insertInto('facts')
      .values({ key: passedKey, value: String(at.getTime()) })
      .execute();
  }

  /** How many articles without a date wait. */
  async count(channels: readonly string[], since: Date): Promise<number> {
    if (channels.length === 0) return 0;
    const { count } = await this.#db
      .selectFrom('posts')
      .select((e) => e.fn.count<number>('article_id').distinct().as('count'))
      .where('channel', 'in', channels)
      .where('turn', '=', ordinaryTurn)
      .where('promised_at', '>=', since.getTime())
      .where(isOfBurst)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /**
   * Records an owner's answer: all posts leave, only those of articles that come from now on, or all but those of the
   * burst. Two answers at once are one. @returns how many posts were dropped; null: it was answered already.
   */
  async answer(
    channels: readonly string[],
    since: Date,
    decision: BurstDecision,
    now: Date,
  ): Promise<number | null> {
    return this.#db.transaction().execute(async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('facts')
        .where('key', '=', openKey)
        .where('value', '=', String(since.getTime()))
        .executeTakeFirst();
      if (numDeletedRows !== 1n) return null;
      if (decision === 'all') {
        await new Bursts(tx).pass(now);
        return 0;
      }
      let dropped = 0;
      for (const channel of channels) dropped += await drop(tx, channel, since, decision, now);
      return dropped;
    });
  }
}

/** A post of the burst may wait for approval, if it came before the others. */
async function drop(
  tx: Kysely<Tables>,
  channel: string,
  since: Date,
  decision: Exclude<BurstDecision, 'all'>,
  now: Date,
): Promise<number> {
  const ended = { reason: 'editor', ended_at: now.getTime() };
  const { numUpdatedRows } = await movePosts(tx, 'desk', 'dropped', ended, ['promised', 'ready', 'waiting'])
    .where('channel', '=', channel)
    .where((e) => {
      const isOrdinary = e('turn', '=', ordinaryTurn);
      const isWaiting = e.and([e('state', '=', 'waiting'), e('priority', '=', 2)]);
      const isOne = e.and([e('promised_at', '>=', since.getTime()), isOfBurst(e)]);
      if (decision === 'drop') return e.and([e.or([isOrdinary, isWaiting]), isOne]);
      return e.or([isOrdinary, e.and([isWaiting, isOne])]);
    })
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

function isOfBurst(e: ExpressionBuilder<Tables, 'posts'>) {
  return e.exists(
    e
      .selectFrom('articles')
      .select('articles.id')
      .whereRef('articles.id', '=', 'posts.article_id')
      .where('undated', '=', 1)
      .where((article) => article.not(article.exists(sourceOf(article)))),
  );
}
