import type { Post } from '../../news/post.ts';
import type { Clock } from '../../time/clock.ts';

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
