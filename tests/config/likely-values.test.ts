import { expect, test } from 'vitest';
import { adviceOnDatabase, likelyValue, withoutQuotes } from '../../src/config/likely-values.ts';
import { loadConfig } from '../../src/config/config.ts';
import { isChannelId, parseDurationMs, parseUserIds } from '../../src/config/setting-values.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../stage/folder.ts';

test.each([
  ['my_news', '@my_news'],
  ['https://t.me/my_news', '@my_news'],
  ['t.me/my_news', '@my_news'],
  ['https://t.me/s/my_news?before=5', '@my_news'],
  ['https://t.me/my_news/17', '@my_news'],
  ['https://t.me/c/1234567890/5', '-1001234567890'],
  ['1001234567890', '-1001234567890'],
  ['1234567890', '-1001234567890'],
  ['"@my_news"', '@my_news'],
  ["'-1001234567890'", '-1001234567890'],
  ['`my_news`', '@my_news'],
])('the channel %s is probably %s', (seen, meant) => expect(likelyValue(seen, isChannelId)).toBe(meant));

test.each(['', 'my news', 'https://example.com/a', '-', '"'])('the channel %j could be anything', (seen) =>
  expect(likelyValue(seen, isChannelId)).toBeNull(),
);

test('other settings lose quotes and capitals', () => {
  expect(likelyValue('"24h"', (value) => parseDurationMs(value) !== null)).toBe('24h');
  expect(likelyValue('24H', (value) => parseDurationMs(value) !== null)).toBe('24h');
  expect(likelyValue("'17,18'", (value) => parseUserIds(value) !== null)).toBe('17,18');
  expect(withoutQuotes('"a\'')).toBe('"a\'');
});

test.each([
  ['postgres://u:p@ss@localhost/db', '%40 for @'],
  ['postgres://u:p#ss@localhost/db', '%23 for #'],
  ['postgres://u:p/a?s@localhost/db', '%2F for /, %3F for ?'],
  ['"postgres://u:p@localhost/db"', 'without the quotes'],
])('%s: %s', (seen, advice) => {
  expect(adviceOnDatabase(seen)).toContain(advice);
  expect(adviceOnDatabase(seen)).not.toContain('p@ss');
});

test('an address without anything special gets no advice', () => {
  expect(adviceOnDatabase('postgres://u:p%40ss@localhost/db')).toBeNull();
});

const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';

/** A mistyped line of .env, and what its error advises. */
test.each([
  [`BOT_TOKEN=bot${token}`, 'only the token in it'],
  [`BOT_TOKEN=https://api.telegram.org/bot${token}/getMe`, 'only the token in it'],
  [`BOT_TOKEN=“${token}”`, 'without the quotes'],
  ['CHANNEL_ID=“@my_news”', 'you probably mean @my_news'],
  ['CHANNEL_ID=«@my_news»', 'you probably mean @my_news'],
  ['ADMIN_IDS=111 222', 'you probably mean 111,222'],
  ['ADMIN_IDS=[111, 222]', 'you probably mean 111,222'],
  ['ADMIN_IDS=111;222', 'you probably mean 111,222'],
  ['ADMIN_IDS=@aigul', 'send /start to the bot'],
  ['ADMIN_IDS=-1001234567890', 'a chat, not a person'],
  ['LOG_CHAT_ID=https://t.me/my_team', 'you probably mean @my_team'],
  ['DATABASE_URL=sqlite://data/news.db', 'you probably mean sqlite:data/news.db'],
  ['DATABASE_URL=sqlite:///data/news.db', 'sqlite:data/news.db, or sqlite:/data/news.db if'],
  ['DATABASE_URL=data/news.db', 'you probably mean sqlite:data/news.db'],
  ['DATABASE_URL=file:/srv/news.db', 'you probably mean sqlite:/srv/news.db'],
  ['DATABASE_URL=mysql://u:p@h/d', 'SQLite or Postgres only'],
  ['DATABASE_URL=postgresql+psycopg2://u:p@h/d', 'beginning with postgres://'],
  ['DATABASE_URL=jdbc:postgresql://h/d', 'beginning with postgres://'],
  ['DATABASE_URL=postgres://u:50%x@h/d', '%25 for %'],
  ['TIMEZONE=Almaty', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=UTC+5', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=new york', 'you probably mean America/New_York'],
  ['MAX_AGE=24 hours', 'you probably mean 24h'],
  ['MAX_AGE=24ч', 'you probably mean 24h'],
  ['MAX_AGE=1w', 'you probably mean 7d'],
  ['MAX_AGE=unlimited', 'you probably mean 0'],
  ['POLL_SCHEDULE=5s', 'you probably mean */5 * * * * *'],
  ['DESK_LANGUAGE=kz', 'you probably mean kk'],
  ['DESK_LANGUAGE=ru-RU', 'you probably mean ru'],
  ['DESK_LANGUAGE=қазақша', 'you probably mean kk'],
  ['HTTP_PORT=127.0.0.1:8080', 'you probably mean 8080'],
  ['HTTP_HOST=http://0.0.0.0:8080', 'you probably mean 0.0.0.0'],
  ['HTTP_HOST=0.0.0.0:8080', 'you probably mean 0.0.0.0'],
  ['KEEP_WEBHOOK=yes', 'you probably mean true'],
  ['LOG_LEVEL=warning', 'you probably mean warn'],
  ['LOG_FORMAT=text', 'you probably mean pretty'],
  ['TELEGRAM_API_ROOT=bots.example.kz', 'you probably mean https://bots.example.kz'],
  ['POSTS_PER_MINUTE=20/min', 'you probably mean 20'],
  ['POSTS_PER_MINUTE=20.0', 'you probably mean 20'],
  [`BOT_TOKEN=<${token}>`, 'only the token in it'],
  [`BOT_TOKEN=${token},`, 'only the token in it'],
  [`BOT_TOKEN=\u200B${token}\u200B`, 'only the token in it'],
  [`BOT_TOKEN=${token.slice(0, 20)}\n${token.slice(20)}`, 'without a space, a line break'],
  [`BOT_TOKEN=123456789:А${token.slice(11)}`, 'the letter А (number 11, U+0410) only looks like a Latin one'],
  ['CHANNEL_ID=＠my_news', 'you probably mean @my_news'],
  ['CHANNEL_ID=−1001234567890', 'you probably mean -1001234567890'],
  ['CHANNEL_ID=–1001234567890', 'you probably mean -1001234567890'],
  ['CHANNEL_ID=https://web.telegram.org/a/#-1001234567890', 'you probably mean -1001234567890'],
  ['CHANNEL_ID=https://web.telegram.org/k/#@my_news', 'you probably mean @my_news'],
  ['CHANNEL_ID=https://t.me/+AbCdEf', 'a link of invitation names no chat'],
  ['CHANNEL_ID=@my_news, @my_sport', 'several channels stand in channels.yaml'],
  ['TIMEZONE=Asia/Astana', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=Asia/Nur-Sultan', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=Asia\\Almaty', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=Asia / Almaty', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=Шымкент', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=Москва', 'you probably mean Europe/Moscow'],
  ['FEED_URL=feed://x.kz/rss', 'you probably mean https://x.kz/rss'],
  ['FEED_URL=https://x.kz/rss;https://y.kz/rss', 'you probably mean https://x.kz/rss,https://y.kz/rss'],
  ['FEED_URL=https://x.kz/rss https://y.kz/rss', 'you probably mean https://x.kz/rss,https://y.kz/rss'],
  ['HTTP_HOST=[::1]:8080', 'you probably mean ::1'],
  ['HTTP_HOST=127.1', 'you probably mean 127.0.0.1'],
  ['HTTP_HOST=300.1.1.1', 'a host name or an IP address'],
  ['HTTP_HOST=:::', 'a host name or an IP address'],
  ['HTTP_HOST=...', 'a host name or an IP address'],
  ['HTTP_PORT=08080', 'you probably mean 8080'],
  ['HTTP_PORT=+8080', 'you probably mean 8080'],
  ['HTTP_PORT=off', 'you probably mean 0'],
  ['MAX_AGE=none', 'you probably mean 0'],
  ['MAX_AGE=1h30m', 'you probably mean 90m'],
  ['MAX_AGE=1.5h', 'you probably mean 90m'],
  ['MAX_AGE=P1D', 'you probably mean 1d'],
  ['MAX_AGE=PT36H', 'you probably mean 36h'],
  ['KEEP_ARTICLES=2y', 'you probably mean 730d'],
  ['POLL_SCHEDULE=every 5 seconds', 'you probably mean */5 * * * * *'],
  ['POLL_SCHEDULE=@every 2m', 'you probably mean 0 */2 * * * *'],
  ['POLL_SCHEDULE=0/5 * * * * ?', 'you probably mean */5 * * * * *'],
  ['POLL_SCHEDULE=*/5', 'you probably mean */5 * * * * *'],
  ['CHANNEL_ID=tg://resolve?domain=my_news', 'you probably mean @my_news'],
  ['CHANNEL_ID=https://my_news.t.me/', 'you probably mean @my_news'],
  ['LOG_CHAT_ID=-1001234567890:12', 'you probably mean -1001234567890/12'],
  ['LOG_CHAT_ID=https://web.telegram.org/a/#-1001234567890_12', 'you probably mean -1001234567890/12'],
  ['CHANNEL_ID=https://web.telegram.org/a/#-1001234567890_12', 'you probably mean -1001234567890\n'],
  ['TIMEZONE=Asia/Alma-Ata', 'you probably mean Asia/Almaty'],
  ['TIMEZONE=KZT', 'you probably mean Asia/Almaty'],
  ['TELEGRAM_API_ROOT=127.0.0.1:8081', 'you probably mean http://127.0.0.1:8081'],
  ['TELEGRAM_API_ROOT=http://[::1]:8081/bot', 'you probably mean http://[::1]:8081'],
  ['TELEGRAM_API_ROOT=http://localhost:8081/bot<token>', 'you probably mean http://localhost:8081'],
  ['TELEGRAM_API_ROOT=https://api.telegram.org/bot{token}/', 'you probably mean https://api.telegram.org'],
  ['DATABASE_URL=postgres://u:p@h/db?sslmode=requir', 'sslmode is one of disable, allow, prefer, require'],
  ['DATABASE_URL=postgres://u:p@::1/db', 'in brackets: [::1]'],
  ['PROXY_URL=tg://proxy?server=x.kz&port=443&secret=ee', 'an MTProto proxy is only for the apps'],
  ['PROXY_URL=https://t.me/socks?server=x.kz&port=1080', 'you probably mean socks5://'],
  ['ALL_PROXY=socks4://x.kz:1080', 'socks4 is not spoken here'],
])('%s: %s', async (line, advice) => {
  const at = line.indexOf('=');
  const env = { [line.slice(0, at)]: line.slice(at + 1) };
  const error: unknown = await loadConfig({ env, cwd: makeFolder(), isTerminal: false }).catch(
    (e: unknown) => e,
  );
  const text = error instanceof Error ? error.message : 'no error';
  expect(text).toContain(advice);
  expect(text).not.toContain(token.slice(10));
});

test.each(['127.0.0.1', '::1', '0.0.0.0', 'news.example.kz'])('HTTP_HOST=%s is right', async (host) => {
  const env = { HTTP_HOST: host };
  await expect(loadConfig({ env, cwd: makeFolder(), isTerminal: false })).resolves.toMatchObject({
    http: { host },
  });
});

/** Settings that are right, and probably meant otherwise. */
const files: [name: string, file: Record<string, string>, notice: string][] = [
  ['a name twice', { '.env': 'LOG_LEVEL=info\nLOG_LEVEL=warn\n' }, 'LOG_LEVEL stands in .env more than once'],
  [
    'names with commas',
    { 'channels.yaml': 'channels:\n  - id: "@a_news"\n    name: a\n    sections: Экономика, Спорт\n' },
    'channels.yaml:4 channels[0].sections: "Экономика, Спорт" is one name; several are written as [Экономика, Спорт]',
  ],
  [
    'a hashtag in a footer',
    { 'channels.yaml': 'channels:\n  - id: "@a_news"\n    name: a\n    footer: Оқыңыз #дала\n' },
    'channels.yaml:4 footer ends before its #',
  ],
];

async function load(file: Record<string, string>) {
  const cwd = makeFolder();
  for (const [name, text] of Object.entries(file)) writeFileSync(join(cwd, name), text);
  return loadConfig({ env: {}, cwd, isTerminal: false });
}

test.each(files)('a notice tells of %s', async (_name, file, notice) => {
  const { hints, notices } = await load(file);
  expect(notices.join('\n')).toContain(notice);
  // They are no signs of a misspelt token.
  expect(hints).toEqual([]);
});

test.each([
  'sections: [Экономика, Спорт]',
  'footer: "Оқыңыз #дала"',
  'footer: Оқыңыз # a comment',
  'footer: "x" #дала',
  'sections: Экономика',
])('no notice tells of %s', async (line) => {
  const text = `channels:\n  - id: "@a_news"\n    name: a\n    ${line}\n`;
  expect(await load({ 'channels.yaml': text })).toMatchObject({ notices: [] });
});

/** What an error of .env or YAML says. */
const broken: [file: Record<string, string>, words: string][] = [
  [{ '.env': 'BOT_TOKEN=1\nСHANNEL_ID=@a_news' }, 'line 2 (in .env) is not NAME=value: the letter С'],
  [{ '.env': 'BOT_TOKEN=1\nLOG_CHAT=-1' }, 'LOG_CHAT (in .env) looks like LOG_CHAT_ID'],
  [{ 'channels.yaml': 'channels:\n  - id: "@a_news"\n    id: "@b_news"\n' }, 'each key once in an entry'],
  [
    { 'channels.yaml': 'channels:\n  - id: "@a_news"\n    footer: Біз: мұнда\n' },
    'quotes around a text that has a colon',
  ],
  [
    { 'channels.yaml': 'channels:\n\u00A0\u00A0- id: "@a_news"\n' },
    'ordinary spaces at the beginning of a line',
  ],
  [{ 'channels.yaml': 'channels:\n  - id: "@a_news"\n    max_age: 6 hours\n' }, 'you probably mean 6h'],
  [{ 'channels.yaml': 'channels:\n  - id: "@a_news"\n    digest_only: yes\n' }, 'you probably mean true'],
  [{ 'channels.yaml': 'channels:\n  - id: "@a_news"\n    posts_per_minute: "20"\n' }, '20, without quotes'],
];

test.each(broken)('%j', async (file, words) => {
  const error: unknown = await load(file).catch((e: unknown) => e);
  expect(error instanceof Error ? error.message : 'no error').toContain(words);
});

test.each([
  ['MAX_AGE=24:00', '24:00'],
  ['DATABASE_URL=sqlite:', 'sqlite:'],
  ['FEED_URL=file:///tmp/rss.xml', 'https'],
])('%s: nothing absurd is advised', async (line, seen) => {
  const at = line.indexOf('=');
  const env = { [line.slice(0, at)]: line.slice(at + 1) };
  const loading = loadConfig({ env, cwd: makeFolder(), isTerminal: false });
  await expect(loading).rejects.toThrow(seen);
  await expect(loading).rejects.not.toThrow('probably');
});
