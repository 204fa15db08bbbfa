import type { Source } from '../../news/source.ts';
import { wallTimeAt } from '../../time/local-clock.ts';
import type { PollHints } from './poll-hints.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** While little is known of a source. */
const firstMs = 5 * minuteMs;
/** News comes in bursts: after a new item the shortest interval holds for so long. */
const burstMs = 10 * minuteMs;
/** The interval is this part of the median gap between new items. */
const partOfGap = 1 / 4;
/** How many gaps tell what is usual, and how many are needed for it. */
const gapsKnown = 20;
const gapsLeast = 3;
/** A longer gap goes over a night, and tells nothing of a part of the day. */
const longestGapMs = 6 * hourMs;

/** A site that wants to be asked more rarely than so is asked so all the same. */
const longestFreshMs = 15 * minuteMs;
const longestPeriodMs = 30 * minuteMs;

/** While a hub sends what is new, a source is asked this often, in case it forgets something. */
const withHubMs = 15 * minuteMs;
/** The same where the hub has sent everything for a day. */
const withProvenHubMs = 30 * minuteMs;
const provenMs = dayMs;
/** A hub that missed something is not relied on for so long. */
const missedMs = hourMs;

/** How many moments of new items are kept: enough for the gaps of each part of the day. */
export const keptMoments = 120;

export type PacedSource = Pick<Source, 'everyMs' | 'isOwn' | 'maxMs' | 'minMs' | 'timeZone'>;

/**
 * How long to wait after a look that succeeded. Where the settings do not say it, it follows the news: asked often in a
 * burst, and otherwise several times within a usual gap of this part of the day.
 * @param newItems when a look showed something new, oldest first.
 * @param hubSince since when a hub sends what is new; null: none does.
 */
export function usualIntervalMs(
  source: PacedSource,
  newItems: readonly Date[],
  hints: PollHints,
  now: Date,
  hubSince: Date | null = null,
): number {
  if (source.everyMs !== null) return source.everyMs;
  const ownMs = paceOf(source, newItems, now);
  const paceMs = hubSince === null ? ownMs : Math.max(ownMs, paceWithHub(source, newItems, now, hubSince));
  if (source.isOwn) return paceMs;
  const freshMs = Math.min(hints.freshMs ?? 0, longestFreshMs);
  const periodMs = Math.min(hints.periodMs ?? 0, longestPeriodMs);
  return skippedMs(Math.max(paceMs, freshMs, periodMs), hints, now);
}

function paceOf({ maxMs, minMs, timeZone }: PacedSource, newItems: readonly Date[], now: Date): number {
  const last = newItems.at(-1);
  if (last === undefined) return clamp(firstMs, minMs, maxMs);
  const sinceLastMs = now.getTime() - last.getTime();
  if (sinceLastMs >= 0 && sinceLastMs < burstMs) return minMs;
  if (newItems.length <= gapsLeast) return clamp(firstMs, minMs, maxMs);
  const gaps = gapsIn(partOfDay(now, timeZone), newItems, timeZone).slice(-gapsKnown);
  return gaps.length < gapsLeast ? maxMs : clamp(medianOf(gaps) * partOfGap, minMs, maxMs);
}

/**
 * How rarely a source may be asked because of its hub, milliseconds; 0: the hub is not relied on. Settings that allow only
 * shorter intervals than 15 minutes are kept.
 */
function paceWithHub({ maxMs }: PacedSource, newItems: readonly Date[], now: Date, hubSince: Date): number {
  const last = newItems.at(-1);
  // What a look shows first, the hub had not sent.
  const missedAt = last !== undefined && last > hubSince ? last : null;
  if (missedAt !== null && now.getTime() - missedAt.getTime() < missedMs) return 0;
  const provenSinceMs = (missedAt ?? hubSince).getTime();
  const isProven = now.getTime() - provenSinceMs >= provenMs && maxMs >= withHubMs;
  return isProven ? withProvenHubMs : Math.min(withHubMs, maxMs);
}

/** The gaps between news that came in this part of the day. */
function gapsIn(part: number, moments: readonly Date[], timeZone: string): number[] {
  const parts = moments.map((moment) => partOfDay(moment, timeZone));
  return moments.flatMap((moment, index) => {
    const before = moments[index - 1];
    if (before === undefined || parts[index] !== part || parts[index - 1] !== part) return [];
    const gapMs = moment.getTime() - before.getTime();
    return gapMs <= 0 || gapMs > longestGapMs ? [] : [gapMs];
  });
}

/** Night, morning, afternoon or evening, from 0. */
function partOfDay(at: Date, timeZone: string): number {
  return Math.floor((wallTimeAt(at, timeZone) % dayMs) / longestGapMs);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function clamp(ms: number, leastMs: number, mostMs: number): number {
  return Math.min(Math.max(ms, leastMs), mostMs);
}

/** Moves a look out of the hours in which the site says that nothing comes. A site that says so of all is not believed. */
function skippedMs(intervalMs: number, { skipDays, skipHours }: PollHints, now: Date): number {
  if (skipDays.length === 0 && skipHours.length === 0) return intervalMs;
  const isSkipped = (at: Date) => skipHours.includes(at.getUTCHours()) || skipDays.includes(at.getUTCDay());
  const dueMs = now.getTime() + intervalMs;
  let atMs = dueMs;
  while (isSkipped(new Date(atMs)) && atMs - dueMs <= dayMs) atMs = (Math.floor(atMs / hourMs) + 1) * hourMs;
  return atMs - dueMs > dayMs ? intervalMs : atMs - now.getTime();
}

/** Why a look failed, as far as it matters for the next one. */
export type BackOff =
  /** The site does not let us in, or has no such page. */
  | 'refused'
  /** We ask too often. */
  | 'limited'
  /** It fails, or answers nothing that can be read. */
  | 'broken';

const longestBackOffMs: Readonly<Record<BackOff, number>> = {
  refused: 6 * hourMs,
  limited: hourMs,
  broken: 30 * minuteMs,
};
const firstRetryMs = 30 * secondMs;
const longestRetryMs = dayMs;

/**
 * How long to wait after a failure.
 * @param failures how many there were in a row, this one included.
 * @param usualMs the interval that would hold without it.
 * @param retryAfterMs what the site asks for; null: nothing.
 */
export function backOffMs(
  because: BackOff,
  failures: number,
  usualMs: number,
  retryAfterMs: number | null,
): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 20);
  const longestMs = longestBackOffMs[because];
  // Twice the usual interval at the first refusal; a failure may be over in a moment.
  const startMs = because === 'broken' ? firstRetryMs : Math.max(usualMs * 2, minuteMs);
  const waitMs = Math.min(startMs * 2 ** doublings, Math.max(longestMs, usualMs));
  return retryAfterMs === null ? waitMs : Math.min(Math.max(retryAfterMs, waitMs), longestRetryMs);
}

/** Shares of a wait by which it is made longer or shorter, so that many sources do not ask at one time. */
export const usualJitter = 0.1;
export const failureJitter = 0.2;

/** @param random from 0 to 1. */
export function jittered(ms: number, share: number, random: number): number {
  return Math.round(ms * (1 + share * (2 * random - 1)));
}
