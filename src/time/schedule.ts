import type { Schedule } from '../news/schedule.ts';
import { dayMs, momentOf, wallTimeAt } from './local-clock.ts';

const secondMs = 1000;

/** 29 February on a given weekday comes every 28 years, and every 40 around a year like 2100. */
const searchedDays = 41 * 366;

/** No clock is put back by more than this. */
const longestChangeMs = 3 * 3_600_000;

/**
 * The last moment at or before `now` that a schedule names in a time zone; null: there was none in 40 years.
 * A time that the clock skips counts at the moment of the change. A time that it shows twice counts once, except
 * in a schedule of every hour, which goes on through the repeated hour.
 */
export function lastMoment(schedule: Schedule, now: Date, timeZone: string): Date | null {
  const zone = zoneOf(schedule, now, timeZone);
  // In the second pass through a repeated hour, all times of that hour are over.
  const shown = [now, new Date(now.getTime() - longestChangeMs)].map(
    (at) => wallTimeAt(at, zone) + now.getTime() - at.getTime(),
  );
  let wallMs = lastWallTime(schedule, Math.max(...shown));
  while (wallMs !== null) {
    const moment = momentOf(wallMs, zone);
    if (moment <= now) return moment;
    wallMs = lastWallTime(schedule, wallMs - secondMs);
  }
  return null;
}

/** The next moment after `now`, by the same rules; null: there is none in 40 years. */
export function nextMoment(schedule: Schedule, now: Date, timeZone: string): Date | null {
  const zone = zoneOf(schedule, now, timeZone);
  let wallMs = nextWallTime(schedule, wallTimeAt(now, zone) + 1);
  while (wallMs !== null) {
    const moment = momentOf(wallMs, zone);
    if (moment > now) return moment;
    wallMs = nextWallTime(schedule, wallMs + secondMs);
  }
  return null;
}

/** A schedule of every hour is the same in UTC, where no hour is shown twice. */
function zoneOf(schedule: Schedule, now: Date, timeZone: string): string {
  const { minutes, hours, days, months, weekdays } = schedule;
  const isEveryHour =
    hours.length === 24 && days.length === 31 && months.length === 12 && weekdays.length === 7;
  if (!isEveryHour) return timeZone;
  return minutes.length === 60 || isWholeHoursFromUtc(timeZone, now) ? 'Etc/UTC' : timeZone;
}

/** Whether the clock's minutes are those of UTC, in winter and in summer. */
function isWholeHoursFromUtc(timeZone: string, now: Date): boolean {
  return [0, 6].every((month) => {
    const at = new Date(Date.UTC(now.getUTCFullYear(), month, 1));
    return (wallTimeAt(at, timeZone) - at.getTime()) % 3_600_000 === 0;
  });
}

/** The schedule of one moment a day. @param minute minutes after midnight. */
export function dailySchedule(minute: number): Schedule {
  const [hour, past] = [Math.floor(minute / 60), minute % 60];
  return {
    text: `${past} ${hour} * * *`,
    seconds: [0],
    minutes: [past],
    hours: [hour],
    days: numbers(1, 31),
    months: numbers(1, 12),
    weekdays: numbers(0, 6),
  };
}

function numbers(least: number, most: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}

/** The last wall time of the schedule at or before this one. */
function lastWallTime(schedule: Schedule, wallMs: number): number | null {
  const today = Math.floor(wallMs / dayMs) * dayMs;
  for (let index = 0; index < searchedDays; index += 1) {
    const day = today - index * dayMs;
    if (!isDayOf(schedule, day)) continue;
    const time = lastTime(schedule, index === 0 ? wallMs - today : dayMs);
    if (time !== null) return day + time;
  }
  return null;
}

function nextWallTime(schedule: Schedule, wallMs: number): number | null {
  const today = Math.floor(wallMs / dayMs) * dayMs;
  for (let index = 0; index < searchedDays; index += 1) {
    const day = today + index * dayMs;
    if (!isDayOf(schedule, day)) continue;
    const time = nextTime(schedule, index === 0 ? wallMs - today : 0);
    if (time !== null) return day + time;
  }
  return null;
}

function isDayOf({ days, months, weekdays }: Schedule, dayStartMs: number): boolean {
  const day = new Date(dayStartMs);
  return (
    days.includes(day.getUTCDate()) &&
    months.includes(day.getUTCMonth() + 1) &&
    weekdays.includes(day.getUTCDay())
  );
}

/** The last time of day at or before one, milliseconds after midnight. */
function lastTime({ hours, minutes, seconds }: Schedule, mostMs: number): number | null {
  for (const hour of hours.toReversed()) {
    const hourMs = hour * 3_600_000;
    if (hourMs > mostMs) continue;
    for (const minute of minutes.toReversed()) {
      const minuteMs = hourMs + minute * 60_000;
      if (minuteMs > mostMs) continue;
      const second = seconds.findLast((each) => minuteMs + each * secondMs <= mostMs);
      if (second !== undefined) return minuteMs + second * secondMs;
    }
  }
  return null;
}

function nextTime({ hours, minutes, seconds }: Schedule, leastMs: number): number | null {
  for (const hour of hours) {
    const hourMs = hour * 3_600_000;
    if (hourMs + 3_600_000 <= leastMs) continue;
    for (const minute of minutes) {
      const minuteMs = hourMs + minute * 60_000;
      if (minuteMs + 60_000 <= leastMs) continue;
      const second = seconds.find((each) => minuteMs + each * secondMs >= leastMs);
      if (second !== undefined) return minuteMs + second * secondMs;
    }
  }
  return null;
}
