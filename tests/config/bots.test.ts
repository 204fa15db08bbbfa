import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { configOfBot, describeBotKeys, loadConfig, secretsOf, type Config } from '../../src/config/config.ts';
import { compareSettings } from '../../src/config/reloading.ts';
import { KhabarshyError } from '../../src/news/errors.ts';
import { makeFolder } from '../stage/folder.ts';

const newsToken = '5001:news-token-of-nobody';
const sportToken = '5002:sport-token-of-nobody';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});

const usualEnv = { NEWS_TOKEN: newsToken, SPORT_TOKEN: sportToken };
const two = [
  'bots:',
  '  - { name: news, token: "${NEWS_TOKEN}", owners: [11, 12] }',
  '  - { name: sport, token: "${SPORT_TOKEN}" }',
  'channels:',
  '  - { id: "@a_news", name: a, bot: news }',
  '  - { id: "@b_news", name: b, bot: sport }',
];

function load(
  lines: readonly string[],
  env: Record<string, string> = usualEnv,
  maySandbox = false,
): Promise<Config> {
  writeFileSync(join(folder, 'channels.yaml'), lines.join('\n'));
  return loadConfig({ env, cwd: folder, isTerminal: false }, { maySandbox });
}

async function mistakesOf(...given: Parameters<typeof load>): Promise<string> {
  const error: unknown = await load(...given).catch((reason: unknown) => reason);
  if (!(error instanceof KhabarshyError)) throw new Error('the settings were taken', { cause: error });
  expect(error.code).toBe('SETTINGS_INVALID');
  for (const token of [newsToken, sportToken]) expect(error.message).not.toContain(token.slice(5));
  return error.message;
}

describe('bots', () => {
  test('have tokens from settings, and channels of their own; what they do not say, the settings do', async () => {
    const env = { ...usualEnv, ADMIN_IDS: '7', DESK_LANGUAGE: 'kk', POSTS_PER_SECOND: '5' };
    const lines = two.toSpliced(
      1,
      1,
      '  - { name: news, token: "${NEWS_TOKEN}", owners: [11, 12], log_chat: -1001234567890/12, desk_language: ru, posts_per_second: 0 }',
    );
    const config = await load(lines, env);
    expect(config).toMatchObject({
      mode: 'telegram',
      botsFrom: 'the channels file',
      databaseUrl: 'sqlite:data/khabarshy.db',
    });
    expect(config.bots).toEqual([
      {
        name: 'news',
        token: newsToken,
        witnessToken: null,
        ownerIds: [11, 12],
        logChatId: '-1001234567890',
        logTopic: 12,
        deskLanguage: 'ru',
        postsPerSecond: 0,
      },
      {
        name: 'sport',
        token: sportToken,
        witnessToken: null,
        ownerIds: [7],
        logChatId: '7',
        logTopic: null,
        deskLanguage: 'kk',
        postsPerSecond: 5,
      },
    ]);
    const [, sport] = config.bots;
    if (sport === undefined) throw new Error('there are two');
    const own = configOfBot(config, sport);
    expect([own.channels, own.everyChannel].map((list) => list.map(({ name }) => name))).toEqual([
      ['b'],
      ['a', 'b'],
    ]);
    expect(secretsOf(config)).toEqual([newsToken, sportToken]);
    // Names of tokens are no typing mistakes.
    expect(config.hints).toEqual([]);
  });

  test('a single one needs not be named by its channels', async () => {
    const config = await load([
      'bots: [{ name: x, token: "${NEWS_TOKEN}" }]',
      'channels: [{ id: "@a_news", name: a }]',
    ]);
    expect(config.channels[0]?.bot).toBe('x');
  });

  test('without their tokens they are bots of the sandbox, where it is meant', async () => {
    const config = await load(two, {}, true);
    expect(config).toMatchObject({ mode: 'sandbox', bots: [{ name: 'news', token: null }, { token: null }] });
    expect(await mistakesOf(two, {})).toContain(
      'channels.yaml:2 bots[0].token\n    seen:     ${NEWS_TOKEN}, which is not set',
    );
    expect(await mistakesOf(two, { NEWS_TOKEN: newsToken }, true)).toContain(
      '${SPORT_TOKEN}, which is not set',
    );
  });

  test.each(describeBotKeys().filter(({ key }) => key !== 'name'))(
    '$key: $example, its example',
    async ({ key, example }) => {
      const env = {
        ...usualEnv,
        SPORT_BOT_TOKEN: '5003:third-token-of-nobody',
        SPORT_WITNESS_TOKEN: '5004:witness-of-nobody',
      };
      const rest = key === 'token' ? '' : `, token: "\${NEWS_TOKEN}"`;
      const quoted = example.startsWith('$') ? `"${example}"` : example;
      const config = await load(
        [`bots: [{ name: x, ${key}: ${quoted}${rest} }]`, 'channels: [{ id: "@a_news", name: a }]'],
        env,
      );
      expect(config.bots).toHaveLength(1);
    },
  );
});

describe('a mistake', () => {
  const withBot = (line: string) => two.toSpliced(2, 1, `  - { ${line} }`);
  const withChannel = (line: string) => two.toSpliced(5, 1, `  - { id: "@b_news", name: b${line} }`);
  test.each([
    [
      'a token in the file',
      withBot(`name: sport, token: "${sportToken}"`),
      /channels\.yaml:3 bots\[1\]\.token[\s\S]*must not stand in this file[\s\S]*\/revoke/,
    ],
    [
      'a token without its sign',
      withBot('name: sport, token: SPORT_TOKEN'),
      /you probably mean \$\{SPORT_TOKEN\}/,
    ],
    ['no token', withBot('name: sport'), /bots\[1\]\.token[\s\S]*\(nothing\)/],
    ['no name', withBot('token: "${SPORT_TOKEN}"'), /bots\[1\]\.name/],
    [
      'a name twice',
      withBot('name: news, token: "${SPORT_TOKEN}"'),
      /bots\[1\]\.name[\s\S]*news, as in line 2/,
    ],
    [
      'the same token twice',
      withBot('name: sport, token: "${NEWS_TOKEN}"'),
      /bots\[1\]\.token[\s\S]*the token of the bot of line 2/,
    ],
    [
      'a bot that is its own witness',
      withBot('name: sport, token: "${SPORT_TOKEN}", witness_token: "${NEWS_TOKEN}"'),
      /witness_token[\s\S]*the token of the bot of line 2/,
    ],
    ['an unknown key', withBot('name: sport, token: "${SPORT_TOKEN}", owner: [1]'), /perhaps owners/],
    [
      'a name as owner',
      withBot('name: sport, token: "${SPORT_TOKEN}", owners: ["@boss"]'),
      /bots\[1\]\.owners/,
    ],
    [
      'a log chat that is a channel',
      withBot('name: sport, token: "${SPORT_TOKEN}", log_chat: "@A_News"'),
      /bots\[1\]\.log_chat[\s\S]*the channel a/,
    ],
    ['an unknown bot', withChannel(', bot: sprot'), /channels\[1\]\.bot[\s\S]*you probably mean sport/],
    ['a channel without a bot', withChannel(''), /channels\.yaml:6 channels\[1\]\.bot[\s\S]*news, sport/],
    [
      'approval that nobody gives',
      withChannel(', bot: sport, approval: all'),
      /bots\[1\]\.log_chat[\s\S]*needs approval; and owners/,
    ],
    [
      'a topic of no log chat',
      withChannel(', bot: sport, desk_topic: 17'),
      /channels\.yaml:6 channels\[1\]\.desk_topic[\s\S]*17, and no log_chat of sport/,
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await mistakesOf(lines)).toMatch(expected);
  });

  test('BOT_TOKEN and WITNESS_BOT_TOKEN beside bots, together with all others', async () => {
    const env = { ...usualEnv, BOT_TOKEN: '1:aaaaaaaaaaaa', WITNESS_BOT_TOKEN: '2222:aaaaaaaaaaaa' };
    const message = await mistakesOf(withChannel(', bot: sprot'), { ...env, BOT_TOKEN: '1111:aaaaaaaaaaaa' });
    expect(message).toContain('The settings have 3 mistakes');
    expect(message).toMatch(/BOT_TOKEN\n {4}seen: {5}111…:\*\*\*, beside bots: in the channels file/);
  });

  test('a token that a setting holds is wrong: where it is used', async () => {
    const message = await mistakesOf(two, { ...usualEnv, SPORT_TOKEN: 'no-token-at-all' });
    expect(message).toMatch(/channels\.yaml:3 bots\[1\]\.token\n {4}seen: {5}SPORT_TOKEN: \*\*\*/);
  });

  test('a channel that names a bot where none is listed', async () => {
    const lines = ['channels: [{ id: "@a_news", name: a, bot: sport }]'];
    expect(await mistakesOf(lines, { BOT_TOKEN: newsToken })).toContain(
      'a list bots: at the top of this file',
    );
    const main = await load([lines[0]?.replace('sport', 'main') ?? ''], { BOT_TOKEN: newsToken });
    expect(main.channels[0]?.bot).toBe('main');
  });
});

describe('settings that are read anew', () => {
  test('bots come, go and change, with their tokens', async () => {
    const old = await load(two);
    const loaded = await load(
      [
        'bots:',
        '  - { name: news, token: "${SPORT_TOKEN}", owners: [11, 12] }',
        '  - { name: chess, token: "${CHESS_TOKEN}" }',
        ...two.slice(3, 5),
        '  - { id: "@b_news", name: b, bot: chess }',
      ],
      { ...usualEnv, CHESS_TOKEN: '5003:chess-token-of-nobody' },
    );
    expect(compareSettings(old, loaded)).toMatchObject({
      changes: ['bot news changes', 'bot chess comes', 'bot sport goes', 'channel b changes'],
      needRestart: [],
      config: { bots: [{ name: 'news', token: sportToken }, { name: 'chess' }] },
    });
  });

  test('BOT_TOKEN needs a restart', async () => {
    const lines = ['channels: [{ id: "@a_news", name: a }]'];
    const old = await load(lines, { BOT_TOKEN: newsToken });
    const { changes, config, needRestart } = compareSettings(
      old,
      await load(lines, { BOT_TOKEN: sportToken, ADMIN_IDS: '7' }),
    );
    expect([changes, needRestart]).toEqual([['bot main changes'], ['BOT_TOKEN']]);
    expect(config.bots[0]).toMatchObject({ token: newsToken, ownerIds: [7] });
  });
});
