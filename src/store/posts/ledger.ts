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

/** The content of a post, fixed at the claim. It is sent like this. */
export interface Claim {
  postId: number;
  /** The revision of the article from which the message was composed. null: a digest. */
  revision: number | null;
  message: Message;
  form: MessageForm;
  isSilent: boolean;
  /** The chat it goes to, a number or an @name; message numbers of other chats do not count. Absent: the channel's. */
  chatId?: string;
}

export interface Arrival {
  messageId: number;
  chatId: string;
  link: string | null;
  /** The form in which it was found, if that differs from the last request. */
  form?: MessageForm;
  /** It was found with another text, or perhaps another one: it is corrected next. */
  isOutdated?: boolean;
}

/** The durable record of every post and its outcome. A post moves only as the table of news/post.ts says. */
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
   * Records plans in one transaction: promises, changes of posts that exist, and that these revisions are planned. A
   * promise that exists already stays as it is. `notes` are the notes of deletions that the plans cover.
   */
  async record(plans: readonly ArticlePlan[], now: Date, notes: readonly number[] = []): Promise<Recorded> {
    if (plans.length === 0) return { planned: 0, promised: 0 };
    return this.#db.transaction().execute(async (tx) => {
      await forgetDeletions(tx, notes);
      return recordPlans(tx, plans, now, this.#backend);
    });
  }

  /** See `nextWork`. */
  next(
    channel: string,
    now: Date,
    isResting = false,
    except: readonly number[] = [],
  ): Promise<Work | { wakeAt: Date | null }> {
    return nextWork(this.#db, channel, now, isResting, except);
  }

  /**
   * Claims a post: it is `sending` from now on, with this text, before any request leaves. The same statement checks that
   * the article may still be posted.
   * @returns false when the post may not be sent like this: look at `next` again.
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
          // The first floor is kept, because a copy of the first request may stand anywhere after it.
          floor: sql<number | null>`case when unsure_tries > 0 then floor else (
          select max(number) from (select * from (
            select known.message_id as number from posts as known
            where known.channel = posts.channel and known.message_id is not null
            and ${standsIn('known', claim.chatId)}
            order by known.message_id desc limit 1) as posted
          union all
          select last_number from channel_numbers
          where channel_numbers.channel = posts.channel and chat_id = ${claim.chatId ?? ''}
            and last_number > 0) as numbers) end`,
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

  /** Records the form of the next try, before the request leaves. */
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
      // With revision 0, what stands there is not taken for the text of the claim.
      ...(arrival.isOutdated === true
        ? { revision: 0, due_change: sql<'edit' | 'kill'>`coalesce(due_change, 'edit')` }
        : {}),
      reason: null,
      sent_at: now.getTime(),
    });
  }

  /** The post stands in the channel with an older text. It is corrected next, unless it has to be killed. */
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

  /**
   * A post that was refused at its last claim, and is to blame for that. It stays ready if it was claimed, or its article
   * changed, since.
   */
  async refuseAfterTrial(postId: number, claimedAt: Date, reason: string, now: Date): Promise<void> {
    const changes = { reason, ended_at: now.getTime() };
    await this.#writes.run((db) =>
      movePosts(db, 'refused', changes, ['ready'], 'sending')
        .where('id', '=', postId)
        .where('claimed_at', '=', claimedAt.getTime())
        .where((e) =>
          e.or([
            e('article_id', 'is', null),
            e.exists(
              e
                .selectFrom('articles')
                .select('articles.id')
                .whereRef('articles.id', '=', 'posts.article_id')
                .whereRef('articles.revision', '=', 'posts.revision'),
            ),
          ]),
        )
        .execute(),
    );
  }

  /** It was certainly not posted. It is tried again, before the posts after it. */
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

  /** Records a person's decision about an uncertain post. @returns false when it is not uncertain any more. */
  async decideUncertain(postId: number, decision: UncertainDecision, now: Date): Promise<boolean> {
    const found = { reason: 'an editor found it in the channel', sent_at: now.getTime() };
    const [to, changes] = (
      {
        there: ['sent', found],
        // Its floor is kept, so that after the resend the channel is searched for a first copy, if it can be read.
        again: ['ready', { wake_at: null }],
        drop: ['dropped', { reason: 'editor', ended_at: now.getTime() }],
      } as const
    )[decision];
    const { numUpdatedRows } = await movePosts(this.#db, to, changes, ['uncertain'])
      .where('id', '=', postId)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** Drops a post because of this revision of its article (null: the row is gone). A newer one may be posted after all. */
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
              // No revision is 0.
              .where('articles.revision', '<>', revision ?? 0),
          ),
        ),
      )
      .execute();
  }

  /** The quiet hours of a channel changed: posts that were put off are looked at again. */
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
   * Written before an edit leaves. Whatever happens to its answer or to the program, the next edit waits until `settledAt`,
   * when this one can no longer arrive late and replace a newer text. null: it certainly did not arrive. Until an edit is
   * answered, we do not know which revision stands there. `composedAt` is the revision of a digest when its text was
   * composed; a digest counts its due corrections there.
   * @returns false when something else is due by now: look at `next` again.
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

  /** The post stands in the channel with this text now. */
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

  /** The correction would change nothing, or cannot be made. */
  async leaveAsIs(postId: number, revision: number, reason: string | null): Promise<void> {
    await this.#corrected(postId, { revision, ...(reason === null ? {} : { reason }) });
  }

  /** The correction stays due if the article changed again while the edit was under way. */
  async #corrected(
    postId: number,
    changes: UpdateObject<Tables, 'posts'> & { revision: number },
  ): Promise<void> {
    await this.#db
      .updateTable('posts')
      .set({
        ...changes,
        wake_at: null,
        // Without its article (the row was deleted) there is no newer text.
        due_change: sql<'edit' | null>`case when exists (select 1 from articles
          where articles.id = posts.article_id and articles.revision <> ${changes.revision})
          or (digest is not null and revision <> ${changes.revision})
          then due_change end`,
      })
      .where('id', '=', postId)
      .where('state', '=', 'sent')
      // A kill that became due meanwhile stays.
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
   * Makes posts unsure that were being sent when the process died, or when a step of a channel failed half-way.
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

  /** Moves a post if its state allows it. A post that moved elsewhere meanwhile stays as it is. */
  async #move(
    postId: number,
    to: PostState,
    changes: Omit<UpdateObject<Tables, 'posts'>, 'state'>,
  ): Promise<void> {
    await this.#writes.run((db) => movePosts(db, to, changes).where('id', '=', postId).execute());
  }
}
