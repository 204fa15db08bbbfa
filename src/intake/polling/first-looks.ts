import type { Source } from '../../news/source.ts';
import type { DueState, SourceStates } from '../../store/sources/source-states.ts';
import { codeOfFailure } from './source-failure.ts';

/** A source that was never looked at, or that somebody asked for, waits no longer after a start, milliseconds. */
const mostFirstWaitMs = 2_000;

/** A moment that lies further in the future was written before the clock was set back. */
const longestPauseMs = 86_400_000;

/** How long each source waits for its next look, milliseconds, and whether its site wants not to be asked until then. */
export type FirstLooks = ReadonlyMap<string, { waitMs: number; isHostClosed: boolean }>;

/**
 * When sources are looked at after a start. What was due while the program was off is spread, so that no site is asked for
 * everything at once. What is new is looked at within seconds: somebody waits for it.
 * @param random from 0 to 1.
 */
export async function firstLooks(
  sources: Iterable<Pick<Source, 'minMs' | 'name'>>,
  states: SourceStates,
  now: Date,
  random: () => number,
): Promise<FirstLooks> {
  const known = new Map<string, { waitMs: number | null; isOverdue: boolean; isHostClosed: boolean }>();
  for await (const some of states.due()) {
    for (const state of some) {
      const waitMs = waitOf(state, now);
      const isOverdue = waitMs === null && state.nextAt !== null;
      known.set(state.source, { waitMs, isOverdue, isHostClosed: isHostClosed(state) });
    }
  }
  const looks = new Map<string, { waitMs: number; isHostClosed: boolean }>();
  for (const { minMs, name } of sources) {
    const state = known.get(name);
    const mostMs = state?.isOverdue === true ? minMs : Math.min(minMs, mostFirstWaitMs);
    const waitMs = state?.waitMs ?? random() * mostMs;
    looks.set(name, { waitMs, isHostClosed: state?.isHostClosed ?? false });
  }
  return looks;
}

/** How long a source waits for its next look. null: it is due. */
export function waitOf({ nextAt }: Pick<DueState, 'nextAt'>, now: Date): number | null {
  if (nextAt === null) return null;
  const waitMs = nextAt.getTime() - now.getTime();
  return waitMs <= 0 || waitMs > longestPauseMs ? null : waitMs;
}

/** The site named a time before which it must not be asked, also not for its other sources. */
function isHostClosed({ failure }: DueState): boolean {
  return codeOfFailure(failure) === 'SOURCE_LIMITS_US';
}
