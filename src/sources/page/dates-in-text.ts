import { momentOf } from '../../time/local-clock.ts';
import { monthOf, zoneAfterTime, type ZoneInText } from './months-and-zones.ts';

/** Stands for a time zone where only the form of a text matters and the moment itself is not used. */
export const anyZone = 'UTC';

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
  /** null: the text does not name a zone. */
  zone: ZoneInText | null;
  start: number;
  end: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

const clock = String.raw`(?<hour>[01]?\d|2[0-3]|24(?=:00)):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d|60)(?:[.,]\d+)?)?(?![\d:])`;
/** "21.14 IST", "9.30 pm": with a dot only before a zone, a half of the day or the end, because 21.14 is also a number. */
const dotted = String.raw`(?<dotHour>[01]?\d|2[0-3])\.(?<dotMinute>[0-5]\d)(?=\s*[ap]\.?m\b|\s*(?:GMT|UTC|IST|BST|CET|MSK|AES?T|E[SD]T|ALMT)|\s*$)(?:\s*(?<dotHalf>[ap])\.?m\.?(?!\p{L}))?`;
const half = String.raw`(?:\s*(?<half>[ap])\.?m\.?(?!\p{L}))?`;
/** "9 pm" */
const wholeHour = String.raw`(?<wholeHour>1[0-2]|0?[1-9])\s*(?<wholeHalf>[ap])\.?m\.?(?!\p{L})`;
/** «14 ч. 34 мин.», «14 сағат 34 минут» */
const spoken = String.raw`(?<spokenHour>[01]?\d|2[0-3])\s*(?:ч(?:ас\p{L}*)?\.?|сағ(?:ат)?\.?)\s*(?<spokenMinute>[0-5]?\d)\s*мин\p{L}*\.?`;
const gap = String.raw`[\s,|/•·—–-]*`;
const yearWord = String.raw`(?:\s*(?:г\.|г(?!\p{L})|года(?!\p{L})|ж\.|ж(?!\p{L})|жыл\p{L}*|jyl\p{L}*))?`;

const dayPatterns: readonly RegExp[] = [
  // 20261128T093400Z, 20261128093400
  /(?<!\d)(?<year>(?:19|20)\d{2})(?<month>0[1-9]|1[0-2])(?<day>[0-2]\d|3[01])(?:T|(?=\d))(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)(?<second>[0-5]\d)?(?:[.,]\d+)?(?!\d)/u,
  // Sat Nov 28 09:34:00 2026, and with a zone before the year
  /(?<!\p{L})(?<name>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) (?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d)(?<zone> [A-Z]{2,5}| [+-]\d{4})? (?<year>\d{4})(?!\d)/u,
  /(?<!\d)(?<year>\d{4})[-./](?<month>\d{2})[-./](?<day>\d{2})(?!\d)/u,
  /(?<![\d.])(?<day>\d{1,2})[-./](?<month>\d{1,2})[-./](?<year>\d{4})(?!\d)/u,
  /(?<![\d.])(?<day>\d{1,2})\.(?<month>\d{2})\.(?<year>\d{2})(?![\d.])/u,
  /(?<!\d)(?<day>\d{1,2})[»”"]?\s*(?:-?(?:ші|шы|е)|st|nd|rd|th|\.)?[\s-]\s*(?:de\s+)?(?<name>\p{L}{3,14})\.?,?[\s-]\s*(?:de\s+)?(?<year>\d{4})(?!\d)/u,
  /(?<!\p{L})(?<name>\p{L}{3,12})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})(?!\d)/u,
  /(?<!\d)(?<year>\d{4})\s*(?:ж\.|г\.|года|-?жыл\p{L}*|jyl\p{L}*|j\.)?,?\s*(?<day>\d{1,2})\s*-?\s*(?<name>\p{L}{3,14})/u,
  // 28 Nov 26 09:34: only with a time, because "5 May 20" may be the beginning of a sentence.
  new RegExp(
    String.raw`(?<!\d)(?<day>\d{1,2})[\s-](?<name>\p{L}{3,9})\.?[\s-](?<year>\d{2})(?=,?\s+\d{1,2}:\d{2})`,
    'u',
  ),
  // 28/11/26 09:34: only with a time.
  /(?<![\d./])(?<day>\d{1,2})\/(?<month>\d{2})\/(?<year>\d{2})(?=,?\s+\d{1,2}:\d{2})/u,
  // 20261128
  /(?<![\d.])(?<year>20\d{2})(?<month>0[1-9]|1[0-2])(?<day>[0-2]\d|3[01])(?!\d)/u,
];

const timeAfter = new RegExp(
  String.raw`^${yearWord}${gap}(?:(?:в|at|сағат|T|à|a las|alle|um|о|saat)(?!\p{L})\s*)?(?:${clock}${half}|${dotted}|${wholeHour}|${spoken})`,
  'iu',
);
const timeBefore = new RegExp(
  String.raw`(?<!\d)${clock}${half}(?<after>(?:[+−-]\d{1,2}(?::?\d{2})?|[^\d]){0,10}?)${gap}$`,
  'iu',
);
const yearWordAfter = new RegExp(`^${yearWord}`, 'iu');

/**
 * Finds the first date in a line, with the time next to it. It reads 22.06.2023 09:34, 2023-06-22T09:34+06:00,
 * 20230622T0934Z, "22 июня 2023, 09:34", "2023 ж. 22 маусым, 09:34", "June 22, 2023 9:34 pm EST",
 * "Thu Jun 22 09:34:00 2023" and similar forms. A date without a time means the beginning of the day. A text without a
 * zone is in `timeZone` (IANA). The history of the zone counts: Kazakhstan moved from UTC+6 to UTC+5 on 2024-03-01.
 */
export function findMoment(text: string, timeZone: string): FoundMoment | null {
  for (const pattern of dayPatterns) {
    const match = pattern.exec(text);
    const day = match === null ? null : dayOf(match);
    if (match === null || day === null) continue;
    const time = timeWithin(text, match) ?? findTime(text, day);
    const at = toMoment(day, time, timeZone);
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

/**
 * Reads a whole text as a moment, such as the content of a meta tag: a date as in `findMoment`, or unix seconds or
 * milliseconds. Null: it is not a moment.
 */
export function parseMoment(text: string, timeZone: string): Date | null {
  // A longer text is not a moment, and the patterns are slow on long texts.
  if (text.length > 80) return null;
  const trimmed = text.trim();
  if (/^\d{10}(?:\.\d+)?$/u.test(trimmed)) return new Date(Math.round(Number(trimmed) * 1_000));
  // `/Date(1795858440000+0500)/` is how .NET writes milliseconds.
  const ms = /^(?:\/Date\()?(?<ms>\d{13})(?:[+-]\d{4})?(?:\)\/)?$/u.exec(trimmed)?.groups?.['ms'];
  if (ms !== undefined) return new Date(Number(ms));
  return findMoment(trimmed, timeZone)?.at ?? null;
}

function dayOf(match: RegExpExecArray): FoundDay | null {
  const groups: Groups = match.groups ?? {};
  const named = groups['name'];
  const month = named === undefined ? Number(groups['month']) : monthOf(named);
  if (month === null) return null;
  const year = groups['year'] ?? '';
  const day = Number(groups['day']);
  // 11/28/2026 is American.
  const isMonthFirst = named === undefined && month > 12 && day <= 12 && match[0].includes('/');
  return {
    year: year.length === 2 ? 2000 + Number(year) : Number(year),
    month: isMonthFirst ? day : month,
    day: isMonthFirst ? month : day,
    start: match.index,
    end: match.index + match[0].length,
  };
}

/** The time of a form that has it inside the date. */
function timeWithin(text: string, match: RegExpExecArray): FoundTime | null {
  const groups: Groups = match.groups ?? {};
  if (groups['hour'] === undefined) return null;
  const end = match.index + match[0].length;
  const inside = groups['zone'] === undefined ? null : zoneAfterTime(groups['zone']);
  const after = inside === null ? zoneAfterTime(text.slice(end)) : null;
  return timeOf(groups, inside ?? after, match.index, end + (after?.length ?? 0));
}

function findTime(text: string, day: FoundDay): FoundTime | null {
  const after = timeAfter.exec(text.slice(day.end));
  if (after !== null) {
    const end = day.end + after[0].length;
    const zone = zoneAfterTime(text.slice(end));
    return timeOf(after.groups ?? {}, zone, day.end, end + (zone?.length ?? 0));
  }
  const before = timeBefore.exec(text.slice(0, day.start));
  if (before === null) return null;
  // Between the time and the date there may be a zone, and nothing else.
  const between = before.groups?.['after'] ?? '';
  const zone = between.trim() === '' ? null : zoneAfterTime(between);
  if (between.trim() !== '' && zone?.length !== between.trimEnd().length) return null;
  return timeOf(before.groups ?? {}, zone, before.index, before.index + before[0].length);
}

function timeOf(groups: Groups, zone: ZoneInText | null, start: number, end: number): FoundTime {
  const { hour, minute, second, wholeHour, dotHour, dotMinute, spokenHour, spokenMinute } = groups;
  const half = (groups['half'] ?? groups['wholeHalf'] ?? groups['dotHalf'])?.toLowerCase();
  let hours = Number(hour ?? dotHour ?? wholeHour ?? spokenHour);
  if (half !== undefined && hours <= 12) hours = (hours % 12) + (half === 'p' ? 12 : 0);
  return {
    hour: hours,
    minute: Number(minute ?? dotMinute ?? spokenMinute ?? 0),
    second: Number(second ?? 0),
    zone,
    start,
    end,
  };
}

function toMoment(day: FoundDay, time: FoundTime | null, timeZone: string): Date | null {
  const wall = new Date(0);
  wall.setUTCFullYear(day.year, day.month - 1, day.day);
  // Date turns 31 February into a day of March.
  const exists = wall.getUTCMonth() === day.month - 1 && wall.getUTCDate() === day.day;
  if (!exists || day.year < 1990 || day.year > 2200) return null;
  // 24:00 and 23:59:60 belong to the next day.
  wall.setUTCHours(time?.hour ?? 0, time?.minute ?? 0, time?.second ?? 0);
  const { offsetMinutes = null, place = null } = time?.zone ?? {};
  if (offsetMinutes === null) return momentOf(wall.getTime(), place ?? timeZone);
  return new Date(wall.getTime() - offsetMinutes * 60_000);
}
