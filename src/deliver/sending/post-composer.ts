import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { Message, Post } from '../../news/post.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';

/** Composes the posts of one channel as they leave. */
export class PostComposer {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
  }

  /**
   * A post that may have been sent before goes out again exactly as it was, so that the two can be compared.
   * @returns null: there is nothing to be sent.
   * @throws what the composer throws when it cannot make a post of the article.
   */
  async compose(post: Post, article: Article | null): Promise<Message | null> {
    if (post.message !== null && (post.unsureTries > 0 || article === null)) return post.message;
    if (article === null) return null;
    // An approved text is sent as it was approved.
    if (post.message !== null && post.approvedRevision === article.revision) return post.message;
    return this.#delivery.compose(article, await this.#look());
  }

  /** Composes a post, or drops it because that is impossible. @returns null: there is nothing to be sent. */
  async composeOrDrop(post: Post, article: Article | null): Promise<Message | null> {
    try {
      return await this.compose(post, article);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const { clock, ledger, notices } = this.#delivery;
      // The notice is written first: a post that is put aside without anybody's knowledge would be lost.
      await notices.about(post, 'uncomposable', why);
      await ledger.drop(post.id, `cannot be composed: ${why}`, article?.revision ?? null, clock.now());
      this.#gate.count('dropped', post);
      return null;
    }
  }

  /** How posts look now: where a chat allows no texts, a picture carries them. */
  async #look(): Promise<Channel> {
    const { channel, kinds } = this.#gate;
    return (await kinds.isTextDoubtful()) ? { ...channel, images: 'photo' } : channel;
  }
}
