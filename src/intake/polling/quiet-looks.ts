import type { SourceState } from '../../store/sources/source-state.ts';
import type { QuietLook, SourceStates } from '../../store/sources/source-states.ts';

/**
 * Looks that found nothing new, until they are written together. Each of thousands of sources would otherwise cost a
 * commit of its own, for which the lanes wait. If the program ends before, they are looked at a little earlier.
 */
export class QuietLooks {
  readonly #states: SourceStates;
  #waiting = new Map<string, QuietLook>();

  constructor(states: SourceStates) {
    this.#states = states;
  }

  /** @returns whether it is written later: it differs from what stands there only in its moments. */
  take(before: SourceState, after: SourceState): boolean {
    const { lookedAt, nextAt, source } = after;
    if (lookedAt === null || nextAt === null || !isQuiet(before, after)) {
      this.#waiting.delete(source);
      return false;
    }
    this.#waiting.set(source, { source, lookedAt, nextAt });
    return true;
  }

  /** A state as it was read, with what is not written yet. */
  complete(state: SourceState): SourceState {
    const quiet = this.#waiting.get(state.source);
    if (quiet === undefined) return state;
    // Somebody asked for a look meanwhile: then `nextAt` is null.
    const { lookedAt } = quiet;
    return { ...state, lookedAt, succeededAt: lookedAt, nextAt: state.nextAt === null ? null : quiet.nextAt };
  }

  /** @throws what the database throws; then they wait on. */
  async write(): Promise<void> {
    const looks = this.#waiting;
    if (looks.size === 0) return;
    this.#waiting = new Map();
    try {
      await this.#states.writeQuiet([...looks.values()]);
    } catch (error) {
      // A look that came meanwhile is newer.
      this.#waiting = new Map([...looks, ...this.#waiting]);
      throw error;
    }
  }
}

/** What a quiet look writes. */
const written = new Set<string>(['lookedAt', 'succeededAt', 'nextAt'] satisfies (keyof SourceState)[]);

function isQuiet(before: SourceState, after: SourceState): boolean {
  // It was never looked at, failed, or somebody asked for the look: then that has to be written now.
  if (before.lookedAt === null || before.nextAt === null || before.failures > 0) return false;
  return Object.entries(before).every(
    ([name, value]) => written.has(name) || isSame(value, after[name as keyof SourceState]), // one of its own
  );
}

/** What a look did not touch is the same object. Validators are taken from each answer anew. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || (isTable(one) && JSON.stringify(one) === JSON.stringify(other));
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
