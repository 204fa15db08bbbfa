import type { Schedule } from '../news/schedule.ts';

/**
 * Reads a cron expression of five fields, or of six with the seconds first; null: it is none. It is stricter than
 * node-cron and never looser. The settings are checked with it before node-cron is loaded, and all mistakes are
 * reported together. `schedule.ts` finds past and future moments of what it reads.
 */
export function parseSchedule(text: string): Schedule | null {
  const parts = (nicknames.get(text) ?? text).trim().split(/ +/);
  if (parts.length !== 5 && parts.length !== 6) return null;
  const used = parts.length === 6 ? parts : ['0', ...parts];
  const values = used.map((part, index) => valuesOf(part, fields[index]));
  const [seconds, minutes, hours, days, months, weekdays] = values;
  if (!seconds || !minutes || !hours || !days || !months || !weekdays) return null;
  if (!isDayInSomeMonth(days, months)) return null;
  // 7 is Sunday too.
  return { text, seconds, minutes, hours, days, months, weekdays: ascending(weekdays.map((day) => day % 7)) };
}

/** Whether a text is a cron expression that we take. */
export function isSchedule(text: string): boolean {
  return parseSchedule(text) !== null;
}

/** Names that cron knows, and the expressions that they stand for. */
const nicknames: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

interface Field {
  least: number;
  most: number;
  names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Seconds, minutes, hours, day of the month, month, day of the week (0 and 7 are Sunday). */
const fields: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 0, most: 7, names: weekdays },
];

/** Every number that a field names; null: the field is wrong. */
function valuesOf(part: string, field: Field | undefined): number[] | null {
  if (field === undefined) return null;
  const all = part.split(',').map((token) => rangeOf(token, field));
  return all.includes(null) ? null : ascending(all.flatMap((values) => values ?? []));
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

/** Reads a star, a number or a range such as `1-5`. A star and a range may have a step: `1-5/2`. */
function rangeOf(token: string, field: Field): number[] | null {
  const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(token) ?? [];
  if (from === undefined) return null;
  const isAll = from === '*';
  const first = isAll ? field.least : numberOf(from, field);
  const last = isAll ? field.most : to === undefined ? first : numberOf(to, field);
  const stride = step === undefined ? 1 : Number(step);
  if (first === null || last === null || first > last || stride < 1) return null;
  // `*-5` and `5/2` are mistakes.
  if (isAll ? to !== undefined : step !== undefined && to === undefined) return null;
  const values: number[] = [];
  for (let value = first; value <= last; value += stride) values.push(value);
  return values;
}

function numberOf(text: string, field: Field): number | null {
  if (!/^\d{1,2}$/.test(text)) {
    const index = field.names.indexOf(text.toLowerCase());
    return index < 0 ? null : index + field.least;
  }
  const value = Number(text);
  return value >= field.least && value <= field.most ? value : null;
}

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day such as 31 February never comes, and a schedule that never fires is a mistake. */
function isDayInSomeMonth(days: readonly number[], ofMonths: readonly number[]): boolean {
  return ofMonths.some((month) => days.some((day) => day <= (longestMonths[month - 1] ?? 0)));
}
