import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvironment, secretsOf } from '../../src/config/config.ts';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { channel, source } from '../stage/builders.ts';
import { SettingsStage, token } from '../stage/settings.ts';

const root = resolve(import.meta.dirname, '../..');
const stage = new SettingsStage();
const { load, mistakesOf } = stage;

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
      join(stage.folder, 'sources.yaml'),
      'sources:\n  - { url: "https://a.example/rss", name: b-example }\n',
    );
    const both = await load({ FEED_URL: 'https://b.example/rss' });
    expect(both.sources.map(({ name, url }) => [name, url])).toEqual([
      ['b-example', 'https://a.example/rss'],
      ['b-example-2', 'https://b.example/rss'],
    ]);
    expect(both.files.map(({ path }) => path)).toContain(join(stage.folder, 'sources.yaml'));
    const message = await mistakesOf({ FEED_URL: 'http://www.a.example/rss/' });
    expect(message).toContain('an address that stands in sources.yaml:2 sources[0].url too');
    expect(await mistakesOf({ FEED_URL: 'https://b.example/rss,http://b.example/rss' })).toContain(
      'two spellings',
    );
  });

  test('are secret where they hold a secret', async () => {
    writeFileSync(
      join(stage.folder, 'sources.yaml'),
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
    writeFileSync(
      join(stage.folder, 'sources.yaml'),
      text.replaceAll(/^ {2}# (?=(?: {2}\w+:|- \w+:) )/gm, '  '),
    );
    mkdirSync(join(stage.folder, 'certificates'));
    writeFileSync(join(stage.folder, 'certificates/office.pem'), '-----BEGIN CERTIFICATE-----\n');
    const { sources } = await load({ CMS_TOKEN: 'x' });
    expect(sources.map(({ name }) => name)).toEqual(['steppe', 'economy', 'agency-sport', 'cms']);
    expect(sources[3]).toMatchObject({ isPrivate: true, headers: { Authorization: 'Bearer x' } });
    await expect(load({ SOURCES_FILE: join(root, 'sources.example.yaml') })).resolves.toMatchObject({
      sources: { length: 3 },
    });
  });
});

describe('.env', () => {
  test('is read, and the environment wins', async () => {
    writeFileSync(
      join(stage.folder, '.env'),
      '\uFEFFPOSTS_PER_SECOND=3\nREAD_BACK_GAP=9 # a comment\nMAX_AGE=""\n',
    );
    const config = await load({ READ_BACK_GAP: '8' });
    expect([config.bots[0]?.postsPerSecond, config.readBackGap, config.channels[0]?.maxAgeMs]).toEqual([
      3, 8, 86_400_000,
    ]);
  });

  test('gives way to a name that the environment sets to nothing', async () => {
    writeFileSync(join(stage.folder, '.env'), `BOT_TOKEN=${token}\nCHANNEL_ID=@my_news\n`);
    expect((await load()).mode).toBe('telegram');
    expect((await load({ BOT_TOKEN: '' })).mode).toBe('sandbox');
    expect((await load({ BOT_TOKEN: undefined })).mode).toBe('telegram');
  });

  test('is named in a mistake', async () => {
    writeFileSync(join(stage.folder, '.env'), 'MAX_AGE=old\nMAX_AG=1h\n');
    const message = await mistakesOf({});
    expect(message).toContain('old (in .env)');
  });

  test('that cannot be read is a mistake', async () => {
    mkdirSync(join(stage.folder, '.env'));
    expect(await mistakesOf({})).toContain('it is a folder');
  });

  test.each(['.env', 'channels.yaml', 'sources.yaml'])(
    '%s that leads nowhere is a mistake, and no sandbox',
    async (name) => {
      symlinkSync(join(stage.folder, 'secret', name), join(stage.folder, name));
      expect(await mistakesOf({})).toContain('it is a link to a file that is not there');
    },
  );

  test('is read as PowerShell writes it', async () => {
    writeFileSync(
      join(stage.folder, '.env'),
      `\uFEFFBOT_TOKEN=${token}\r\nCHANNEL_ID=@my_news\r\n`,
      'utf16le',
    );
    expect(await load()).toMatchObject({ mode: 'telegram', channels: [{ id: '@my_news' }] });
  });

  test('takes a value in quotes that goes over several lines for one', async () => {
    const key = `KEY_OF_ANOTHER="first line\nsecond line"\r\nNAME_OF_ANOTHER=it's\nno name\n`;
    writeFileSync(join(stage.folder, '.env'), key);
    expect((await load()).hints).toEqual(['line 4 (in .env) is not NAME=value']);
  });

  test('tells of a line that sets nothing, and not what stands there', async () => {
    writeFileSync(join(stage.folder, '.env'), `# comment\n\nexport LOG_LEVEL=warn\nBOT_TOKEN ${token}\n`);
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
