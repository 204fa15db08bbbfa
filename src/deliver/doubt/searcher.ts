import type { MessageForm, Outcome, Post } from '../../news/post.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import type { Clock } from '../../time/clock.ts';
import type { Address } from '../messenger.ts';

/** An answer that interrupts a search: the post stays as it is, and the search goes on later. */
type Interruption = { kind: 'rest'; outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> };

/** `parts`: the numbers of an album without its first message, of another request for the post. Absent: there is none. */
interface Beside {
  parts?: readonly number[];
}

export type Found = { kind: 'found'; messageId: number; form: MessageForm } & Beside;

export type Finding =
  | Found
  | ({ kind: 'absent' } & Beside)
  | { kind: 'unreadable'; reason: string }
  /** Not before this moment of the steady clock. */
  | { kind: 'wait'; untilMs: number }
  | Interruption;

/** `isComplete` is false if there were more messages between than may be read for one post. */
export type Sweeping =
  | { kind: 'swept'; isComplete: boolean }
  | Extract<Finding, { kind: 'unreadable' | 'wait' | 'rest' }>;

/** A way to see what stands in a channel. There are two: reading its messages back, and a second bot in it. */
export interface Searcher {
  /** Looks for an unsure post in its channel. If there may be several copies, it finds the last one. */
  find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding>;
  /** Deletes each of these copies that stands between `sweepFrom` and the number of a sent post. */
  sweep(post: Post, copies: readonly LateCopy[], channel: Address, signal: AbortSignal): Promise<Sweeping>;
}

/** After its last byte Telegram still fetches, or passes on, up to 50 MB of a video or an album. */
const timesLonger = 3;

/**
 * Until when the request of an unsure post may still arrive. It counts on the steady clock: if the time of day is set,
 * the wait gets neither shorter, so that a post could stand there twice, nor hours longer. It begins when this process
 * first sees that the post is unsure, so after a restart it begins again.
 */
export class ArrivalWindow {
  readonly #clock: Clock;
  readonly #settleTimeMs: number;
  /** By channel: each has at most one unsure post. */
  readonly #seen = new Map<string, { key: string; untilMs: number }>();

  constructor(clock: Clock, settleTimeMs: number) {
    this.#clock = clock;
    this.#settleTimeMs = settleTimeMs;
  }

  /** @returns milliseconds of the steady clock. */
  endOf({ form, id, channel, message, unsureTries }: Post): number {
    const key = `${id}:${unsureTries}`;
    const known = this.#seen.get(channel);
    if (known?.key === key) return known.untilMs;
    const isLarge =
      form === 'photo' && (message?.photo?.kind !== undefined || message?.photo?.more !== undefined);
    const untilMs = this.#clock.steadyMs() + this.#settleTimeMs * (isLarge ? timesLonger : 1);
    this.#seen.set(channel, { key, untilMs });
    return untilMs;
  }
}
