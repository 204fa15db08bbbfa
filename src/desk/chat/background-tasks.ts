import type { Logger } from '../../log.ts';
import { say } from './answer.ts';
import type { DeskContext } from './context.ts';

/**
 * Work that takes longer than an answer should. Nobody else waits for it: it runs beside the other answers, and
 * tasks of one line run one after another.
 */
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
    // A task tells of its own failures.
    this.#lines.set(
      line,
      running.catch(() => undefined),
    );
    return true;
  }

  /** Aborts what is running, and waits for its end. What has not begun is left out. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#lines.values());
  }
}

/** What a background task is called, and what is said when it fails. */
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
 * Runs what takes longer than an answer should. A failure goes to the log and to the editor.
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
