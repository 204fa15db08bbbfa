import type { SpokenLanguage } from '../news/language.ts';

interface SpanUnits {
  minute: readonly string[];
  hour: readonly string[];
  day: readonly string[];
}

const formats = new Map<string, Intl.DateTimeFormat>();

const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const date = { day: 'numeric', month: 'long' } as const;
const parts = {
  time,
  moment: { ...date, ...time },
  day: { ...date, year: 'numeric' },
  dayAndTime: { weekday: 'short', ...date, ...time },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The dash between the parts of a line. Kazakh newspapers set the short one. */
export const dashes: Readonly<Record<SpokenLanguage, string>> = { en: '—', ru: '—', kk: '–' };

/** The locale for dates. English is British: the day before the month, as in Kazakh and Russian. */
export function localeOf(language: SpokenLanguage): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A format is expensive to make, so each is made once. */
function formatOf(language: SpokenLanguage, timeZone: string, wanted: keyof typeof parts) {
  const name = `${language} ${timeZone} ${wanted}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(localeOf(language), { ...parts[wanted], timeZone });
  formats.set(name, format);
  return format;
}

/** A moment in the time zone (IANA) of the newsroom. Today only the time is shown. */
export function showMoment(at: Date, now: Date, language: SpokenLanguage, timeZone: string): string {
  const day = formatOf(language, timeZone, 'day');
  const isToday = day.format(at) === day.format(now);
  return formatOf(language, timeZone, isToday ? 'time' : 'moment').format(at);
}

/** A moment of the next days, always with the day of the week and the date. `timeZone`: IANA. */
export function showDayAndTime(at: Date, language: SpokenLanguage, timeZone: string): string {
  return formatOf(language, timeZone, 'dayAndTime').format(at);
}

/** From one day to another: "21–28 November". Intl puts spaces around the dash of British dates. */
export function showDays(
  from: Date,
  to: Date,
  language: SpokenLanguage,
  options: Intl.DateTimeFormatOptions,
): string {
  const range = new Intl.DateTimeFormat(localeOf(language), options).formatRange(from, to);
  return range.replace(/^(\d{1,2})\s–\s(?=\d)/u, '$1–');
}

/**
 * A time zone as people name it, for the place in a sentence: "Almaty time", «по времени Алматы» (`ru` gives the place
 * in the genitive), «Алматы уақыты». `timeZone`: IANA.
 */
export function zoneName(timeZone: string, language: SpokenLanguage): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone, timeZoneName: 'shortGeneric' });
  const name = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  if (language === 'en') return name.replace(/ Time$/u, ' time');
  if (language === 'kk') return name.endsWith('уақыты') ? name : `${name} уақыты`;
  return genitive(name);
}

/** Names of places as Intl gives them: Москва – Москвы, Германия – Германии, Омск – Омска; Алматы stays. */
function genitive(place: string): string {
  if (/[гкхжшщч]а$/u.test(place)) return place.replace(/а$/u, 'и');
  if (place.endsWith('а')) return place.replace(/а$/u, 'ы');
  if (place.endsWith('я')) return place.replace(/я$/u, 'и');
  return /[бвгджзклмнпрстфхцчшщ]$/u.test(place) ? `${place}а` : place;
}

/** The units of a length of time as people write them, in lower case. A missing language does not compile. */
export const spanUnits: Readonly<Record<SpokenLanguage, SpanUnits>> = {
  en: {
    minute: ['m', 'min', 'mins', 'minute', 'minutes'],
    hour: ['h', 'hr', 'hrs', 'hour', 'hours'],
    day: ['d', 'day', 'days'],
  },
  ru: {
    minute: ['м', 'мин', 'минут', 'минута', 'минуту', 'минуты'],
    hour: ['ч', 'час', 'часа', 'часов'],
    day: ['д', 'дн', 'день', 'дня', 'дней'],
  },
  kk: {
    minute: ['м', 'мин', 'минут'],
    hour: ['с', 'сағ', 'сағат'],
    day: ['к', 'күн'],
  },
};

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const unitsMs = new Map(
  Object.values(spanUnits).flatMap((units) =>
    (['minute', 'hour', 'day'] as const).flatMap((unit) =>
      units[unit].map((written) => [written, unitMs[unit]] as const),
    ),
  ),
);

/** Reads `2h`, `30m` or `1d12h`, with the units of any language. @returns milliseconds; null: not understood. */
export function parseSpanMs(text: string): number | null {
  const folded = text.toLowerCase();
  const parts = [...folded.matchAll(/(\d{1,5})(\p{L}+)/gu)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== folded) return null;
  let spanMs = 0;
  for (const [, number = '', unit = ''] of parts) {
    const ms = unitsMs.get(unit);
    if (ms === undefined) return null;
    spanMs += Number(number) * ms;
  }
  return spanMs > 0 ? spanMs : null;
}
