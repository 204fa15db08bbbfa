/** How the text of a setting becomes a value. Each function answers null for a text that it does not understand. */

const msPerUnit: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A timer of Node's takes at most this; a longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** Ten years: a longer age of an article is a slip, and `0` is the way to say "no limit". */
export const longestAgeMs = 3650 * 86_400_000;

/** `250ms`, `90s`, `30m`, `24h`, `2d` or `0`, in milliseconds. */
export function parseDurationMs(text: string): number | null {
  if (text === '0') return 0;
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const msOfUnit = msPerUnit[unit ?? ''];
  return amount === undefined || msOfUnit === undefined ? null : Number(amount) * msOfUnit;
}

/** `07:00` or `7:00`, in minutes after midnight. */
export function parseClockMinute(text: string): number | null {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** A whole number in decimal digits, without sign, spaces or leading zeros. */
export function parseWholeNumber(text: string): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null;
}

/** The parts of a list that is divided by commas, without empty ones and repetitions. */
export function splitList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** Users have positive numbers; Telegram promises that they fit 52 bits (Bot API, "User"). */
export function parseUserIds(text: string): number[] | null {
  const ids = splitList(text).map(parseWholeNumber);
  const known = ids.filter((id): id is number => id !== null && id > 0);
  return known.length > 0 && known.length === ids.length ? known : null;
}

/**
 * A public name of a chat. Telegram gives new names from five letters on, but sells shorter ones; a name
 * begins with a letter.
 */
const publicName = /^@[A-Za-z][A-Za-z0-9_]{3,31}$/;

/** `@name`, or the negative number of a channel or a group. */
export function isChannelId(text: string): boolean {
  return publicName.test(text) || /^-[1-9]\d{0,14}$/.test(text);
}

/** A channel, a group, or a person's number. */
export function isChatId(text: string): boolean {
  return isChannelId(text) || /^[1-9]\d{0,14}$/.test(text);
}

/** The shape of a bot token; how long its parts are is Telegram's affair. */
export function isBotToken(text: string): boolean {
  return /^\d{3,}:[A-Za-z0-9_-]{10,}$/.test(text);
}

/** An IANA time zone that this Node knows. Fixed offsets are refused: they are no place and know no rules. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * `sqlite:<path>`, or `postgres://…` (also written `postgresql://…`, which comes back as `postgres://…`).
 * A database in memory would forget what was posted, so it is refused; so is `sqlite://…`, whose first
 * folder would be taken for a host by some programs and for the root by others. An `@` after the host means that
 * the host is none: a slash in the password ended it, and the rest of the password would pass for a database.
 */
export function parseDatabaseUrl(text: string): string | null {
  if (/^postgres(ql)?:\/\//.test(text)) {
    const url = URL.parse(text);
    const isWhole = url !== null && !`${url.pathname}${url.search}${url.hash}`.includes('@');
    return isWhole ? text.replace(/^postgresql:/, 'postgres:') : null;
  }
  const [, path] = /^sqlite:(.+)$/.exec(text) ?? [];
  return path === undefined || path.startsWith(':') || path.startsWith('//') ? null : text;
}

/** The root of a Bot API server, without the slash at its end. */
export function parseApiRoot(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const hasMore = url.search !== '' || url.hash !== '' || /\/bot\d+/.test(url.pathname);
  return hasMore ? null : text.replace(/\/+$/, '');
}
