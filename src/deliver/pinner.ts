import { ownReasons } from '../news/reasons.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';

/**
 * How long to wait after a pin was refused in words that may be about the bot or the channel, milliseconds. After the last
 * one the digest stays unpinned.
 */
const unknownPausesMs = [60_000, 10 * 60_000, 30 * 60_000];

/**
 * Pins the newest digest of a channel silently, and unpins the one before. A pin is recorded after it was made: if the
 * program dies between the two, the same digest is pinned once more, which changes nothing.
 */
export class Pinner {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  /** Whether there may be something to pin: at the start, and after a digest was sent. */
  #mayBeDue: boolean;
  /** Tries of the present pin that were refused in unknown words. */
  #refusals = 0;
  /** Nothing is pinned before; the news goes on meanwhile. */
  #restUntilMs = 0;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#mayBeDue = this.#isWanted;
  }

  get #isWanted(): boolean {
    return this.#gate.channel.digest?.isPinned === true;
  }

  /** Whether there is certainly nothing to pin. */
  get isIdle(): boolean {
    return !this.#mayBeDue;
  }

  /** A digest was sent. */
  lookAgain(): void {
    this.#mayBeDue = this.#isWanted;
  }

  /** @returns null when there is nothing to pin. */
  async step(signal: AbortSignal): Promise<Step | null> {
    if (!this.#mayBeDue) return null;
    const { clock, log, messenger, store } = this.#delivery;
    if (clock.steadyMs() < this.#restUntilMs) return null;
    const { address, name } = this.#gate;
    const due = await store.digests.toPin(name, address.chatId);
    if (due === null) {
      this.#mayBeDue = false;
      return null;
    }
    const pinned = await messenger.pin(address, due.messageId, signal);
    const outcome = await this.#gate.orGivenUp(`pin ${due.postId}`, pinned, signal);
    const facts = { channel: name, message: due.messageId };
    if (outcome.kind === 'refused' && outcome.because === 'unknown' && this.#putOff(outcome.reason))
      return 'again';
    this.#refusals = 0;
    switch (outcome.kind) {
      case 'done':
        log.info(facts, 'pinned');
        return this.#exchange(due, signal);
      case 'gone':
      case 'refused':
      case 'closed': {
        // The bot may be allowed to post but not to pin, so the channel still counts as open.
        log.warn({ ...facts, reason: outcome.reason }, 'a digest could not be pinned');
        // Without an answer, the pin may have been made.
        const mayStand = outcome.reason === ownReasons.neverArrived;
        const { ledger } = this.#delivery;
        await this.#gate.persist(() =>
          mayStand ? ledger.markPinned(due.postId, clock.now()) : ledger.markUnpinnable(due.postId),
        );
        return 'again';
      }
      case 'unsure':
        return this.#gate.rest({ kind: 'unreached', reason: outcome.reason }, facts);
      case 'late':
      case 'limited':
      case 'moved':
      case 'unreached':
      case 'unauthorized':
        return this.#gate.rest(outcome, facts);
    }
  }

  /** The words do not say that it is about this pin: everything may be refused for some minutes. @returns whether it is tried again. */
  #putOff(reason: string): boolean {
    const pauseMs = unknownPausesMs[this.#refusals];
    if (pauseMs === undefined) return false;
    const { clock, log } = this.#delivery;
    this.#refusals += 1;
    this.#restUntilMs = clock.steadyMs() + pauseMs;
    log.warn({ channel: this.#gate.name, reason, pauseMs }, 'a pin was refused in unknown words');
    return true;
  }

  /** Takes the pin before away. If it stays, that is ugly, but the news need not wait for it. */
  async #exchange(due: { postId: number; previous: number | null }, signal: AbortSignal): Promise<Step> {
    const { clock, ledger, messenger } = this.#delivery;
    const { address, name } = this.#gate;
    const outcome = due.previous === null ? null : await messenger.unpin(address, due.previous, signal);
    await this.#gate.persist(() => ledger.markPinned(due.postId, clock.now()));
    if (outcome?.kind !== 'limited') return 'again';
    return this.#gate.rest(outcome, { channel: name, message: due.previous });
  }
}
