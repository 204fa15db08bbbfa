import cron from 'node-cron';
import type { ScheduledTask } from 'node-cron';
import type { Logger } from '../log.ts';
import type { Schedule } from '../news/schedule.ts';
import { nextMoment } from '../time/schedule.ts';

export type EngineLog = Pick<Logger, 'debug' | 'warn'>;

/** How often we compare the wall clock with the steady clock, and the difference that counts as a jump. */
const clockLookMs = 1_000;
const clockJumpMs = 2_000;

/** How late node-cron may start a beat. By default it skips a beat that is a second late. */
const latenessMs = 366 * 86_400_000;

/**
 * Calls `onBeat` at every moment of a schedule, and goes on when the clock is set or the machine was asleep.
 *
 * node-cron starts each beat. It gets only the next moment of the schedule, as an expression that names one second
 * of the year. With the whole schedule it would count and log every moment that a jump of the clock skipped:
 * 518,400 of them after 30 days, and the process would answer nothing for 47 seconds. After a jump back it would
 * wait until the clock is again where it was.
 */
export class PollSchedule {
  readonly #schedule: Schedule;
  readonly #timeZone: string;
  readonly #onBeat: () => void;
  readonly #log: EngineLog;
  #task: ScheduledTask | null = null;
  #clockWatch: NodeJS.Timeout | null = null;

  /** @param timeZone the IANA name of the zone in which the schedule is meant. */
  constructor(schedule: Schedule, timeZone: string, onBeat: () => void, log: EngineLog) {
    this.#schedule = schedule;
    this.#timeZone = timeZone;
    this.#onBeat = onBeat;
    this.#log = log;
  }

  start(): void {
    this.#watchClock();
    this.#startNextBeat();
  }

  stop(): void {
    if (this.#clockWatch !== null) clearInterval(this.#clockWatch);
    this.#clockWatch = null;
    this.#endTask();
  }

  /** node-cron answers with a promise only for tasks in other processes. This one is started and ended at once. */
  #startNextBeat(): void {
    this.#endTask();
    const at = nextMoment(this.#schedule, new Date(), this.#timeZone);
    // It was stopped meanwhile, or the schedule names no moment any more.
    if (this.#clockWatch === null || at === null) return;
    this.#task = cron.createTask(expressionOf(at), () => this.#beat(at), {
      timezone: 'Etc/UTC',
      missedExecutionTolerance: latenessMs,
      suppressMissedWarning: true,
      name: 'poll',
      logger: this.#cronLogger(),
    });
    void this.#task.start();
  }

  #endTask(): void {
    void this.#task?.destroy();
    this.#task = null;
  }

  #beat(at: Date): void {
    // 28 February comes every year, also where the schedule means the night to 29 February in a leap year.
    if (Date.now() >= at.getTime()) this.#onBeat();
    this.#startNextBeat();
  }

  /** The schedule starts anew when the wall clock moved by another span than the steady clock. */
  #watchClock(): void {
    const difference = () => Date.now() - performance.now();
    let last = difference();
    this.#clockWatch = setInterval(() => {
      const jumpMs = Math.round(difference() - last);
      last += jumpMs;
      if (Math.abs(jumpMs) < clockJumpMs) return;
      this.#log.warn({ jumpMs }, 'the clock was set, or the machine was asleep; the schedule starts anew');
      this.#onBeat();
      this.#startNextBeat();
    }, clockLookMs);
  }

  /** node-cron would print coloured lines of its own. */
  #cronLogger() {
    const write = (message: unknown) => this.#log.warn({ schedule: this.#schedule.text }, String(message));
    return { info: write, warn: write, error: write, debug: () => undefined };
  }
}

/** The one second of the year that a moment is in, as a cron expression in UTC. */
function expressionOf(at: Date): string {
  const time = [at.getUTCSeconds(), at.getUTCMinutes(), at.getUTCHours()];
  return [...time, at.getUTCDate(), at.getUTCMonth() + 1, '*'].join(' ');
}
