/** How long a database may take for the smallest question. */
const patienceMs = 30_000;

/** Where it is told that the database fails, and that it is well again. */
export interface AnswerOutage {
  fail(part: string, error: unknown, nowMs: number): void;
  succeed(part: string): void;
}

const part = 'answer';

/**
 * A connection that is cut somewhere on the way, without a word to either end, lets every query wait and none fail:
 * nothing leaves, and nobody hears of it. So a small question is asked now and then, and its answer is missed.
 */
export class AnswerWatch {
  readonly #ask: () => Promise<unknown>;
  readonly #outage: AnswerOutage;
  #askedAtMs: number | null = null;

  constructor(ask: () => Promise<unknown>, outage: AnswerOutage) {
    this.#ask = ask;
    this.#outage = outage;
  }

  /** Asks, or misses the answer to what was asked. `nowMs` is of the steady clock. */
  look(nowMs: number): void {
    if (this.#askedAtMs === null) void this.#askAt(nowMs);
    else if (nowMs - this.#askedAtMs >= patienceMs) {
      const seconds = Math.round((nowMs - this.#askedAtMs) / 1_000);
      this.#outage.fail(part, new Error(`no answer for ${seconds} s`), nowMs);
    }
  }

  async #askAt(nowMs: number): Promise<void> {
    this.#askedAtMs = nowMs;
    try {
      await this.#ask();
      this.#outage.succeed(part);
    } catch (error) {
      this.#outage.fail(part, error, nowMs);
    } finally {
      this.#askedAtMs = null;
    }
  }
}
