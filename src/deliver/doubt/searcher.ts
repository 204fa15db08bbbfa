import type { MessageForm, Outcome, Post } from '../../news/post.ts';
import type { Clock } from '../../time/clock.ts';
import type { Address } from '../messenger.ts';

/** What stops a search half-way; the post stays as it is, and the search begins again later. */
type Interruption = { kind: 'rest'; outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }> };

export type Finding =
  | { kind: 'found'; messageId: number; form: MessageForm }
  | { kind: 'absent' }
  | { kind: 'unreadable'; reason: string }
  /** Not before this moment of the steady clock. */
  | { kind: 'wait'; untilMs: number }
  | Interruption;

/** Two ways to see a channel: reading its numbers back, and a second bot in it. */
export interface Searcher {
  /** Whether an unsure post stands in its channel; of several copies, where there may be some, the last one. */
  find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding>;
  /** After a resend: deletes each earlier copy between the last known number and the new one. */
  sweep(post: Post, channel: Address, signal: AbortSignal): Promise<Finding | { kind: 'swept' }>;
}

/**
 * Until when a request of an unsure post may still arrive, on the steady clock: whoever sets the time of day
 * neither shortens that time, so that a post would stand there twice, nor stretches it over hours. It counts
 * from when this process first saw that the post is unsure; after a restart, therefore, anew.
 */
export class ArrivalWindow {
  readonly #clock: Clock;
  readonly #settleTimeMs: number;
  /** By channel, because in each at most one post is unsure. */
  readonly #seen = new Map<string, { key: string; untilMs: number }>();

  constructor(clock: Clock, settleTimeMs: number) {
    this.#clock = clock;
    this.#settleTimeMs = settleTimeMs;
  }

  /** @returns milliseconds of the steady clock. */
  endOf({ id, channel, unsureTries }: Post): number {
    const key = `${id}:${unsureTries}`;
    const known = this.#seen.get(channel);
    if (known?.key === key) return known.untilMs;
    const untilMs = this.#clock.steadyMs() + this.#settleTimeMs;
    this.#seen.set(channel, { key, untilMs });
    return untilMs;
  }
}
