import { sql, type Kysely, type UpdateObject } from 'kysely';
import type { ArticlePlan, DropReason, KnownPost } from '../news/plan.ts';
import type { Message, MessageForm, Post, PostState, Priority, Work } from '../news/post.ts';
import { toArticle } from './articles.ts';
import type { Backend } from './backend.ts';
import { padded } from './lists.ts';
import { isOpen } from './open-posts.ts';
import { forgetDeletions, recordPlans, statesBefore, type Recorded } from './plan-record.ts';
import type { ArticleRow, PostRow, Tables } from './schema.ts';
import { directWrites, WriteQueue, type Writes } from './write-queue.ts';

/** What is fixed when a post is claimed, and sent. */
export interface Claim {
  postId: number;
  /** The article's revision that the message was composed from; null for a digest. */
  revision: number | null;
  message: Message;
  form: MessageForm;
  isSilent: boolean;
  /** Where it goes, a number or an @name: message numbers of other chats say nothing. Absent: where the channel is. */
  chatId?: string;
}

/** The turns (see 0002) of posts that have left: unsure or to be swept, to be taken back, to be mended. */
const urgentTurns = [0, 1];
const correctionTurn = 4;
const restingTurns = [...urgentTurns, correctionTurn];

/** The longest CORRECTION_DELAY, and after an edit the longest REQUEST_TIMEOUT and SETTLE_TIME together. */
const longestCorrectionMs = 2 * 3_600_000;

/** It is there, post it again, drop it. */
export const heldDecisions = ['there', 'again', 'drop'] as const;
export type HeldDecision = (typeof heldDecisions)[number];

export interface Arrival {
  messageId: number;
  chatId: string;
  link: string | null;
  /** The form in which it was found, when that is not the one of the last request. */
  form?: MessageForm;
}

/** The durable record of every post and what became of it. A post moves only as news/post.ts allows. */
export class Ledger {
  readonly #db: Kysely<Tables>;
  readonly #backend: Pick<Backend, 'words' | 'hasRowLocks'>;
  readonly #writes: Writes;

  constructor(db: Kysely<Tables>, backend: Pick<Backend, 'words' | 'hasRowLocks' | 'hasOneConnection'>) {
    this.#db = db;
    this.#backend = backend;
    this.#writes = backend.hasOneConnection ? new WriteQueue(db) : directWrites(db);
  }

  async postsOf(articleIds: readonly string[]): Promise<KnownPost[]> {
    if (articleIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('posts')
      .select(['id', 'article_id', 'channel', 'state', 'reason', 'amend', 'priority'])
      .where('article_id', 'in', padded(articleIds))
      .execute();
    return rows.map(({ article_id, priority, ...row }) => ({
      ...row,
      articleId: article_id ?? '',
      priority: priority as Priority, // only the ledger writes it
    }));
  }

  /**
   * Writes down what was planned: promises, what becomes of posts that exist, and that these revisions are
   * planned, all in one transaction. A promise that exists already is left alone. `notes` are of the deletions that
   * are among the plans.
   */
  async record(plans: readonly ArticlePlan[], now: Date, notes: readonly number[] = []): Promise<Recorded> {
    if (plans.length === 0) return { planned: 0, promised: 0 };
    return this.#db.transaction().execute(async (tx) => {
      await forgetDeletions(tx, notes);
      return recordPlans(tx, plans, now, this.#backend);
    });
  }

  /**
   * The next thing to do in a channel, or when to look again (null: when something changes). While the channel
   * rests it is only what concerns posts that have left already: clearing up, withdrawals, corrections.
   */
  async next(channel: string, now: Date, isResting = false): Promise<Work | { wakeAt: Date | null }> {
    const row = await this.#db
      .selectFrom('posts')
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .selectAll('articles')
      .selectAll('posts')
      .select(['articles.revision as article_revision', 'articles.id as article_key'])
      .where('channel', '=', channel)
      .where('turn', 'is not', null)
      .$if(isResting, (query) => query.where('turn', 'in', restingTurns))
      .where((e) =>
        e.or([
          e('wake_at', 'is', null),
          e('wake_at', '<=', now.getTime()),
          // What is unsure is cleared up before anything else leaves, and a withdrawal never waits: `wake_at` is
          // then that of a correction, or of a clock that was set back since.
          e('turn', 'in', urgentTurns),
          // No correction waits that long: the clock was set back.
          e.and([e('turn', '=', correctionTurn), e('wake_at', '>', now.getTime() + longestCorrectionMs)]),
        ]),
      )
      .orderBy('turn')
      .orderBy('sort_at')
      .orderBy('posts.id')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return { wakeAt: await this.#wakeAt(channel, isResting) };
    const post = toPost(row); // selectAll('posts') came last, so its columns win
    if (row.article_key === null) return { post, article: null };
    // The columns are null only without an article, which was excluded above.
    const article = { ...row, id: row.article_key, revision: row.article_revision } as unknown as ArticleRow;
    return { post, article: toArticle(article) };
  }

  async #wakeAt(channel: string, isResting: boolean): Promise<Date | null> {
    const { at } = await this.#db
      .selectFrom('posts')
      .select((e) => e.fn.min('wake_at').as('at'))
      .where('channel', '=', channel)
      .where('turn', 'is not', null)
      .$if(isResting, (query) => query.where('turn', 'in', restingTurns))
      .executeTakeFirstOrThrow();
    return at === null ? null : new Date(at);
  }

  /**
   * Claims a post: it is `sending` from here on, with this text, before any request leaves. Whether the article
   * may still be posted is looked at in the same statement.
   * @returns false when it may not be sent like this (any more): look at `next` again.
   */
  async claim(claim: Claim, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#writes.run((db) =>
      db
        .updateTable('posts')
        .set({
          state: 'sending',
          message: JSON.stringify(claim.message),
          form: claim.form,
          silent: claim.isSilent ? 1 : 0,
          claimed_at: now.getTime(),
          wake_at: null,
          // The first floor stays: a copy of the first request may stand anywhere after it.
          floor: sql<number | null>`case when unsure_tries > 0 then floor else (
          select known.message_id from posts as known
          where known.channel = posts.channel and known.message_id is not null
          and ${standsIn('known', claim.chatId)}
          order by known.message_id desc limit 1) end`,
          ...(claim.revision === null ? {} : { revision: claim.revision }),
        })
        .where('id', '=', claim.postId)
        .where('state', 'in', statesBefore('sending', 'ready', 'promised'))
        .$if(claim.revision !== null, (query) =>
          query.where((e) =>
            e.exists(
              e
                .selectFrom('articles')
                .select('articles.id')
                .whereRef('articles.id', '=', 'posts.article_id')
                .where('articles.revision', '=', claim.revision ?? 0)
                .where('articles.status', '=', 'usable'),
            ),
          ),
        )
        .executeTakeFirst(),
    );
    return numUpdatedRows === 1n;
  }

  /** The form in which it is tried next, written before the request leaves. */
  async changeForm(postId: number, form: MessageForm): Promise<void> {
    await this.#move(postId, 'sending', { form }, ['sending']);
  }

  async markSent(postId: number, arrival: Arrival, sweepFrom: number | null, now: Date): Promise<void> {
    await this.#move(postId, 'sent', {
      message_id: arrival.messageId,
      chat_id: arrival.chatId,
      link: arrival.link,
      sweep_from: sweepFrom,
      ...(arrival.form === undefined ? {} : { form: arrival.form }),
      reason: null,
      sent_at: now.getTime(),
    });
  }

  /** A post that stands there with an older text: mended next, unless it is to be taken back. */
  async wantCorrection(postId: number): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({ amend: 'edit' })
      .where('id', '=', postId)
      .where('amend', 'is', null)
      .execute();
  }

  async markRefused(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'refused', { reason, ended_at: now.getTime() });
  }

  /** Certainly not posted, and to be tried again, before what comes after it. */
  async markReady(postId: number): Promise<void> {
    await this.#move(postId, 'ready', { wake_at: null });
  }

  async markUnsure(postId: number, reason: string, now: Date): Promise<void> {
    const unsure_tries = sql<number>`unsure_tries + 1`;
    await this.#move(postId, 'unsure', { reason, unsure_tries, unsure_at: now.getTime() });
  }

  async markHeld(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'held', { reason, held_at: now.getTime() });
  }

  /** What a person decided about a held post. @returns false when it is not held (any more). */
  async decideHeld(postId: number, decision: HeldDecision, now: Date): Promise<boolean> {
    const changes = {
      there: { state: 'sent', reason: 'an editor found it in the channel', sent_at: now.getTime() },
      // The number below which a first copy may stand is kept, and swept after the resend where it can be read.
      again: { state: 'ready', wake_at: null },
      drop: { state: 'dropped', reason: 'editor', ended_at: now.getTime() },
    } as const;
    const { numUpdatedRows } = await this.#db
      .updateTable('posts')
      .set(changes[decision])
      .where('id', '=', postId)
      .where('state', '=', 'held')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** For what its article was at this revision, null: gone; an article that changed since may be posted after all. */
  async drop(
    postId: number,
    reason: DropReason | `cannot be composed: ${string}`,
    revision: number | null,
    now: Date,
  ): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({ state: 'dropped', reason, amend: null, ended_at: now.getTime() })
      .where('id', '=', postId)
      .where('state', 'in', statesBefore('dropped'))
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('articles')
              .select('articles.id')
              .whereRef('articles.id', '=', 'posts.article_id')
              // No revision is below 1.
              .where('articles.revision', '<>', revision ?? 0),
          ),
        ),
      )
      .execute();
  }

  /** Ordinary posts that were put off look again: the hours of their channel changed. */
  async forgetPostponements(channel: string): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({ wake_at: null })
      .where('channel', '=', channel)
      .where('state', 'in', ['promised', 'ready'])
      .where('wake_at', 'is not', null)
      .execute();
  }

  async postpone(postId: number, until: Date): Promise<void> {
    await this.#db.updateTable('posts').set({ wake_at: until.getTime() }).where('id', '=', postId).execute();
  }

  /**
   * Written before an edit leaves: whatever becomes of its answer, or of the program, the next one waits until
   * this one can no longer arrive late, over a newer text. Null: it certainly did not arrive. Which revision
   * stands there is not known until an edit was answered.
   */
  async beginMending(postId: number, settledAt: Date | null): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({ wake_at: settledAt?.getTime() ?? null, revision: 0 })
      .where('id', '=', postId)
      .where('amend', '=', 'edit')
      .execute();
  }

  /** A sent post now stands in the channel with this text. */
  async markMended(
    postId: number,
    revision: number,
    message: Message,
    form: MessageForm,
    now: Date,
  ): Promise<void> {
    await this.#amended(postId, {
      message: JSON.stringify(message),
      form,
      revision,
      edited_at: now.getTime(),
    });
  }

  /** The correction shows nothing new, or cannot be made. */
  async leaveAsIs(postId: number, revision: number, reason: string | null): Promise<void> {
    await this.#amended(postId, { revision, ...(reason === null ? {} : { reason }) });
  }

  /** The wish to mend is gone only if the article did not change again while the edit was under way. */
  async #amended(
    postId: number,
    changes: UpdateObject<Tables, 'posts'> & { revision: number },
  ): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({
        ...changes,
        wake_at: null,
        // Without its article (the row was deleted) there is nothing more to show.
        amend: sql<'edit' | null>`case when exists (select 1 from articles
          where articles.id = posts.article_id and articles.revision <> ${changes.revision})
          or (digest is not null and revision <> ${changes.revision})
          then amend end`,
      })
      .where('id', '=', postId)
      .where('state', '=', 'sent')
      // A withdrawal that came meanwhile stays.
      .where('amend', '=', 'edit')
      .execute();
  }

  async markKilled(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'killed', { reason, amend: null, wake_at: null, ended_at: now.getTime() });
  }

  async markSwept(postId: number): Promise<void> {
    await this.#db.updateTable('posts').set({ sweep_from: null }).where('id', '=', postId).execute();
  }

  /**
   * Whatever was being sent when the process died, or a step of a channel failed half-way, may have arrived.
   * @returns how many posts.
   */
  async recover(now: Date, channel?: string): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable('posts')
      .set({
        state: 'unsure',
        reason:
          channel === undefined
            ? 'the program ended while it was being sent'
            : 'the database failed while it was being sent',
        unsure_tries: sql<number>`unsure_tries + 1`,
        unsure_at: now.getTime(),
      })
      .where(isOpen)
      .where('state', '=', 'sending')
      .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** The lowest message number of a channel that is known; null: none is. */
  async firstNumber(channel: string): Promise<number | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', '=', channel)
      .where('message_id', 'is not', null)
      .orderBy('message_id')
      .limit(1)
      .executeTakeFirst();
    return row?.message_id ?? null;
  }

  /** When the newest held post of a channel came to be held; null: none is. */
  async heldSince(channel: string): Promise<Date | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('held_at')
      .where('channel', '=', channel)
      .where(isOpen)
      .where('state', '=', 'held')
      .orderBy('held_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.held_at == null ? null : new Date(row.held_at);
  }

  /** The message number of the post that carries an article in a channel, to reply to; null: none stands there. */
  async messageIdOf(channel: string, articleId: string, chatId?: string): Promise<number | null> {
    const row = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('channel', '=', channel)
      .where('article_id', '=', articleId)
      .where('state', '=', 'sent')
      .where(standsIn('posts', chatId))
      .executeTakeFirst();
    return row?.message_id ?? null;
  }

  /** Whether another post than this one stands in a chat of its channel under a number. */
  async isOther(
    { id, channel }: Pick<Post, 'id' | 'channel'>,
    chatId: string,
    messageId: number,
  ): Promise<boolean> {
    const row = await this.#db
      .selectFrom('posts')
      .select('id')
      .where('channel', '=', channel)
      .where('message_id', '=', messageId)
      .where('state', '=', 'sent')
      .where('id', '<>', id)
      .where(standsIn('posts', chatId))
      .executeTakeFirst();
    return row !== undefined;
  }

  /** When something left for a channel since `since`, sends and edits, oldest first, for the pacer; also what may have. */
  async departures(channel: string, since: Date): Promise<Date[]> {
    const moments: number[] = [];
    for (const column of ['sent_at', 'edited_at'] as const) {
      const rows = await this.#db
        .selectFrom('posts')
        .select(`${column} as at`)
        .where('channel', '=', channel)
        .where(column, '>=', since.getTime())
        .execute();
      moments.push(...rows.map(({ at }) => at ?? 0));
    }
    const unsure = await this.#db
      .selectFrom('posts')
      .select('claimed_at')
      .where('channel', '=', channel)
      .where(isOpen)
      .where('state', '=', 'unsure')
      .where('claimed_at', '>=', since.getTime())
      .execute();
    moments.push(...unsure.map(({ claimed_at: at }) => at ?? 0));
    return moments.sort((one, other) => one - other).map((at) => new Date(at));
  }

  /** Moves a post if its state allows it; a post that meanwhile moved otherwise stays where it is. */
  async #move(
    postId: number,
    to: PostState,
    changes: UpdateObject<Tables, 'posts'>,
    from = statesBefore(to),
  ): Promise<void> {
    await this.#writes.run((db) =>
      db
        .updateTable('posts')
        .set({ ...changes, state: to })
        .where('id', '=', postId)
        .where('state', 'in', from)
        .execute(),
    );
  }
}

/** Whether a post's number counts in this chat. A post that was read back has its channel's @name for a chat. */
export function standsIn(table: 'posts' | 'known', chatId: string | undefined) {
  const [at, link] = [sql.ref(`${table}.chat_id`), sql.ref(`${table}.link`)];
  if (chatId === undefined) {
    return sql<boolean>`${at} = coalesce(
      (select moved_to from channels where channels.name = ${sql.ref(`${table}.channel`)}), ${at})`;
  }
  if (!chatId.startsWith('@')) return sql<boolean>`(${at} = ${chatId} or ${at} like '@%')`;
  const path = `https://t.me/${chatId.slice(1).toLowerCase()}/`;
  return sql<boolean>`(lower(${at}) = ${chatId.toLowerCase()} or substr(lower(${link}), 1, ${path.length}) = ${path})`;
}

export function toPost(row: PostRow): Post {
  const moment = (value: number | null) => (value === null ? null : new Date(value));
  return {
    id: row.id,
    channel: row.channel,
    articleId: row.article_id,
    state: row.state,
    revision: row.revision,
    message: row.message === null ? null : (JSON.parse(row.message) as Message), // only the ledger writes it
    form: row.form,
    messageId: row.message_id,
    chatId: row.chat_id,
    floor: row.floor,
    unsureTries: row.unsure_tries,
    claimedAt: moment(row.claimed_at),
    unsureAt: moment(row.unsure_at),
    heldAt: moment(row.held_at),
    sentAt: moment(row.sent_at),
    sweepFrom: row.sweep_from,
    amend: row.amend,
    priority: row.priority as Priority, // only the ledger writes it
    dueAt: new Date(row.sort_at),
    promisedAt: new Date(row.promised_at),
    approvedRevision: row.approved_revision,
  };
}
