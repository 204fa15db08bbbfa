/** Formats times in the language of the reader's browser. Telegram's dates are unix seconds. */

const locale = navigator.language;
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
const longDayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const nearDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const counted = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

const dayMs = 86_400_000;

/** @param {number} unixSeconds */
export function toMoment(unixSeconds) {
  return new Date(unixSeconds * 1000);
}

/** @param {Date} moment */
export function writeTime(moment) {
  return clock.format(moment);
}

/** @param {Date} moment */
export function writeInFull(moment) {
  return full.format(moment);
}

/**
 * A key for a local day, `2026-11-24`, equal for all moments of that day.
 * @param {Date} moment
 */
export function dayKey(moment) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
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
  return (moment.getFullYear() === now.getFullYear() ? longDay : longDayOfYear).format(moment);
}

/**
 * The shortest clear form: a time for today, a weekday for this week, otherwise a date.
 * @param {Date} moment @param {Date} now
 */
export function writeBriefly(moment, now) {
  const days = daysBetween(moment, now);
  if (days === 0) return clock.format(moment);
  return (days > 0 && days < 7 ? weekday : shortDay).format(moment);
}

/** @param {number} number */
export function writeCount(number) {
  return counted.format(number);
}

/** Whole local days; a day of 23 or 25 hours counts as one. @param {Date} from @param {Date} to */
function daysBetween(from, to) {
  const midnight = (/** @type {Date} */ moment) => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((midnight(to) - midnight(from)) / dayMs);
}
