/*
 * The clock and the calendar on the wall of a place. There is one rule for the days on which clocks change:
 *
 * - A time that the clock shows twice, because it is put back, means the first of the two.
 * - A time that the clock never shows, because it is put forward, means the moment of the change.
 *
 * So a later time on the wall is never an earlier moment.
 *
 * A wall time is a number: the epoch milliseconds that it would have in UTC. The calendar of Date works on it. A
 * day number counts the days since 1970-01-01, so that tomorrow is always today plus 1.
 */

/** Milliseconds of a day. */
export const dayMs = 86_400_000;

/** The wall time at a moment, with its milliseconds. `timeZone` is an IANA name. */
export function wallTimeAt(at: Date, timeZone: string): number {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wholeSeconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wholeSeconds + at.getUTCMilliseconds();
}

/** The moment of a wall time, by the rule above. */
export function momentOf(wallMs: number, timeZone: string): Date {
  // The clock's offset on the day before and on the day after: one of the two is right, or the time is skipped.
  const candidates = [wallMs - dayMs, wallMs + dayMs]
    .map((aroundMs) => wallMs - offsetAt(aroundMs, timeZone))
    .sort((one, other) => one - other);
  const [first = wallMs, last = wallMs] = candidates;
  const right = candidates.find((atMs) => wallTimeAt(new Date(atMs), timeZone) === wallMs);
  return new Date(right ?? changeBetween(first, last, timeZone));
}

/** The number of the local day at a moment. */
export function dayNumberAt(at: Date, timeZone: string): number {
  return Math.floor(wallTimeAt(at, timeZone) / dayMs);
}

/** The day of the week: 1 is Monday, 7 is Sunday. */
export function weekdayOf(dayNumber: number): number {
  return dateOf(dayNumber).getUTCDay() || 7;
}

/** A day's date as a UTC midnight, to be formatted with the time zone UTC. */
export function dateOf(dayNumber: number): Date {
  return new Date(dayNumber * dayMs);
}

export interface LocalDays {
  /** The dates as UTC midnights, oldest first. The last one is today. */
  dates: Date[];
  /** The beginning of each day, and of tomorrow. */
  bounds: Date[];
}

/** The last `count` local days. Today is the last of them, and it is not over yet. */
export function lastDays(timeZone: string, count: number, now: Date): LocalDays {
  const first = dayNumberAt(now, timeZone) - count + 1;
  const numbers = Array.from({ length: count + 1 }, (_, index) => first + index);
  return {
    dates: numbers.slice(0, -1).map(dateOf),
    bounds: numbers.map((dayNumber) => momentOf(dayNumber * dayMs, timeZone)),
  };
}

/** How far the wall is ahead of UTC at a moment, in milliseconds. */
function offsetAt(atMs: number, timeZone: string): number {
  return wallTimeAt(new Date(atMs), timeZone) - atMs;
}

/** The first moment with the offset of the later one. Clocks change on whole seconds. */
function changeBetween(earlierMs: number, laterMs: number, timeZone: string): number {
  const offsetAfter = offsetAt(laterMs, timeZone);
  let [before, after] = [earlierMs, laterMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timeZone) === offsetAfter) after = middle;
    else before = middle;
  }
  return after;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    // Making a formatter costs a thousand times more than using it.
    formatter = new Intl.DateTimeFormat('en', {
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
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
