import { parseSchedule } from '../time/cron.ts';
import { PollSchedule } from './poll-schedule.ts';
import type { EngineLog } from './poll-schedule.ts';

/** Node's longest timer. For a later moment the timer is set again. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * One process that does everything. It runs `poll` on a schedule, at once when `pollNow` is called, and at the
 * moment that the last poll named. Polls never overlap: a call during a poll leads to one more poll after it.
 */
export class EmbeddedEngine {
  readonly #poll: () => Promise<Date | null>;
  readonly #onFailure: (error: unknown) => void;
  readonly #log: EngineLog;
  readonly #schedule: PollSchedule;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #isStopped = false;
  #due: NodeJS.Timeout | null = null;

  /**
   * @param schedule a cron expression of five or six fields, and the IANA name of the zone in which it is meant.
   * @param poll answers the moment at which to poll again at the latest; null: the schedule is enough.
   */
  constructor(
    { expression, timeZone }: { expression: string; timeZone: string },
    poll: () => Promise<Date | null>,
    onFailure: (error: unknown) => void,
    log: EngineLog,
  ) {
    this.#poll = poll;
    this.#onFailure = onFailure;
    this.#log = log;
    const schedule = parseSchedule(expression);
    if (schedule === null) throw new Error(`${expression} is not a schedule`);
    this.#schedule = new PollSchedule(schedule, timeZone, () => this.pollNow(), log);
  }

  async start(): Promise<void> {
    this.#schedule.start();
    this.pollNow();
  }

  pollNow(): void {
    if (this.#isStopped) return;
    this.#isWanted = true;
    this.#running ??= this.#pollWhileWanted();
  }

  /** Ends the schedule, and waits for a poll under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#due !== null) clearTimeout(this.#due);
    this.#schedule.stop();
    await this.#running;
  }

  async #pollWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      try {
        this.#pollAt(await this.#poll());
      } catch (error) {
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
