import type { Logger } from '../log.ts';
import { isDatabaseAway } from '../store/engines/failures.ts';
import type { Undo } from './undo.ts';

/** What is done beside the path of an article, now and then. Its failures are logged and end nothing. */
export class BackgroundTasks {
  readonly #log: Logger;
  readonly #undo: Undo;
  /** The reasons of tasks that failed last time. */
  readonly #failures = new Map<string, string>();

  constructor(log: Logger, undo: Undo) {
    this.#log = log;
    this.#undo = undo;
  }

  /** Does a task every `pauseMs` milliseconds until the program ends. The first time is after the first pause. */
  every(pauseMs: number, task: () => void): void {
    const timer = setInterval(task, pauseMs);
    this.#undo.push(() => clearInterval(timer));
  }

  /** Begins a task. Its failure is logged once, until it succeeds or fails in another way. */
  try(task: () => Promise<void>, failure: string): void {
    task().then(
      () => this.#failures.delete(failure),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        const isKnown = this.#failures.get(failure) === why || isDatabaseAway(error);
        this.#failures.set(failure, why);
        if (!isKnown) this.#log.warn({ error }, failure);
      },
    );
  }
}
