const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What a clock and a calendar on the wall of a time zone show. */
export interface LocalTime {
  /** Years from 1, months from 1, as in ISO 8601. */
  year: number;
  month: number;
  day: number;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** Since local midnight by the clock, milliseconds. */
  clockMs: number;
}

/** Reads moments as a time zone's clock shows them; makes its formatter once, which is most of the cost. */
export function readLocalTime(timeZone: string): (at: Date) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const [year, month, day] = [part('year'), part('month'), part('day')];
    const seconds = part('hour') * 3600 + part('minute') * 60 + part('second');
    return {
      year,
      month,
      day,
      weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7,
      clockMs: seconds * 1000 + at.getUTCMilliseconds(),
    };
  };
}

/**
 * The moment at which the clocks of a time zone show a time of a day; where they skip it, the first moment
 * after. `dayNumber` counts days since 1970-01-01, so that 0 + 1 is always the next day.
 */
export function momentOf(read: (at: Date) => LocalTime, dayNumber: number, clockMs: number): Date {
  const wanted = dayNumber * dayMs + clockMs;
  const shownAt = (at: number) => {
    const shown = read(new Date(at));
    return dayNumberOf(shown) * dayMs + shown.clockMs;
  };
  // The offset before and after any change around it: one of the two is right, or the time is skipped.
  const candidates = [wanted - dayMs, wanted + dayMs]
    .map((around) => wanted - (shownAt(around) - around))
    .sort((one, other) => one - other);
  const right = candidates.find((at) => shownAt(at) === wanted);
  return new Date(right ?? firstShowing(shownAt, wanted, candidates));
}

/** A skipped time lies between the two candidates: the change is found by halving, to the second. */
function firstShowing(shownAt: (at: number) => number, wanted: number, around: readonly number[]): number {
  let before = Math.min(...around) - 1000;
  let after = Math.max(...around) + 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (shownAt(middle) < wanted) before = middle;
    else after = middle;
  }
  return after;
}

/** Days since 1970-01-01 of a local date. */
export function dayNumberOf({ year, month, day }: LocalTime): number {
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** The day's date, as a UTC midnight: to be formatted with the time zone UTC. */
export function dateOf(dayNumber: number): Date {
  return new Date(dayNumber * dayMs);
}

export interface LocalDays {
  /** The dates, oldest first, as UTC midnights; the last one is today. */
  dates: Date[];
  /** The beginning of each day, and of tomorrow. */
  bounds: Date[];
}

/** The last `count` local days up to today, which is not over yet. */
export function lastDays(timeZone: string, count: number, now: Date): LocalDays {
  const read = readLocalTime(timeZone);
  const first = dayNumberOf(read(now)) - count + 1;
  const numbers = Array.from({ length: count + 1 }, (_, index) => first + index);
  return {
    dates: numbers.slice(0, -1).map(dateOf),
    bounds: numbers.map((dayNumber) => momentOf(read, dayNumber, 0)),
  };
}
