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

/** How often it is looked whether somebody set the clock: sooner than most schedules. How far off counts. */
const clockLookMs = 1_000;
const clockJumpMs = 2_000;

/**
 * One process that does everything: runs `poll` on a schedule, at once when `pollNow` is called, and at the
 * moment that the last poll named. Polls never overlap; a call during a poll leads to one more after it.
 */
export class EmbeddedEngine {
  readonly #poll: () => Promise<Date | null>;
  readonly #onFailure: (error: unknown) => void;
  readonly #log: EngineLog;
  readonly #schedule: Schedule;
  #task: ReturnType<typeof cron.createTask>;
  #clockWatch: NodeJS.Timeout | null = null;
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
    this.#schedule = schedule;
    this.#task = this.#makeTask();
  }

  async start(): Promise<void> {
    await this.#task.start();
    this.#watchClock();
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
    if (this.#clockWatch !== null) clearInterval(this.#clockWatch);
    await this.#task.destroy();
    await this.#running;
  }

  #makeTask(): ReturnType<typeof cron.createTask> {
    return cron.createTask(this.#schedule.expression, () => this.pollNow(), {
      timezone: zoneFor(this.#schedule),
      noOverlap: true,
      name: 'poll',
    });
  }

  /**
   * node-cron knows the moment of its next run, and waits for it: after a clock was set back by hours it would
   * stand still for hours; set forward, it counts every run that it missed, for seconds. So the schedule begins
   * anew whenever the clock on the wall has jumped.
   */
  #watchClock(): void {
    const lag = () => Date.now() - performance.now();
    let last = lag();
    this.#clockWatch = setInterval(() => {
      const jumpMs = Math.round(lag() - last);
      last += jumpMs;
      if (Math.abs(jumpMs) < clockJumpMs) return;
      this.#log.warn({ jumpMs }, 'the clock was set; the schedule begins anew');
      this.#beginAnew().catch(this.#onFailure);
    }, clockLookMs);
  }

  async #beginAnew(): Promise<void> {
    const destroyed = this.#task.destroy();
    this.#task = this.#makeTask();
    await destroyed;
    if (this.#isStopped) return this.#task.destroy();
    await this.#task.start();
    this.pollNow();
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

/**
 * A schedule that holds at every hour of every day is the same in a zone without summer time, and there node-cron
 * does not stand still through the hour that comes twice in autumn.
 */
function zoneFor({ expression, timeZone }: Schedule): string {
  const fields = expression.trim().split(/ +/);
  const [minutes, ...longer] = fields.slice(fields.length - 5);
  const isEveryHour = minutes !== undefined && longer.length === 4 && longer.every((field) => field === '*');
  if (!isEveryHour) return timeZone;
  return minutes === '*' || isWholeHours(timeZone) ? 'Etc/UTC' : timeZone;
}

/** Whether the minutes of the clock there are those of UTC, in winter and in summer. */
function isWholeHours(timeZone: string): boolean {
  const minutes = new Intl.DateTimeFormat('en', { timeZone, minute: 'numeric' });
  const year = new Date().getUTCFullYear();
  return [0, 6].every((month) => minutes.format(new Date(Date.UTC(year, month, 1))) === '0');
}
