import type { Logger } from '../../log.ts';
import { say } from './answer.ts';
import type { DeskContext } from './context.ts';

/** Work that takes long. It runs beside the other answers; the tasks of one line run one after another. */
export class BackgroundTasks {
  readonly #stopping = new AbortController();
  /** The last task of each line. */
  readonly #lines = new Map<string, Promise<void>>();
  readonly #names = new Set<string>();

  /**
   * Starts a task when its line is free. Its signal is aborted when the program stops.
   * @returns false when a task of this name runs already, or waits.
   */
  start(name: string, line: string, task: (stopping: AbortSignal) => Promise<void>): boolean {
    if (this.#names.has(name)) return false;
    this.#names.add(name);
    const { signal } = this.#stopping;
    const before = this.#lines.get(line) ?? Promise.resolve();
    const running = before
      .then(() => (signal.aborted ? undefined : task(signal)))
      .finally(() => this.#names.delete(name));
    // Each task reports its own failures.
    this.#lines.set(
      line,
      running.catch(() => undefined),
    );
    return true;
  }

  /** Aborts the running tasks and waits for their end. The others are not started. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#lines.values());
  }
}

/** The names of a background task, and the texts for its failure. */
export interface TaskNames {
  name: string;
  /** Tasks of one line run one after another. */
  line: string;
  /** HTML for the editor. */
  failed: string;
  /** For the log of the program. */
  logText: string;
}

/**
 * Starts a background task. A failure goes to the log and to the editor.
 * @returns false when a task of this name runs already.
 */
export function startTask(
  context: DeskContext,
  { tasks, log }: { tasks: BackgroundTasks; log: Pick<Logger, 'warn'> },
  { name, line, failed, logText }: TaskNames,
  task: (stopping: AbortSignal) => Promise<void>,
): boolean {
  return tasks.start(name, line, async (stopping) => {
    try {
      await task(stopping);
    } catch (error) {
      log.warn({ error }, logText);
      await say(context, failed).catch((again: unknown) => log.warn({ error: again }, logText));
    }
  });
}
