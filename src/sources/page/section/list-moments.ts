import { dayMs, dayNumberAt, momentOf, wallTimeAt } from '../../../time/local-clock.ts';
import { findMoment } from '../dates-in-text.ts';
import { monthOf } from '../months-and-zones.ts';

/** A moment in a list of news. Without a time it is the beginning of its day. */
export interface ListMoment {
  at: Date;
  hasTime: boolean;
  /** The text says only the time. The day stands above, or is today. */
  hasDay: boolean;
}

/** When a list is read, and where its site is. */
export interface ListClock {
  now: Date;
  /** IANA */
  timeZone: string;
}

/** A longer text is no date. */
const longest = 60;

const clockTime = /(?<![\d:.])(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?![\d:])/u;
const dayWords: readonly [RegExp, number][] = [
  [/(?<!\p{L})(?:сегодня|бүгін|today)(?!\p{L})/iu, 0],
  [/(?<!\p{L})(?:вчера|кеше|yesterday)(?!\p{L})/iu, 1],
];
const count = String.raw`(?:(?<count>\d{1,3}|an?|one|бір)\s*)?`;
const units: readonly [string, number][] = [
  [String.raw`(?:секунд\p{L}*|сек\.?|seconds?|secs?\.?)`, 1_000],
  [String.raw`(?:минут\p{L}*|мин\.?|minutes?|mins?\.?|m)`, 60_000],
  [String.raw`(?:час\p{L}*|ч\.?|сағат\p{L}*|hours?|hrs?\.?|h)`, 3_600_000],
  [String.raw`(?:день|дня|дней|күн\p{L}*|days?|d)`, dayMs],
];
const agoForms = units.map(
  ([unit, ms]) =>
    [new RegExp(String.raw`(?<![\p{L}\d])${count}${unit}\s+(?:назад|бұрын|ago)(?!\p{L})`, 'iu'), ms] as const,
);
const justNow = /^(?:только что|жаңа ғана|just now|now|сейчас|қазір)$/iu;
/** «28 ноября», «28 қараша», "November 28": the year is left out. */
const dayFirst = /(?<![\d.])(?<day>\d{1,2})\s+(?<name>\p{L}{3,14})\.?(?![\p{L}])/u;
const monthFirst = /(?<!\p{L})(?<name>\p{L}{3,12})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:])/u;

/** Reads the date of a list: in full, without a year, «Сегодня, 10:30», «2 сағат бұрын», or a time alone. */
export function readListMoment(text: string, clock: ListClock): ListMoment | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longest) return null;
  const full = findMoment(trimmed, clock.timeZone);
  if (full !== null) return { at: full.at, hasTime: full.hasTime, hasDay: true };
  if (justNow.test(trimmed)) return { at: clock.now, hasTime: true, hasDay: true };
  return (
    momentAgo(trimmed, clock) ??
    momentOfDayWord(trimmed, clock) ??
    momentWithoutYear(trimmed, clock) ??
    momentOfTime(trimmed, clock)
  );
}

/** A time of the day that stands above it. */
export function atTimeOf(day: ListMoment, time: ListMoment, { timeZone }: ListClock): ListMoment {
  const wallMs = wallTimeAt(time.at, timeZone);
  const sinceMidnightMs = wallMs - Math.floor(wallMs / dayMs) * dayMs;
  const at = momentOf(dayNumberAt(day.at, timeZone) * dayMs + sinceMidnightMs, timeZone);
  return { at, hasTime: true, hasDay: true };
}

function momentAgo(text: string, { now }: ListClock): ListMoment | null {
  for (const [form, ms] of agoForms) {
    const match = form.exec(text);
    if (match === null) continue;
    const written = match.groups?.['count'] ?? '1';
    const many = /^\d/u.test(written) ? Number(written) : 1;
    return { at: new Date(now.getTime() - many * ms), hasTime: true, hasDay: true };
  }
  return null;
}

function momentOfDayWord(text: string, clock: ListClock): ListMoment | null {
  for (const [word, daysAgo] of dayWords) {
    if (word.test(text)) return onDay(dayNumberAt(clock.now, clock.timeZone) - daysAgo, text, clock);
  }
  return null;
}

/** The latest such day that is not in the future. */
function momentWithoutYear(text: string, clock: ListClock): ListMoment | null {
  for (const form of [dayFirst, monthFirst]) {
    const { day = '', name = '' } = form.exec(text)?.groups ?? {};
    const month = monthOf(name);
    if (month === null) continue;
    const today = dayNumberAt(clock.now, clock.timeZone);
    const thisYear = new Date(today * dayMs).getUTCFullYear();
    for (const year of [thisYear, thisYear - 1]) {
      const date = new Date(Date.UTC(year, month - 1, Number(day)));
      const dayNumber = date.getTime() / dayMs;
      if (date.getUTCMonth() === month - 1 && dayNumber <= today) return onDay(dayNumber, text, clock);
    }
  }
  return null;
}

/** A list shows the time alone for what is of today. */
function momentOfTime(text: string, clock: ListClock): ListMoment | null {
  const match = clockTime.exec(text);
  if (match === null || !/^[\s\p{P}]*$/u.test(text.replace(match[0], ''))) return null;
  const today = dayNumberAt(clock.now, clock.timeZone);
  const moment = onDay(today, text, clock);
  const isLater = moment.at > clock.now;
  return { ...(isLater ? onDay(today - 1, text, clock) : moment), hasDay: false };
}

function onDay(dayNumber: number, text: string, { timeZone }: ListClock): ListMoment {
  const { hour, minute } = clockTime.exec(text)?.groups ?? {};
  const hasTime = hour !== undefined;
  const sinceMidnightMs = (Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60_000;
  return { at: momentOf(dayNumber * dayMs + sinceMidnightMs, timeZone), hasTime, hasDay: true };
}
