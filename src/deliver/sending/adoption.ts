import type { Message, Post } from '../../news/post.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { UnknownPost } from '../../store/posts/unknown-posts.ts';
import { forms, shownText } from '../../news/post.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { canonical } from '../doubt/same-message.ts';
import { standingOf } from '../doubt/standing.ts';
import { linkOf } from '../telegram/links.ts';
import type { PostComposer } from './post-composer.ts';

/**
 * After an older copy of the database came back, a post may stand in the channel already. Then the ledger takes over what
 * was seen there, and nothing is sent.
 */
export class Adoption {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #composer: PostComposer;

  constructor(gate: ChannelGate, delivery: Delivery, composer: PostComposer) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#composer = composer;
  }

  /** Whether the post was seen in the channel. */
  async isSeen(work: NextWork): Promise<boolean> {
    if (!work.hasUnknownPosts) return false;
    const message = await this.#composer.composeOrDrop(work.post, work.article);
    return message !== null && (await this.find(work, message)) !== null;
  }

  /** It may stand there with an earlier text, and in another form than we would choose now. */
  async find({ hasUnknownPosts }: NextWork, message: Message): Promise<UnknownPost | null> {
    if (!hasUnknownPosts) return null;
    const { unknownPosts } = this.#delivery.store;
    const shown = forms.map((form) => shownText(message, form));
    const link = message.link === null ? null : canonical(message.link);
    return unknownPosts.find(this.#gate.name, link, shown);
  }

  /** Where an article stands whose post is still queued here; null: it was not seen in the channel. */
  async numberOf(articleId: string): Promise<number | null> {
    const { articles, unknownPosts } = this.#delivery.store;
    const article = await articles.find(articleId);
    if (article === null || !URL.canParse(article.url)) return null;
    const seen = await unknownPosts.find(this.#gate.name, canonical(article.url), []);
    return seen?.messageId ?? null;
  }

  /** A claimed post is sent: it stands there. */
  async adopt(post: Post, message: Message, seen: UnknownPost): Promise<void> {
    const { clock, ledger, log, store } = this.#delivery;
    const arrival = this.#arrivalOf(seen, message);
    await this.#gate.persist(() => ledger.markSent(post.id, arrival, null, clock.now()));
    await store.unknownPosts.remove(this.#gate.name, seen.messageId);
    log.info({ article: post.articleId, ...seen }, 'found in the channel');
  }

  /** The post of a canceled article may stand there, and is killed then. @returns whether it does. */
  async adoptToKill(work: NextWork): Promise<boolean> {
    const { post, article } = work;
    if (article === null || post.unsureTries > 0 || !work.hasUnknownPosts) return false;
    const message = await this.#composer.composeOrDrop(post, article);
    const seen = message === null ? null : await this.find(work, message);
    if (message === null || seen === null) return false;
    const { clock, ledger, store } = this.#delivery;
    await ledger.markReady(post.id);
    const arrival = this.#arrivalOf(seen, message);
    await this.#gate.persist(() => ledger.adoptToKill(post.id, arrival, clock.now()));
    await store.unknownPosts.remove(this.#gate.name, seen.messageId);
    return true;
  }

  #arrivalOf(seen: UnknownPost, message: Message) {
    const { messageId } = seen;
    const { chatId } = this.#gate.address;
    const link = linkOf({ messageId, chatId, username: this.#gate.username });
    return { messageId, chatId, link, ...standingOf(seen, message) };
  }
}
