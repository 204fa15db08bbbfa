import { composeKillNotice } from '../compose/composer.ts';
import type { Message, Post, Rendering, Work } from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import type { UnknownRefusals } from './unknown-refusals.ts';
import type { ChangeOutcome } from './messenger.ts';
import { StandingPost } from './standing-post.ts';

/** Kills a post whose article is canceled: deletes it, or edits it to a notice where it can no longer be deleted. */
export class Killer {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;
  readonly #standing: StandingPost;

  constructor(gate: ChannelGate, unknownRefusals: UnknownRefusals, delivery: Delivery) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
    this.#standing = new StandingPost(gate, unknownRefusals, delivery);
  }

  async kill(work: Work, signal: AbortSignal): Promise<Step> {
    const { clock, ledger, log, notices } = this.#delivery;
    const { post } = work;
    if (post.messageId === null) return this.#killUnknown(post);
    if (post.otherBot !== null) return this.#standing.leaveToEditors(post, post.revision);
    const removed = await this.#remove(work, post.messageId, signal);
    if (removed === null) return 'again';
    const { how, outcome: answer } = removed;
    const outcome = await this.#gate.orGivenUp(`delete ${post.id}`, answer, signal);
    if (outcome.kind === 'done' || outcome.kind === 'gone') {
      await this.#gate.persist(async () => {
        if (!(await ledger.promiseAnew(post.id))) await ledger.markKilled(post.id, how, clock.now());
      });
      log.info({ channel: this.#gate.name, article: post.articleId, how }, 'killed');
      this.#gate.count('killed', post);
      await this.#unknownRefusals.taken();
      return 'again';
    }
    if (outcome.kind === 'refused' && outcome.because === 'unknown') {
      const refusal = { reason: outcome.reason, revision: work.article?.revision ?? 0, claimedAt: null };
      return this.#unknownRefusals.refused(post, 'kill', refusal, signal);
    }
    if (outcome.kind === 'refused' && outcome.because === 'kind') {
      const { reason } = outcome;
      const revision = work.article?.revision ?? 0;
      return this.#standing.awaitPermission(post, 'kill', post.form ?? 'text', { reason, revision }, signal);
    }
    if (outcome.kind === 'refused') {
      const { reason } = outcome;
      await this.#gate.persist(() => ledger.markKilled(post.id, reason, clock.now()));
      await notices.about(post, 'kill refused', reason);
      this.#gate.count('kill refused', post);
      return 'again';
    }
    return this.#standing.notDone(post, post.revision, outcome, post.form ?? 'text', signal);
  }

  /**
   * Telegram lets a bot delete a channel's post for 48 hours. After that the post is edited to a notice.
   * @returns null: it is not to be killed any more.
   */
  async #remove(
    { post, article }: Work,
    messageId: number,
    signal: AbortSignal,
  ): Promise<{ how: string; outcome: ChangeOutcome } | null> {
    const { ledger, messenger } = this.#delivery;
    if (!(await ledger.beginKill(post.id))) return null;
    const address = this.#standing.addressOf(post);
    const numbers = post.messageIds ?? messageId;
    let outcome = await messenger.delete(address, numbers, signal);
    if (outcome.kind === 'refused' && outcome.because === 'unknown') {
      if (await this.#unknownRefusals.isBotRefused(signal)) return { how: 'deleted', outcome };
      // The bot is answered, so its trouble may be over by now. A notice would stay where a deletion is possible.
      if (!(await ledger.beginKill(post.id))) return null;
      outcome = await messenger.delete(address, numbers, signal);
    }
    if (outcome.kind !== 'refused' || post.message === null || post.form === null) {
      return { how: 'deleted', outcome };
    }
    const language = this.#gate.channel.language ?? article?.language ?? 'en';
    const notice = noticeInPlaceOf(post.message, composeKillNotice(language));
    if (!(await ledger.beginKill(post.id))) return null;
    const edited = await messenger.edit(address, messageId, notice, post.form, false, signal);
    return { how: 'edited to a notice', outcome: edited };
  }

  async #killUnknown(post: Post): Promise<Step> {
    const { clock, ledger } = this.#delivery;
    await this.#standing.tellUnknown(post, 'kill refused');
    await ledger.markKilled(post.id, ownReasons.noNumber, clock.now());
    this.#gate.count('kill refused', post);
    return 'again';
  }
}

/** A photo cannot be taken out of a post: it stays, and the notice stands under it. */
function noticeInPlaceOf(message: Message, line: Rendering): Message {
  const photo = message.photo === null ? null : { ...message.photo, caption: line };
  return { photo, text: line, plain: line.shown, previewUrl: null, link: null };
}
