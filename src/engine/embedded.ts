import cron from 'node-cron';

export interface Schedule {
  /** A node-cron expression, with seconds. */
  expression: string;
  timeZone: string;
}

export interface EngineLog {
  debug(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}

/** Whether node-cron takes an expression. */
export function isCronExpression(expression: string): boolean {
  return cron.validate(expression);
}

/** Timers of Node take at most this; a later moment is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * One process that does everything: runs `poll` on a schedule, at once when `pollNow` is called, and at the
 * moment that the last poll named. Polls never overlap; a call during a poll leads to one more after it.
 */
export class EmbeddedEngine {
  readonly #poll: () => Promise<Date | null>;
  readonly #onFailure: (error: unknown) => void;
  readonly #log: EngineLog;
  readonly #task: ReturnType<typeof cron.createTask>;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #isStopped = false;
  #due: NodeJS.Timeout | null = null;

  constructor(
    schedule: Schedule,
    poll: () => Promise<Date | null>,
    onFailure: (error: unknown) => void,
    log: EngineLog,
  ) {
    this.#poll = poll;
    this.#onFailure = onFailure;
    this.#log = log;
    // node-cron would print coloured lines of its own.
    const quiet = (text: unknown) => log.warn({ schedule: schedule.expression }, String(text));
    cron.setLogger({ info: quiet, warn: quiet, error: quiet, debug: () => undefined });
    this.#task = cron.createTask(schedule.expression, () => this.pollNow(), {
      timezone: schedule.timeZone,
      noOverlap: true,
      name: 'poll',
    });
  }

  async start(): Promise<void> {
    await this.#task.start();
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
    await this.#task.destroy();
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

  /** An embargo ends, or an article is dated a little ahead: that moment is not left to the schedule. */
  #pollAt(moment: Date | null): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
    if (moment === null || this.#isStopped) return;
    const waitMs = Math.min(Math.max(moment.getTime() - Date.now(), 0) + 1, longestTimerMs);
    this.#log.debug({ at: moment.toISOString() }, 'the next article waits for its time');
    this.#due = setTimeout(() => this.pollNow(), waitMs);
  }
}
