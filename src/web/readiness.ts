import type { Messenger } from '../deliver/messenger.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

/** How long an answer counts: machines ask every few seconds, and several at once. */
const freshMs = 3_000;

/** The timeout of each question. With `freshMs` it bounds how late a loss is seen: 6 seconds. */
const timeoutMs = 3_000;

export interface ReadinessReport {
  database: 'ok' | 'unreachable';
  telegram: 'ok' | 'unreachable';
}

/** Asks the database and Telegram whether they can be reached, only when somebody wants to know. */
export class Readiness {
  readonly #store: Pick<Store, 'articles'>;
  readonly #messengers: () => readonly Pick<Messenger, 'identify'>[];
  readonly #clock: Clock;
  #report: Promise<ReadinessReport> | null = null;
  #askedAtMs = 0;

  constructor(
    store: Pick<Store, 'articles'>,
    /** Those of the bots that have not stopped. */
    messengers: () => readonly Pick<Messenger, 'identify'>[],
    clock: Clock,
  ) {
    this.#store = store;
    this.#messengers = messengers;
    this.#clock = clock;
  }

  check(): Promise<ReadinessReport> {
    const nowMs = this.#clock.steadyMs();
    if (this.#report === null || nowMs - this.#askedAtMs >= freshMs) {
      this.#askedAtMs = nowMs;
      this.#report = this.#ask();
    }
    return this.#report;
  }

  async #ask(): Promise<ReadinessReport> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const [hasDatabase, hasTelegram] = await Promise.all([
        this.#hasDatabase(timeout.signal),
        this.#hasTelegram(timeout.signal),
      ]);
      return {
        database: hasDatabase ? 'ok' : 'unreachable',
        telegram: hasTelegram ? 'ok' : 'unreachable',
      };
    } finally {
      clearTimeout(timer);
    }
  }

  async #hasDatabase(signal: AbortSignal): Promise<boolean> {
    const isLate = new Promise<false>((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    const answers = this.#store.articles.isAnyUnplanned().then(
      () => true,
      () => false,
    );
    return Promise.race([answers, isLate]);
  }

  /** Every bot is known to Telegram, or Telegram at least answers and asks us to wait. */
  async #hasTelegram(signal: AbortSignal): Promise<boolean> {
    const answers = await Promise.all(this.#messengers().map((messenger) => messenger.identify(signal)));
    return answers.every(
      (answer) => !('kind' in answer) || (answer.kind === 'answer' && answer.code === 429),
    );
  }
}
