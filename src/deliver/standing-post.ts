import { kindOf, type MessageForm, type Post } from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import type { UnknownRefusals } from './unknown-refusals.ts';
import type { Address, ChangeOutcome } from './messenger.ts';

/** The common part of correcting a post and killing it: both change a message that stands in a channel. */
export class StandingPost {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;

  constructor(gate: ChannelGate, unknownRefusals: UnknownRefusals, delivery: Delivery) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
  }

  /** Where the post stands. After its channel moved to another chat, its number would be another message's there. */
  addressOf({ chatId }: Post): Address {
    const { address } = this.#gate;
    return chatId === null ? address : { ...address, chatId };
  }

  /** An editor said that the post stands in the channel, but nobody knows its number: a person has to change it. */
  tellUnknown(post: Post, kind: 'kill refused' | 'correction refused'): Promise<void> {
    return this.#delivery.notices.about(post, kind, ownReasons.noNumber);
  }

  /**
   * The channel has another bot since the post was sent. Telegram lets a bot change another one's post only with rights
   * that nobody promised us, so an editor gets the link and changes it by hand: see decision 27.
   */
  async leaveToEditors(post: Post, revision: number): Promise<Step> {
    const { clock, ledger, log, notices } = this.#delivery;
    const isKill = post.dueChange === 'kill';
    const reason = ownReasons.otherBot;
    await notices.about(post, isKill ? 'kill refused' : 'correction refused', reason, post.link);
    if (isKill) await ledger.markKilled(post.id, reason, clock.now());
    else await ledger.leaveAsIs(post.id, revision, reason);
    log.warn({ channel: this.#gate.name, article: post.articleId, link: post.link }, reason);
    return 'again';
  }

  /** When a request that is given up after so long can no longer arrive. */
  settledAt(inFlightMs: number): Date {
    const { clock, settings } = this.#delivery;
    return new Date(clock.now().getTime() + inFlightMs + settings.settleTimeMs);
  }

  /**
   * Records a change that was not made. An edit or a deletion may always be tried again: done twice, it is done once.
   * But an edit without an answer may still arrive, and must not arrive after a newer one: see `beginCorrection`.
   */
  async notDone(
    post: Post,
    revision: number,
    outcome: Exclude<ChangeOutcome, { kind: 'done' }>,
    form: MessageForm,
    signal: AbortSignal,
  ): Promise<Step> {
    const { ledger } = this.#delivery;
    const isAboutChat = outcome.kind === 'closed' || outcome.kind === 'moved';
    if (isAboutChat && (await this.#isElsewhere(post, signal))) return this.#leaveElsewhere(post, revision);
    if (outcome.kind === 'refused' && outcome.because === 'unknown') {
      await ledger.beginCorrection(post.id, null, null);
      const refusal = { reason: outcome.reason, revision, claimedAt: null };
      return this.#unknownRefusals.refused(post, 'edit', refusal, signal);
    }
    if (outcome.kind === 'refused' && outcome.because === 'kind') {
      await ledger.beginCorrection(post.id, null, null);
      return this.awaitPermission(post, 'edit', form, { reason: outcome.reason, revision }, signal);
    }
    if (outcome.kind === 'gone' || outcome.kind === 'refused') {
      const { kind, reason } = outcome;
      await ledger.leaveAsIs(post.id, revision, reason);
      this.#gate.count('correction refused', post);
      if (kind === 'refused') await this.#delivery.notices.about(post, 'correction refused', reason);
      return 'again';
    }
    const facts = { channel: this.#gate.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      await ledger.beginCorrection(post.id, this.settledAt(0), null);
      return this.#gate.rest({ kind: 'unreached', reason: outcome.reason }, facts);
    }
    await ledger.beginCorrection(post.id, null, null);
    return this.#gate.rest(outcome, facts);
  }

  /**
   * The chat does not allow the kind of content that a change needs. That says nothing about the article: the change waits
   * until the kind is allowed, or until something else shows that it is the channel that is closed to us.
   */
  async awaitPermission(
    post: Post,
    change: 'edit' | 'kill',
    form: MessageForm,
    refusal: { reason: string; revision: number },
    signal: AbortSignal,
  ): Promise<Step> {
    const { kinds } = this.#gate;
    const isKnown = (await kinds.triedFrom(form)) !== null;
    if (!isKnown) await this.#gate.persist(() => kinds.refused(kindOf(form), refusal.reason));
    if (isKnown || (await kinds.triedFrom(form)) !== null) {
      await this.#unknownRefusals.putOff(post, refusal.reason);
      return 'again';
    }
    const accused = { ...refusal, because: 'kind', claimedAt: null } as const;
    return this.#unknownRefusals.refused(post, change, accused, signal);
  }

  /** Whether the post stands in another chat than the one that its channel is now. */
  async #isElsewhere({ chatId }: Post, signal: AbortSignal): Promise<boolean> {
    const present = this.#gate.address.chatId;
    if (chatId === null || chatId === present) return false;
    const numbers = [await this.#numberOf(present, signal), await this.#numberOf(chatId, signal)];
    return !numbers.includes(null) && numbers[0] !== numbers[1];
  }

  /** null: Telegram does not say. */
  async #numberOf(chatId: string, signal: AbortSignal): Promise<string | null> {
    if (!chatId.startsWith('@')) return chatId;
    const finding = await this.#delivery.messenger.findChat(chatId, signal);
    return finding.kind === 'found' ? finding.chatId : null;
  }

  /** The chat of the post is closed to us, and the channel is another chat now: the channel itself goes on. */
  async #leaveElsewhere(post: Post, revision: number): Promise<Step> {
    const { clock, ledger, notices } = this.#delivery;
    const reason = ownReasons.elsewhere;
    const isKill = post.dueChange === 'kill';
    await notices.about(post, isKill ? 'kill refused' : 'correction refused', reason);
    if (isKill) await ledger.markKilled(post.id, reason, clock.now());
    else await ledger.leaveAsIs(post.id, revision, reason);
    this.#gate.count(isKill ? 'kill refused' : 'correction refused', post);
    return 'again';
  }
}
