import { isIPv4, isIPv6 } from 'node:net';

/** Parsers for the texts of settings. Each of them answers null for a text that it does not understand. */

const msPerUnit: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The longest timer in Node. A longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** Ten years. A longer limit is a typing mistake: `0` means no limit. */
export const longestAgeMs = 3650 * 86_400_000;

/** Reads `250ms`, `90s`, `30m`, `24h`, `2d` or `0`. @returns milliseconds. */
export function parseDurationMs(text: string): number | null {
  if (text === '0') return 0;
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const msOfUnit = msPerUnit[unit ?? ''];
  return amount === undefined || msOfUnit === undefined ? null : Number(amount) * msOfUnit;
}

/** Reads `07:00` or `7:00`. @returns minutes after midnight. */
export function parseClockMinute(text: string): number | null {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** A whole number in decimal digits, without sign, spaces or leading zeros. */
export function parseWholeNumber(text: string): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null;
}

/** The parts of a comma-separated list, without empty parts and repetitions. */
export function splitList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** Reads comma-separated user ids. They are positive and have at most 52 significant bits (Bot API, "User"). */
export function parseUserIds(text: string): number[] | null {
  const ids = splitList(text).map(parseWholeNumber);
  const known = ids.filter((id): id is number => id !== null && id > 0);
  return known.length > 0 && known.length === ids.length ? known : null;
}

/**
 * A public name of a chat. A name begins with a letter. New names have at least five letters, but Telegram sells
 * names of four.
 */
const publicName = /^@[A-Za-z][A-Za-z0-9_]{3,31}$/;

/** `@name`, or the negative id of a channel or a group. */
export function isChannelId(text: string): boolean {
  return publicName.test(text) || /^-[1-9]\d{0,14}$/.test(text);
}

/** The id of a channel, a group or a person, or `@name`. */
export function isChatId(text: string): boolean {
  return isChannelId(text) || /^[1-9]\d{0,14}$/.test(text);
}

/** A person has a number without a sign. */
export function isPerson(chatId: string): boolean {
  return /^[1-9]\d*$/.test(chatId);
}

/** A chat in which people are told, and perhaps a topic of it. */
interface LogChatSetting {
  id: string;
  /** The thread that Telegram is told of; null: none. */
  topic: number | null;
}

/** The number of General in a forum's links. Telegram takes posts for it only without a number. */
const generalTopic = 1;

/** The thread that Telegram is told of a topic in the settings; null: none. */
export function topicOf<T>(topic: T): NonNullable<T> | null {
  return topic == null || topic === generalTopic ? null : topic;
}

/**
 * The id of a chat or `@name`, alone or with the number of a topic: `-1001234567890/12`, `@team/12`. Telegram's link of a
 * topic, or of a message in it, says the same: `https://t.me/c/1234567890/12`, `https://t.me/team/12/345`.
 */
export function parseLogChat(text: string): LogChatSetting | null {
  if (isChatId(text)) return { id: text, topic: null };
  const link =
    /^(?:https?:\/\/)?(?:www\.)?(?:t|telegram)\.me\/(c\/)?(\w+)\/(\d{1,10})(?:\/\d+)?\/?(?:\?.*)?$/i.exec(
      text,
    );
  const [, isPrivate, place = '', ofLink] = link ?? [];
  const [, chat, number] = /^([-@]\w+)\/(\d{1,10})$/.exec(text) ?? [];
  const id = chat ?? `${isPrivate === undefined ? '@' : '-100'}${place}`;
  const topic = parseWholeNumber(number ?? ofLink ?? '');
  return topic === null || topic === 0 || !isChannelId(id) ? null : { id, topic: topicOf(topic) };
}

/** The shape of a bot token. Telegram may change the lengths of its parts, so they are not checked. */
export function isBotToken(text: string): boolean {
  return /^\d{3,}:[A-Za-z0-9_-]{10,}$/.test(text);
}

/** An IANA time zone that Node knows. Fixed offsets are refused, because they do not follow changes of the clock. */
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
 * Reads `sqlite:<path>` and `postgres://…`. `postgresql://…` is returned as `postgres://…`.
 *
 * A database in memory is refused, because it would forget the posts. `sqlite://…` is refused, because some programs
 * read its first folder as a host and others as the root. An `@` after the host is refused: a slash in the password
 * ended the host too early, and the rest of the password would be read as the name of the database.
 */
export function parseDatabaseUrl(text: string): string | null {
  if (/^postgres(ql)?:\/\//.test(text)) {
    const url = URL.parse(text);
    const isWhole =
      url !== null && !`${url.pathname}${url.search}${url.hash}`.includes('@') && isSslMode(url);
    // The driver decodes the password, and would fail with a message that says nothing.
    return isWhole && !/%(?![0-9a-f]{2})/i.test(text) ? text.replace(/^postgresql:/, 'postgres:') : null;
  }
  const [, path] = /^sqlite:(.+)$/.exec(text) ?? [];
  return path === undefined || path.startsWith(':') || path.startsWith('//') ? null : text;
}

/** Source: https://www.postgresql.org/docs/current/libpq-ssl.html; `no-verify` is the driver's own. */
export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** The driver takes a mode that it does not know for none, and everything would go unencrypted. */
export function isSslMode({ searchParams }: URL): boolean {
  return searchParams.getAll('sslmode').every((mode) => sslModes.includes(mode));
}

/** A name or an IP address on which a server may listen. */
export function isHost(text: string): boolean {
  if (text.includes(':')) return isIPv6(text) && !text.includes('%');
  if (/^[\d.]+$/.test(text)) return isIPv4(text);
  return /^[a-z\d](?:[a-z\d._-]*[a-z\d])?$/i.test(text);
}

/** Reads the address of a Bot API server. @returns it without a slash at the end. */
export function parseApiRoot(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  // `/bot`, then the token or a place for it, is what other programs want.
  const hasMore = url.search !== '' || url.hash !== '' || /\/bot(?:\d|%|\{|\/*$)/i.test(url.pathname);
  return hasMore ? null : text.replace(/\/+$/, '');
}

/** Reads the address of our page as others see it. @returns its origin. */
export function parsePublicUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null;
  // A `?` or `#` with nothing after it says that something is missing.
  return url.pathname === '/' && !/[?#]/.test(text) ? url.origin : null;
}
