import { sql, type InferResult, type Kysely } from 'kysely';
import type { ShownColumn } from '../../news/article.ts';
import type { Work } from '../../news/post.ts';
import { changedSince, postColumns, toArticle, type PostableRow } from '../articles/article-columns.ts';
import { padded } from '../engines/lists.ts';
import { Prepared, type BlankOf } from '../engines/prepared.ts';
import { toPost } from './post-row.ts';
import type { Tables } from '../schema.ts';

/** The turns (see 0005) of posts that have left: unsure or to be swept, to be killed, to be corrected. As literals: see `Prepared`. */
const urgentTurns = [0, 1].map((turn) => sql.lit(turn));
const correctionTurn = sql.lit(4);
const ordinaryTurn = sql.lit(5);
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
  channel: string;
  now: number;
  longestWake: number;
  /** 1: the channel rests, whether it is paused or not. */
  isResting: number;
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
  readonly #first: Prepared<Look, Row>;
  readonly #wake: Prepared<Look, WakeRow>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.#first = new Prepared((blank) => lookQuery(db, blankLook(blank)));
    this.#wake = new Prepared((blank) => wakeQuery(db, blankLook(blank)));
  }

  /** The posts of `except` are left out. */
  async next(
    channel: string,
    now: Date,
    isResting: boolean,
    except: readonly number[],
  ): Promise<NextWork | { wakeAt: Date | null }> {
    const nowMs = now.getTime();
    const look = {
      channel,
      now: nowMs,
      longestWake: nowMs + longestCorrectionMs,
      isResting: Number(isResting),
    };
    const rows =
      except.length === 0
        ? (await this.#first.run(this.#db, look)).rows
        : await lookQuery(this.#db, look).where('posts.id', 'not in', padded(except)).execute();
    const [row] = rows;
    return row === undefined ? { wakeAt: await this.#wakeAt(look, except) } : toWork(row);
  }

  async #wakeAt(look: Look, except: readonly number[]): Promise<Date | null> {
    const rows =
      except.length === 0
        ? (await this.#wake.run(this.#db, look)).rows
        : await wakeQuery(this.#db, look).where('posts.id', 'not in', padded(except)).execute();
    const at = rows[0]?.at ?? null;
    return at === null ? null : new Date(at);
  }
}

function blankLook(blank: BlankOf<Look>): Look {
  return {
    channel: blank('channel'),
    now: blank('now'),
    longestWake: blank('longestWake'),
    isResting: blank('isResting'),
  };
}

function wakeQuery(db: Kysely<Tables>, { channel, now, isResting }: Look) {
  return db
    .selectFrom('posts')
    .select((e) => e.fn.min('wake_at').as('at'))
    .where('channel', '=', channel)
    .where('turn', 'is not', null)
    .where(mayBeDone(channel, now, isResting));
}

function lookQuery(db: Kysely<Tables>, { channel, now, longestWake, isResting }: Look) {
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
    .where('channel', '=', channel)
    .where('turn', 'is not', null)
    .where(mayBeDone(channel, now, isResting))
    .where((e) =>
      e.or([
        e('wake_at', 'is', null),
        e('wake_at', '<=', now),
        // An unsure post is read back before anything else leaves, and a kill never waits. Their `wake_at` was set
        // for a correction, or before the clock was set back.
        e('turn', 'in', urgentTurns),
        // No correction waits that long: the clock was set back.
        e.and([e('turn', '=', correctionTurn), e('wake_at', '>', longestWake)]),
      ]),
    )
    .orderBy('turn')
    .orderBy('sort_at')
    .orderBy('posts.id')
    .limit(sql.lit(1));
}

/**
 * Whether the turn of a post comes although the channel may rest, and although ordinary posts may wait for an owner: see
 * records/bursts.ts.
 */
function mayBeDone(channel: string, now: number, isResting: number) {
  return sql<boolean>`(turn in (${sql.join(restingTurns)}) or not (${isResting} = 1 or exists (select 1 from channels
    where channels.name = ${channel} and paused_at is not null and (paused_until is null or paused_until > ${now}))
    or (turn = ${ordinaryTurn} and exists (select 1 from facts where facts.key = 'burst'))))`;
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
