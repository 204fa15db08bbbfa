import { mostInAlbum } from '../../news/medium.ts';
import { partsOf, type Illustrated, type Message, type MessageForm, type Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { UnknownPost } from '../../store/posts/unknown-posts.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { reduced } from '../forms.ts';
import { linkOf } from '../telegram/links.ts';
import { AlbumReader, type AlbumThere } from './album-reader.ts';
import { standingOf } from './standing.ts';

/** How a post stands that was found in the channel. */
export interface FoundStanding {
  form: MessageForm;
  /** Whether it shows something else than the message of today. */
  isOutdated: boolean;
  /** Never empty. */
  numbers: readonly number[];
  /** The message of today, with as many media as stand there. */
  shown: Message;
  /** Only a part of the album arrived. */
  isInPart: boolean;
}

/** Where the ledger says that it stands. */
export function arrivalOf({ address, username }: ChannelGate, { form, isOutdated, numbers }: FoundStanding) {
  const [messageId = 0] = numbers;
  const { chatId } = address;
  const link = linkOf({ messageId, chatId, username });
  return { messageId, messageIds: numbers, chatId, link, form, isOutdated };
}

/**
 * The first part of an album was found. Telegram's documents do not say that it takes an album as a whole, so each of its
 * numbers is read. If a part of an unsure post is missing, the others are deleted, and the whole is sent again.
 */
export class AlbumCheck {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #albums: AlbumReader;
  /** The deletion that was tried in vain last. */
  #hopeless: string | null = null;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#albums = new AlbumReader(delivery.reader, delivery.store);
  }

  /** @returns null: it is whole, or it is no album, or nobody can say; `removed`: nothing of it stands there any more. */
  async step(post: Post, numbers: readonly number[], signal: AbortSignal): Promise<Step | 'removed' | null> {
    const [first = 0] = numbers;
    if (numbers.length === 1) return null;
    const read = await this.#read(post, first, numbers.length, signal);
    if (read === null || read === 'again' || 'wakeAt' in read) return read;
    return read.numbers.length === numbers.length ? null : this.remove(post, read.numbers, signal);
  }

  /**
   * How a post stands of which the first message was seen after an older copy of the database came back. One with other
   * words is another version of the article, which may have had more media or fewer.
   * @returns `found` is null if it was deleted since.
   */
  async standing(
    post: Post,
    message: Message,
    seen: UnknownPost,
    signal: AbortSignal,
  ): Promise<{ step: Step } | { found: FoundStanding | null }> {
    const { messageId: first } = seen;
    const standing = { ...standingOf(seen, message), isInPart: false };
    const asWanted = partsOf(message).length;
    const most = standing.isOutdated ? mostInAlbum : asWanted;
    if (standing.form !== 'photo' || most < 2)
      return { found: { ...standing, numbers: [first], shown: message } };
    const read = await this.#read(post, first, most, signal);
    if (read === 'again' || (read !== null && 'wakeAt' in read)) return { step: read };
    if (read?.isGone === true) return { found: null };
    // Nobody can say. Too few are better than the numbers of other posts.
    const numbers = read?.numbers ?? [first];
    const isReduced = read !== null && isReducedPost(message, read);
    const isInPart = read !== null && !standing.isOutdated && !isReduced && numbers.length < asWanted;
    const shown = isReduced ? reduced(message) : withCount(message, numbers.length);
    return { found: { ...standing, numbers, shown, isInPart } };
  }

  /** null: nobody can say. */
  async #read(
    post: Post,
    first: number,
    most: number,
    signal: AbortSignal,
  ): Promise<AlbumThere | Step | null> {
    const { reader } = this.#delivery;
    if (!reader.canRead) return null;
    const purpose = `album ${post.unsureTries}`;
    const read = await this.#albums.read(post, this.#gate.address, first, most, purpose, signal);
    if (read.kind === 'wait') return { wakeAt: read.untilMs };
    if (read.kind === 'rest') return this.#gate.rest(read.outcome, { channel: this.#gate.name });
    return read.kind === 'album' ? read : null;
  }

  /** Deletes a part of an album. @returns null: Telegram does not let us. */
  async remove(
    post: Post,
    standing: readonly number[],
    signal: AbortSignal,
  ): Promise<Step | 'removed' | null> {
    const { store } = this.#delivery;
    const { name: channel, address } = this.#gate;
    // Deleted, these numbers are missing, and a search that counts missing numbers would end at them.
    await store.channelNumbers.learn(channel, address.chatId, { last: Math.max(...standing) });
    const key = `${post.id} ${post.unsureTries} delete ${standing.join()}`;
    const deletion = this.#hopeless === key ? 'hopeless' : await this.#delete(post, standing, key, signal);
    if (deletion === 'hopeless') return this.#lookWhatStayed(post, standing, signal);
    // A kill before this is no harm: who takes it over reads that it is not there.
    if (deletion === 'removed') await this.#forget(standing);
    return deletion;
  }

  /** @returns `hopeless`: of so many requests none got an answer that says what became of it. */
  async #delete(
    post: Post,
    standing: readonly number[],
    key: string,
    signal: AbortSignal,
  ): Promise<Step | 'removed' | 'hopeless' | null> {
    const { log, messenger, reader } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId, parts: standing };
    const deleted = await messenger.delete(this.#gate.address, standing, signal);
    log.warn({ ...facts, deleted: deleted.kind }, 'only a part of an album arrived; it is deleted');
    if (deleted.kind === 'unsure' || (deleted.kind === 'refused' && deleted.because === 'unknown')) {
      const again = await reader.afterSilence(key, signal);
      if (again.kind === 'wait') return { wakeAt: again.untilMs };
      this.#hopeless = key;
      return 'hopeless';
    }
    if (deleted.kind === 'done' || deleted.kind === 'gone') return 'removed';
    if (deleted.kind !== 'refused') return this.#gate.rest(deleted, facts);
    await this.#tellItStays(post, deleted.reason);
    return null;
  }

  /** A deletion without an answer may have been made all the same. */
  async #lookWhatStayed(
    post: Post,
    standing: readonly number[],
    signal: AbortSignal,
  ): Promise<Step | 'removed' | null> {
    const { reader } = this.#delivery;
    for (const number of standing) {
      const read = await reader.read(post, this.#gate.address, number, 'album stays', signal);
      if (read.kind === 'wait') return { wakeAt: read.untilMs };
      if (read.kind === 'rest') return this.#gate.rest(read.outcome, { channel: this.#gate.name });
      if (read.kind === 'missing') continue;
      await this.#tellItStays(post, ownReasons.neverArrived);
      return null;
    }
    await this.#forget(standing);
    return 'removed';
  }

  async #forget(numbers: readonly number[]): Promise<void> {
    const { unknownPosts } = this.#delivery.store;
    for (const number of numbers) await unknownPosts.remove(this.#gate.name, number);
  }

  /** It cannot be made whole, and sent again it would stand there twice. */
  #tellItStays(post: Post, reason: string): Promise<void> {
    return this.#delivery.notices.about(post, 'media left out', reason);
  }
}

/**
 * Whether a picture was sent in place of the album, because Telegram did not take it: it shows another medium than the
 * album's first message, or stands alone and another message follows at once.
 */
function isReducedPost(message: Message, { numbers, medium, isEnded }: AlbumThere): boolean {
  if (numbers.length > 1 || message.photo?.poster === undefined) return false;
  const [first] = partsOf(message);
  return isEnded || (medium !== null && medium !== first?.kind);
}

/**
 * The message with as many media as there are messages. Which they show nobody knows, and a correction shows them anew;
 * but it has to know of each message, to delete those that are too many.
 */
function withCount(message: Message, count: number): Message {
  const { photo } = message;
  const parts = partsOf(message);
  const [first, ...others] = parts;
  if (photo === null || first === undefined || parts.length === count) return message;
  const { more: _more, ...alone } = photo;
  const more = Array.from({ length: count - 1 }, (_, index) => others[index] ?? first);
  return { ...message, photo: (more.length === 0 ? alone : { ...alone, more }) satisfies Illustrated };
}
