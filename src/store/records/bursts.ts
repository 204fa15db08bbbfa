import type { ExpressionBuilder, Kysely } from 'kysely';
import type { BurstDecision } from '../../news/decisions.ts';
import { sourceOf } from '../articles/articles.ts';
import { padded } from '../engines/lists.ts';
import { movePosts } from '../posts/state-writes.ts';
import type { Tables } from '../schema.ts';

const openKey = 'burst';
const passedKey = 'burst_passed';
/** When the articles came that an owner had dropped: `[[from, until], …]` in milliseconds, the newest last. */
const droppedKey = 'bursts_dropped';

/** The longest period of a digest is a month, and nobody copies more archives in one. */
const mostDropped = 20;

/** The turn of ordinary posts, see migration 0005. */
const ordinaryTurn = 5;

const idsAtOnce = 200;

/** Urgency 1 and 2 are breaking news. */
const leastBreaking = 2;

/** What is known of bursts of articles without a date. */
export interface BurstState {
  /** Since when ordinary posts wait for an owner; null: they do not. */
  openSince: Date | null;
  /** When an article without a date came last, of a burst that an owner let pass; null: no burst is passing. */
  passingAt: Date | null;
}

/**
 * The burst for which ordinary posts of a bot wait until one of its owners answers. It stands in `facts`, so it holds for
 * all its channels, and over restarts; `NextWorks` looks there before an ordinary post leaves.
 */
export class Bursts {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;

  /** `bot`: whose they are. */
  constructor(db: Kysely<Tables>, bot: string) {
    this.#db = db;
    this.#bot = bot;
  }

  async read(): Promise<BurstState> {
    const rows = await this.#db
      .selectFrom('facts')
      .selectAll()
      .where('bot', '=', this.#bot)
      .where('key', 'in', [openKey, passedKey])
      .execute();
    const momentOf = (key: string) => {
      const value = rows.find((row) => row.key === key)?.value;
      return value === undefined ? null : new Date(Number(value));
    };
    return { openSince: momentOf(openKey), passingAt: momentOf(passedKey) };
  }

  /** The bots whose ordinary posts wait for an owner: one query, however many bots there are. */
  async openBots(): Promise<ReadonlySet<string>> {
    const rows = await this.#db.selectFrom('facts').select('bot').where('key', '=', openKey).execute();
    return new Set(rows.map(({ bot }) => bot));
  }

  /** From now on ordinary posts wait. A burst that is open already goes on. */
  async begin(since: Date): Promise<void> {
    await this.#db
      .insertInto('facts')
      .values({ bot: this.#bot, key: openKey, value: String(since.getTime()) })
      .onConflict((conflict) => conflict.columns(['bot', 'key']).doNothing())
      .execute();
  }

  /** The rest of a burst that an owner let pass is still coming; null: nothing more came for a while. */
  async pass(at: Date | null): Promise<void> {
    await this.#db.deleteFrom('facts').where('bot', '=', this.#bot).where('key', '=', passedKey).execute();
    if (at === null) return;
    await this.#db
      .insertInto('facts')
      .values({ bot: this.#bot, key: passedKey, value: String(at.getTime()) })
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

  /** The articles among these that belong to a burst that waits for an owner, or that an owner had dropped. */
  async unwanted(articleIds: readonly string[]): Promise<Set<string>> {
    const { openSince } = await this.read();
    const windows = await readDropped(this.#db, this.#bot);
    if (openSince !== null) windows.push([openSince.getTime(), Number.MAX_SAFE_INTEGER]);
    const found = new Set<string>();
    if (windows.length === 0) return found;
    for (let start = 0; start < articleIds.length; start += idsAtOnce) {
      const rows = await this.#db
        .selectFrom('articles')
        .select('id')
        .where('id', 'in', padded(articleIds.slice(start, start + idsAtOnce)))
        .where('undated', '=', 1)
        // Breaking news passes the brake.
        .where('urgency', '>', leastBreaking)
        .where((e) => e.not(e.exists(sourceOf(e))))
        .where((e) => e.or(windows.map(([from, until]) => e.between('seen_at', from, until))))
        .execute();
      for (const { id } of rows) found.add(id);
    }
    return found;
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
        .where('bot', '=', this.#bot)
        .where('key', '=', openKey)
        .where('value', '=', String(since.getTime()))
        .executeTakeFirst();
      if (numDeletedRows !== 1n) return null;
      if (decision === 'all') {
        await new Bursts(tx, this.#bot).pass(now);
        return 0;
      }
      await noteDropped(tx, this.#bot, since, now);
      let dropped = 0;
      for (const channel of channels) dropped += await drop(tx, channel, since, decision, now);
      return dropped;
    });
  }
}

/** Of a channel that has digests only no post is dropped, so the moments say which articles stay out of its digests. */
async function noteDropped(tx: Kysely<Tables>, bot: string, since: Date, now: Date): Promise<void> {
  const windows = [...(await readDropped(tx, bot)), [since.getTime(), now.getTime()]].slice(-mostDropped);
  const value = JSON.stringify(windows);
  await tx
    .insertInto('facts')
    .values({ bot, key: droppedKey, value })
    .onConflict((conflict) => conflict.columns(['bot', 'key']).doUpdateSet({ value }))
    .execute();
}

async function readDropped(db: Kysely<Tables>, bot: string): Promise<[number, number][]> {
  const row = await db
    .selectFrom('facts')
    .select('value')
    .where('bot', '=', bot)
    .where('key', '=', droppedKey)
    .executeTakeFirst();
  return JSON.parse(row?.value ?? '[]') as [number, number][]; // written above
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
