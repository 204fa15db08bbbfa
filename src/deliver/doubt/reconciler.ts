import type { Outcome, Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Clock } from '../../time/clock.ts';
import { UnansweredTries } from '../unanswered-tries.ts';
import { formSeen } from './same-message.ts';
import { ArrivalWindow, type Finding, type Searcher } from './searcher.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import type { Address, Messenger, ReadBack } from '../messenger.ts';

/** The settings of reading back, and the objects that it works with. */
export interface ReadingBack {
  messenger: Messenger;
  clock: Clock;
  log: Logger;
  posts: Store['posts'];
  settleTimeMs: number;
  readBackGap: number;
}

type Found = Extract<Finding, { kind: 'found' }>;

/** How far a search has got. */
interface Progress {
  key: string;
  next: number;
  missing: number;
  found: Found | null;
}

/**
 * Finds out by reading back whether an unsure post stands in its channel. Message numbers grow one by one, so it reads
 * the numbers after the last known one. Each is read through a silent forward whose copy is deleted at once.
 */
export class Reconciler implements Searcher {
  readonly #settings: ReadingBack;
  readonly #arrivalWindow: ArrivalWindow;
  readonly #unanswered: UnansweredTries;
  /**
   * By channel. An interrupted search goes on where it was. Among many people's posts there is a 429 every twenty
   * numbers, and a search that began again each time would never end.
   */
  readonly #progress = new Map<string, Progress>();
  /** Until when a 429 forbids forwards to the log chat, steady milliseconds. All channels share that chat. */
  #quietUntilMs = 0;

  constructor(settings: ReadingBack) {
    this.#settings = settings;
    this.#unanswered = new UnansweredTries(settings.messenger, settings.clock);
    this.#arrivalWindow = new ArrivalWindow(settings.clock, settings.settleTimeMs);
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const { clock, messenger, readBackGap } = this.#settings;
    const { logChatId } = messenger;
    // The request may still arrive late, so to read before that would prove nothing.
    const untilMs = this.#arrivalWindow.endOf(post);
    if (untilMs > clock.steadyMs()) return { kind: 'wait', untilMs };
    if (post.message === null) return { kind: 'absent' };
    if (logChatId === null) return { kind: 'unreadable', reason: ownReasons.noLogChat };
    // No number of this channel is known yet. The post is sent again, and then the numbers before it are searched.
    if (post.floor === null) return this.#findBlindly(post, channel, logChatId, signal);
    const progress = this.#progressOf(post, `find ${post.id} ${post.unsureTries}`, post.floor + 1);
    for (; progress.missing < readBackGap; progress.next += 1) {
      const read = await this.#read(post, channel, progress.next, logChatId, signal);
      if (read.kind === 'missing') {
        progress.missing += 1;
        continue;
      }
      if (read.kind === 'unreadable') return read;
      if (read.kind !== 'message' && read.kind !== 'other') return this.#interruption(read);
      progress.missing = 0;
      const form = read.kind === 'other' ? null : formSeen(read, post.message);
      if (form === null) continue;
      progress.found = { kind: 'found', messageId: progress.next, form };
      // A post that was sent more than once may stand there more than once. The last copy counts, the others are swept.
      if (post.unsureTries <= 1) break;
    }
    this.#progress.delete(post.channel);
    return progress.found ?? { kind: 'absent' };
  }

  #progressOf(post: Post, key: string, from: number): Progress {
    const known = this.#progress.get(post.channel);
    if (known?.key === key) return known;
    const progress = { key, next: from, missing: 0, found: null };
    this.#progress.set(post.channel, progress);
    return progress;
  }

  /** A post may be sent again only if the channel can be read: otherwise a first copy could never be found. */
  async #findBlindly(post: Post, channel: Address, logChatId: string, signal: AbortSignal): Promise<Finding> {
    const read = await this.#forward(post, channel, 1, logChatId, signal);
    if (read.kind === 'unreadable') return read;
    if (read.kind !== 'message' && read.kind !== 'other' && read.kind !== 'missing')
      return this.#interruption(read);
    if (!(await this.#settings.messenger.isProtected(channel, signal))) return { kind: 'absent' };
    return { kind: 'unreadable', reason: ownReasons.protected };
  }

  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<{ kind: 'swept' } | Finding> {
    const { messenger, log } = this.#settings;
    const { logChatId } = messenger;
    if (logChatId === null || post.messageId === null || post.message === null) return { kind: 'swept' };
    const from = Math.max(1, post.sweepFrom ?? 1);
    const progress = this.#progressOf(post, `sweep ${post.id} ${post.messageId}`, from);
    for (; progress.next < post.messageId; progress.next += 1) {
      const read = await this.#read(post, channel, progress.next, logChatId, signal);
      if (read.kind === 'missing' || read.kind === 'other') continue;
      if (read.kind === 'unreadable') {
        const facts = { channel: post.channel, message: post.messageId, reason: read.reason };
        log.warn(facts, 'the channel cannot be read: an earlier copy may stand above the post');
        return { kind: 'swept' };
      }
      if (read.kind !== 'message') return this.#interruption(read);
      if (formSeen(read, post.message) === null) continue;
      const deleted = await messenger.delete(channel, progress.next, signal);
      log.warn(
        { channel: post.channel, message: progress.next, deleted: deleted.kind },
        'an earlier copy of the post had arrived after all',
      );
      if (deleted.kind === 'done' || deleted.kind === 'gone' || deleted.kind === 'refused') continue;
      if (deleted.kind !== 'unsure') return this.#interruption(deleted);
      const again = await this.#afterSilence(post, `delete ${progress.next}`, signal);
      if (again.kind === 'wait') return again;
    }
    this.#progress.delete(post.channel);
    return { kind: 'swept' };
  }

  async #read(
    post: Post,
    channel: Address,
    number: number,
    logChatId: string,
    signal: AbortSignal,
  ): Promise<Exclude<ReadBack, { kind: 'unsure' }> | { kind: 'wait'; untilMs: number }> {
    // A number under which another post of the ledger stands is nobody's copy.
    if (await this.#settings.posts.isOther(post, channel.chatId, number)) return { kind: 'other' };
    return this.#forward(post, channel, number, logChatId, signal);
  }

  /** A 429 for a forward is about the log chat, and says nothing about the channel. A lost answer does no harm. */
  async #forward(
    post: Post,
    channel: Address,
    number: number,
    logChatId: string,
    signal: AbortSignal,
  ): Promise<Exclude<ReadBack, { kind: 'limited' | 'unsure' }> | { kind: 'wait'; untilMs: number }> {
    const { clock, messenger } = this.#settings;
    if (clock.steadyMs() < this.#quietUntilMs) return { kind: 'wait', untilMs: this.#quietUntilMs };
    const read = await messenger.readBack(channel, number, logChatId, signal);
    if (read.kind === 'unsure') return this.#afterSilence(post, `read ${number}`, signal);
    if (read.kind !== 'limited') return read;
    this.#quietUntilMs = clock.steadyMs() + read.retryAfterSeconds * 1000;
    return { kind: 'wait', untilMs: this.#quietUntilMs };
  }

  /** The request is retried until that is hopeless. */
  async #afterSilence(
    post: Post,
    thing: string,
    signal: AbortSignal,
  ): Promise<Extract<Finding, { kind: 'wait' | 'unreadable' }>> {
    const key = `${post.id} ${post.unsureTries} ${thing}`;
    const untilMs = await this.#unanswered.pausedUntil(key, signal);
    if (untilMs === null) return { kind: 'unreadable', reason: ownReasons.neverArrived };
    return { kind: 'wait', untilMs };
  }

  #interruption(
    outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> | { kind: 'wait'; untilMs: number },
  ): Finding {
    return outcome.kind === 'wait' ? outcome : { kind: 'rest', outcome };
  }
}
