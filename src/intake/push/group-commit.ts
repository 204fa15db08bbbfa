import { KhabarshyError } from '../../news/errors.ts';
import type { ItemWriter } from '../../store/sources/item-writer.ts';
import type { Items } from '../../store/sources/items.ts';
import type { Newcomers } from './newcomers.ts';

type Work = (writer: ItemWriter) => Promise<unknown>;

interface Waiting {
  work: Work;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** How long one transaction may take, milliseconds: lanes wait for it. */
const writingMs = 8;

/**
 * Commits what comes at the same time in one transaction, in its order: each commit waits for the disk, and 200 pushes a
 * second would wait 200 times. A work has to be right by itself, because others may come before it.
 */
export class GroupCommit {
  readonly #items: Pick<Items, 'write'>;
  readonly #onCommit: () => void;
  readonly #newcomers: Pick<Newcomers, 'quiet'>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** `onCommit` is called after each transaction, and whoever comes is let in before the next one. */
  constructor(items: Pick<Items, 'write'>, newcomers: Pick<Newcomers, 'quiet'>, onCommit: () => void) {
    this.#items = items;
    this.#newcomers = newcomers;
    this.#onCommit = onCommit;
  }

  /** How many works wait for their transaction. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Resolves when the work is committed. @throws what the work throws, or the database. */
  run<T>(work: (writer: ItemWriter) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // A work returns what its own promise was typed for.
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#newcomers.quiet();
      const some = await this.#commit(this.#waiting);
      this.#waiting = this.#waiting.slice(some);
    }
    this.#running = null;
  }

  /** @returns how many of them are done. */
  async #commit(waiting: readonly Waiting[]): Promise<number> {
    try {
      const results = await this.#write(waiting);
      for (const [index, result] of results.entries()) waiting[index]?.resolve(result);
      this.#onCommit();
      return results.length;
    } catch (error) {
      const [first] = waiting;
      const isOne = first === undefined || waiting.length === 1;
      const isRule = error instanceof KhabarshyError && error.code === 'ARTICLE_REFUSED';
      // The database is away, which is true for all of them.
      if (!isRule || isOne) {
        for (const { reject } of waiting) reject(error);
        return waiting.length;
      }
      // One of them breaks a rule, and costs no other.
      return this.#commit([first]);
    }
  }

  #write(waiting: readonly Waiting[]): Promise<unknown[]> {
    return this.#items.write(async (writer) => {
      const untilMs = performance.now() + writingMs;
      const results: unknown[] = [];
      for (const { work } of waiting) {
        results.push(await work(writer));
        if (performance.now() > untilMs) break;
      }
      return results;
    });
  }
}
