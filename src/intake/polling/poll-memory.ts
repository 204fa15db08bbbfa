import type { PollHints } from './poll-hints.ts';

/** What a look at a source hands on to the next one, which another process of a cluster may take. */
export interface PollMemory {
  hints: PollHints;
  /** How many items its last document had; null: none was read. */
  items: number | null;
}

/** Reads a memory as it stands in the database. What is not understood is not known. */
export function readPollMemory(stored: unknown): PollMemory {
  const { hints, items } = tableOf(stored);
  const { freshMs, periodMs, skipDays, skipHours } = tableOf(hints);
  return {
    hints: {
      freshMs: numberOf(freshMs),
      periodMs: numberOf(periodMs),
      skipHours: numbersOf(skipHours),
      skipDays: numbersOf(skipDays),
    },
    items: numberOf(items),
  };
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(numberOf).filter((each) => each !== null) : [];
}
