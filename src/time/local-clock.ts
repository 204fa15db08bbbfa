/*
 * Wall-clock time of a place. A wall time is written as the epoch milliseconds that it would have in UTC, so
 * that the calendar of Date can be used on it.
 */

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows at a moment, whole seconds. */
export function wallTimeAt(at: Date, timeZone: string): number {
  const shown = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** Longer than any change of the clock, shorter than the time between two of them. */
const dayMs = 86_400_000;

/**
 * The moment at which the clock shows a wall time. One that comes twice, when the clock is put back, is the
 * first of the two; one that never comes, when it is put forward, is the moment of the change. So a later wall
 * time is never an earlier moment.
 */
export function momentOf(wallMs: number, timeZone: string): Date {
  const offsets = [wallMs - dayMs, wallMs + dayMs].map((aroundMs) => offsetAt(aroundMs, timeZone));
  const moments = offsets.map((offsetMs) => wallMs - offsetMs).sort((one, other) => one - other);
  const [first = wallMs, last = wallMs] = moments;
  const shown = moments.find((moment) => wallTimeAt(new Date(moment), timeZone) === wallMs);
  return new Date(shown ?? changeBetween(first, last, timeZone));
}

/** How far the wall is ahead of UTC, milliseconds. */
function offsetAt(atMs: number, timeZone: string): number {
  const second = Math.floor(atMs / 1000) * 1000;
  return wallTimeAt(new Date(second), timeZone) - second;
}

/** The first moment with the offset of the later one. */
function changeBetween(earlierMs: number, laterMs: number, timeZone: string): number {
  const after = offsetAt(laterMs, timeZone);
  let [before, found] = [earlierMs, laterMs];
  while (found - before > 1000) {
    const middle = Math.floor((before + found) / 2000) * 1000;
    if (offsetAt(middle, timeZone) === after) found = middle;
    else before = middle;
  }
  return found;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    // Making one costs a thousand times more than asking it.
    clock = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}
