import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/sandbox/http/server.ts';
import { feedOf } from '../../intake/polling/poller-stage.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { makeFolder } from '../../stage/folder.ts';
import { runHere } from '../../stage/command.ts';
import { hasTerminals, TerminalSession } from './terminal.ts';

const token = '4242424242:init-token-that-must-never-show';
const bot = { token, id: 4_242_424_242, username: 'init_bot', firstName: 'Init' };
const news = -1_001_000_000_001;
const hidden = -1_001_000_000_002;
const strange = -1_001_000_000_003;
const owner = 777;
const stranger = 888;

let sandbox: Sandbox;
let folder = '';

beforeEach(async () => {
  sandbox = await startSandbox({ bots: [bot] });
  onTestFinished(() => sandbox.stop());
  sandbox.addChat({ id: news, type: 'channel', title: 'Steppe News', username: 'steppe_news' });
  sandbox.addChat({ id: hidden, type: 'channel', title: 'Hidden' });
  sandbox.addChat({ id: strange, type: 'channel', title: 'Strange' });
  for (const id of [news, hidden, strange]) sandbox.setRights(id, bot.id, 'left');
  sandbox.addUser({ id: owner, firstName: 'Айгүл', username: 'aigul', languageCode: 'kk' });
  sandbox.addUser({ id: stranger, firstName: 'Somebody', languageCode: 'en' });
  folder = makeFolder();
});

const environment = () => ({ TELEGRAM_API_ROOT: sandbox.url, HTTP_PORT: '0' });
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string, mode = 0o644) => writeFileSync(join(folder, name), text, { mode });

/** Runs it without a terminal. The token comes by the input. */
async function init(args: string[], input = token, env: Record<string, string> = environment()) {
  const path = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const ending = await runHere(['init', ...args], { folder, input, env: { ...path, ...env } });
  expect(ending.stdout + ending.stderr).not.toContain('init-token');
  expect(ending.stderr).not.toContain('    at ');
  return ending;
}

const given = ['--token-stdin', '--channel', '@steppe_news', '--owner', String(owner)];

describe.skipIf(!hasTerminals)('at a terminal', { timeout: 60_000 }, () => {
  test('a newcomer is led from the token to the doctor', async () => {
    const site = await startFeedServer();
    const page = `<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>`;
    site.script('/', { body: page, headers: { 'content-type': 'text/html' } });
    site.script('/rss', { body: feedOf([2, 1]) });
    const person = new TerminalSession(['init', '--private'], folder, environment());
    await person.answer('it is not shown: ', 'no token');
    await person.sees('This is no token');
    await person.answer('it is not shown: ', '4242424242:another-token-of-nobody');
    await person.sees('Telegram does not know this token');
    await person.answer('it is not shown: ', `Use this token to access the HTTP API: ${token}`);
    await person.sees('Telegram knows the token: @init_bot');
    await person.sees('A channel: ');
    person.type('\r');
    await person.sees('khabarshy needs a channel');
    person.type('https://t.me/+AbCdEf_12345\r');
    await person.sees('This is an invitation');
    person.type('@no_such_name\r');
    await person.sees('chat not found. Check how it is written');
    sandbox.setRights(news, bot.id, { can_post_messages: false });
    await person.sees('"Steppe News" (@steppe_news): the bot may not post there');
    sandbox.setRights(news, bot.id, { can_post_messages: true, can_edit_messages: true });
    await person.answer('I see "Steppe News" (@steppe_news) and may post there. Post news to it? [Y/n] ', '');
    // Somebody else makes the bot administrator of a channel of theirs.
    sandbox.setRights(strange, bot.id, { can_post_messages: true });
    await person.answer('"Strange"', 'n');
    sandbox.setRights(hidden, bot.id, { can_post_messages: true });
    await person.answer(`I see "Hidden" (${hidden}) and may post there. Post news to it? [Y/n] `, 'y');
    await person.answer('Enter to go on: ', '');
    await person.answer('to "Steppe News" (@steppe_news)? kk, ru, en, or Enter for all: ', 'kaz');
    await person.answer(`to "Hidden" (${hidden})?`, '');
    await person.sees('I wait for /start');
    sandbox.userSends(stranger, stranger, '/start');
    await person.answer('Is this you: Somebody, id 888? [y/N] ', '');
    sandbox.userSends(owner, owner, '/start');
    await person.answer('Is this you: Айгүл (@aigul), id 777? [y/N] ', 'y');
    await person.answer('An address, or Enter to skip: ', site.url('/'));
    await person.sees('Steppe: 2 items');
    await person.answer(`Use ${site.url('/rss')}? [Y/n] `, '');
    await person.answer('Is this your own site?', 'y');
    await person.answer('Write these files? [Y/n] ', 'y');
    await person.sees('Everything is ready');
    expect(await person.exited).toBe(0);
    expect(person.output).toContain('channel kk');
    expect(person.output).not.toContain('init-token');
    expect(read('.env')).toBe(`BOT_TOKEN=${token}\nADMIN_IDS=777\nDESK_LANGUAGE=kk\n`);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(read('channels.yaml')).toBe(
      `channels:\n  - id: ${news} # "Steppe News" (@steppe_news)\n    name: kk\n    language: kk\n` +
        `  - id: ${hidden} # "Hidden" (${hidden})\n    name: main\n`,
    );
    expect(read('sources.yaml')).toMatch(
      /^sources:\n {2}- url: .*\/rss\n {4}name: .*\n {4}own: true\n {4}private: true\n$/,
    );
  });

  test.each(['it is not shown: ', 'I wait for /start', 'Enter to skip: '])(
    'Ctrl-C at "%s" leaves nothing behind',
    async (question) => {
      sandbox.setRights(news, bot.id, { can_post_messages: true });
      const person = new TerminalSession(['init', '--yes'], folder, environment());
      const steps = [
        ['it is not shown: ', token],
        ['A channel: ', ''],
        ['Post news to it? [Y/n] ', 'y'],
        ['Enter to go on: ', ''],
        ['Enter for all: ', ''],
        ['I wait for /start', '777'],
        ['Enter to skip: ', ''],
      ] as const;
      for (const [asked, answer] of steps) {
        if (asked === question) break;
        await person.answer(asked, answer);
      }
      await person.sees(question);
      person.type('\u0003');
      await person.sees('Stopped. Nothing was written.');
      expect(await person.exited).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('after a no nothing is written, and the doctor is not asked', async () => {
    sandbox.setRights(news, bot.id, { can_post_messages: true });
    const person = new TerminalSession(['init'], folder, environment());
    await person.answer('it is not shown: ', token);
    await person.answer('Post news to it? [Y/n] ', '');
    await person.answer('Enter to go on: ', '');
    await person.answer('Enter for all: ', '');
    await person.answer('I wait for /start', '777');
    await person.answer('Enter to skip: ', '');
    await person.answer('Write these files? [Y/n] ', 'n');
    expect(await person.exited).toBe(130);
    expect(person.output).toMatch(/Nothing was written\.\s*$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a token that could not be tried is not typed twice', async () => {
    const error = { code: 502, description: 'Bad Gateway' };
    sandbox.addFault({ kind: 'error', method: 'getMe', times: 2, error });
    write('.env', `BOT_TOKEN=${token}\n`);
    const person = new TerminalSession(['init'], folder, environment());
    await person.sees('Telegram answered 502 Bad Gateway');
    await person.answer('or press Enter to try the last one again; it is not shown: ', '');
    await person.sees('Telegram answered 502 Bad Gateway');
    await person.answer('or press Enter to try the last one again; it is not shown: ', '');
    await person.sees('Telegram knows the token: @init_bot');
    person.type('\u0003');
    expect(await person.exited).toBe(130);
  });

  test('a token that is revoked meanwhile is named', async () => {
    const person = new TerminalSession(['init'], folder, environment());
    await person.answer('it is not shown: ', token);
    await person.sees('A channel: ');
    const error = { code: 401, description: 'Unauthorized' };
    sandbox.addFault({ kind: 'error', method: 'getUpdates', times: 1, error });
    sandbox.addFault({ kind: 'error', method: 'getChat', times: 1, error });
    sandbox.userSends(stranger, stranger, 'hello');
    await person.sees('somebody revoked it');
    person.type('@steppe_news\r');
    await person.sees('@steppe_news: Telegram does not know the token any more');
    person.type('\u0003');
    expect(await person.exited).toBe(130);
  });

  test('a webhook and another program that polls are named, and what to do', async () => {
    const root = `${sandbox.url}/bot${token}`;
    await fetch(`${root}/setWebhook?url=https://other.example/hook`);
    const person = new TerminalSession(['init'], folder, environment());
    await person.answer('it is not shown: ', token);
    await person.sees('Another program, at other.example, gets the messages');
    await person.answer('Delete the webhook?', 'y');
    await person.sees('A channel: ');
    const conflict = {
      error: { code: 409, description: 'Conflict: terminated by other getUpdates request' },
    };
    sandbox.addFault({ kind: 'error', method: 'getUpdates', times: 1, ...conflict });
    // Its poll ends with an update, and the next one is told that another program polls.
    sandbox.userSends(stranger, stranger, 'hello');
    await person.sees('Another program reads the messages of this bot');
    await person.sees('Telegram answers again');
    const { result } = (await (await fetch(`${root}/getWebhookInfo`)).json()) as { result: { url: string } };
    expect(result.url).toBe('');
  });
});

describe('without a terminal', { timeout: 60_000 }, () => {
  test('everything comes from options, and the token from the input', async () => {
    sandbox.setRights(news, bot.id, { can_post_messages: true });
    sandbox.userSends(owner, owner, '/start');
    const { code, stdout } = await init([
      '--token-stdin',
      '--channel',
      'https://t.me/steppe_news=ru',
      '--owner',
      '777',
    ]);
    expect(stdout).toContain('"Steppe News" (@steppe_news): the bot may post there');
    expect(stdout).toContain('✓ log chat');
    expect(code).toBe(0);
    expect(read('.env')).toBe(`BOT_TOKEN=${token}\nADMIN_IDS=777\n`);
    expect(read('channels.yaml')).toContain('name: main\n    language: ru\n');
  });

  test('what stands in the files stays, and they are changed with --yes only', async () => {
    sandbox.setRights(news, bot.id, { can_post_messages: true });
    sandbox.userSends(owner, owner, '/start');
    const env =
      '# ours\nTIMEZONE=Asia/Oral # as in the newsroom\n#BOT_TOKEN=123456789:ABC-your-token\nADMIN_IDS=5\n';
    const channels = 'channels:\n  # the old one\n  - id: -1001000000002\n    name: main\n';
    write('.env', env);
    write('channels.yaml', channels);
    write('token', `${token}\n`);
    const options = ['--token-file', 'token', '--channel', '@steppe_news', '--owner', '777'];
    const refused = await init(options);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('say yes with --yes')]);
    expect([read('.env'), read('channels.yaml')]).toEqual([env, channels]);
    await init([...options, '--yes']);
    expect(read('.env')).toBe(
      env
        .replace('ADMIN_IDS=5', 'ADMIN_IDS=5,777')
        .replace('your-token\n', `your-token\nBOT_TOKEN=${token}\n`),
    );
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(read('channels.yaml')).toBe(
      `${channels}  - id: ${news} # "Steppe News" (@steppe_news)\n    name: steppe_news\n`,
    );
    const again = await init([...options, '--yes']);
    expect(again.stdout).toContain('Everything stands in the settings already');
  });

  test('what is missing, wrong or forbidden is said at once, and nothing is written', async () => {
    const cases: [string[], number, string][] = [
      [[], 2, 'needs --token-file or --token-stdin, --channel, --owner'],
      [['--token', token], 2, 'takes no token on its command line'],
      [['--token-file', 'nothing', '--channel', '@a_name', '--owner', '1'], 1, 'cannot be read'],
      [
        ['--token-stdin', '--channel', 'no channel', '--owner', '1'],
        2,
        '--channel "no channel" is not @name',
      ],
      [['--token-stdin', '--channel', '@a_name', '--owner', '@me'], 2, '--owner "@me" is no user id'],
      [given, 2, '@steppe_news: "Steppe News" (@steppe_news): the bot is not a member'],
      [['--token-stdin', '--channel', '@no_such_name', '--owner', '1'], 2, 'chat not found. Check how it is'],
      [['--token-stdin', '--channel', '-1009=kk', '--owner', '1'], 2, '-1009: Bad Request: chat not found'],
      [['--token-stdin', '--channel', '--yes'], 2, 'begins with a dash is written as --channel=-…; see'],
    ];
    const endings = await Promise.all(cases.map(([args]) => init(args)));
    expect(endings.map(({ code }) => code)).toEqual(cases.map(([, code]) => code));
    for (const [index, [, , words]] of cases.entries()) expect(endings[index]?.stderr).toContain(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a token that is wrong, a Telegram that is away, and a source without news each say what to do', async () => {
    sandbox.setRights(news, bot.id, { can_post_messages: true });
    const away = { ...environment(), TELEGRAM_API_ROOT: 'http://127.0.0.1:9' };
    const [wrong, unreached, blind, clash] = await Promise.all([
      init(given, '4242424242:another-token-of-nobody'),
      init(given, token, away),
      init([...given, '--source', 'http://127.0.0.1:9/rss']),
      init(given, token, { ...environment(), BOT_TOKEN: '1111111111:the-token-of-another' }),
    ]);
    expect(wrong.stderr).toContain('Ask @BotFather for the right one');
    expect(unreached.stderr).toMatch(/Telegram cannot be reached: .* PROXY_URL or TELEGRAM_API_ROOT/);
    expect(blind.stderr).toMatch(/SOURCE_ADDRESS_REFUSED: .*\nA host of your own .* --private\./);
    expect(clash.stderr).toContain('wins over .env. Unset it first');
    expect([wrong.code, unreached.code, blind.code, clash.code]).toEqual([1, 1, 2, 2]);
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });
});
