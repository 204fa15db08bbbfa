import type { Events } from '../events.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

/** The timeout of the smallest query. */
const answerTimeoutMs = 30_000;

const part = 'answer';

/**
 * If a connection to the database is cut on the way and neither end is told, every query waits and none fails: nothing
 * leaves, and nobody hears of it. So a small query is sent now and then, and a missing answer counts as a failure.
 */
export class AnswerWatch {
  readonly #store: Store;
  readonly #events: Events;
  readonly #clock: Clock;
  #askedAtMs: number | null = null;

  constructor(store: Store, events: Events, clock: Clock) {
    this.#store = store;
    this.#events = events;
    this.#clock = clock;
  }

  /** Asks, or announces that the answer to the last question is missing. */
  look(): void {
    const nowMs = this.#clock.steadyMs();
    if (this.#askedAtMs === null) void this.#askAt(nowMs);
    else if (nowMs - this.#askedAtMs >= answerTimeoutMs) {
      const seconds = Math.round((nowMs - this.#askedAtMs) / 1_000);
      const error = new Error(`no answer for ${seconds} s`);
      this.#events.announce({ kind: 'step failed', part, error });
    }
  }

  async #askAt(nowMs: number): Promise<void> {
    this.#askedAtMs = nowMs;
    try {
      await this.#store.articles.isAnyUnplanned();
      this.#events.announce({ kind: 'step succeeded', part });
    } catch (error) {
      this.#events.announce({ kind: 'step failed', part, error });
    } finally {
      this.#askedAtMs = null;
    }
  }
}
