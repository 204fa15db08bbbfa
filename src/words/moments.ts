import type { SpokenLanguage } from '../news/language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs most of an answer's time: each is made once. */
function formatOf(language: SpokenLanguage, timeZone: string, parts: 'time' | 'moment' | 'day') {
  const name = `${language} ${timeZone} ${parts}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { day: 'numeric', month: 'long' } as const;
  const wanted =
    parts === 'time'
      ? time
      : parts === 'moment'
        ? { ...date, ...time }
        : { ...date, year: 'numeric' as const };
  // British English: the day before the month, as in the two other languages.
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...wanted, timeZone });
  formats.set(name, format);
  return format;
}

/** A moment as people of the newsroom write it: the time alone when it is today. */
export function showMoment(at: Date, now: Date, language: SpokenLanguage, timeZone: string): string {
  const day = formatOf(language, timeZone, 'day');
  const isToday = day.format(at) === day.format(now);
  return formatOf(language, timeZone, isToday ? 'time' : 'moment').format(at);
}

const minutes = ['m', 'min', 'mins', 'minute', 'minutes', 'м', 'мин', 'минут', 'минута', 'минуту', 'минуты'];
const hours = ['h', 'hr', 'hrs', 'hour', 'hours', 'ч', 'час', 'часа', 'часов', 'с', 'сағ', 'сағат'];
const days = ['d', 'day', 'days', 'д', 'день', 'дня', 'дней', 'к', 'күн'];
const unitsMs = new Map([
  ...minutes.map((unit) => [unit, 60_000] as const),
  ...hours.map((unit) => [unit, 3_600_000] as const),
  ...days.map((unit) => [unit, 86_400_000] as const),
]);

/** `2h`, `30m`, `1d12h`, also in Russian and Kazakh; milliseconds; null: that is not understood. */
export function parseSpanMs(text: string): number | null {
  const folded = text.toLowerCase();
  const parts = [...folded.matchAll(/(\d{1,5})(\p{L}+)/gu)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== folded) return null;
  let spanMs = 0;
  for (const [, number = '', unit = ''] of parts) {
    const unitMs = unitsMs.get(unit);
    if (unitMs === undefined) return null;
    spanMs += Number(number) * unitMs;
  }
  return spanMs > 0 ? spanMs : null;
}
