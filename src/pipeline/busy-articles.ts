import type { Articles } from '../store/articles/articles.ts';
import type { Clock } from '../time/clock.ts';

/**
 * The pauses between two looks, milliseconds: a third of a second in all. On a busy machine a change of one article lasts
 * tens of milliseconds.
 */
const pausesMs = [5, 10, 20, 40, 80, 150];

/**
 * Articles that somebody else was changing when they were to be planned, on a database that locks rows. The planner waits
 * for one that is to be promised, so that those after it do not leave first: but only for a moment, because a newsroom
 * may keep a row locked for minutes, and only once. After that it is left out until it comes free.
 */
export class BusyArticles {
  readonly #articles: Pick<Articles, 'busy'>;
  readonly #clock: Clock;
  #leftOut: readonly string[] = [];

  constructor(articles: Pick<Articles, 'busy'>, clock: Clock) {
    this.#articles = articles;
    this.#clock = clock;
  }

  /** The articles that are not to be read now. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  /** Articles that came free are left out no longer. @returns whether there are any. */
  async look(): Promise<boolean> {
    const before = this.#leftOut.length;
    if (before > 0) this.#leftOut = await this.#articles.busy(this.#leftOut);
    return this.#leftOut.length < before;
  }

  /** Waits until nobody changes these articles. Those that are still being changed after that are left out. */
  async wait(ids: readonly string[], signal: AbortSignal): Promise<void> {
    let busy = await this.#articles.busy(ids);
    for (const pauseMs of pausesMs) {
      if (busy.length === 0 || signal.aborted) return;
      await this.#clock.wait(pauseMs, signal);
      busy = await this.#articles.busy(busy);
    }
    this.leaveOut(busy);
  }

  leaveOut(ids: readonly string[]): void {
    this.#leftOut = [...new Set([...this.#leftOut, ...ids])];
  }
}
