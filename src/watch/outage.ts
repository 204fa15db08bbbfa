import type { SpokenLanguage } from '../news/language.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../time/clock.ts';
import { isDatabaseAway } from '../store/engines/failures.ts';
import { words } from '../words/log-chat.ts';

/** A lock of another writer ends by itself. A failure that lasts longer than this is told. */
const toleratedMs = 3_000;

/**
 * Tells the log chats that the database does not work: once when that lasts, and once when it is over. Unlike other
 * troubles, this one cannot be stored in the database. Parts of the program fail and succeed by name, because reading
 * may work while writing does not.
 */
export class Outage {
  /** Says it in the log chats. */
  readonly #say: (textIn: (language: SpokenLanguage) => string) => void;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #failing = new Set<string>();
  /** On the steady clock; null: nothing fails. */
  #beganAtMs: number | null = null;
  #isTold = false;
  /** Whether the log says that the database is away. */
  #isAwayWritten = false;

  constructor(say: (textIn: (language: SpokenLanguage) => string) => void, clock: Clock, log: Logger) {
    this.#say = say;
    this.#clock = clock;
    this.#log = log;
  }

  fail(part: string, error: unknown): void {
    const nowMs = this.#clock.steadyMs();
    if (!this.#failing.has(part)) this.#write(part, error);
    this.#failing.add(part);
    this.#beganAtMs ??= nowMs;
    if (this.#isTold || nowMs - this.#beganAtMs < toleratedMs) return;
    this.#isTold = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#say((language) => words[language].databaseFails(why));
  }

  succeed(part: string): void {
    if (!this.#failing.delete(part) || this.#failing.size > 0) return;
    this.#log.info({}, 'every step succeeds again');
    if (this.#isTold) this.#say((language) => words[language].databaseWell);
    this.#beganAtMs = null;
    this.#isTold = false;
    this.#isAwayWritten = false;
  }

  /** A database that is away fails every part. That is one line of the log, with one stack. */
  #write(part: string, error: unknown): void {
    const isAway = isDatabaseAway(error);
    if (!isAway || !this.#isAwayWritten) this.#log.error({ part, error }, 'a step failed; it is tried again');
    this.#isAwayWritten ||= isAway;
  }
}
