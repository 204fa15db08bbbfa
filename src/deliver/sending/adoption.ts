import { linkOfFile } from '../../news/medium.ts';
import type { Message, Post } from '../../news/post.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { UnknownPost } from '../../store/posts/unknown-posts.ts';
import { forms, shownText } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { arrivalOf, type AlbumCheck, type FoundStanding } from '../doubt/album-check.ts';
import { LateCopyWatch } from '../doubt/late-copy-watch.ts';
import { canonical, fileOf, isWordless } from '../doubt/same-message.ts';
import { richestForm } from '../forms.ts';
import type { PostComposer } from './post-composer.ts';

/** A post that stands in the channel. */
interface FoundPost extends FoundStanding {
  /** What showed that it stands there. */
  seen: UnknownPost;
  /** The last of its copies. */
  last: UnknownPost;
  /** All that show exactly the same, if it was sent more than once. */
  copies: readonly UnknownPost[];
}

type Look = { step: Step } | { found: FoundPost };

/**
 * After an older copy of the database came back, a post may stand in the channel already. Then the ledger takes over what
 * was seen there, and nothing is sent.
 */
export class Adoption {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #composer: PostComposer;
  readonly #lateCopies: LateCopyWatch;
  readonly #albumCheck: AlbumCheck;

  constructor(gate: ChannelGate, delivery: Delivery, composer: PostComposer, albumCheck: AlbumCheck) {
    this.#albumCheck = albumCheck;
    this.#gate = gate;
    this.#delivery = delivery;
    this.#composer = composer;
    this.#lateCopies = new LateCopyWatch(delivery);
  }

  /** Whether the post was seen in the channel. */
  async isSeen(work: NextWork): Promise<boolean> {
    if (!work.hasUnknownPosts) return false;
    const message = await this.#composer.composeOrDrop(work.post, work.article);
    return message !== null && (await this.find(work, message)) !== null;
  }

  /** It may stand there with an earlier text, and in another form than we would choose now. */
  async find({ hasUnknownPosts, post }: NextWork, message: Message): Promise<UnknownPost | null> {
    if (!hasUnknownPosts) return null;
    const { unknownPosts } = this.#delivery.store;
    const shown = forms.map((form) => shownText(message, form));
    const link = linkIn(message);
    return unknownPosts.find(this.#gate.name, link, shown, post.articleId === null);
  }

  /**
   * How the post stands that was seen: of an album only the first message was. If only a part of it arrived, that is
   * deleted, and the post is looked at again.
   */
  async look(post: Post, message: Message, seen: UnknownPost, signal: AbortSignal): Promise<Look> {
    // One that was sent more than once may stand there more than once. The last copy that was seen counts.
    const copies = post.unsureTries > 0 ? await this.#copiesWith(seen, message) : [];
    const last = copies.at(-1) ?? seen;
    const standing = await this.#albumCheck.standing(post, message, last, signal);
    if ('step' in standing) return standing;
    if (standing.found === null) return { step: await this.#forget(last) };
    const { isInPart, numbers } = standing.found;
    const removed = isInPart ? await this.#albumCheck.remove(post, numbers, signal) : null;
    if (removed !== null) return { step: removed === 'removed' ? 'again' : removed };
    return { found: { ...standing.found, seen, last, copies } };
  }

  /** Where an article stands whose post is still queued here; null: it was not seen in the channel. */
  async numberOf(articleId: string): Promise<number | null> {
    const { articles, unknownPosts } = this.#delivery.store;
    const article = await articles.find(articleId);
    if (article?.url == null || !URL.canParse(article.url)) return null;
    const seen = await unknownPosts.find(this.#gate.name, canonical(article.url), [], false);
    return seen?.messageId ?? null;
  }

  /** A claimed post is sent: it stands there. Its earlier copies are swept. */
  async adopt(post: Post, message: Message, found: FoundPost): Promise<void> {
    const { clock, ledger, log, store } = this.#delivery;
    const { copies, form, last, seen, shown } = found;
    const arrival = arrivalOf(this.#gate, found);
    const { chatId, messageId } = arrival;
    const sweepFrom =
      copies.length === 0 ? null : await this.#lateCopies.sweepFrom(post, true, chatId, messageId);
    await this.#gate.persist(async () => {
      if (shown !== message) await ledger.changeForm(post.id, form, shown);
      await ledger.markSent(post.id, arrival, sweepFrom, clock.now());
    });
    for (const copy of [seen, ...copies]) await store.unknownPosts.remove(this.#gate.name, copy.messageId);
    log.info({ article: post.articleId, ...last }, 'found in the channel');
  }

  /** All that was seen and shows exactly this message, if `seen` does; the first of them first. */
  async #copiesWith(seen: UnknownPost, message: Message): Promise<UnknownPost[]> {
    const shown = forms.map((form) => shownText(message, form));
    const copies = await this.#delivery.store.unknownPosts.showing(this.#gate.name, seen.link, shown);
    return copies.some(({ messageId }) => messageId === seen.messageId) ? copies : [];
  }

  /** The post of a canceled article may stand there, and is killed then. @returns null: it does not. */
  async adoptToKill(work: NextWork, signal: AbortSignal): Promise<Step | null> {
    const { post, article } = work;
    if (article === null || post.unsureTries > 0 || !work.hasUnknownPosts) return null;
    const message = await this.#composer.composeOrDrop(post, article);
    const seen = message === null ? null : await this.find(work, message);
    if (message === null || seen === null) return null;
    const { clock, ledger, store } = this.#delivery;
    // If only a part of an album stands there, that part is killed.
    const standing = await this.#albumCheck.standing(post, message, seen, signal);
    if ('step' in standing) return standing.step;
    if (standing.found === null) return this.#forget(seen);
    await ledger.markReady(post.id);
    const arrival = arrivalOf(this.#gate, standing.found);
    await this.#gate.persist(() => ledger.adoptToKill(post.id, arrival, clock.now()));
    await store.unknownPosts.remove(this.#gate.name, seen.messageId);
    return 'again';
  }

  /** What was seen was deleted since. */
  async #forget({ channel, messageId }: UnknownPost): Promise<Step> {
    await this.#delivery.store.unknownPosts.remove(channel, messageId);
    return 'again';
  }
}

/** A post without words is known by its file. */
function linkIn(message: Message): string | null {
  if (message.link !== null) return canonical(message.link);
  const file = isWordless(message, richestForm(message)) ? fileOf(message) : null;
  return file === null ? null : linkOfFile(file);
}
