import type { SourceState } from '../../store/sources/source-state.ts';
import type { Taken } from '../intake.ts';
import type { Overrun } from './further-pages.ts';
import type { SourceFailure } from './source-failure.ts';

/** What became of a look at a source. */
export type Outcome =
  | { kind: 'read'; taken: Taken; title: string | null; refused: number; overrun: Overrun | null }
  | { kind: 'unchanged' }
  | { kind: 'failed'; failure: SourceFailure }
  /** It is paused, and was not asked. */
  | { kind: 'paused' }
  /** The program ends. */
  | { kind: 'given up' };

export interface Look {
  outcome: Outcome;
  /** After the look. */
  state: SourceState;
  /** When to look again, from now. */
  nextMs: number;
}

/** A look that ends with the moment of the next one in its state. */
export function lookOf(looked: SourceState, outcome: Outcome, nextMs: number, now: Date): Look {
  return { outcome, state: { ...looked, nextAt: new Date(now.getTime() + nextMs) }, nextMs };
}
