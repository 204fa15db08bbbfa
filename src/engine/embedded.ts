import { parseSchedule } from '../time/cron.ts';
import { PollLoop } from './poll-loop.ts';
import { PollSchedule, type EngineLog } from './poll-schedule.ts';

/**
 * One process that does everything. It runs `poll` on a schedule, at once when `pollNow` is called, and at the
 * moment that the last poll named.
 */
export class EmbeddedEngine {
  readonly #loop: PollLoop;
  readonly #schedule: PollSchedule;

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
    this.#loop = new PollLoop(poll, onFailure, log);
    const schedule = parseSchedule(expression);
    if (schedule === null) throw new Error(`${expression} is not a schedule`);
    this.#schedule = new PollSchedule(schedule, timeZone, () => this.pollNow(), log);
  }

  start(): void {
    this.#schedule.start();
    this.pollNow();
  }

  /** See `PollLoop.poll`. */
  poll(): Promise<void> {
    return this.#loop.poll();
  }

  pollNow(): void {
    this.#loop.pollNow();
  }

  /** Ends the schedule, and waits for a poll under way. */
  async stop(): Promise<void> {
    this.#schedule.stop();
    await this.#loop.stop();
  }
}
