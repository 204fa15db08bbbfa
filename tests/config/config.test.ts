import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { renderConfigurationPage, renderEnvExample } from '../../scripts/write-configuration.ts';
import {
  describeChannelKeys,
  describeSettings,
  loadConfig,
  readEnvironment,
  secretsOf,
} from '../../src/config/config.ts';
import type { Config } from '../../src/config/config.ts';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { KhabarshyError } from '../../src/news/errors.ts';
import { channel, source } from '../stage/builders.ts';
import { makeFolder } from '../stage/folder.ts';

const root = resolve(import.meta.dirname, '../..');
const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';
const secretPart = token.slice(token.indexOf(':') + 1);

let cwd = '';
beforeEach(() => {
  cwd = makeFolder();
});

function load(env: Record<string, string | undefined> = {}, isTerminal = false): Promise<Config> {
  return loadConfig({ env, cwd, isTerminal });
}

/** The message of the error, which must be there. */
async function mistakesOf(env: Record<string, string | undefined>): Promise<string> {
  const error = await load(env).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KhabarshyError)) throw new Error('the settings were taken', { cause: error });
  expect(error.code).toBe('SETTINGS_INVALID');
  return error.message;
}

describe('without any setting', () => {
  test('the sandbox runs with three channels of its own', async () => {
    const config = await load();
    expect(config).toMatchObject({
      mode: 'sandbox',
      bots: [
        {
          name: 'main',
          token: null,
          witnessToken: null,
          ownerIds: [],
          logChatId: null,
          logTopic: null,
          deskLanguage: 'en',
          postsPerSecond: 25,
        },
      ],
      botsFrom: 'BOT_TOKEN',
      databaseUrl: 'sqlite:data/sandbox.db',
      databaseUrlGiven: false,
      pollSchedule: '*/5 * * * * *',
      timeZone: 'Asia/Almaty',
      telegramApiRoot: null,
      requestTimeoutMs: 60_000,
      http: { host: '127.0.0.1', port: 8080, portGiven: false },
      publicUrl: null,
      metricsToken: null,
      log: { level: 'info', format: 'json' },
      settleTimeMs: 20_000,
      readBackGap: 5,
      readBackBudget: 300,
      uncertainBlocksMs: 0,
      burstArticles: 50,
      correctionDelayMs: 3000,
      sections: [],
      sources: [],
    });
    expect(config.channels.map(({ id, name, language }) => [id, name, language])).toEqual([
      ['@khabarshy_kk', 'kk', 'kk'],
      ['@khabarshy_ru', 'ru', 'ru'],
      ['@khabarshy_en', 'en', 'en'],
    ]);
    expect(config.channels[0]).toMatchObject({
      hashtags: 'section',
      images: 'photo',
      maxAgeMs: 86_400_000,
      postsPerMinute: 20,
    });
  });

  test('the log is pretty on a terminal', async () => {
    expect((await load({}, true)).log.format).toBe('pretty');
    expect((await load({ LOG_FORMAT: 'json' }, true)).log.format).toBe('json');
  });
});

describe('with a token', () => {
  test('one channel is named main and takes everything', async () => {
    const config = await load({ BOT_TOKEN: token, CHANNEL_ID: '@my_news', ADMIN_IDS: '11, 22,11' });
    expect(config).toMatchObject({
      mode: 'telegram',
      bots: [{ name: 'main', token, ownerIds: [11, 22], logChatId: '11' }],
      databaseUrl: 'sqlite:data/khabarshy.db',
    });
    expect(config.channels).toEqual([
      channel({
        id: '@my_news',
        hasBreakingSign: true,
        maxAgeMs: 86_400_000,
        hashtags: 'section',
        images: 'photo',
      }),
    ]);
  });

  test('no channel is a mistake that says what to do', async () => {
    const message = await mistakesOf({ BOT_TOKEN: token });
    expect(message).toContain('CHANNEL_ID=@my_news');
    expect(message).toContain('channels.yaml');
  });
});

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
    writeFileSync(join(cwd, 'channels.yaml'), 'channels:\n  - id: "@my_news"\n    nam: x\n');
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
    writeFileSync(join(cwd, 'channels.yaml'), 'channels: [{ id: "@my_news", name: a }]\n');
    expect(await mistakesOf({ CHANNEL_ID: '@my_news' })).toContain('CHANNEL_ID and the file channels.yaml');
    expect(await mistakesOf({ CHANNEL_ID: '@my_news', CHANNELS_FILE: 'other.yaml' })).toContain('other.yaml');
    writeFileSync(join(cwd, 'channels.yaml'), 'channels: [{ id: "@my_news", name: a, images: big }]\n');
    const both = await mistakesOf({ CHANNEL_ID: '@my_news' });
    expect(both).toContain('CHANNEL_ID and the file channels.yaml');
    expect(both).toContain('channels[0].images');
  });
});

describe('sources', () => {
  const usual = { firstRun: { kind: 'none' }, fullText: 'auto' } as const;

  test('of FEED_URL are named after their hosts, and have the usual settings', async () => {
    const { sources } = await load({
      FEED_URL:
        'https://www.steppe.example/rss.xml, https://steppe.example/rss/economy.xml,https://x.example/',
      TIMEZONE: 'Asia/Tashkent',
    });
    expect(sources.map(({ name }) => name)).toEqual([
      'steppe-example',
      'steppe-example-economy',
      'x-example',
    ]);
    expect(sources[0]).toEqual(
      source({
        name: 'steppe-example',
        url: 'https://www.steppe.example/rss.xml',
        timeZone: 'Asia/Tashkent',
        ...usual,
      }),
    );
  });

  test('of the file and of FEED_URL are taken together, and none twice', async () => {
    writeFileSync(
      join(cwd, 'sources.yaml'),
      'sources:\n  - { url: "https://a.example/rss", name: b-example }\n',
    );
    const both = await load({ FEED_URL: 'https://b.example/rss' });
    expect(both.sources.map(({ name, url }) => [name, url])).toEqual([
      ['b-example', 'https://a.example/rss'],
      ['b-example-2', 'https://b.example/rss'],
    ]);
    expect(both.files.map(({ path }) => path)).toContain(join(cwd, 'sources.yaml'));
    const message = await mistakesOf({ FEED_URL: 'http://www.a.example/rss/' });
    expect(message).toContain('an address that stands in sources.yaml:2 sources[0].url too');
    expect(await mistakesOf({ FEED_URL: 'https://b.example/rss,http://b.example/rss' })).toContain(
      'two spellings',
    );
  });

  test('are secret where they hold a secret', async () => {
    writeFileSync(
      join(cwd, 'sources.yaml'),
      'sources:\n- url: https://me:p%40ss@a.example/${KEY}\n  name: a\n  headers: { Authorization: "Bearer ${CMS}", Accept: text/xml }\n',
    );
    const config = await load({ KEY: 'key-of-the-feed', CMS: 'token-of-the-cms' });
    expect(config.sources).toMatchObject([
      {
        url: 'https://me:p%40ss@a.example/key-of-the-feed',
        headers: { Authorization: 'Bearer token-of-the-cms' },
      },
    ]);
    const basic = Buffer.from('me:p@ss').toString('base64');
    for (const secret of ['key-of-the-feed', 'token-of-the-cms', 'p%40ss', 'p@ss', basic])
      expect(secretsOf(config)).toContain(secret);
    expect(secretsOf(config)).not.toContain('text/xml');
  });

  test('sources.example.yaml is right, also what is commented out in it', async () => {
    const text = readFileSync(join(root, 'sources.example.yaml'), 'utf8');
    writeFileSync(join(cwd, 'sources.yaml'), text.replaceAll(/^ {2}# (?=(?: {2}\w+:|- \w+:) )/gm, '  '));
    mkdirSync(join(cwd, 'certificates'));
    writeFileSync(join(cwd, 'certificates/office.pem'), '-----BEGIN CERTIFICATE-----\n');
    const { sources } = await load({ CMS_TOKEN: 'x' });
    expect(sources.map(({ name }) => name)).toEqual(['steppe', 'economy', 'agency-sport', 'cms']);
    expect(sources[3]).toMatchObject({ isPrivate: true, headers: { Authorization: 'Bearer x' } });
    await expect(load({ SOURCES_FILE: join(root, 'sources.example.yaml') })).resolves.toMatchObject({
      sources: { length: 3 },
    });
  });
});

describe('the old name of a setting', () => {
  test('is still read, with a notice; the new name wins', async () => {
    writeFileSync(join(cwd, '.env'), 'HOLD_BLOCKS=5m\n');
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

describe('.env', () => {
  test('is read, and the environment wins', async () => {
    writeFileSync(join(cwd, '.env'), '\uFEFFPOSTS_PER_SECOND=3\nREAD_BACK_GAP=9 # a comment\nMAX_AGE=""\n');
    const config = await load({ READ_BACK_GAP: '8' });
    expect([config.bots[0]?.postsPerSecond, config.readBackGap, config.channels[0]?.maxAgeMs]).toEqual([
      3, 8, 86_400_000,
    ]);
  });

  test('gives way to a name that the environment sets to nothing', async () => {
    writeFileSync(join(cwd, '.env'), `BOT_TOKEN=${token}\nCHANNEL_ID=@my_news\n`);
    expect((await load()).mode).toBe('telegram');
    expect((await load({ BOT_TOKEN: '' })).mode).toBe('sandbox');
    expect((await load({ BOT_TOKEN: undefined })).mode).toBe('telegram');
  });

  test('is named in a mistake', async () => {
    writeFileSync(join(cwd, '.env'), 'MAX_AGE=old\nMAX_AG=1h\n');
    const message = await mistakesOf({});
    expect(message).toContain('old (in .env)');
  });

  test('that cannot be read is a mistake', async () => {
    mkdirSync(join(cwd, '.env'));
    expect(await mistakesOf({})).toContain('it is a folder');
  });

  test.each(['.env', 'channels.yaml', 'sources.yaml'])(
    '%s that leads nowhere is a mistake, and no sandbox',
    async (name) => {
      symlinkSync(join(cwd, 'secret', name), join(cwd, name));
      expect(await mistakesOf({})).toContain('it is a link to a file that is not there');
    },
  );

  test('is read as PowerShell writes it', async () => {
    writeFileSync(join(cwd, '.env'), `\uFEFFBOT_TOKEN=${token}\r\nCHANNEL_ID=@my_news\r\n`, 'utf16le');
    expect(await load()).toMatchObject({ mode: 'telegram', channels: [{ id: '@my_news' }] });
  });

  test('takes a value in quotes that goes over several lines for one', async () => {
    const key = `KEY_OF_ANOTHER="first line\nsecond line"\r\nNAME_OF_ANOTHER=it's\nno name\n`;
    writeFileSync(join(cwd, '.env'), key);
    expect((await load()).hints).toEqual(['line 4 (in .env) is not NAME=value']);
  });

  test('tells of a line that sets nothing, and not what stands there', async () => {
    writeFileSync(join(cwd, '.env'), `# comment\n\nexport LOG_LEVEL=warn\nBOT_TOKEN ${token}\n`);
    expect((await load()).hints).toEqual(['line 4 (in .env) is not NAME=value']);
  });
});

describe('the result', () => {
  test('is frozen through and through', async () => {
    const config = await load({ ADMIN_IDS: '1' });
    const parts = [config, config.channels, config.channels[0], config.channels[0]?.exclude, config.bots[0]];
    for (const part of [...parts, config.http, config.log]) expect(Object.isFrozen(part)).toBe(true);
  });

  test('knows its secrets', () => {
    const databaseUrl = 'postgres://a:p%40ss@h/d';
    expect(
      secretsOf({
        bots: [{ token, witnessToken: null }],
        metricsToken: null,
        databaseUrl,
        proxies: noProxies,
        sourceSecrets: [],
        pushTokens: [],
      }),
    ).toEqual([token, 'p%40ss', 'p@ss']);
    const parameter = 'postgres://h/d?user=a&password=p%40ss';
    expect(
      secretsOf({
        bots: [{ token: null, witnessToken: null }],
        metricsToken: null,
        databaseUrl: parameter,
        proxies: noProxies,
        sourceSecrets: [],
        pushTokens: [],
      }),
    ).toEqual(['p@ss']);
    expect(
      secretsOf({
        bots: [{ token: null, witnessToken: null }],
        metricsToken: null,
        databaseUrl: 'sqlite:data/x.db',
        proxies: noProxies,
        sourceSecrets: ['of-a-source'],
        pushTokens: [],
      }),
    ).toEqual(['of-a-source']);
  });

  test('can be read from this process', () => {
    expect(readEnvironment()).toMatchObject({ cwd: process.cwd(), env: { PATH: process.env['PATH'] } });
  });
});

describe('what is written for people', () => {
  test('docs/configuration.md and .env.example are up to date', () => {
    // If this fails: node scripts/write-configuration.ts
    expect(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).toBe(renderConfigurationPage());
    expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(renderEnvExample());
  });

  test('.env.example changes nothing as it is, and is right when its lines are set', async () => {
    const text = readFileSync(join(root, '.env.example'), 'utf8');
    expect(parse(text)).toEqual({});
    const all = parse(text.replaceAll(/^#(?=[A-Z])/gm, ''));
    expect(Object.keys(all).toSorted()).toEqual(
      describeSettings()
        .map(({ name }) => name)
        .toSorted(),
    );
    const { CHANNELS_FILE: _, SOURCES_FILE: __, ...rest } = all;
    await expect(load(rest)).resolves.toMatchObject({ mode: 'telegram' });
  });

  test('.env.example begins with what everybody sets', () => {
    const [usual = '', rest = ''] = readFileSync(join(root, '.env.example'), 'utf8').split('# 2. The rest');
    const namesIn = (text: string) => [...text.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(namesIn(usual)).toEqual([
      'BOT_TOKEN',
      'CHANNEL_ID',
      'CHANNELS_FILE',
      'FEED_URL',
      'SOURCES_FILE',
      'ADMIN_IDS',
      'LOG_CHAT_ID',
      'DATABASE_URL',
      'TIMEZONE',
      'DESK_LANGUAGE',
    ]);
    expect(namesIn(rest)).toContain('READ_BACK_GAP');
  });

  test('.env.example and docs/configuration.md have the same headings, with the same settings under each', () => {
    const underHeadings = (text: string, heading: RegExp, name: RegExp) =>
      text
        .split(heading)
        .slice(1)
        .map((part) => [
          part.slice(0, part.indexOf('\n')),
          [...part.matchAll(name)].map(([, found]) => found),
        ]);
    const example = readFileSync(join(root, '.env.example'), 'utf8').replace('# 1. ', '# ');
    const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8').split('## Channels')[0] ?? '';
    const inExample = underHeadings(example, /^# (?=.+\n# [=-]{9,}$)/gm, /^#([A-Z_]+)=/gm);
    const inPage = underHeadings(page, /^### /gm, /^\| `([A-Z_]+)`/gm);
    const withSettings = (groups: typeof inExample) => groups.filter(([, names]) => names?.length !== 0);
    expect(withSettings(inExample)).toEqual(withSettings(inPage));
    expect(withSettings(inPage).length).toBeGreaterThan(4);
  });

  test('a channel that needs approval needs somebody to ask', async () => {
    const file = join(root, 'channels.example.yaml');
    const given = { BOT_TOKEN: '123456:AAAAAAAAAAAAAAAAAAAA', CHANNELS_FILE: file };
    await expect(load(given)).rejects.toThrow(/LOG_CHAT_ID[\s\S]*politics needs approval/);
    expect(await mistakesOf({ ...given, LOG_CHAT_ID: 'nonsense' })).not.toContain('(nothing)');
    await expect(load({ ...given, ADMIN_IDS: '1' })).resolves.toMatchObject({ bots: [{ logChatId: '1' }] });
  });

  test.each([
    [{ ADMIN_IDS: '1' }, /channels\.yaml:4 channels\[0\]\.desk_topic[\s\S]*no LOG_CHAT_ID/],
    [{ LOG_CHAT_ID: '42' }, /channels\.yaml:4 channels\[0\]\.desk_topic[\s\S]*the chat with a person/],
    [{ LOG_CHAT_ID: 'nonsense' }, /^(?![\s\S]*desk_topic)/],
  ])('a desk_topic is one of the log chat, which is a group', async (people, expected) => {
    writeFileSync(join(cwd, 'channels.yaml'), 'channels:\n  - id: "@a"\n    name: a\n    desk_topic: 17\n');
    const given = { BOT_TOKEN: '123456:AAAAAAAAAAAAAAAAAAAA', CHANNELS_FILE: 'channels.yaml' };
    expect(await mistakesOf({ ...given, ...people })).toMatch(expected);
  });

  test('channels.example.yaml is right', async () => {
    const config = await load({ CHANNELS_FILE: join(root, 'channels.example.yaml') });
    expect(config.channels.map(({ name, id }) => `${name} ${id}`)).toEqual([
      'kk @my_news_kk',
      'economy-ru -1001234567890',
      'chess -1009876543210',
      'politics @my_news_politics',
    ]);
    expect(describeChannelKeys().filter(({ required }) => required)).toHaveLength(2);
  });
});
