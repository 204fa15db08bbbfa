import type { Outcome, Post } from '../news/post.ts';
import type { Clock } from './clock.ts';
import { formSeen } from './sameness.ts';
import type { Finding, Searcher } from './searcher.ts';
import { Settling } from './settling.ts';
import type { Log } from './surroundings.ts';
import type { Address, ReadBack, Telegram } from './telegram.ts';

/** What reading back needs. */
export interface ReadingBack {
  telegram: Telegram;
  clock: Clock;
  log: Log;
  settleTimeMs: number;
  readBackGap: number;
  /** Where copies are forwarded to be read; null: nowhere, so nothing can be read back. */
  logChatId: string | null;
}

/** How soon a search that got no answer is tried again. */
const retryMs = 2_000;

/**
 * Finds out whether an unsure post stands in its channel. Message numbers grow one by one, so the numbers
 * after the last known one are read, each through a silent forward whose copy is deleted at once.
 */
export class Reconciler implements Searcher {
  readonly #around: ReadingBack;
  readonly #settling: Settling;

  constructor(around: ReadingBack) {
    this.#around = around;
    this.#settling = new Settling(around.clock, around.settleTimeMs);
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const { clock, logChatId, readBackGap } = this.#around;
    // A late request may still arrive; what is read before that proves nothing.
    const untilMs = this.#settling.endOf(post);
    if (untilMs > clock.steadyMs()) return { kind: 'wait', untilMs };
    if (post.message === null) return { kind: 'absent' };
    if (logChatId === null)
      return { kind: 'unreadable', reason: 'there is no log chat to read it back through' };
    // Nothing is known of this channel yet: the post is sent again, and the numbers before it are searched then.
    if (post.floor === null) return this.#findBlindly(channel, signal);
    let missing = 0;
    for (let number = post.floor + 1; missing < readBackGap; number += 1) {
      const read = await this.#read(channel, number, logChatId, signal);
      if (read.kind === 'missing') missing += 1;
      else if (read.kind === 'message') {
        const form = formSeen(read, post.message);
        if (form !== null) return { kind: 'found', messageId: number, form };
        missing = 0;
      } else return read.kind === 'unreadable' ? read : this.#interruption(read);
    }
    return { kind: 'absent' };
  }

  async #findBlindly(channel: Address, signal: AbortSignal): Promise<Finding> {
    if (!(await this.#around.telegram.isProtected(channel, signal))) return { kind: 'absent' };
    return { kind: 'unreadable', reason: 'the channel protects its content' };
  }

  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<{ kind: 'swept' } | Finding> {
    const { logChatId, telegram, log } = this.#around;
    if (logChatId === null || post.messageId === null || post.message === null) return { kind: 'swept' };
    for (let number = Math.max(1, post.sweepFrom ?? 1); number < post.messageId; number += 1) {
      const read = await this.#read(channel, number, logChatId, signal);
      if (read.kind === 'missing') continue;
      if (read.kind === 'unreadable') return { kind: 'swept' };
      if (read.kind !== 'message') return this.#interruption(read);
      if (formSeen(read, post.message) === null) continue;
      const deleted = await telegram.delete(channel, number, signal);
      log.warn(
        { channel: post.channel, message: number, deleted: deleted.kind },
        'an earlier copy had arrived after all',
      );
      if (deleted.kind === 'done' || deleted.kind === 'gone' || deleted.kind === 'refused') continue;
      return this.#interruption(deleted);
    }
    return { kind: 'swept' };
  }

  #read(channel: Address, number: number, logChatId: string, signal: AbortSignal): Promise<ReadBack> {
    return this.#around.telegram.readBack(channel, number, logChatId, signal);
  }

  /** A lost answer to a forward harms nothing: it is asked again. */
  #interruption(outcome: Exclude<Outcome, { kind: 'sent' | 'refused' }>): Finding {
    if (outcome.kind !== 'unsure') return { kind: 'rest', outcome };
    return { kind: 'wait', untilMs: this.#around.clock.steadyMs() + retryMs };
  }
}
