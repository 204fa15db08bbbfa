/** What was begun waits no longer than this for those who come, milliseconds. */
const mostWaitMs = 30;

/** A connection is accepted in one turn of the event loop, and its request is read in the next one. */
const quietTurns = 2;

/**
 * Lets everybody in who knocks before the next piece of work. libuv accepts one connection in a turn of the event loop,
 * and with SQLite all the work for an article is done within one turn. Without this, programs that push more than we can
 * store would wait at the port until they give up, instead of being told to come again.
 * Source: libuv 1.45, "unix: don't accept() connections in a loop".
 */
export class Newcomers {
  #count = 0;
  readonly #mostWaitMs: number;

  constructor(mostMs = mostWaitMs) {
    this.#mostWaitMs = mostMs;
  }

  /** Somebody came. */
  note(): void {
    this.#count += 1;
  }

  /** Resolves when nobody came for two turns, or after 30 ms. */
  async quiet(): Promise<void> {
    const untilMs = performance.now() + this.#mostWaitMs;
    for (let turns = 0; turns < quietTurns && performance.now() < untilMs;) {
      const before = this.#count;
      await new Promise<void>((resolve) => void setImmediate(resolve));
      turns = before === this.#count ? turns + 1 : 0;
    }
  }
}
