import { sql, type InferResult, type Kysely, type RawBuilder } from 'kysely';
import type { ShownColumn } from '../../news/article.ts';
import type { Work } from '../../news/post.ts';
import { changedSince, postColumns, toArticle, type PostableRow } from '../articles/article-columns.ts';
import { Gathering } from '../engines/gathering.ts';
import { padded } from '../engines/lists.ts';
import { Prepared, type BlankOf } from '../engines/prepared.ts';
import { toPost } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** The turns (see 0005) of posts that have left: unsure or to be swept, to be killed, to be corrected. As literals: see `Prepared`. */
const urgentTurns = [0, 1].map((turn) => sql.lit(turn));
const correctionTurn = sql.lit(4);
const ordinaryTurn = sql.lit(5);
/** With it a query reads the index of turns, on Postgres even while that has no statistics: `is not null` is not enough. */
const firstTurn = sql.lit(0);
const restingTurns = [...urgentTurns, correctionTurn];

/** The longest CORRECTION_DELAY. After an edit: the longest REQUEST_TIMEOUT and SETTLE_TIME together. */
const longestCorrectionMs = 2 * 3_600_000;

/** The next thing to do in a channel, and what has to be looked at before it. */
export interface NextWork extends Work {
  /** What changed of the article since the post was composed. null: not known. */
  changed: readonly ShownColumn[] | null;
  /** Whether `article` is null because its row cannot be read. */
  isUnreadable: boolean;
  /** Whether messages were seen in the channel that the ledger does not know. */
  hasUnknownPosts: boolean;
  /** Whether late copies are looked for in the channel. */
  hasLateCopies: boolean;
}

/** What a look depends on. Moments are epoch milliseconds. */
interface Look {
  bot: string;
  channel: string;
  now: number;
  longestWake: number;
  /** 1: the channel rests, whether it is paused or not. */
  isResting: number;
}

/** Several looks at once, each at a channel of its own. */
interface Looks extends Omit<Look, 'channel' | 'isResting'> {
  channels: readonly string[];
  areResting: readonly number[];
}

type Row = InferResult<ReturnType<typeof lookQuery>>[number];
type WakeRow = InferResult<ReturnType<typeof wakeQuery>>[number];

/**
 * Finds the next thing to do in a channel, or when to look again (null: when something changes). While the channel
 * rests, or an editor paused it, only posts that have left are worked on: they are read back, killed and corrected. While
 * ordinary posts wait for an owner, all others are.
 */
export class NextWorks {
  readonly #db: Kysely<Tables>;
  readonly #bot: string;
  readonly #isFar: boolean;
  readonly #first: Prepared<Look, Row>;
  readonly #firsts: Prepared<Looks, Row & { place: number }>;
  readonly #wake: Prepared<Look, WakeRow>;
  /** How lanes look that do so at the same time. */
  readonly #looks: Gathering<Look, Row | undefined>;

  /** `bot`: whose channels these are. `isFar`: each query is a trip to a server. */
  constructor(db: Kysely<Tables>, bot: string, isFar: boolean) {
    this.#db = db;
    this.#bot = bot;
    this.#isFar = isFar;
    this.#first = new Prepared((blank) => lookQuery(db, blankLook(blank)));
    this.#firsts = new Prepared((blank) => looksQuery(db, blank));
    this.#looks = new Gathering((looks) => this.#lookAt(looks));
    this.#wake = new Prepared((blank) => wakeQuery(db, blankLook(blank)));
  }

  /** The posts of `except` are left out. */
  async next(
    channel: string,
    now: Date,
    isResting: boolean,
    except: readonly number[],
  ): Promise<NextWork | { wakeAt: Date | null }> {
    const look = { ...lookAt(this.#bot, channel, now), isResting: Number(isResting) };
    const row =
      except.length === 0
        ? await this.#look(look)
        : await lookQuery(this.#db, look).where('posts.id', 'not in', padded(except)).executeTakeFirst();
    return row === undefined ? { wakeAt: await this.#wakeAt(look, except) } : toWork(row);
  }

  async #look(look: Look): Promise<Row | undefined> {
    if (this.#isFar) return this.#looks.ask(look);
    return (await this.#first.run(this.#db, look)).rows[0];
  }

  async #lookAt(looks: readonly Look[]): Promise<(Row | undefined)[]> {
    const [only, ...more] = looks;
    if (only === undefined || more.length === 0) {
      return only === undefined ? [] : [(await this.#first.run(this.#db, only)).rows[0]];
    }
    const { rows } = await this.#firsts.run(this.#db, {
      ...only,
      // All is looked at now, when the last of them asked.
      now: Math.max(...looks.map(({ now }) => now)),
      longestWake: Math.max(...looks.map(({ longestWake }) => longestWake)),
      channels: looks.map(({ channel }) => channel),
      areResting: looks.map(({ isResting }) => isResting),
    });
    const found = new Map(rows.map((row) => [row.place, row]));
    return looks.map((_, index) => found.get(index + 1));
  }

  async #wakeAt(look: Look, except: readonly number[]): Promise<Date | null> {
    const rows =
      except.length === 0
        ? (await this.#wake.run(this.#db, look)).rows
        : await wakeQuery(this.#db, look).where('posts.id', 'not in', padded(except)).execute();
    const [row] = rows;
    return row === undefined ? null : firstOf(row.at, row.resumed_at);
  }

  /**
   * When something has to be done in each of these channels, in one query for all of them: a moment that has come, or one
   * to come. A channel that is not in the answer has nothing to wait for.
   */
  async due(channels: readonly string[], now: Date): Promise<Map<string, Date>> {
    const due = new Map<string, Date>();
    if (channels.length === 0) return due;
    for (const row of await dueQuery(this.#db, this.#bot, channels, now).execute()) {
      const at = row.due > 0 ? now : firstOf(row.at, row.resumed_at);
      if (at !== null) due.set(row.name, at);
    }
    return due;
  }
}

function firstOf(...moments: (number | null)[]): Date | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : new Date(Math.min(...known));
}

function blankLook(blank: BlankOf<Look>): Look {
  return {
    bot: blank('bot'),
    channel: blank('channel'),
    now: blank('now'),
    longestWake: blank('longestWake'),
    isResting: blank('isResting'),
  };
}

/** Also the end of an editor's pause. */
function wakeQuery(db: Kysely<Tables>, { bot, channel, now, isResting }: Look) {
  return db
    .selectFrom('posts')
    .select((e) => e.fn.min('wake_at').as('at'))
    .select(
      sql<number | null>`(select max(paused_until) from channels
        where channels.name = ${channel} and paused_at is not null and paused_until > ${now})`.as(
        'resumed_at',
      ),
    )
    .where('channel', '=', channel)
    .where('turn', '>=', firstTurn)
    .where(mayBeDone({ bot, channel, now, isResting }));
}

/** What waits in the channels of these names: whether something is due, and if not, when it will be. */
function dueQuery(db: Kysely<Tables>, bot: string, channels: readonly string[], now: Date) {
  const nowMs = now.getTime();
  const name = sql.ref('lane.name');
  const queued = sql`from posts where posts.channel = ${name} and turn >= 0 and ${mayBeDone({ bot, channel: name, now: nowMs, isResting: sql.lit(0) })}`;
  const isOver = sql`lane.paused_at is null or lane.paused_until is null or lane.paused_until <= ${nowMs}`;
  return db
    .selectFrom('channels as lane')
    .select('lane.name')
    .select([
      sql<number>`(select count(*) from (select 1 ${queued} and ${isAwake(nowMs, nowMs + longestCorrectionMs)} limit 1) as awake)`.as(
        'due',
      ),
      sql<number | null>`(select min(wake_at) ${queued})`.as('at'),
      sql<number | null>`case when ${isOver} then null else lane.paused_until end`.as('resumed_at'),
    ])
    .where('lane.name', 'in', padded(channels));
}

/** The same for several channels, on Postgres. `place`: which of them it is, from 1. */
function looksQuery(db: Kysely<Tables>, blank: BlankOf<Looks>) {
  const lanes = sql<{ name: string; is_resting: number; place: number }>`unnest(
    ${blank('channels')}::text[], ${blank('areResting')}::int[]) with ordinality`;
  const look = {
    bot: blank('bot'),
    channel: sql.ref('lane.name'),
    now: blank('now'),
    longestWake: blank('longestWake'),
    isResting: sql.ref<number>('lane.is_resting'),
  };
  return db
    .selectFrom(lanes.as<'lane'>(sql`lane (name, is_resting, place)`))
    .innerJoinLateral(lookQuery(db, look).as('work'), (join) => join.onTrue())
    .select('lane.place')
    .selectAll('work')
    .$castTo<Row & { place: number }>(); // kysely's types lose the id on this way
}

function lookQuery(
  db: Kysely<Tables>,
  { bot, channel, now, longestWake, isResting }: Omit<Look, 'channel' | 'isResting'> & Resting,
) {
  return db
    .selectFrom('posts')
    .leftJoin('articles', 'articles.id', 'posts.article_id')
    .select(postColumns)
    .selectAll('posts')
    .select(['articles.revision as article_revision', 'articles.id as article_key', 'articles.changes'])
    .select([
      sql<number>`exists (select 1 from sightings where sightings.channel = ${channel})`.as(
        'has_unknown_posts',
      ),
      sql<number>`exists (select 1 from late_copies where late_copies.channel = ${channel})`.as(
        'has_late_copies',
      ),
    ])
    .where(sql<boolean>`posts.channel = ${channel}`)
    .where('turn', '>=', firstTurn)
    .where(mayBeDone({ bot, channel, now, isResting }))
    .where(isAwake(now, longestWake))
    .orderBy('turn')
    .orderBy('sort_at')
    .orderBy('posts.id')
    .limit(sql.lit(1));
}

/** Whether a post has nothing to wait for. */
function isAwake(now: number, longestWake: number) {
  // An unsure post is read back before anything else leaves, and a kill never waits. Their `wake_at` was set for a
  // correction, or before the clock was set back. And no correction waits that long: the clock was set back.
  return sql<boolean>`(wake_at is null or wake_at <= ${now} or turn in (${sql.join(urgentTurns)})
    or (turn = ${correctionTurn} and wake_at > ${longestWake}))`;
}

/** What a claim of the next post depends on. */
export type NextLook = Pick<Look, 'bot' | 'channel' | 'now' | 'longestWake'>;

/** As a number, or as a literal: see `Prepared`. The channel may be that of a row. */
interface Resting {
  channel: string | RawBuilder<unknown>;
  isResting: number | RawBuilder<number>;
}

/** The look of a bot's channel at this moment. */
export function lookAt(bot: string, channel: string, now: Date): NextLook {
  return { bot, channel, now: now.getTime(), longestWake: now.getTime() + longestCorrectionMs };
}

/**
 * The condition of an update of posts: the post would be the answer of `next` at this moment. The first post is looked for
 * as `next` does it, so that both engines read one entry of one index. If each earlier post was looked for instead, they
 * would read the whole queue of the channel, or all posts that it ever had.
 */
export function isNext({ bot, channel, now, longestWake }: NextLook) {
  const mayLeave = sql`${mayBeDone({ bot, channel, now, isResting: sql.lit(0) })} and ${isAwake(now, longestWake)}`;
  const first = sql`select queued.id from posts as queued where queued.channel = ${channel} and queued.turn >= 0
    and ${mayLeave} order by queued.turn, queued.sort_at, queued.id limit 1`;
  return sql<boolean>`(posts.turn is not null and ${mayLeave} and posts.id = (${first}))`;
}

/**
 * Whether the turn of a post comes although the channel may rest, and although ordinary posts may wait for an owner: see
 * records/bursts.ts.
 */
function mayBeDone({ bot, channel, now, isResting }: Omit<NextLook, 'longestWake' | 'channel'> & Resting) {
  return sql<boolean>`(turn in (${sql.join(restingTurns)}) or not (${isResting} = 1 or exists (select 1 from channels
    where channels.name = ${channel} and paused_at is not null and (paused_until is null or paused_until > ${now}))
    or (turn = ${ordinaryTurn} and exists (select 1 from facts where facts.bot = ${bot} and facts.key = 'burst'))))`;
}

function toWork(row: Row): NextWork {
  const post = toPost(row); // selectAll('posts') came last, so its columns win
  const signs = {
    hasUnknownPosts: Boolean(row.has_unknown_posts),
    hasLateCopies: Boolean(row.has_late_copies),
  };
  if (row.article_key === null) {
    return { post, article: null, isUnreadable: false, changed: null, ...signs };
  }
  // The columns are null only without an article, which was excluded above.
  const columns = { ...row, id: row.article_key, revision: row.article_revision } as unknown as PostableRow;
  const article = toArticle(columns);
  const changed = changedSince(post.revision, row.changes);
  return { post, article, isUnreadable: article === null, changed, ...signs };
}
