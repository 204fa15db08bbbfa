import { momentOf } from '../../time/local-clock.ts';

/**
 * The time zone of the sites that we read. Kazakhstan moved from UTC+6 to UTC+5 on 2024-03-01. So we use the history of
 * the zone, never a fixed offset.
 */
const siteTimeZone = 'Asia/Almaty';

/** A moment that was found in a line. `start` and `end` are positions in the line. `hasTime` is false for a bare date. */
export interface FoundMoment {
  at: Date;
  start: number;
  end: number;
  hasTime: boolean;
}

interface FoundDay {
  year: number;
  month: number;
  day: number;
  start: number;
  end: number;
}

interface FoundTime {
  hour: number;
  minute: number;
  second: number;
  /** Minutes east of UTC; null: the text does not name an offset. */
  offsetMinutes: number | null;
  start: number;
  end: number;
}

/** The first three letters of a month identify it in all three languages. */
const monthStems: readonly (readonly string[])[] = [
  ['янв', 'қаң', 'jan'],
  ['фев', 'ақп', 'feb'],
  ['мар', 'нау', 'mar'],
  ['апр', 'сәу', 'apr'],
  ['май', 'мая', 'мам', 'may'],
  ['июн', 'мау', 'jun'],
  ['июл', 'шіл', 'jul'],
  ['авг', 'там', 'aug'],
  ['сен', 'қыр', 'sep'],
  ['окт', 'қаз', 'oct'],
  ['ноя', 'қар', 'nov'],
  ['дек', 'жел', 'dec'],
];

const dayPatterns: readonly RegExp[] = [
  /(?<!\d)(?<year>\d{4})[-./](?<month>\d{2})[-./](?<day>\d{2})(?!\d)/u,
  /(?<![\d.])(?<day>\d{1,2})[-./](?<month>\d{1,2})[-./](?<year>\d{4})(?!\d)/u,
  /(?<![\d.])(?<day>\d{1,2})\.(?<month>\d{2})\.(?<year>\d{2})(?![\d.])/u,
  /(?<!\d)(?<day>\d{1,2})\s+(?<name>\p{L}{3,12})\.?,?\s+(?<year>\d{4})(?!\d)/u,
  /(?<!\p{L})(?<name>\p{L}{3,12})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})(?!\d)/u,
  /(?<!\d)(?<year>\d{4})\s*(?:ж\.|жыл\p{L}*)?,?\s*(?<day>\d{1,2})\s*-?\s*(?<name>\p{L}{3,12})/u,
];

const clock = String.raw`(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:\.\d+)?)?(?!\d)`;
const half = String.raw`(?:\s*(?<half>[ap])\.?m\.?(?!\p{L}))?`;
const zone = String.raw`(?:\s*\(?(?:UTC|GMT)?(?<zone>Z|[+-]\d{2}:?\d{2}|(?<=UTC|GMT)[+-]\d{1,2})\)?)?`;
const gap = String.raw`[\s,|/•·—–-]*`;
const yearWord = String.raw`(?:\s*(?:г\.|года(?!\p{L})|ж\.|жыл\p{L}*))?`;
const timeAfter = new RegExp(
  String.raw`^${yearWord}${gap}(?:(?:в|at|сағат|T)(?!\p{L})\s*)?${clock}${half}${zone}`,
  'iu',
);
const timeBefore = new RegExp(String.raw`(?<!\d)${clock}${half}${gap}$`, 'iu');
const yearWordAfter = new RegExp(`^${yearWord}`, 'iu');

/**
 * Finds the first date in a line, with the time next to it. It reads 22.06.2023 09:34, 2023-06-22T09:34+06:00,
 * "22 июня 2023, 09:34", "2023 ж. 22 маусым, 09:34", "June 22, 2023 09:34" and similar forms. A date without a time
 * means the beginning of the day. A text without an offset is in `siteTimeZone`.
 */
export function findMoment(text: string): FoundMoment | null {
  for (const pattern of dayPatterns) {
    const day = matchDay(text, pattern);
    if (day === null) continue;
    const time = findTime(text, day);
    const at = toMoment(day, time);
    if (at === null) continue;
    const yearWordEnd = day.end + (yearWordAfter.exec(text.slice(day.end))?.[0].length ?? 0);
    return {
      at,
      start: Math.min(day.start, time?.start ?? day.start),
      end: Math.max(yearWordEnd, time?.end ?? day.end),
      hasTime: time !== null,
    };
  }
  return null;
}

/** Reads a whole text as a moment, such as the content of a meta tag; null: it is not a moment. */
export function parseMoment(text: string): Date | null {
  // A longer text is not a moment, and the patterns are slow on long texts.
  return text.length > 80 ? null : (findMoment(text.trim())?.at ?? null);
}

function matchDay(text: string, pattern: RegExp): FoundDay | null {
  const match = pattern.exec(text);
  const groups = match?.groups;
  if (match === null || groups === undefined) return null;
  const month = groups['name'] === undefined ? Number(groups['month']) : monthOf(groups['name']);
  if (month === null) return null;
  const year = groups['year'] ?? '';
  return {
    year: year.length === 2 ? 2000 + Number(year) : Number(year),
    month,
    day: Number(groups['day']),
    start: match.index,
    end: match.index + match[0].length,
  };
}

function monthOf(name: string): number | null {
  const stem = name.toLowerCase().slice(0, 3);
  const index = monthStems.findIndex((stems) => stems.includes(stem));
  return index === -1 ? null : index + 1;
}

function findTime(text: string, day: FoundDay): FoundTime | null {
  const after = timeAfter.exec(text.slice(day.end));
  if (after !== null) return timeOf(after, day.end);
  const before = timeBefore.exec(text.slice(0, day.start));
  return before === null ? null : timeOf(before, 0);
}

function timeOf(match: RegExpExecArray, shift: number): FoundTime {
  const { hour, minute, second, half, zone } = match.groups ?? {};
  let hours = Number(hour);
  if (half !== undefined && hours <= 12) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return {
    hour: hours,
    minute: Number(minute),
    second: Number(second ?? 0),
    offsetMinutes: zone === undefined ? null : offsetOf(zone),
    start: shift + match.index,
    end: shift + match.index + match[0].length,
  };
}

function offsetOf(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function toMoment(day: FoundDay, time: FoundTime | null): Date | null {
  const wall = new Date(0);
  wall.setUTCFullYear(day.year, day.month - 1, day.day);
  wall.setUTCHours(time?.hour ?? 0, time?.minute ?? 0, time?.second ?? 0);
  // Date turns 31 February into a day of March.
  const exists = wall.getUTCMonth() === day.month - 1 && wall.getUTCDate() === day.day;
  if (!exists || day.year < 1990 || day.year > 2200) return null;
  if (time?.offsetMinutes == null) return momentOf(wall.getTime(), siteTimeZone);
  return new Date(wall.getTime() - time.offsetMinutes * 60_000);
}
