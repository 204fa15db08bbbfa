import type { DropReason } from '../../news/plan.ts';
import type { Work } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { LateCopyWatch } from './late-copy-watch.ts';
import { fromTheStart } from './sweep.ts';

/** How soon we look again whether another post gave a number. */
const lookAgainMs = 5_000;

/**
 * A post that was unsure did not stand in the channel when it was read back, and may not leave again. An earlier request
 * for it may have arrived since, among the posts that left while this one waited. So before it is dropped, the numbers
 * up to the last post of the channel are read:
 *
 * - All of them, if no number was known when the first request left. Then the post may also stand there since that
 *   request, and if no post has a number yet, it is dropped only after one gave a place in which to look.
 * - Those after the last known number, if its article was canceled. Nothing that shows a canceled article may stay, so
 *   what is found is deleted, even if it is a message that the post would have adopted after a restore.
 *
 * For another reason (an article that is withheld may come back) nothing is read. The post is swept if it leaves again.
 */
export class UnfoundPost {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #lateCopies: LateCopyWatch;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#lateCopies = new LateCopyWatch(delivery);
  }

  /** Reads the numbers under which the post may stand. @returns null: there are none, or no more, so it may be dropped. */
  async look({ post }: Work, reason: DropReason, signal: AbortSignal): Promise<Step | null> {
    const { clock, ledger, store } = this.#delivery;
    const { floor, id } = post;
    if (post.unsureTries === 0 || (floor !== null && reason !== 'canceled')) return null;
    // About an uncertain post a person has decided.
    if (floor !== null && post.uncertainAt !== null) return null;
    const last = await store.lateCopies.numberBefore(
      this.#gate.name,
      this.#gate.address.chatId,
      Number.MAX_SAFE_INTEGER,
    );
    if (last === null && floor === null) {
      await ledger.postpone(id, new Date(clock.now().getTime() + lookAgainMs));
      return 'again';
    }
    const sweepFrom = floor === null ? fromTheStart : floor + 1;
    // Above the last number the next post of the channel looks.
    if (last === null || sweepFrom >= last) return null;
    const standing = { ...post, sweepFrom, messageId: last, claimedAt: null };
    const finding = await this.#lateCopies.sweepOwn(standing, this.#gate.address, signal);
    if (finding.kind === 'rest') return this.#gate.rest(finding.outcome, { channel: this.#gate.name });
    return finding.kind === 'wait' ? { wakeAt: finding.untilMs } : null;
  }
}
