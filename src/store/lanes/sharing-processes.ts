import type { LivingProcess } from '../engines/backend.ts';

/**
 * The processes among which the bots are shared, in ascending order: those with the newest settings. Settings are as old
 * as the oldest living process that has them, so one that restarts with the old ones does not make them new.
 */
export function sharingProcesses(living: readonly Pick<LivingProcess, 'id' | 'settings' | 'startedAt'>[]): {
  ids: number[];
  sinceMs: number;
} {
  const sinceOf = new Map<string, number>();
  for (const { settings, startedAt } of living) {
    sinceOf.set(settings, Math.min(startedAt, sinceOf.get(settings) ?? Infinity));
  }
  const newest = [...sinceOf].toSorted(([, one], [, other]) => other - one)[0];
  const ids = living.filter(({ settings }) => settings === newest?.[0]).map(({ id }) => id);
  return { ids: ids.toSorted((one, other) => one - other), sinceMs: newest?.[1] ?? 0 };
}
