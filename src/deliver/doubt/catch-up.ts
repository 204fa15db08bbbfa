import type { Post } from '../../news/post.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { ReadBack } from '../messenger.ts';
import type { AlbumCheck } from './album-check.ts';
import type { Read } from './channel-reader.ts';
import { GapCheck, wholeChannelGap } from './gap-check.ts';
import { noteSeen } from './sighting.ts';

/** What is read before a post is known to leave next. It stands for the post whose budget is used. */
const noPost = 0;

type SeenMessage = Extract<ReadBack, { kind: 'message' }>;

/**
 * An older copy of the database may have been put back: by a backup, a snapshot of the machine, or a Postgres server.
 * Then posts stand in the channel that the ledger does not know. The channel itself is the only witness that cannot be
 * put back with it. So before the first post after a start:
 *
 * - **looking**: the numbers right after the last known one are read. What stands there is remembered, so that it is not
 *   posted a second time. A message of a post that is still queued shows that the database is an older copy.
 * - **reading**: the channel is read on to its end. It begins with this where the run mark, or the database itself, says
 *   that it is an older copy.
 */
export class CatchUp {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  #state: 'looking' | 'reading' | 'done';
  /** Whether the channel is read before anything else is done there. */
  #isFirst: boolean;
  #isPrepared = false;
  /** null: there is nothing to be read. */
  #next: number | null = null;
  #missing = 0;
  #seen = 0;
  /** The last number under which a message stands. */
  #last = 0;
  readonly #gapCheck: GapCheck;

  constructor(gate: ChannelGate, delivery: Delivery, albumCheck: AlbumCheck) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#isFirst = delivery.isOlderCopy;
    this.#gapCheck = new GapCheck(gate, delivery, albumCheck);
    if (delivery.isOlderCopy) this.#state = 'reading';
    else this.#state = delivery.looksForOlderCopy ? 'looking' : 'done';
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Whether nothing is read any more, neither before the next post nor after it. */
  get isOver(): boolean {
    return this.isDone && (!this.#checksGap || this.#gapCheck.isOver);
  }

  get #checksGap(): boolean {
    const { isOlderCopy, looksForOlderCopy, reader } = this.#delivery;
    return reader.canRead && (isOlderCopy || looksForOlderCopy);
  }

  /** Whether it has to go on before anything else is done in the channel. */
  get isFirst(): boolean {
    return this.#isFirst && !this.isDone;
  }

  /** After the first post: reads the numbers below it that could not be read before. null: there are none. */
  async checkGap(signal: AbortSignal): Promise<Step | null> {
    return this.#checksGap ? this.#gapCheck.step(this.isDone, signal) : null;
  }

  /**
   * Reads the next number. `post`: the one that waits for it; null: none does.
   * @returns `exhausted`: as many messages were read for this post as the settings allow.
   */
  async step(post: Post | null, signal: AbortSignal): Promise<Step | 'exhausted'> {
    const { reader, store } = this.#delivery;
    const { name, address } = this.#gate;
    await this.prepare();
    const number = this.#next;
    if (number === null) return this.#finish();
    const forPost = { id: post?.id ?? noPost, channel: name };
    // It belongs to a channel that is another topic of the same chat.
    const isOther = await store.posts.isOther(forPost, address.chatId, number);
    const read: Read = isOther
      ? { kind: 'other', sentAt: null }
      : await reader.read(forPost, address, number, 'catch up', signal);
    switch (read.kind) {
      case 'wait':
        return { wakeAt: read.untilMs };
      case 'rest':
        return this.#gate.rest(read.outcome, { channel: name });
      case 'exhausted':
        // So many messages of others: nothing says that the database is an older copy.
        if (this.#state === 'looking') return this.#finish();
        this.#isFirst = false;
        return post === null ? 'again' : 'exhausted';
      case 'unreadable':
        this.#delivery.log[this.#state === 'looking' ? 'warn' : 'error'](
          { channel: name, reason: read.reason },
          'the channel cannot be read: posts that an older copy of the database does not know may be posted again',
        );
        return this.#finish(false);
      case 'missing':
        this.#missing += 1;
        break;
      case 'message':
        await this.#remember(read, number);
        this.#note(number);
        break;
      case 'other':
        this.#note(number);
    }
    this.#next = number + 1;
    return this.#missing >= this.#gapNow ? this.#finish() : 'again';
  }

  get #gapNow(): number {
    return this.#state === 'reading' ? wholeChannelGap : this.#delivery.settings.readBackGap;
  }

  /**
   * Notes the last known number, before this start has changed what is known: an unsure post may be found above others
   * that the ledger does not know.
   */
  async prepare(): Promise<void> {
    if (this.#isPrepared || this.isDone) return;
    const { log, reader, store } = this.#delivery;
    const { name, address } = this.#gate;
    const last = await store.unknownPosts.lastNumber(name, address.chatId);
    const { readTo } = await store.channelNumbers.of(name, address.chatId);
    this.#isPrepared = true;
    // Without a known number we do not read the channel: it may hold a hundred thousand messages.
    if (last === null || !reader.canRead) return;
    this.#last = Math.max(last, this.#state === 'looking' ? readTo : 0);
    this.#next = this.#last + 1;
    if (this.#state === 'reading') {
      log.info({ channel: name, from: this.#next }, 'reading the channel on from the last known post');
    }
  }

  #note(number: number): void {
    this.#missing = 0;
    this.#seen += 1;
    this.#last = number;
  }

  async #remember(read: SeenMessage, messageId: number): Promise<void> {
    const { name: channel } = this.#gate;
    const isLooking = this.#state === 'looking';
    const isQueued = await noteSeen(this.#gate, this.#delivery, read, messageId, isLooking);
    if (!isQueued || !isLooking) return;
    this.#delivery.log.warn(
      { channel, message: messageId },
      'a post stands in the channel that the database does not know: it is an older copy, and the channel is read on',
    );
    this.#state = 'reading';
    this.#isFirst = true;
  }

  async #finish(isReadable = this.#delivery.reader.canRead): Promise<Step> {
    const { events, log, store } = this.#delivery;
    const { name, address } = this.#gate;
    const wasReading = this.#state === 'reading';
    await store.channelNumbers.learn(name, address.chatId, { readTo: this.#last });
    if (isReadable) await this.#gapCheck.begin(this.#last);
    this.#state = 'done';
    if (wasReading) log.info({ channel: name, seen: this.#seen }, 'the channel was read');
    events.announce({ kind: 'caught up', channel: name });
    return 'again';
  }
}
