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

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const unitOfLetter: Readonly<Record<string, string>> = {
  м: 'm',
  мин: 'm',
  min: 'm',
  ч: 'h',
  сағ: 'h',
  с: 'h',
  д: 'd',
  к: 'd',
  күн: 'd',
};

/** `2h`, `30m`, `1d12h`, also with Russian and Kazakh letters; milliseconds; null: that is not understood. */
export function parseSpanMs(text: string): number | null {
  const pattern = /(\d{1,5})(min|мин|сағ|күн|[mhdмчсдк])/gu;
  const folded = text.toLowerCase();
  const parts = [...folded.matchAll(pattern)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== folded) return null;
  let spanMs = 0;
  for (const [, number = '', unit = ''] of parts) {
    spanMs += Number(number) * (units[unit] ?? units[unitOfLetter[unit] ?? ''] ?? 0);
  }
  return spanMs > 0 ? spanMs : null;
}
