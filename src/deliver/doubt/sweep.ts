import { partsOf, type Message, type Post } from '../../news/post.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import { requestsOf, SeenMedia } from './album-parts.ts';
import { AlbumReader } from './album-reader.ts';
import type { ChannelReader, Read } from './channel-reader.ts';
import { NumberOrder } from './number-order.ts';
import { formSeen } from './same-message.ts';
import type { Sweeping } from './searcher.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import type { Address, Messenger } from '../messenger.ts';

/** `sweepFrom` of a post when no number of its channel was known: the numbers are read downwards by time. */
export const fromTheStart = 1;

/**
 * So many messages in a row have to be older than the first request before a downward sweep ends. One alone may be a
 * forward within a group, which carries the date of the original.
 */
const olderInARow = 3;

/** A downward sweep reads at least this many numbers, whatever the clocks say. */
const leastRead = 20;

/** How far the clock of this machine may differ from Telegram's without our noticing. */
const clockMarginMs = 60_000;

interface SweepSettings {
  messenger: Messenger;
  reader: ChannelReader;
  log: Logger;
  store: Pick<Store, 'posts' | 'unknownPosts'>;
}

type SentPost = Post & { messageId: number };

/** Deletes earlier and late copies of posts below the number of a post that was sent. It can be interrupted. */
export class Sweep {
  readonly key: string;
  readonly #settings: SweepSettings;
  readonly #post: SentPost;
  readonly #copies: readonly LateCopy[];
  readonly #numbers: NumberOrder;
  readonly #isDownwards: boolean;
  /** A downward sweep ends at messages from before this moment of Telegram's clock; undefined: not worked out yet. */
  #since: number | undefined;
  /** Some may be an album without its first message. */
  readonly #media = new SeenMedia();
  readonly #albums: AlbumReader;
  #older = 0;
  #read = 0;
  #found = 0;

  constructor(key: string, settings: SweepSettings, post: SentPost, copies: readonly LateCopy[]) {
    this.key = key;
    this.#albums = new AlbumReader(settings.reader, settings.store);
    this.#settings = settings;
    this.#post = post;
    this.#copies = copies;
    const from = Math.max(1, post.sweepFrom ?? 1);
    this.#isDownwards = from === fromTheStart;
    this.#numbers = new NumberOrder(from, post.messageId - 1, this.#isDownwards ? 'downwards' : 'both ends');
  }

  async goOn(channel: Address, signal: AbortSignal): Promise<Sweeping> {
    if (this.#isDownwards && this.#since === undefined) {
      const interruption = await this.#findBeginning(channel, signal);
      if (interruption !== null) return interruption;
    }
    for (;;) {
      const number = this.#numbers.next;
      if (number === null || this.#isOver) return this.#end(channel, signal);
      const read = await this.#readNumber(channel, number, signal);
      if (read.kind === 'exhausted') return { kind: 'swept', isComplete: false };
      if (read.kind === 'unreadable' || read.kind === 'wait' || read.kind === 'rest') return read;
      if (read.kind === 'message') this.#media.note(read, number);
      if (read.kind === 'message' && this.#isCopy(read)) {
        const numbers = await this.#numbersOf(channel, number, signal);
        if ('kind' in numbers) return numbers;
        const interruption = await this.#delete(channel, numbers, signal);
        if (interruption !== null) return interruption;
        this.#found += 1;
      }
      this.#note(read);
      this.#numbers.advance();
    }
  }

  /** Everything was read. Albums of which the first message never arrived are known by what stands there of them. */
  async #end(channel: Address, signal: AbortSignal): Promise<Sweeping> {
    for (const copy of this.#copies) {
      const parts = this.#media.partsWithoutFirst(requestsOf(copy));
      const interruption = parts.length === 0 ? null : await this.#delete(channel, parts, signal);
      if (interruption !== null) return interruption;
    }
    return { kind: 'swept', isComplete: true };
  }

  /** Nothing more can stand there: it is from before the first request, or every request was found. */
  get #isOver(): boolean {
    if (this.#isDownwards && this.#read >= leastRead && this.#older >= olderInARow) return true;
    const isOwn = this.#copies.every(({ postId }) => postId === this.#post.id);
    return isOwn && this.#found >= this.#post.unsureTries;
  }

  #note(read: Extract<Read, { kind: 'message' | 'other' | 'missing' }>): void {
    this.#read += 1;
    if (read.kind === 'missing' || read.sentAt === null) return;
    this.#older = read.sentAt.getTime() < (this.#since ?? -Infinity) ? this.#older + 1 : 0;
  }

  async #readNumber(channel: Address, number: number, signal: AbortSignal): Promise<Read> {
    const { reader, store } = this.#settings;
    // A number under which another post of the ledger stands is nobody's copy.
    if (await store.posts.isOther(this.#post, channel.chatId, number)) return { kind: 'other', sentAt: null };
    return reader.read(this.#post, channel, number, 'sweep', signal);
  }

  /**
   * The moment before which nothing has to be read. The date of the post itself tells how far our clock was from
   * Telegram's when it was sent; the clock may have been set since the first request, so the earlier moment counts.
   */
  async #findBeginning(
    channel: Address,
    signal: AbortSignal,
  ): Promise<Exclude<Sweeping, { kind: 'swept' }> | null> {
    const { claimedAt, messageId } = this.#post;
    const first = Math.min(...this.#copies.map((copy) => copy.firstClaimedAt?.getTime() ?? -Infinity));
    this.#since = first - clockMarginMs;
    if (claimedAt === null) return null;
    // The clock was set back in between, and does not tell how long ago the first request left.
    if (claimedAt.getTime() < first) this.#since = -Infinity;
    const read = await this.#settings.reader.read(this.#post, channel, messageId, 'sweep', signal);
    if (read.kind === 'wait' || read.kind === 'rest') {
      this.#since = undefined;
      return read;
    }
    if (read.kind !== 'message' || read.sentAt === null) return null;
    const aheadMs = read.sentAt.getTime() - claimedAt.getTime();
    this.#since += Math.min(0, aheadMs);
    return null;
  }

  #isCopy(read: Extract<Read, { kind: 'message' }>): boolean {
    return this.#copies.some(({ message }) => formSeen(read, message) !== null);
  }

  /** The numbers of a copy that begins with this one. What each of its requests showed is not known. */
  async #numbersOf(
    channel: Address,
    first: number,
    signal: AbortSignal,
  ): Promise<readonly number[] | Extract<Sweeping, { kind: 'wait' | 'rest' }>> {
    const messages = [this.#post.message, ...this.#copies.map(({ message }) => message)];
    const most = Math.max(...messages.map(countOf));
    if (most < 2) return [first];
    const read = await this.#albums.read(this.#post, channel, first, most, 'sweep', signal);
    if (read.kind === 'wait' || read.kind === 'rest') return read;
    return read.kind === 'album' ? read.numbers : [first];
  }

  async #delete(
    channel: Address,
    numbers: readonly number[],
    signal: AbortSignal,
  ): Promise<Exclude<Sweeping, { kind: 'swept' }> | null> {
    const { log, messenger, reader, store } = this.#settings;
    const [number = 0] = numbers;
    // A post that is promised anew must not take over what is gone.
    await store.unknownPosts.remove(this.#post.channel, number);
    const deleted = await messenger.delete(channel, numbers.length === 1 ? number : numbers, signal);
    log.warn(
      { channel: this.#post.channel, message: number, deleted: deleted.kind },
      'an earlier copy of a post had arrived after all',
    );
    const isUnknown = deleted.kind === 'refused' && deleted.because === 'unknown';
    if (deleted.kind === 'done' || deleted.kind === 'gone') return null;
    if (deleted.kind === 'refused' && !isUnknown) return null;
    if (deleted.kind !== 'unsure' && deleted.kind !== 'refused') return { kind: 'rest', outcome: deleted };
    const again = await reader.afterSilence(`${this.#post.id} delete ${number}`, signal);
    return again.kind === 'wait' ? again : null;
  }
}

function countOf(message: Message | null): number {
  return message === null ? 0 : partsOf(message).length;
}
