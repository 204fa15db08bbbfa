import { sql, type Kysely, type UpdateObject } from 'kysely';
import type { DropReason } from '../../news/plan.ts';
import type { Arrival, Message, MessageForm, PostState } from '../../news/post.ts';
import type { Fence } from '../lanes/fence.ts';
import type { Tables } from '../schema.ts';
import { blank } from './blank-columns.ts';
import { lookAt } from './next-work.ts';
import { isOpen } from './post-row.ts';
import { claimOfArticle, claimOfDigest, noLateAnswer, ofPost, PreparedMoves } from './prepared-moves.ts';
import { changePosts, movePosts, statesBefore } from './state-writes.ts';

/** The content of a post, fixed at the claim. It is sent like this. */
export interface Claim {
  postId: number;
  /** The revision of the article from which the message was composed. null: a digest. */
  revision: number | null;
  message: Message;
  form: MessageForm;
  /** The picture that its article has; empty: it has none. Absent: not known. */
  picture?: string;
  isSilent: boolean;
  /** The chat it goes to, a number or an @name; message numbers of other chats do not count. Absent: the channel's. */
  chatId?: string;
}

/** A claim of an article's post that is made together with the record of the one before it. */
export interface NextClaim extends Omit<Claim, 'chatId'> {
  channel: string;
  revision: number;
}

/** A post as it was found in its channel. */
interface Found extends Arrival {
  /** The form in which it was found, if that differs from the last request. */
  form?: MessageForm;
  /** It was found with another text, or perhaps another one: it is corrected next. */
  isOutdated?: boolean;
}

/** How a post stands in its channel after a correction. */
export interface Standing {
  message: Message;
  form: MessageForm;
  /** See Post. */
  picture: string | null;
  /** Of an album all numbers that stand; null: there is one. Absent: as it was. */
  messageIds?: readonly number[] | null;
}

/** What becomes of a copy whose answer came after its lane was lost. `unknown`: another copy stands or will stand. */
export type LateAnswer = 'noted' | 'known' | 'unknown';

type Changes = Omit<UpdateObject<Tables, 'posts'>, 'state'>;

const interrupted = 'the database failed while it was being sent';

/**
 * The ledger as a lane writes it. Every write names the holder of the lane, see `Fence`, and throws LanesLost if that is
 * another process by now. Those that answer false moved no row: the post is in another state, or its article changed.
 */
export class LaneLedger {
  readonly fence: Fence;
  readonly #db: Kysely<Tables>;
  readonly #prepared: PreparedMoves;

  constructor(db: Kysely<Tables>, fence: Fence, hasUpdatesInWith: boolean) {
    this.#db = db;
    this.fence = fence;
    this.#prepared = new PreparedMoves(db, fence, hasUpdatesInWith);
  }

  /**
   * Claims a post: it is `sending` from now on, with this text, before any request leaves. The same statement checks that
   * the article may still be posted.
   * @returns false when the post may not be sent like this: look at `next` again.
   */
  claim(claim: Claim, now: Date): Promise<boolean> {
    const { chatId, revision } = claim;
    const values = {
      postId: claim.postId,
      revision: revision ?? 0,
      message: JSON.stringify(claim.message),
      form: claim.form,
      picture: claim.picture ?? null,
      silent: claim.isSilent ? 1 : 0,
      now: now.getTime(),
    };
    if (revision === null) {
      return this.fence.write((db) => claimOfDigest(db, this.fence, { ...values, chatId }));
    }
    if (chatId === undefined || chatId.startsWith('@')) {
      return this.fence.write((db) => claimOfArticle(db, this.fence, { ...values, chatId }));
    }
    return this.fence.write((db) => this.#prepared.claimArticle.on(db, { ...values, chatId }));
  }

  /** Records the form of the next try, before the request leaves; and the message, if it shows less now. */
  async changeForm(postId: number, form: MessageForm, message: Message | null = null): Promise<void> {
    const less = message === null ? {} : { message: JSON.stringify(message) };
    await this.#change(postId, { form, ...less }, ['sending']);
  }

  async markSent(postId: number, arrival: Found, sweepFrom: number | null, now: Date): Promise<void> {
    const { messageId, chatId, link, form, isOutdated = false } = arrival;
    const messageIds = numbersOf(arrival);
    if (form === undefined && !isOutdated) {
      const values = { postId, messageId, messageIds, chatId, link, sweepFrom, now: now.getTime() };
      await this.fence.write((db) => this.#prepared.markSent.on(db, values));
      return;
    }
    await this.#move(postId, 'sent', {
      message_id: messageId,
      message_ids: messageIds,
      chat_id: chatId,
      link,
      sweep_from: sweepFrom,
      ...inForm(form),
      ...outdated(isOutdated, form),
      ...noLateAnswer,
      reason: null,
      sent_at: now.getTime(),
    });
  }

  /**
   * Records that a post was sent as it was claimed, and claims the next post of its channel, in one commit. The claim is
   * made only if that post goes to the same chat and is still the next one.
   * @returns whether it was claimed.
   */
  async markSentAndClaim(postId: number, arrival: Arrival, next: NextClaim, now: Date): Promise<boolean> {
    const { messageId, chatId, link } = arrival;
    const values = {
      ...lookAt(this.fence.holder.bot, next.channel, now),
      postId,
      messageId,
      messageIds: numbersOf(arrival),
      chatId,
      link,
      sweepFrom: null,
      nextId: next.postId,
      nextRevision: next.revision,
      nextMessage: JSON.stringify(next.message),
      nextForm: next.form,
      nextPicture: next.picture ?? null,
      nextSilent: next.isSilent ? 1 : 0,
    };
    const isOneStatement = this.#prepared.isStepWhole;
    const moved = await this.fence.writeSeries((db) => this.#prepared.step(db, values), isOneStatement);
    return moved[1] === true;
  }

  /** Gives a claim back whose request certainly did not leave. */
  async unclaim(postId: number): Promise<void> {
    await this.fence.write((db) =>
      movePosts(db, this.fence, 'ready', { wake_at: null }, ['sending']).where('id', '=', postId),
    );
  }

  /** The post of a canceled article was found in the channel. It is killed there. */
  async adoptToKill(postId: number, found: Found, now: Date): Promise<void> {
    const { messageId, chatId, link, form } = found;
    const kill = { ...inForm(form), reason: null, due_change: 'kill' as const, sent_at: now.getTime() };
    const album = { message_ids: numbersOf(found) };
    const changes = { message_id: messageId, chat_id: chatId, link, ...album, ...kill };
    await this.fence.write((db) =>
      movePosts(db, this.fence, 'sent', changes, ['ready'], 'sending').where('id', '=', postId),
    );
  }

  /** A post that was sent stands in the channel already, under a lower number, and shows this, perhaps fewer media. */
  async standsEarlier(postId: number, found: Found, shown: Message): Promise<void> {
    const { messageId, chatId, link, form, isOutdated } = found;
    const place = { message_id: messageId, message_ids: numbersOf(found), chat_id: chatId, link };
    // Late copies of other posts may stand below this number, too.
    const sweepFrom = sql<number | null>`case when sweep_from < ${messageId} then sweep_from end`;
    const changes = { ...place, message: JSON.stringify(shown), sweep_from: sweepFrom, ...inForm(form) };
    await this.#change(postId, { ...changes, ...outdated(isOutdated, form) }, ['sent']);
  }

  /** The post stands in the channel with an older text. It is corrected next, unless it has to be killed. */
  async wantCorrection(postId: number): Promise<void> {
    await this.fence.write((db) =>
      changePosts(db, this.fence, { due_change: 'edit' })
        .where('id', '=', postId)
        .where('due_change', 'is', null),
    );
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
    await this.fence.write((db) =>
      movePosts(db, this.fence, 'refused', changes, ['ready'], 'sending')
        .where('id', '=', postId)
        .where('claimed_at', '=', claimedAt.getTime())
        .where((e) =>
          e.or([
            e('article_id', 'is', null),
            e.exists(ofPost(e).whereRef('articles.revision', '=', 'posts.revision')),
          ]),
        ),
    );
  }

  /** It was certainly not posted. It is tried again, before the posts after it. */
  async markReady(postId: number): Promise<void> {
    await this.#moveUnanswered(postId, 'ready', { wake_at: null });
  }

  async markUnsure(postId: number, reason: string, now: Date): Promise<void> {
    await this.#move(postId, 'unsure', unsure(reason, now));
  }

  async markUncertain(postId: number, reason: string, now: Date): Promise<void> {
    await this.#moveUnanswered(postId, 'uncertain', { reason, uncertain_at: now.getTime() });
  }

  /** Makes a post unsure that was being sent when a step of its channel failed half-way. @returns whether there was one. */
  recover(channel: string, now: Date): Promise<boolean> {
    return this.fence.write((db) =>
      movePosts(db, this.fence, 'unsure', unsure(interrupted, now), ['sending'])
        .where(isOpen)
        .where('channel', '=', channel),
    );
  }

  /** Drops a post because of this revision of its article (null: the row is gone). A newer one may be posted after all. */
  async drop(
    postId: number,
    reason: DropReason | `cannot be composed: ${string}`,
    revision: number | null,
    now: Date,
  ): Promise<void> {
    await this.fence.write((db) =>
      movePosts(db, this.fence, 'dropped', { reason, due_change: null, ended_at: now.getTime() })
        .where('id', '=', postId)
        // No revision is 0.
        .where((e) => e.not(e.exists(ofPost(e).where('articles.revision', '<>', revision ?? 0)))),
    );
  }

  async postpone(postId: number, until: Date): Promise<void> {
    await this.#change(postId, { wake_at: until.getTime() });
  }

  /** Stores the composed post as waiting. From now on only an answer, or a change of its article, moves it. */
  async awaitApproval(postId: number, revision: number, message: Message): Promise<void> {
    await this.#move(postId, 'waiting', { revision, message: JSON.stringify(message), ...unasked });
  }

  /**
   * Written before an edit leaves. Whatever happens to its answer or to the program, the next edit waits until `settledAt`,
   * when this one can no longer arrive late and replace a newer text. null: it certainly did not arrive. Until an edit is
   * answered, we do not know which revision stands there. `composedAt` is the revision of a digest when its text was
   * composed; a digest counts its due corrections there. With `changesMedia` nobody knows which media stand there either.
   * @returns false when something else is due by now: look at `next` again.
   */
  beginCorrection(
    postId: number,
    settledAt: Date | null,
    composedAt: number | null,
    changesMedia = false,
  ): Promise<boolean> {
    const unknown = { revision: 0, ...(changesMedia ? { picture: '' } : {}) };
    return this.fence.write((db) =>
      changePosts(db, this.fence, { wake_at: settledAt?.getTime() ?? null, ...unknown })
        .where('id', '=', postId)
        .where('due_change', '=', 'edit')
        .$if(composedAt !== null, (query) => query.where('revision', '=', composedAt ?? 0)),
    );
  }

  /** The post stands in the channel with this text now. */
  async markCorrected(
    postId: number,
    revision: number,
    { message, form, picture, messageIds }: Standing,
    now: Date,
  ): Promise<void> {
    const album =
      messageIds === undefined
        ? {}
        : { message_ids: messageIds === null ? null : JSON.stringify(messageIds) };
    await this.#corrected(postId, {
      ...album,
      message: JSON.stringify(message),
      form,
      picture,
      revision,
      edited_at: now.getTime(),
    });
  }

  /** The correction would change nothing, or cannot be made. `picture` absent: as it was. */
  async leaveAsIs(
    postId: number,
    revision: number,
    reason: string | null,
    picture?: string | null,
  ): Promise<void> {
    const changes = { revision, ...(reason === null ? {} : { reason }) };
    await this.#corrected(postId, { ...changes, ...(picture === undefined ? {} : { picture }) });
  }

  /** The correction stays due if the article changed again while the edit was under way. */
  async #corrected(postId: number, changes: Changes & { revision: number }): Promise<void> {
    // Without its article (the row was deleted) there is no newer text.
    const due_change = sql<'edit' | null>`case when exists (select 1 from articles
          where articles.id = posts.article_id and articles.revision <> ${changes.revision})
          or (digest is not null and revision <> ${changes.revision})
          then due_change end`;
    await this.fence.write((db) =>
      changePosts(db, this.fence, { ...changes, wake_at: null, due_change })
        .where('id', '=', postId)
        .where('state', '=', 'sent')
        // A kill that became due meanwhile stays.
        .where('due_change', '=', 'edit'),
    );
  }

  /** Written before a request that kills a post leaves. @returns false when it is not to be killed any more. */
  beginKill(postId: number): Promise<boolean> {
    return this.fence.write((db) =>
      changePosts(db, this.fence, { wake_at: null })
        .where('id', '=', postId)
        .where('state', '=', 'sent')
        .where('due_change', '=', 'kill'),
    );
  }

  async markKilled(postId: number, reason: string, now: Date): Promise<void> {
    const ended = { reason, due_change: null, anew: 0, wake_at: null, ended_at: now.getTime() };
    await this.#move(postId, 'killed', ended);
  }

  /** The post is gone from its channel, and an editor wants it posted anew. @returns false: nobody does. */
  promiseAnew(postId: number): Promise<boolean> {
    const place = { priority: 0, wake_at: null, reason: null, ended_at: null };
    return this.fence.write((db) =>
      movePosts(db, this.fence, 'promised', { ...blank, ...place }, ['sent'], 'killed')
        .where('id', '=', postId)
        .where('due_change', '=', 'kill')
        .where('anew', '=', 1),
    );
  }

  async markSwept(postId: number): Promise<void> {
    await this.#change(postId, { sweep_from: null });
  }

  async markPinned(postId: number, now: Date): Promise<void> {
    await this.#change(postId, { pinned_at: now.getTime() });
  }

  /** Telegram does not pin it, so it is not tried again, and there is nothing to unpin later. */
  async markUnpinnable(postId: number): Promise<void> {
    await this.#change(postId, { pinned_at: 0 });
  }

  /**
   * Telegram answered that a post stands under a number, but the lane was lost meanwhile. If its new holder is still in
   * doubt, the number is noted, so that nobody has to look for it. This is the one write without the fence.
   */
  async noteLate(postId: number, { messageId, chatId, link }: Arrival): Promise<LateAnswer> {
    const late = { late_message_id: messageId, late_chat_id: chatId, late_link: link };
    const { numUpdatedRows } = await changePosts(this.#db, 'late answer', late)
      .where('id', '=', postId)
      .where('state', 'in', ['unsure', 'uncertain'])
      .where((e) => e.or([e('late_message_id', 'is', null), e('late_message_id', '=', messageId)]))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return 'noted';
    const post = await this.#db
      .selectFrom('posts')
      .select('message_id')
      .where('id', '=', postId)
      .where('state', 'in', ['sent', 'killed'])
      .executeTakeFirst();
    return post?.message_id === messageId ? 'known' : 'unknown';
  }

  async #change(postId: number, changes: Changes, states: readonly PostState[] | null = null): Promise<void> {
    await this.fence.write((db) =>
      changePosts(db, this.fence, changes)
        .where('id', '=', postId)
        .$if(states !== null, (query) => query.where('state', 'in', states ?? [])),
    );
  }

  /** Moves a post if its state allows it. A post that moved elsewhere meanwhile stays as it is. */
  async #move(postId: number, to: PostState, changes: Changes): Promise<void> {
    await this.fence.write((db) => movePosts(db, this.fence, to, changes).where('id', '=', postId));
  }

  /** A post whose late answer was noted in this moment is sent, and nothing else. */
  async #moveUnanswered(postId: number, to: PostState, changes: Changes): Promise<void> {
    await this.fence.write((db) =>
      movePosts(db, this.fence, to, changes, statesBefore(to))
        .where('id', '=', postId)
        .where((e) => e.or([e('state', '<>', 'unsure'), e('late_message_id', 'is', null)])),
    );
  }
}

/** The columns of a post about which nobody was asked yet. */
export const unasked = { approved_revision: null, asked_at: null, question_id: null, wake_at: null };

/** As they are kept: JSON, and null where there is one number. */
function numbersOf({ messageIds }: Pick<Arrival, 'messageIds'>): string | null {
  return messageIds === undefined || messageIds.length < 2 ? null : JSON.stringify(messageIds);
}

function inForm(form: MessageForm | undefined): Changes {
  return form === undefined ? {} : { form };
}

/** With revision 0, what stands there is not taken for the text of the claim, nor its media for those of the claim. */
function outdated(isOutdated = false, form?: MessageForm): Changes {
  if (!isOutdated) return {};
  const media = form === 'photo' ? { picture: '' } : {};
  return { ...media, revision: 0, due_change: sql<'edit' | 'kill'>`coalesce(due_change, 'edit')` };
}

function unsure(reason: string, now: Date) {
  return { reason, unsure_tries: sql<number>`unsure_tries + 1`, unsure_at: now.getTime() };
}
