import type { Outcome, Post } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { Clock } from '../../time/clock.ts';
import { refusalPausesMs, isTelegramAnswering, UnansweredTries } from '../unanswered-tries.ts';
import type { Address, Messenger, ReadBack } from '../messenger.ts';

/** One message number as it was read, or why it was not read now. */
export type Read =
  | Extract<ReadBack, { kind: 'message' | 'other' | 'missing' | 'unreadable' }>
  /** As many messages were read for this post as the settings allow. */
  | { kind: 'exhausted' }
  /** Not before this moment of the steady clock. */
  | { kind: 'wait'; untilMs: number }
  | { kind: 'rest'; outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> };

export interface ChannelReaderSettings {
  messenger: Messenger;
  clock: Clock;
  readBackBudget: number;
}

/**
 * Reads messages of channels by their numbers, through silent forwards to the log chat, and counts them: at a log chat's
 * pace of twenty a minute, thousands would be hours. All channels share the log chat, and so this reader.
 */
export class ChannelReader {
  readonly #settings: ChannelReaderSettings;
  readonly #unanswered: UnansweredTries;
  readonly #refused: UnansweredTries;
  /** Until when a 429 forbids forwards to the log chat, steady milliseconds. */
  #quietUntilMs = 0;
  /** How many messages were read for the post of a channel that is looked for now. */
  readonly #spent = new Map<string, { postId: number; count: number }>();

  constructor(settings: ChannelReaderSettings) {
    this.#settings = settings;
    this.#unanswered = new UnansweredTries(isTelegramAnswering(settings.messenger), settings.clock);
    this.#refused = new UnansweredTries(
      isTelegramAnswering(settings.messenger),
      settings.clock,
      refusalPausesMs,
    );
  }

  /** Without a log chat nothing can be read. */
  get canRead(): boolean {
    return this.#settings.messenger.logChatId !== null;
  }

  /** Reads a number for a post. `purpose` tells apart what is counted as the same request without an answer. */
  async read(
    post: Pick<Post, 'id' | 'channel'>,
    from: Address,
    number: number,
    purpose: string,
    signal: AbortSignal,
  ): Promise<Read> {
    const { clock, messenger, readBackBudget } = this.#settings;
    const { logChatId } = messenger;
    if (logChatId === null) return { kind: 'unreadable', reason: ownReasons.noLogChat };
    if (clock.steadyMs() < this.#quietUntilMs) return { kind: 'wait', untilMs: this.#quietUntilMs };
    const spent = this.#spentFor(post);
    if (spent.count >= readBackBudget) return { kind: 'exhausted' };
    const read = await messenger.readBack(from, number, logChatId, signal);
    if (read.kind === 'unreadable') return read;
    if (read.kind === 'refused') {
      const untilMs = await this.#refused.pausedUntil(`${post.id} ${purpose} ${number}`, signal);
      if (untilMs === null) return { kind: 'unreadable', reason: read.reason };
      return { kind: 'wait', untilMs };
    }
    if (read.kind === 'unsure') return this.afterSilence(`${post.id} ${purpose} ${number}`, signal);
    if (read.kind === 'limited') {
      // A 429 for a forward is about the log chat, and says nothing about the channel.
      this.#quietUntilMs = clock.steadyMs() + read.retryAfterSeconds * 1000;
      return { kind: 'wait', untilMs: this.#quietUntilMs };
    }
    if (read.kind !== 'message' && read.kind !== 'other' && read.kind !== 'missing') {
      return { kind: 'rest', outcome: read };
    }
    spent.count += 1;
    return read;
  }

  /** The request is retried until that is hopeless. */
  async afterSilence(
    request: string,
    signal: AbortSignal,
  ): Promise<Extract<Read, { kind: 'wait' | 'unreadable' }>> {
    const untilMs = await this.#unanswered.pausedUntil(request, signal);
    if (untilMs === null) return { kind: 'unreadable', reason: ownReasons.neverArrived };
    return { kind: 'wait', untilMs };
  }

  /** A person decides about the post now. If it is looked for again after that, the count begins anew. */
  forget(channel: string): void {
    this.#spent.delete(channel);
  }

  #spentFor({ id, channel }: Pick<Post, 'id' | 'channel'>): { count: number } {
    const known = this.#spent.get(channel);
    if (known?.postId === id) return known;
    const spent = { postId: id, count: 0 };
    this.#spent.set(channel, spent);
    return spent;
  }
}
