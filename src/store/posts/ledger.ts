import { sql, type Kysely, type UpdateObject } from 'kysely';
import type { UncertainDecision } from '../../news/decisions.ts';
import type { ArticlePlan, DropReason } from '../../news/plan.ts';
import type { Message, MessageForm, PostState, Work } from '../../news/post.ts';
import type { Backend } from '../engines/backend.ts';
import { nextWork } from './next-work.ts';
import { forgetDeletions, recordPlans, type Recorded } from './plan-record.ts';
import { isOpen, standsIn } from './post-row.ts';
import { movePosts } from './state-writes.ts';
import type { Tables } from '../schema.ts';
import { directWrites, WriteQueue, type Writes } from '../engines/write-queue.ts';

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

  /** See `nextWork`. */
  next(channel: string, now: Date, isResting = false): Promise<Work | { wakeAt: Date | null }> {
    return nextWork(this.#db, channel, now, isResting);
  }

  /**
   * Claims a post: it is `sending` from here on, with this text, before any request leaves. Whether the article
   * may still be posted is looked at in the same statement.
   * @returns false when it may not be sent like this (any more): look at `next` again.
   */
  async claim(claim: Claim, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#writes.run((db) =>
      movePosts(
        db,
        'sending',
        {
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
        },
        ['ready', 'promised'],
        'ready',
      )
        .where('id', '=', claim.postId)
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
    await this.#writes.run((db) =>
      db.updateTable('posts').set({ form }).where('id', '=', postId).where('state', '=', 'sending').execute(),
    );
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
      .set({ due_change: 'edit' })
      .where('id', '=', postId)
      .where('due_change', 'is', null)
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

  async markUncertain(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'uncertain', { reason, uncertain_at: now.getTime() });
  }

  /** What a person decided about an uncertain post. @returns false when it is not uncertain any more. */
  async decideUncertain(postId: number, decision: UncertainDecision, now: Date): Promise<boolean> {
    const found = { reason: 'an editor found it in the channel', sent_at: now.getTime() };
    const [to, changes] = (
      {
        there: ['sent', found],
        // The number below which a first copy may stand is kept, and swept after the resend where it can be read.
        again: ['ready', { wake_at: null }],
        drop: ['dropped', { reason: 'editor', ended_at: now.getTime() }],
      } as const
    )[decision];
    const { numUpdatedRows } = await movePosts(this.#db, to, changes, ['uncertain'])
      .where('id', '=', postId)
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
    await movePosts(this.#db, 'dropped', { reason, due_change: null, ended_at: now.getTime() })
      .where('id', '=', postId)
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
   * stands there is not known until an edit was answered. `composedAt`: the revision of a digest when its text was
   * composed, because it counts the wishes to mend it.
   * @returns false when something else is wanted by now: look at `next` again.
   */
  async beginCorrection(postId: number, settledAt: Date | null, composedAt: number | null): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('posts')
      .set({ wake_at: settledAt?.getTime() ?? null, revision: 0 })
      .where('id', '=', postId)
      .where('due_change', '=', 'edit')
      .$if(composedAt !== null, (query) => query.where('revision', '=', composedAt ?? 0))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** A sent post now stands in the channel with this text. */
  async markCorrected(
    postId: number,
    revision: number,
    message: Message,
    form: MessageForm,
    now: Date,
  ): Promise<void> {
    await this.#corrected(postId, {
      message: JSON.stringify(message),
      form,
      revision,
      edited_at: now.getTime(),
    });
  }

  /** The correction shows nothing new, or cannot be made. */
  async leaveAsIs(postId: number, revision: number, reason: string | null): Promise<void> {
    await this.#corrected(postId, { revision, ...(reason === null ? {} : { reason }) });
  }

  /** The wish to mend is gone only if the article did not change again while the edit was under way. */
  async #corrected(
    postId: number,
    changes: UpdateObject<Tables, 'posts'> & { revision: number },
  ): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({
        ...changes,
        wake_at: null,
        // Without its article (the row was deleted) there is nothing more to show.
        due_change: sql<'edit' | null>`case when exists (select 1 from articles
          where articles.id = posts.article_id and articles.revision <> ${changes.revision})
          or (digest is not null and revision <> ${changes.revision})
          then due_change end`,
      })
      .where('id', '=', postId)
      .where('state', '=', 'sent')
      // A withdrawal that came meanwhile stays.
      .where('due_change', '=', 'edit')
      .execute();
  }

  async markKilled(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'killed', { reason, due_change: null, wake_at: null, ended_at: now.getTime() });
  }

  async markSwept(postId: number): Promise<void> {
    await this.#db.updateTable('posts').set({ sweep_from: null }).where('id', '=', postId).execute();
  }

  /**
   * Whatever was being sent when the process died, or a step of a channel failed half-way, may have arrived.
   * @returns how many posts.
   */
  async recover(now: Date, channel?: string): Promise<number> {
    const reason =
      channel === undefined
        ? 'the program ended while it was being sent'
        : 'the database failed while it was being sent';
    const changes = { reason, unsure_tries: sql<number>`unsure_tries + 1`, unsure_at: now.getTime() };
    const { numUpdatedRows } = await movePosts(this.#db, 'unsure', changes, ['sending'])
      .where(isOpen)
      .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** Moves a post if its state allows it; a post that meanwhile moved otherwise stays where it is. */
  async #move(
    postId: number,
    to: PostState,
    changes: Omit<UpdateObject<Tables, 'posts'>, 'state'>,
  ): Promise<void> {
    await this.#writes.run((db) => movePosts(db, to, changes).where('id', '=', postId).execute());
  }
}
