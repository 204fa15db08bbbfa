import type { Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Clock } from '../../time/clock.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import { lastRequestOf, SeenMedia } from './album-parts.ts';
import type { ChannelReader, Read } from './channel-reader.ts';
import { NumberOrder } from './number-order.ts';
import { fileOf, formSeen, isWordless } from './same-message.ts';
import { ArrivalWindow, type Finding, type Found, type Searcher, type Sweeping } from './searcher.ts';
import { Sweep } from './sweep.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import type { Address, Messenger } from '../messenger.ts';

/** The settings of reading back, and the objects that it works with. */
export interface ReadingBack {
  messenger: Messenger;
  reader: ChannelReader;
  clock: Clock;
  log: Logger;
  store: Pick<Store, 'posts' | 'channelNumbers' | 'facts' | 'unknownPosts'>;
  settleTimeMs: number;
  readBackGap: number;
}

/** How soon we look again when the same post is on its way to another topic of the chat. */
const rivalMs = 500;

/** How far a search has got. */
interface Search {
  key: string;
  /** Numbers up to the last one that is known to exist. */
  span: NumberOrder;
  /** The next number after them: nobody knows where the messages end. */
  beyond: number;
  /** Missing numbers in a row, after the span. */
  missing: number;
  found: Found | null;
  copies: number;
  /** Some may be an album without its first message. */
  media: SeenMedia;
  /** So many copies may stand there. */
  mostCopies: number;
}

/**
 * Finds out by reading back whether an unsure post stands in its channel. Message numbers grow one by one, so it reads
 * the numbers after the last known one. Each is read through a silent forward whose copy is deleted at once.
 */
export class Reconciler implements Searcher {
  readonly #settings: ReadingBack;
  readonly #arrivalWindow: ArrivalWindow;
  /**
   * By channel. An interrupted search goes on where it was. Among many people's posts there is a 429 every twenty
   * numbers, and a search that began again each time would never end.
   */
  readonly #searches = new Map<string, Search>();
  readonly #sweeps = new Map<string, Sweep>();

  constructor(settings: ReadingBack) {
    this.#settings = settings;
    this.#arrivalWindow = new ArrivalWindow(settings.clock, settings.settleTimeMs);
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const { clock, reader } = this.#settings;
    // The request may still arrive late, so to read before that would prove nothing.
    const untilMs = this.#arrivalWindow.endOf(post);
    if (untilMs > clock.steadyMs()) return { kind: 'wait', untilMs };
    if (post.message === null) return { kind: 'absent' };
    if (!reader.canRead) return { kind: 'unreadable', reason: ownReasons.noLogChat };
    const isBare = isWordless(post.message, post.form ?? 'text');
    if (isBare && (post.floor === null || fileOf(post.message) === null))
      return { kind: 'unreadable', reason: ownReasons.wordless };
    const rival = await this.#settings.store.posts.rivalOf(post, channel.chatId);
    if (rival === 'sending') return { kind: 'wait', untilMs: clock.steadyMs() + rivalMs };
    if (rival === 'lost') return { kind: 'unreadable', reason: ownReasons.otherTopic };
    // No number of this channel is known yet. The post is sent again, and then the numbers before it are searched.
    if (post.floor === null) return this.#findBlindly(post, channel, signal);
    const search = await this.#searchOf(post, post.floor, channel);
    const end = await this.#goOn(search, post, channel, signal);
    if (end !== null && end.kind !== 'unreadable') return end;
    this.#searches.delete(post.channel);
    // Each request is found, or not everything was read.
    const isSettled = search.copies >= post.unsureTries || end !== null;
    const request = isSettled ? null : lastRequestOf(post, this.#settings.settleTimeMs);
    const parts = search.media.partsWithoutFirst(request);
    const beside = parts.length === 0 ? {} : { parts };
    if (search.found !== null) return { ...search.found, ...beside };
    if (isBare && end === null && search.media.mayBelongTo(post, this.#settings.settleTimeMs))
      return { kind: 'unreadable', reason: ownReasons.wordless };
    if (end === null) return { kind: 'absent', ...beside };
    reader.forget(post.channel);
    return end;
  }

  /** @returns null: everything was read, or enough. */
  async #goOn(search: Search, post: Post, channel: Address, signal: AbortSignal): Promise<Finding | null> {
    const { posts } = this.#settings.store;
    for (;;) {
      const inside = search.span.next;
      if (inside === null && search.missing >= this.#settings.readBackGap) return null;
      const number = inside ?? search.beyond;
      // A number under which another post of the ledger stands is nobody's copy.
      const isOther = await posts.isOther(post, channel.chatId, number);
      const read: Read = isOther
        ? { kind: 'other', sentAt: null }
        : await this.#settings.reader.read(post, channel, number, `find ${post.unsureTries}`, signal);
      if (read.kind === 'exhausted') return { kind: 'unreadable', reason: ownReasons.tooMany };
      if (read.kind !== 'message' && read.kind !== 'other' && read.kind !== 'missing') return read;
      if (inside !== null) search.span.advance();
      else {
        search.beyond += 1;
        search.missing = read.kind === 'missing' ? search.missing + 1 : 0;
      }
      if (read.kind === 'message') search.media.note(read, number);
      const form = read.kind === 'message' && post.message !== null ? formSeen(read, post.message) : null;
      if (form === null) continue;
      search.copies += 1;
      // A post that was sent more than once may stand there more than once. The last copy counts, the others are swept.
      if (search.found === null || search.found.messageId < number) {
        search.found = { kind: 'found', messageId: number, form };
      }
      if (search.copies >= search.mostCopies) return null;
    }
  }

  async #searchOf(post: Post, floor: number, { chatId }: Address): Promise<Search> {
    const key = `${post.id} ${post.unsureTries}`;
    const known = this.#searches.get(post.channel);
    if (known?.key === key) return known;
    const { channelNumbers, facts } = this.#settings.store;
    const { last } = await channelNumbers.of(post.channel, chatId);
    const span = new NumberOrder(floor + 1, last, 'both ends');
    const beyond = Math.max(floor, last) + 1;
    // The database may be an older copy, and the post may have stood there before: see GapCheck.
    const isUnchecked = (await facts.uncheckedAfter(post.channel)) !== null;
    const mostCopies = isUnchecked ? Infinity : post.unsureTries;
    const search = {
      key,
      span,
      beyond,
      missing: 0,
      found: null,
      copies: 0,
      media: new SeenMedia(),
      mostCopies,
    };
    this.#searches.set(post.channel, search);
    return search;
  }

  /** A post may be sent again only if the channel can be read: otherwise a first copy could never be found. */
  async #findBlindly(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const read = await this.#settings.reader.read(post, channel, 1, `find ${post.unsureTries}`, signal);
    if (read.kind === 'exhausted') return { kind: 'unreadable', reason: ownReasons.tooMany };
    if (read.kind !== 'message' && read.kind !== 'other' && read.kind !== 'missing') return read;
    if (!(await this.#settings.messenger.isProtected(channel, signal))) return { kind: 'absent' };
    return { kind: 'unreadable', reason: ownReasons.protected };
  }

  async sweep(
    post: Post,
    copies: readonly LateCopy[],
    channel: Address,
    signal: AbortSignal,
  ): Promise<Sweeping> {
    const { messageId } = post;
    if (!this.#settings.reader.canRead || messageId === null || copies.length === 0)
      return { kind: 'swept', isComplete: true };
    const key = `${post.id} ${messageId}`;
    const known = this.#sweeps.get(post.channel);
    const sweep = known?.key === key ? known : new Sweep(key, this.#settings, { ...post, messageId }, copies);
    this.#sweeps.set(post.channel, sweep);
    const end = await sweep.goOn(channel, signal);
    if (end.kind === 'swept' || end.kind === 'unreadable') this.#sweeps.delete(post.channel);
    return end;
  }
}
