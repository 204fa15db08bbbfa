import type { DropReason } from '../../news/plan.ts';
import type { Post, Work } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { LateCopyWatch } from './late-copy-watch.ts';
import { fromTheStart } from './sweep.ts';

/** How soon we look again whether another post gave a number. */
const lookAgainMs = 5_000;

/**
 * The very first post of a channel was unsure, no number was known from which to look for it, and its article was
 * canceled before the post was sent again. The post may stand in the channel. So it is dropped only after the next post
 * of the channel gave a number, and with it the place in which to look.
 */
export class UnnumberedPost {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #lateCopies: LateCopyWatch;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#lateCopies = new LateCopyWatch(delivery);
  }

  isPossible({ unsureTries, floor }: Post): boolean {
    return unsureTries > 0 && floor === null;
  }

  async drop({ post, article }: Work, reason: DropReason, signal: AbortSignal): Promise<Step> {
    const { clock, ledger, store } = this.#delivery;
    // Up to the last number: later posts may have left before this one is dropped, and a late copy may stand between.
    const { chatId } = this.#gate.address;
    const last = await store.lateCopies.numberBefore(this.#gate.name, chatId, Number.MAX_SAFE_INTEGER);
    if (last === null) {
      await ledger.postpone(post.id, new Date(clock.now().getTime() + lookAgainMs));
      return 'again';
    }
    const span = { sweepFrom: fromTheStart, messageId: last, claimedAt: null };
    const finding = await this.#lateCopies.sweep({ ...post, ...span }, this.#gate.address, signal);
    if (finding.kind === 'rest') return this.#gate.rest(finding.outcome, { channel: this.#gate.name });
    if (finding.kind === 'wait') return { wakeAt: finding.untilMs };
    await ledger.drop(post.id, reason, article?.revision ?? null, clock.now());
    return 'again';
  }
}
