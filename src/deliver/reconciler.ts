import { forms, shownText, type Outcome, type Post } from '../news/post.ts';
import type { Surroundings } from './surroundings.ts';
import type { Address, ReadBack } from './telegram.ts';

/** What stops a search half-way; the post stays as it is, and the search begins again later. */
type Interruption = { kind: 'rest'; outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> };

export type Finding =
  | { kind: 'found'; messageId: number }
  | { kind: 'absent' }
  | { kind: 'unreadable'; reason: string }
  /** Not before this moment of the steady clock. */
  | { kind: 'wait'; untilMs: number }
  | Interruption;

/** How soon a search that got no answer is tried again. */
const retryMs = 2_000;

/**
 * Finds out whether an unsure post stands in its channel. Message numbers grow one by one, so the numbers
 * after the last known one are read, each through a silent forward whose copy is deleted at once.
 */
export class Reconciler {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const { clock, settleTimeMs, logChatId, readBackGap } = this.#around;
    // A late request may still arrive; what is read before that proves nothing.
    const restMs = (post.unsureAt?.getTime() ?? 0) + settleTimeMs - clock.now().getTime();
    if (restMs > 0) return { kind: 'wait', untilMs: clock.steadyMs() + Math.min(restMs, settleTimeMs) };
    if (post.message === null) return { kind: 'absent' };
    // Nothing is known of this channel yet: the post is sent again, and the numbers before it are searched then.
    if (post.floor === null) return { kind: 'absent' };
    if (logChatId === null)
      return { kind: 'unreadable', reason: 'there is no log chat to read it back through' };
    let missing = 0;
    for (let number = post.floor + 1; missing < readBackGap; number += 1) {
      const read = await this.#read(channel, number, logChatId, signal);
      if (read.kind === 'missing') missing += 1;
      else if (read.kind === 'message') {
        if (isSame(read, post)) return { kind: 'found', messageId: number };
        missing = 0;
      } else return read.kind === 'unreadable' ? read : this.#interruption(read);
    }
    return { kind: 'absent' };
  }

  /** After a resend: deletes each earlier copy between the last known number and the new one. */
  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<{ kind: 'swept' } | Finding> {
    const { logChatId, telegram, log } = this.#around;
    if (logChatId === null || post.messageId === null) return { kind: 'swept' };
    for (let number = Math.max(1, post.sweepFrom ?? 1); number < post.messageId; number += 1) {
      const read = await this.#read(channel, number, logChatId, signal);
      if (read.kind === 'missing') continue;
      if (read.kind === 'unreadable') return { kind: 'swept' };
      if (read.kind !== 'message') return this.#interruption(read);
      if (!isSame(read, post)) continue;
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

/** Whether what was read is the post, in any of the forms in which it may have been sent. */
function isSame(read: Extract<ReadBack, { kind: 'message' }>, { message }: Post): boolean {
  if (message === null) return false;
  const isText = forms.some((form) => read.text === shownText(message, form));
  if (!isText || message.link === null || read.links.length === 0) return isText;
  const link = canonical(message.link);
  return read.links.some((url) => canonical(url) === link);
}

/** Telegram writes addresses a little differently: host in lower case, a path where there is none. */
function canonical(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
