import type { SpokenLanguage } from '../news/language.ts';
import type { Say } from './alerts.ts';
import { words } from '../words/log-chat.ts';

export interface OutageLog {
  info(facts: object, text: string): void;
  error(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}

/** A lock held by another writer passes by itself; what lasts longer is told. */
const toleratedMs = 3_000;

/**
 * The database does not work: the log chat is told once when it lasts, and once when it is over. Unlike other
 * troubles this one cannot be kept in the database. Each part of the program that fails is counted by its
 * name, because reading may work where writing does not.
 */
export class Outage {
  readonly #language: SpokenLanguage;
  readonly #say: Say | null;
  readonly #log: OutageLog;
  readonly #failing = new Set<string>();
  #began: number | null = null;
  #isTold = false;

  constructor(language: SpokenLanguage, say: Say | null, log: OutageLog) {
    this.#language = language;
    this.#say = say;
    this.#log = log;
  }

  fail(part: string, error: unknown, nowMs: number): void {
    if (!this.#failing.has(part)) this.#log.error({ part, error }, 'a step failed; it is tried again');
    this.#failing.add(part);
    this.#began ??= nowMs;
    if (this.#isTold || nowMs - this.#began < toleratedMs) return;
    this.#isTold = true;
    this.#tell(words[this.#language].databaseFails(error instanceof Error ? error.message : String(error)));
  }

  succeed(part: string): void {
    if (!this.#failing.delete(part) || this.#failing.size > 0) return;
    this.#log.info({}, 'every step succeeds again');
    if (this.#isTold) this.#tell(words[this.#language].databaseWell);
    this.#began = null;
    this.#isTold = false;
  }

  #tell(text: string): void {
    this.#say?.(text, []).catch((error: unknown) =>
      this.#log.warn({ error }, 'the log chat could not be told'),
    );
  }
}
