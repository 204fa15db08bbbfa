import type { Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import type { Delivery } from '../delivery.ts';
import type { Address } from '../messenger.ts';
import type { Sweeping } from './searcher.ts';
import { fromTheStart } from './sweep.ts';

/** How soon we look again when the same post is on its way to another topic of the chat. */
const rivalMs = 500;

/**
 * Copies of posts that were sent more than once. One may stand before the resend, and a request may even arrive after
 * it. So when a number is missing between two of our next posts, the numbers between are read.
 */
export class LateCopyWatch {
  readonly #delivery: Delivery;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** @returns from which number on copies have to be looked for below a post that was sent; null: nowhere. */
  async sweepFrom(post: Post, isResent: boolean, chatId: string, messageId: number): Promise<number | null> {
    const { clock, store } = this.#delivery;
    const { lateCopies } = store;
    if (isResent && post.floor === null) return fromTheStart;
    const own = isResent && post.floor !== null ? post.floor + 1 : messageId;
    const copies = await lateCopies.of(post, chatId, clock.now());
    const isWatched = copies.some(({ postId }) => postId !== post.id);
    const before = isWatched ? await lateCopies.numberBefore(post.channel, chatId, messageId) : null;
    const from = Math.min(own, before === null ? messageId : before + 1);
    return from < messageId ? from : null;
  }

  /** Deletes the copies that stand below a post. At the end of the budget a person is told to look. */
  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<Sweeping> {
    return this.#sweep(post, await this.#copiesBelow(post, channel), channel, signal);
  }

  /** The same for copies of the post itself alone. */
  async sweepOwn(post: Post, channel: Address, signal: AbortSignal): Promise<Sweeping> {
    const copies = await this.#copiesBelow(post, channel);
    const own = copies.filter(({ postId }) => postId === post.id);
    return this.#sweep(post, own, channel, signal);
  }

  async #copiesBelow(post: Post, { chatId }: Address): Promise<LateCopy[]> {
    const { clock, store } = this.#delivery;
    return withOwn(post, await store.lateCopies.of(post, chatId, clock.now()));
  }

  async #sweep(
    post: Post,
    copies: readonly LateCopy[],
    channel: Address,
    signal: AbortSignal,
  ): Promise<Sweeping> {
    const { clock, notices, searcher, store } = this.#delivery;
    const rivals = await Promise.all(
      copies.map(({ postId: id }) => store.posts.rivalOf({ id, channel: post.channel }, channel.chatId)),
    );
    if (rivals.includes('sending')) return { kind: 'wait', untilMs: clock.steadyMs() + rivalMs };
    if (rivals.includes('lost')) {
      await notices.about(post, 'may stand twice', ownReasons.otherTopic);
      return { kind: 'swept', isComplete: false };
    }
    const sweeping = await searcher.sweep(post, copies, channel, signal);
    if (sweeping.kind === 'swept' && !sweeping.isComplete) {
      await notices.about(post, 'may stand twice', ownReasons.tooMany);
    }
    return sweeping;
  }
}

/** An earlier version sent a post again without noting its copy. */
function withOwn(post: Post, copies: LateCopy[]): LateCopy[] {
  const { id: postId, message, promisedAt: firstClaimedAt, claimedAt: lastClaimedAt } = post;
  const isKnown = post.unsureTries === 0 || copies.some((copy) => copy.postId === postId);
  return isKnown || message === null
    ? copies
    : [...copies, { postId, message, firstClaimedAt, lastClaimedAt, requests: post.unsureTries }];
}
