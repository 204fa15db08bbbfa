/** Formats times in the language of the reader's browser. Telegram's dates are unix seconds. */

const locale = navigator.language;
const nearDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const counted = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

const dayMs = 86_400_000;

/** Every time of the page is in one zone. @type {string | undefined} undefined: that of the browser */
let zone;
let formats = makeFormats();

function makeFormats() {
  const make = (/** @type {Intl.DateTimeFormatOptions} */ options, language = locale) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  return {
    clock: make({ hour: '2-digit', minute: '2-digit' }),
    full: make({ dateStyle: 'full', timeStyle: 'long' }),
    weekday: make({ weekday: 'short' }),
    shortDay: make({ day: 'numeric', month: 'short' }),
    longDay: make({ day: 'numeric', month: 'long' }),
    longDayOfYear: make({ day: 'numeric', month: 'long', year: 'numeric' }),
    // Only for computing, so the language of the reader does not matter.
    parts: make({ day: '2-digit', month: '2-digit', year: 'numeric' }, 'en-u-ca-gregory-nu-latn'),
  };
}

/**
 * The bot writes times in the newsroom's zone. The posts beside its answers have to agree with them.
 * @param {string | null} name an IANA name; null: the zone of the browser
 */
export function setTimeZone(name) {
  zone = name ?? undefined;
  formats = makeFormats();
}

export function timeZone() {
  return formats.clock.resolvedOptions().timeZone;
}

/** @param {number} unixSeconds */
export function toMoment(unixSeconds) {
  return new Date(unixSeconds * 1000);
}

/** @param {Date} moment */
export function writeTime(moment) {
  return formats.clock.format(moment);
}

/** @param {Date} moment */
export function writeInFull(moment) {
  return formats.full.format(moment);
}

/**
 * A key for a day of the zone, `2026-11-24`, equal for all moments of that day.
 * @param {Date} moment
 */
export function dayKey(moment) {
  const parts = new Map(formats.parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/**
 * "Today", "Yesterday", "24 November", "31 December 2025".
 * @param {Date} moment @param {Date} now
 */
export function writeDay(moment, now) {
  const days = daysBetween(moment, now);
  if (days === 0 || days === 1) {
    const words = nearDay.format(-days, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  const isThisYear = dayKey(moment).slice(0, 4) === dayKey(now).slice(0, 4);
  return (isThisYear ? formats.longDay : formats.longDayOfYear).format(moment);
}

/**
 * The shortest clear form: a time for today, a weekday for this week, otherwise a date.
 * @param {Date} moment @param {Date} now
 */
export function writeBriefly(moment, now) {
  const days = daysBetween(moment, now);
  if (days === 0) return formats.clock.format(moment);
  return (days > 0 && days < 7 ? formats.weekday : formats.shortDay).format(moment);
}

/** @param {number} number */
export function writeCount(number) {
  return counted.format(number);
}

/** Whole days; a day of 23 or 25 hours counts as one. @param {Date} from @param {Date} to */
function daysBetween(from, to) {
  return (Date.parse(dayKey(to)) - Date.parse(dayKey(from))) / dayMs;
}
