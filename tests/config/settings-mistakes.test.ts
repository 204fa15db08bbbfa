import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSettings } from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';
import { secretPart, SettingsStage, token } from '../stage/settings.ts';

const stage = new SettingsStage();
const { load, mistakesOf } = stage;

describe('each setting', () => {
  const good: [string, string, (config: Config) => unknown, unknown][] = [
    ['CHANNEL_ID', '-1001234567890', (c) => c.channels[0]?.id, '-1001234567890'],
    ['CHANNEL_ID', '@news', (c) => c.channels[0]?.id, '@news'],
    ['LOG_CHAT_ID', '42', (c) => c.bots[0]?.logChatId, '42'],
    ['LOG_CHAT_ID', '@my_log', (c) => c.bots[0]?.logChatId, '@my_log'],
    ...(
      [
        ['-1001234567890/12', '-1001234567890', 12],
        ['-1001234567890/1', '-1001234567890', null],
        ['@my_log/7', '@my_log', 7],
        ['https://t.me/c/1234567890/12', '-1001234567890', 12],
        ['t.me/c/1234567890/12/345', '-1001234567890', 12],
        ['https://t.me/my_log/7', '@my_log', 7],
      ] as const
    ).map(([value, id, topic]): [string, string, (c: Config) => unknown, unknown] => [
      'LOG_CHAT_ID',
      value,
      (c) => [c.bots[0]?.logChatId, c.bots[0]?.logTopic],
      [id, topic],
    ]),
    ['DATABASE_URL', 'sqlite:news.db', (c) => [c.databaseUrl, c.databaseUrlGiven], ['sqlite:news.db', true]],
    ['DATABASE_URL', 'postgres://a:b@h:5/d', (c) => c.databaseUrl, 'postgres://a:b@h:5/d'],
    ['DATABASE_URL', 'postgresql://h/d', (c) => c.databaseUrl, 'postgres://h/d'],
    ['POLL_SCHEDULE', '*/10 * * * *', (c) => c.pollSchedule, '*/10 * * * *'],
    ['TIMEZONE', 'Europe/Berlin', (c) => c.timeZone, 'Europe/Berlin'],
    ['MAX_AGE', '0', (c) => c.channels[0]?.maxAgeMs, null],
    ['MAX_AGE', '2d', (c) => c.channels[0]?.maxAgeMs, 172_800_000],
    ['POSTS_PER_MINUTE', '0', (c) => c.channels[0]?.postsPerMinute, 0],
    ['POSTS_PER_SECOND', '0', (c) => c.bots[0]?.postsPerSecond, 0],
    ['TELEGRAM_API_ROOT', 'http://127.0.0.1:8081/', (c) => c.telegramApiRoot, 'http://127.0.0.1:8081'],
    ['PROXY_URL', 'socks5h://p:1', (c) => c.proxies.forHttp?.protocol, 'socks5'],
    [
      'HTTPS_PROXY',
      'http://p:1',
      (c) => [c.proxies.forHttps?.setting, c.proxies.forHttp],
      ['HTTPS_PROXY', null],
    ],
    ['HTTP_PROXY', 'p:1', (c) => [c.proxies.forHttp?.host, c.proxies.forHttps], ['p', null]],
    ['ALL_PROXY', 'p:1', (c) => [c.proxies.forHttp?.setting, c.proxies.forHttps?.port], ['ALL_PROXY', 1]],
    ['https_proxy', 'p:1', (c) => c.proxies.forHttps?.host, 'p'],
    [
      'PICTURES_FROM',
      'CMS.internal, 10.0.0.5:8080',
      (c) => c.picturesFrom,
      ['cms.internal', '10.0.0.5 8080'],
    ],
    ['NO_PROXY', 'A.kz, b.kz c.kz', (c) => c.proxies.except, ['a.kz', 'b.kz', 'c.kz']],
    ['REQUEST_TIMEOUT', '250ms', (c) => c.requestTimeoutMs, 250],
    ['SETTLE_TIME', '1m', (c) => c.settleTimeMs, 60_000],
    ['READ_BACK_GAP', '7', (c) => c.readBackGap, 7],
    ['READ_BACK_BUDGET', '40', (c) => c.readBackBudget, 40],
    ['UNCERTAIN_BLOCKS', '10m', (c) => c.uncertainBlocksMs, 600_000],
    ['CORRECTION_DELAY', '0', (c) => c.correctionDelayMs, 0],
    ['BURST_ARTICLES', '0', (c) => c.burstArticles, 0],
    ['WITNESS_BOT_TOKEN', token, (c) => c.bots[0]?.witnessToken, token],
    ['INLINE_SEARCH', 'true', (c) => c.inlineSearch, true],
    ['KEEP_WEBHOOK', 'true', (c) => c.keepWebhook, true],
    ['DESK_LANGUAGE', 'kk', (c) => c.bots[0]?.deskLanguage, 'kk'],
    ['HTTP_HOST', '::1', (c) => c.http?.host, '::1'],
    ['HTTP_PORT', '0', (c) => c.http, null],
    ['PUBLIC_URL', 'https://Desk.example.kz/', (c) => c.publicUrl, 'https://desk.example.kz'],
    ['PUBLIC_URL', 'http://127.0.0.1:8080', (c) => c.publicUrl, 'http://127.0.0.1:8080'],
    ['METRICS_TOKEN', 'a-token-of-sixteen', (c) => c.metricsToken, 'a-token-of-sixteen'],
    [
      'PUSH_TOKENS',
      'cms:post:a-token-of-more:than-24-letters, d:draft:b-token-of-more-than-24-letters',
      (c) => c.pushTokens,
      [
        { name: 'cms', right: 'post', token: 'a-token-of-more:than-24-letters' },
        { name: 'd', right: 'draft', token: 'b-token-of-more-than-24-letters' },
      ],
    ],
    ['HTTP_PORT', '9000', (c) => c.http, { host: '127.0.0.1', port: 9000, portGiven: true }],
    ['LOG_LEVEL', 'silent', (c) => c.log.level, 'silent'],
    ['LOG_FORMAT', 'pretty', (c) => c.log.format, 'pretty'],
  ];
  test.each(good)('%s=%s is understood', async (name, text, read, expected) => {
    expect(read(await load({ [name]: text }))).toEqual(expected);
  });

  const bad: [string, string[]][] = [
    ['BOT_TOKEN', ['abc', '12:AAAAAAAAAAAA', '123456:short', `${token} x`]],
    ['WITNESS_BOT_TOKEN', ['abc']],
    [
      'CHANNEL_ID',
      ['my_news', '@1news', '@abc', 'https://t.me/my_news', '1001234567890', '-', '-0', '@a b c d'],
    ],
    ['CHANNELS_FILE', ['missing.yaml', '.']],
    [
      'FEED_URL',
      ['steppe.example/rss.xml', 'ftp://steppe.example/', 'https://a.example/ https://b.example/', ','],
    ],
    ['SOURCES_FILE', ['missing.yaml', '.']],
    ['ADMIN_IDS', ['@me', '1;2', '-5', '0', '1.5', '12345678901234567890', ',']],
    ['LOG_CHAT_ID', ['me', '0', '1e5', '-100123/', '-100123/0', '42/7', '@my_log/x', 'https://t.me/my_log']],
    [
      'DATABASE_URL',
      ['mysql://h/d', 'data/x.db', 'sqlite:', 'sqlite::memory:', 'sqlite:///x.db', 'postgres://h:p'],
    ],
    ['POLL_SCHEDULE', ['every minute', '* * * *', '61 * * * *', '0 0 31 2 *', '*/0 * * * *']],
    ['TIMEZONE', ['Almaty', 'UTC+5', '+05:00']],
    ['ENGINE', ['kubernetes', 'Cluster']],
    ['KEEP_ARTICLES', ['30d', '0', '3651d']],
    ['KEEP_AUDIT', ['1y', '24h']],
    ['MAX_AGE', ['1', '1.5h', '-1h', '1 h', '1w', '24H', '3651d']],
    ['POSTS_PER_MINUTE', ['-1', '1.5', '1e3', '0x10', '007', 'many', '10001']],
    ['POSTS_PER_SECOND', ['-1', 'NaN']],
    ['TELEGRAM_API_ROOT', ['127.0.0.1:8081', 'ftp://h', 'http://h/?a=1', `http://h/bot${token}`]],
    ['PROXY_URL', ['ftp://h', 'http://a:b/c@h', 'http://', `http://h/${token}`]],
    ['HTTPS_PROXY', ['socks4://h']],
    ['HTTP_PROXY', ['http://h/path']],
    ['ALL_PROXY', ['http://h?x=1']],
    ['NO_PROXY', ['http://example.kz']],
    ['PICTURES_FROM', ['http://cms.internal', '10.0.0.0/8', '*', ',']],
    ['REQUEST_TIMEOUT', ['0', '61m', '60']],
    ['SETTLE_TIME', ['2h', 'soon']],
    ['READ_BACK_GAP', ['0', '1001']],
    ['READ_BACK_BUDGET', ['0', '100001']],
    ['UNCERTAIN_BLOCKS', ['25d', 'yes']],
    ['CORRECTION_DELAY', ['3']],
    ['BURST_ARTICLES', ['-1', 'many', '100001']],
    ['INLINE_SEARCH', ['on', '1', 'TRUE']],
    ['KEEP_WEBHOOK', ['yes', '1', 'TRUE']],
    ['DESK_LANGUAGE', ['de', 'EN']],
    ['HTTP_HOST', ['http://x', 'a b', 'h/p']],
    ['HTTP_PORT', ['65536', '-1', '80a']],
    [
      'PUBLIC_URL',
      ['desk.example.kz', 'ftp://h', 'https://h/desk', 'https://me:pw@h', 'https://h/?', 'https://h/#'],
    ],
    ['METRICS_TOKEN', ['short', 'with a space in the middle of it', 'қазақша-қазақша-қазақша']],
    [
      'PUSH_TOKENS',
      [
        'a-token-without-a-name-of-thirty',
        'cms:post:too-short',
        'cms:read:a-token-of-more-than-24-letters',
        'a:post:a-token-of-more-than-24-letters,b:post:a-token-of-more-than-24-letters',
        'a:post:a-token-of-more-than-24-letters,a:draft:b-token-of-more-than-24-letters',
      ],
    ],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['LOG_FORMAT', ['xml']],
  ];
  const each = bad.flatMap(([name, texts]) => texts.map((text): [string, string] => [name, text]));
  test.each(each)('%s=%s is a mistake, with what is expected and an example', async (name, text) => {
    const channel = name === 'BOT_TOKEN' ? { CHANNEL_ID: '@my_news' } : {};
    const message = await mistakesOf({ ...channel, [name]: text });
    expect(message).toContain('1 mistake;');
    expect(message).toMatch(new RegExp(`^  ${name}$`, 'm'));
    expect(message).toMatch(/^ {4}seen: +\S/m);
    expect(message).toMatch(/^ {4}expected: \S/m);
    expect(message).toMatch(/^ {4}example: +\S/m);
    expect(message).not.toContain(secretPart);
  });

  test('PROXY_URL comes before the others, and a name in upper case before one in lower case', async () => {
    const { proxies } = await load({
      ALL_PROXY: 'all:1',
      HTTPS_PROXY: 'https:2',
      https_proxy: 'lower:3',
      HTTP_PROXY: 'http:4',
    });
    expect([proxies.forHttps?.host, proxies.forHttp?.host]).toEqual(['https', 'http']);
    const given = await load({ PROXY_URL: 'socks5://first:5', HTTPS_PROXY: 'https:2', ALL_PROXY: 'all:1' });
    expect([given.proxies.forHttps?.host, given.proxies.forHttp?.host]).toEqual(['first', 'first']);
  });

  test('the tables name every setting', () => {
    const names = describeSettings().map(({ name }) => name);
    expect([...new Set(bad.map(([name]) => name))].sort()).toEqual(names.sort());
  });

  test('its example and its default are right', async () => {
    for (const { name, example, default: text } of describeSettings()) {
      if (name === 'CHANNELS_FILE' || name === 'SOURCES_FILE') continue;
      await expect(load({ [name]: example, CHANNEL_ID: '@my_news' })).resolves.toBeDefined();
      const withDefault = await load({ [name]: text ?? '' });
      expect({ ...withDefault, http: null }).toEqual({ ...(await load()), http: null });
    }
  });
});

describe('mistakes', () => {
  test('no token for pushes is shown, and pushes need the page', async () => {
    const secret = 'a-token-of-more-than-24-letters';
    const message = await mistakesOf({ PUSH_TOKENS: `cms:write:${secret},x:post:${secret},${secret}` });
    expect(message).not.toContain('24-letters');
    expect(message).toMatch(/x:post:\*\*\* \(31 characters\)/u);
    const off = await mistakesOf({ PUSH_TOKENS: `cms:post:${secret}`, HTTP_PORT: '0' });
    expect(off).toMatch(/HTTP_PORT.*\n?.*PUSH_TOKENS is set/su);
  });

  test('a cluster needs a server and the real Telegram', async () => {
    const message = await mistakesOf({ ENGINE: 'cluster' });
    expect(message).toMatch(/DATABASE_URL[^]*a Postgres database, because ENGINE is cluster/);
    expect(message).toMatch(/BOT_TOKEN[^]*because ENGINE is cluster/);
    const file = await mistakesOf({ ENGINE: 'cluster', BOT_TOKEN: token, DATABASE_URL: 'sqlite:data/x.db' });
    expect(file).toContain('several processes cannot share a file');
    const url = 'postgres://khabarshy:secret@db.example/khabarshy';
    const config = await load({
      ENGINE: 'cluster',
      BOT_TOKEN: token,
      CHANNEL_ID: '@my_news',
      DATABASE_URL: url,
    });
    expect(config.engine).toBe('cluster');
  });

  test('all are in one error', async () => {
    writeFileSync(join(stage.folder, 'channels.yaml'), 'channels:\n  - id: "@my_news"\n    nam: x\n');
    const message = await mistakesOf({ BOT_TOKEN: 'x', MAX_AGE: 'old', HTTP_PORT: '-1', TIMEZONE: 'Mars' });
    for (const name of [
      'BOT_TOKEN',
      'MAX_AGE',
      'HTTP_PORT',
      'TIMEZONE',
      'channels.yaml:2',
      'channels.yaml:3',
    ]) {
      expect(message).toContain(`\n  ${name}`);
    }
    expect(message).toContain('6 mistakes');
  });

  const veiled: [string, string, string, string][] = [
    ['BOT_TOKEN', `${token}!`, '123…:***', secretPart],
    ['BOT_TOKEN', secretPart, '*** (35 characters)', secretPart.slice(0, 5)],
    ['WITNESS_BOT_TOKEN', `${token} `.repeat(2), '123…:***', secretPart],
    ['DATABASE_URL', 'mysql://root:hunter2@db/news', 'mysql://***@db/news', 'hunter2'],
    ['DATABASE_URL', 'root:hunter2@db/news', '***@db/news', 'hunter2'],
    ['DATABASE_URL', 'postgres://root:hunter2', 'postgres://root:***', 'hunter2'],
    ['DATABASE_URL', 'postgres://root:2024/hunter2@db/news', 'postgres://***@db/news', 'hunter2'],
    ['DATABASE_URL', 'postgres://root:hun/ter2@db:x/news', 'postgres://***@db:***/news', 'ter2'],
    ['DATABASE_URL', 'pg://h/d?password=hunter2', 'password=***', 'hunter2'],
    ['CHANNEL_ID', token, '[token]', secretPart],
    ['LOG_CHAT_ID', `x${token}`, '[token]', secretPart],
    ['TELEGRAM_API_ROOT', 'ftp://me:hunter2@h/', 'ftp://***@h/', 'hunter2'],
    ['FEED_URL', 'me:hunter2@steppe.example/rss', '***@steppe.example/rss', 'hunter2'],
  ];
  test.each(veiled)('%s=%s is shown as %s', async (name, text, shown, hidden) => {
    const message = await mistakesOf({ [name]: text });
    expect(message).toContain(shown);
    expect(message).not.toContain(hidden);
  });

  test('a secret that is right is not shown among the mistakes of others', async () => {
    const message = await mistakesOf({
      BOT_TOKEN: token,
      WITNESS_BOT_TOKEN: token.replace('AA', 'BB'),
      DATABASE_URL: 'postgres://a:hunter2@h/d',
      MAX_AGE: 'x',
    });
    expect(message).toContain('WITNESS_BOT_TOKEN');
    expect(message).not.toMatch(/hunter2|bbCCdd/);
  });

  test('no token and no password of any shape gets into the error', async () => {
    const letters = fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/);
    await fc.assert(
      fc.asyncProperty(
        letters,
        fc.constantFrom(...describeSettings().map(({ name }) => name)),
        async (part, name) => {
          const message = await mistakesOf({ BOT_TOKEN: 'x', [name]: `98765:${part}*` });
          expect(message).not.toContain(part);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a slip in a name is hinted at, among mistakes and without', async () => {
    await expect(load({ BOT_TOKN: token })).resolves.toMatchObject({
      mode: 'sandbox',
      hints: ['BOT_TOKN looks like BOT_TOKEN'],
    });
    await expect(load({ PATH: '/bin', HTTPS_PROXY: 'h' })).resolves.toMatchObject({ hints: [] });
    expect(await mistakesOf({ BOT_TOKN: token, MAX_AGE: 'x' })).toContain('BOT_TOKN looks like BOT_TOKEN');
    expect(await mistakesOf({ PATH: '/bin', HTTPS_PROXY: 'h', MAX_AGE: 'x' })).not.toContain('Hint');
  });

  test('one channel and a file with several are not taken together', async () => {
    writeFileSync(join(stage.folder, 'channels.yaml'), 'channels: [{ id: "@my_news", name: a }]\n');
    expect(await mistakesOf({ CHANNEL_ID: '@my_news' })).toContain('CHANNEL_ID and the file channels.yaml');
    expect(await mistakesOf({ CHANNEL_ID: '@my_news', CHANNELS_FILE: 'other.yaml' })).toContain('other.yaml');
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      'channels: [{ id: "@my_news", name: a, images: big }]\n',
    );
    const both = await mistakesOf({ CHANNEL_ID: '@my_news' });
    expect(both).toContain('CHANNEL_ID and the file channels.yaml');
    expect(both).toContain('channels[0].images');
  });
});

describe('the old name of a setting', () => {
  test('is still read, with a notice; the new name wins', async () => {
    writeFileSync(join(stage.folder, '.env'), 'HOLD_BLOCKS=5m\n');
    const old = await load();
    expect(old).toMatchObject({ uncertainBlocksMs: 300_000, hints: [] });
    expect(old.renamed).toEqual(['HOLD_BLOCKS (in .env) is called UNCERTAIN_BLOCKS now']);
    const both = await load({ UNCERTAIN_BLOCKS: '10m' });
    expect([both.uncertainBlocksMs, both.renamed.length]).toEqual([600_000, 1]);
    expect((await load({ HOLD_BLOCKS: '' })).renamed).toEqual([]);
  });

  test('is named where its value is wrong', async () => {
    expect(await mistakesOf({ HOLD_BLOCKS: 'yes' })).toMatch(/UNCERTAIN_BLOCKS\n.*yes \(as HOLD_BLOCKS\)/);
  });
});
