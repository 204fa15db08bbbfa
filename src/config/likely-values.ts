import { isSslMode, sslModes } from './setting-values.ts';

/**
 * What somebody probably meant by a value that is not understood: a value in quotes, an address of t.me instead of a
 * name, a name without its sign, the number of a channel without its -100, a token out of an address, a duration, a list
 * or a path as other programs write it, the name of a language, a level or a town.
 * @returns null: nothing comes to mind.
 */
export function likelyValue(seen: string, isValid: (value: string) => boolean): string | null {
  const bare = withoutQuotes(typedPlainly(seen));
  const candidates = [
    bare,
    ...chatsOf(bare),
    bare.toLowerCase(),
    ...tokenIn(bare),
    ...synonymsOf(bare),
    ...durationsOf(bare),
    ...schedulesOf(bare),
    ...listOf(bare),
    ...withoutFrame(bare),
    ...pathsOf(bare),
    ...partsOfAddress(bare),
    ...digitsOf(bare),
    ...zonesOf(bare),
    // A line break in the middle of a long value
    bare.replaceAll(/\s+/gu, ''),
  ];
  return candidates.find((value) => value !== seen && isValid(value)) ?? null;
}

/** Characters that nobody sees: marks of direction, soft hyphens, spaces without width. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/gu;

/** With the signs of a keyboard, where an office program, a phone or a page has put others: `＠name`, `−100…`. */
function typedPlainly(text: string): string {
  return text
    .replaceAll(unseen, '')
    .normalize('NFKC')
    .replaceAll(/[\u2010-\u2015\u2212]/gu, '-')
    .trim();
}

/** Without brackets of an example, and a comma at the end. */
function withoutFrame(text: string): string[] {
  return [text.replace(/^[<[({]+|[>\])}]+$/gu, '').replace(/[,;.]+$/u, '')];
}

/** Quotes in pairs. `docker --env-file` keeps those of a shell, and office programs set those of a book. */
const quotePairs: ReadonlySet<string> = new Set(['""', "''", '``', '“”', '„“', '”“', '‘’', '«»', '"”', '“"']);

export function withoutQuotes(text: string): string {
  const ends = `${text.at(0) ?? ''}${text.at(-1) ?? ''}`;
  return text.length > 1 && quotePairs.has(ends) ? text.slice(1, -1).trim() : text;
}

/** `bot123:AAA`, or an address of the Bot API with the token in it. */
function tokenIn(text: string): string[] {
  return /\bbot(\d{3,}:[\w-]{10,})/u.exec(text)?.slice(1) ?? [];
}

/** Words of other programs and of other languages for values of ours. */
const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    true: 'yes on 1 y да иә enabled',
    false: 'no off 0 n нет жоқ disabled',
    kk: 'kz kaz kazakh қазақша қазақ казахский',
    ru: 'rus russian русский орысша',
    en: 'eng english английский ағылшынша',
    warn: 'warning',
    error: 'err',
    fatal: 'critical',
    debug: 'verbose',
    info: 'notice',
    silent: 'none',
    pretty: 'text plain human',
    json: 'jsonl ndjson',
    '0': 'unlimited infinity never',
    feed: 'rss atom rdf xml',
    page: 'html site website',
    auto: 'automatic',
  }).flatMap(([value, words]) => words.split(' ').map((word): [string, string] => [word, value])),
);

function synonymsOf(text: string): string[] {
  const word = text.toLowerCase();
  const language = word.split(/[-_]/u, 1)[0] ?? word;
  const values = [word, language].map((each) => synonyms.get(each) ?? each);
  // Of a number, none is 0.
  return values.some((value) => value === 'false' || value === 'silent') ? [...values, '0'] : values;
}

/** The first letters of units in English, Russian and Kazakh. */
const units: readonly (readonly [RegExp, (amount: number) => string])[] = [
  [/^(?:ms|milli\w*|мс)$/u, (amount) => `${amount}ms`],
  [/^(?:s|sec\w*|с|сек\p{L}*)$/u, (amount) => `${amount}s`],
  [/^(?:m|min\w*|м|мин\p{L}*)$/u, (amount) => `${amount}m`],
  [/^(?:h|hr?s?|hour\w*|ч|час\p{L}*|сағ\p{L}*)$/u, (amount) => `${amount}h`],
  [/^(?:d|day\w*|д|дн\p{L}*|ден\p{L}*|күн)$/u, (amount) => `${amount}d`],
  [/^(?:w|week\w*|нед\p{L}*|апта)$/u, (amount) => `${amount * 7}d`],
  [/^(?:y|yr|years?|г|год\p{L}*|лет|жыл)$/u, (amount) => `${amount * 365}d`],
];

function durationsOf(text: string): string[] {
  const [, amount, unit = ''] = /^(\d{1,6})\s*(\p{L}*)\.?$/u.exec(text.toLowerCase()) ?? [];
  if (amount === undefined || unit === '') return compoundDurationsOf(text);
  return units.filter(([pattern]) => pattern.test(unit)).map(([, write]) => write(Number(amount)));
}

/** `1h30m`, `1.5h`, `PT1H30M` and `P1D` as other programs write them. */
function compoundDurationsOf(text: string): string[] {
  const bare = text
    .toLowerCase()
    .replace(/^p(?=[\dt])/u, '')
    .replace('t', '')
    .replaceAll(/\s+/gu, '');
  const parts = [...bare.matchAll(/(\d{1,4}(?:[.,]\d{1,2})?)([dhms])/gu)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== bare) return [];
  const seconds: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
  const whole = parts.reduce(
    (sum, [, amount = '', unit = '']) => sum + Number(amount.replace(',', '.')) * (seconds[unit] ?? 0),
    0,
  );
  const unit = ['d', 'h', 'm', 's'].find((each) => whole % (seconds[each] ?? 1) === 0);
  return unit === undefined ? [] : [`${whole / (seconds[unit] ?? 1)}${unit}`];
}

/** `5s`, `every 10 minutes`: how often, and not a schedule. `0/5` and `?` are those of Quartz. */
function schedulesOf(text: string): string[] {
  const quartz = text.replaceAll('?', '*').replaceAll(/(^|\s)0\/(?=\d)/gu, '$1*/');
  const [, amount, unit] = /^(?:every\s+|@every\s+)?(\d{1,2})\s*([smh])/iu.exec(text) ?? [];
  if (amount === undefined) return /^\*\/\d+$/u.test(text) ? [`${text} * * * * *`] : [quartz];
  return [
    { s: `*/${amount} * * * * *`, m: `0 */${amount} * * * *`, h: `0 0 */${amount} * * *` }[
      unit?.toLowerCase() ?? ''
    ] ?? '',
  ];
}

/** A list with other signs between and around its parts. */
function listOf(text: string): string[] {
  const bare = text.replaceAll(/[[\](){}"']/gu, ' ').trim();
  return [bare.split(/[\s,;|]+/u).join(',')];
}

/**
 * `sqlite://data/news.db`, `file:data/news.db`, `data/news.db`. With three slashes some programs mean a path from here,
 * and others one from the root: the first answer is the path from here.
 */
function pathsOf(text: string): string[] {
  const [, slashes = '', path = ''] = /^(?:(?:sqlite3?|file):)?(\/{0,4})(.+)$/u.exec(text) ?? [];
  const isFile = /^(?:sqlite|file)/u.test(text) || /\.(?:db|sqlite3?)$/u.test(text);
  if (!isFile || path.startsWith(':') || path.endsWith(':')) return [];
  const [here, root] = [`sqlite:${path}`, `sqlite:/${path}`];
  if (slashes.length === 3) return [here, root];
  return [slashes.length === 1 || slashes.length === 4 ? root : here];
}

/** An address where its host, its port, or its scheme is wanted. */
function partsOfAddress(text: string): string[] {
  const url = URL.parse(
    /^[a-z][a-z0-9+.-]*:\/\//iu.test(text) ? text : `http://${text.replace(/^:/u, 'x:')}`,
  );
  if (url === null || url.username !== '' || url.hostname === '') return [];
  // A server of one's own on this machine hardly ever speaks TLS.
  const scheme = /^(?:localhost|127\.|\[::1\]$)/u.test(url.hostname) ? 'http://' : 'https://';
  const withScheme = text.includes('://')
    ? text.replace(/^[a-z0-9+.-]+:\/\//iu, 'https://')
    : `${scheme}${text}`;
  const host = url.hostname.replaceAll(/^\[|\]$/gu, '');
  const port = url.port === '0' ? '' : url.port;
  return [host, port, withScheme, url.origin].filter((part) => part !== '' && part !== 'null');
}

/** `1 000`, `20/m`, `20.0`, `+20`, `020`. */
function digitsOf(text: string): string[] {
  const [, digits = ''] = /^\+?(\d[\d\s_']*)(?:\/.*|\.0+)?$/u.exec(text) ?? [];
  return digits === '' ? [] : [digits.replaceAll(/\D/gu, '').replace(/^0+(?=\d)/u, '')];
}

/** Towns of Kazakhstan that the list of zones does not have, in three languages. */
const towns =
  /^(?:astana|nur-sultan|shymkent|karagand[ay]|астана|нур-султан|нұр-сұлтан|шымкент|қарағанды|караганда)$/u;

/** A town without its continent. Kazakhstan has one time, UTC+5. */
function zonesOf(text: string): string[] {
  if (
    /^(?:utc|gmt)?\s*\+0?5(?::?00)?$/iu.test(text) ||
    /^алматы$|^kazakhstan$|^(?:kz|alm)t$|alma-ata$/iu.test(text)
  )
    return ['Asia/Almaty'];
  const town = (
    text
      .toLowerCase()
      .split(/\s*[/\\]\s*/u)
      .at(-1) ?? ''
  ).replaceAll(' ', '_');
  if (towns.test(town)) return ['Asia/Almaty'];
  if (/^(?:moscow|москва|msk|мск)$/u.test(town)) return ['Europe/Moscow'];
  return Intl.supportedValuesOf('timeZone').filter((zone) => zone.toLowerCase().endsWith(`/${town}`));
}

/** Addresses with the name of a chat in them. */
const chatLinks: readonly RegExp[] = [
  /^(?:https?:\/\/)?(?:www\.)?(?:t|telegram)\.me\/(?:s\/)?([A-Za-z]\w+)(?:[/?].*)?$/u,
  /^(?:https?:\/\/)?([A-Za-z]\w+)\.t\.me(?:[/?].*)?$/u,
  /^tg:\/\/resolve\?domain=(\w+)/u,
];

function chatsOf(text: string): string[] {
  const [, name = text] = chatLinks.map((link) => link.exec(text)).find((found) => found !== null) ?? [];
  const [, person] = /^tg:\/\/user\?id=(\d+)$/u.exec(text) ?? [];
  if (person !== undefined) return [person];
  const [, chat, topic] = /^(?:.*\/#)?(-\d+|@\w+)[:_#](\d+)$/u.exec(text) ?? [];
  if (chat !== undefined) return [`${chat}/${topic}`, chat];
  const [, inside] = /^(?:https?:\/\/)?t\.me\/c\/(\d+)/u.exec(text) ?? [];
  const [, open] = /^https?:\/\/web\.telegram\.org\/\w+\/#(-\d+|@\w+)/u.exec(text) ?? [];
  if (open !== undefined) return [open];
  const digits = inside ?? /^-?(\d{9,13})$/u.exec(text)?.[1];
  const numbers =
    digits === undefined
      ? []
      : digits.startsWith('100') && digits.length > 11
        ? [`-${digits}`]
        : [`-100${digits}`];
  return [...numbers, `@${name.replace(/^@/u, '')}`];
}

/** A mistake that is typical of the addresses of databases. The password itself is never shown. */
export function adviceOnDatabase(seen: string): string | null {
  if (withoutQuotes(seen) !== seen) return 'you probably mean the same without the quotes around it';
  const [file, other] = seen.includes('@') ? [] : pathsOf(seen);
  if (other !== undefined) return `you probably mean ${file}, or ${other} if the path begins at the root`;
  if (file !== undefined) return `you probably mean ${file}`;
  if (/^(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\/|^(?:pgsql|psql):\/\//iu.test(seen) && !isPostgres(seen))
    return 'you probably mean the same, beginning with postgres://';
  if (/^(?:mysql|mariadb|mssql|mongodb)/iu.test(seen))
    return 'khabarshy keeps its articles in SQLite or Postgres only; docs/articles.md shows how a CMS writes to them';
  const url = isPostgres(seen) ? URL.parse(seen) : null;
  if (url !== null && !isSslMode(url)) return `sslmode is one of ${sslModes.join(', ')}`;
  const [, address] = /@([\da-f]*:[\da-f]*:[\da-f:.]*)\//iu.exec(seen) ?? [];
  if (isPostgres(seen) && address !== undefined) return `an IPv6 address stands in brackets: [${address}]`;
  const [, password = ''] = /^[a-z]+:\/\/[^:@/]*:(.*)@[^@]*$/u.exec(seen) ?? [];
  // A percent sign that begins no code stands for itself.
  const special = [...new Set(password.match(/[@#/?:]|%(?![0-9a-f]{2})/giu))];
  if (!isPostgres(seen) || special.length === 0) return null;
  const written = special.map((sign) => `${encodeURIComponent(sign)} for ${sign}`).join(', ');
  return `the password has special characters; write ${written}`;
}

function isPostgres(text: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(text);
}

/** Names of people are no ids: they can change hands, and the bot cannot look them up. */
export function adviceOnPeople(seen: string): string | null {
  if (seen.startsWith('-'))
    return 'a negative number is a chat, not a person; send /start to the bot to see your own id';
  if (!/[@\p{L}]/u.test(seen)) return null;
  return 'send /start to the bot: it tells anybody their own id, which is a number';
}

/** Proxies of Telegram's apps. */
export function adviceOnProxy(seen: string): string | null {
  if (/^mtproto:|\bproxy\?server=/iu.test(seen))
    return 'an MTProto proxy is only for the apps of Telegram; a bot needs one that speaks http or socks5';
  if (/\bsocks\?server=/iu.test(seen))
    return 'you probably mean socks5://, then server and port of this link, with user:pass@ between if it has them';
  return /^socks4a?:/iu.test(seen) ? 'socks4 is not spoken here; most such proxies speak socks5 too' : null;
}

/** What is wrong with something that should name one channel, where no other value can be named. */
export function adviceOnChannel(seen: string, isValid: (value: string) => boolean): string | null {
  if (/(?:t|telegram)\.me\/(?:\+|joinchat\/)/iu.test(seen))
    return 'a link of invitation names no chat; make the bot an administrator of the channel, and it tells its owners the id';
  const parts = seen.split(/[\s,;]+/u).filter((part) => part !== '');
  return parts.length > 1 && parts.every(isValid)
    ? 'several channels stand in channels.yaml; channels.example.yaml shows how'
    : null;
}

/** Letters of other alphabets look like Latin ones. Of a token nothing else is shown. */
export function adviceOnLetters(seen: string): string | null {
  const letters = Array.from(seen);
  const place = letters.findIndex((letter) => /\p{L}/u.test(letter) && !/[a-z]/iu.test(letter));
  const letter = letters[place];
  if (letter === undefined) return null;
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the letter ${letter} (number ${place + 1}, U+${code}) only looks like a Latin one`;
}
