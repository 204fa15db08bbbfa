import type { EngineLog } from './poll-schedule.ts';

/** Node's longest timer. For a later moment the timer is set again. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Runs `poll` when it is called, and at the moment that the last poll named. Polls never overlap: a call during a poll
 * leads to one more poll after it.
 */
export class PollLoop {
  readonly #poll: () => Promise<Date | null>;
  readonly #onFailure: (error: unknown) => void;
  readonly #log: EngineLog;
  #running: Promise<void> | null = null;
  /** Why the last poll failed; null: it did not. */
  #failure: { error: unknown } | null = null;
  #isWanted = false;
  #isStopped = false;
  #due: NodeJS.Timeout | null = null;

  /** @param poll answers the moment at which to poll again at the latest; null: no moment is known. */
  constructor(poll: () => Promise<Date | null>, onFailure: (error: unknown) => void, log: EngineLog) {
    this.#poll = poll;
    this.#onFailure = onFailure;
    this.#log = log;
  }

  start(): void {
    this.pollNow();
  }

  pollNow(): void {
    if (this.#isStopped) return;
    this.#isWanted = true;
    this.#running ??= this.#pollWhileWanted();
  }

  /** Polls, and resolves when that is done. @throws what the poll threw; `onFailure` has heard of it. */
  async poll(): Promise<void> {
    this.pollNow();
    await this.#running;
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Waits for a poll under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#due !== null) clearTimeout(this.#due);
    await this.#running;
  }

  async #pollWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      try {
        this.#pollAt(await this.#poll());
        this.#failure = null;
      } catch (error) {
        this.#failure = { error };
        this.#onFailure(error);
      }
    }
    this.#running = null;
  }

  /** Polls at the moment when an embargo ends or a date of publication comes, without waiting for the schedule. */
  #pollAt(moment: Date | null): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
    if (moment === null || this.#isStopped) return;
    const waitMs = Math.min(Math.max(moment.getTime() - Date.now(), 0) + 1, longestTimerMs);
    this.#log.debug(
      { at: moment.toISOString() },
      'the next poll is set for the moment when an article is due',
    );
    this.#due = setTimeout(() => this.pollNow(), waitMs);
  }
}
