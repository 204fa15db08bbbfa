import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkClock, judgeClock } from '../../src/cli/doctor/telegram.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { openStore } from '../../src/store/store.ts';
import { khabarshy, makePlace } from '../stage/place.ts';

const secret = 'AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';
const bot = { token: `123456789:${secret}`, id: 123_456_789, username: 'doctor_bot', firstName: 'Doctor' };
const channelId = -1_001_000_000_001;
const ownerId = 4242;

const witness = { ...bot, token: `987654321:${secret}`, id: 987_654_321, username: 'witness_bot' };

async function startTelegram(): Promise<Sandbox> {
  const sandbox = await startSandbox({ bots: [bot, witness] });
  onTestFinished(() => sandbox.stop());
  sandbox.addChat({ id: channelId, type: 'channel', title: 'Жаңалық', username: 'my_news' });
  sandbox.addUser({ id: ownerId, firstName: 'Owner' });
  sandbox.addChat({ id: ownerId, type: 'private', title: 'Owner' });
  return sandbox;
}

/** The doctor's lines for a bot of that Telegram. */
async function examine(apiRoot: string, settings: Record<string, string> = {}) {
  const place = makePlace({
    BOT_TOKEN: bot.token,
    CHANNEL_ID: '@my_news',
    ADMIN_IDS: String(ownerId),
    TELEGRAM_API_ROOT: apiRoot,
    HTTP_PORT: '0',
    ...settings,
  });
  const ending = await khabarshy(place, ['doctor']);
  expect(ending.stdout + ending.stderr).not.toContain(secret);
  return { place, ...ending, lines: ending.stdout.trimEnd().split('\n') };
}

describe('doctor', () => {
  test('without a token says that the sandbox is used', async () => {
    const { code, stdout } = await khabarshy(makePlace(), ['doctor']);
    expect(stdout).toMatch(/^✓ settings: channels kk \(@khabarshy_kk\), ru /);
    expect(stdout).toMatch(/\n– database: .*news\.db does not exist yet; khabarshy run/);
    expect(stdout).toMatch(/\n– Telegram: not checked: BOT_TOKEN is not set, .* sandbox/);
    expect(code).toBe(0);
  });

  test('finds everything well, in a line each', async () => {
    const sandbox = await startTelegram();
    const { code, lines } = await examine(sandbox.url);
    expect(lines.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      '✓ settings',
      '– database',
      '– page',
      '✓ network',
      '✓ token',
      '✓ channel main (@my_news)',
      '✓ log chat',
      '✓ clock',
    ]);
    expect(lines[3]).toBe('✓ network: Telegram is asked directly');
    expect(lines[4]).toBe('✓ token: @doctor_bot');
    expect(lines[5]).toContain('"Жаңалық", may post, edit and delete its posts');
    expect(code).toBe(0);
    expect(sandbox.messages(channelId)).toEqual([]);
  });

  test('shows all mistakes of the settings', async () => {
    const place = makePlace({ LOG_LEVEL: 'loud', HTTP_PORT: 'eighty' });
    const { code, stdout } = await khabarshy(place, ['doctor']);
    expect(stdout).toMatch(/^✗ settings: see below\n/);
    expect(stdout).toContain('LOG_LEVEL');
    expect(stdout).toContain('HTTP_PORT');
    expect(code).toBe(2);
  });

  test.each([
    ['kicked', /✗ channel .*: (Forbidden: bot was kicked|the bot is not a member).*administrator/],
    ['left', /✗ channel .*: (Forbidden: bot is not a member|the bot is not a member).*administrator/],
    ['member', /✗ channel .*may not post there\. Make it an administrator/],
    [{ can_post_messages: false }, /✗ channel .*may not post there\. Make it an administrator/],
  ] as const)('a bot that is %j in the channel is told what it needs', async (rights, line) => {
    const sandbox = await startTelegram();
    sandbox.setRights(channelId, bot.id, rights);
    const { code, stdout } = await examine(sandbox.url);
    expect(stdout).toMatch(line);
    expect(code).toBe(1);
  });

  test('rights over the posts of others are told, and not needed', async () => {
    const sandbox = await startTelegram();
    sandbox.setRights(channelId, bot.id, { can_edit_messages: false, can_delete_messages: false });
    sandbox.setProtected(channelId, true);
    const { code, stdout } = await examine(sandbox.url);
    expect(stdout).toMatch(/✓ channel .*the rights to edit and delete are off.*content is protected/);
    expect(code).toBe(0);
  });

  test('a witness has to be in every channel', async () => {
    const sandbox = await startTelegram();
    const settings = { WITNESS_BOT_TOKEN: witness.token };
    const there = await examine(sandbox.url, settings);
    expect(there.stdout).toContain('✓ witness: @witness_bot\n');
    expect(there.stdout).toContain('✓ witness in main (@my_news): sees the posts\n');
    expect(there.code).toBe(0);
    sandbox.setRights(channelId, witness.id, 'left');
    const gone = await examine(sandbox.url, settings);
    expect(gone.stdout).toMatch(/✗ witness in main .*\(left\)\. Make it an administrator/);
    expect(gone.code).toBe(1);
  });

  test('a token that Telegram does not know', async () => {
    const sandbox = await startTelegram();
    const { code, stdout } = await examine(sandbox.url, {
      BOT_TOKEN: '555555555:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ2',
    });
    expect(stdout).toMatch(/✗ token: Telegram does not accept this token\. Ask @BotFather/);
    expect(stdout).toMatch(/– channels: /);
    expect(code).toBe(1);
  });

  test('one chat that is given under its name and under its number', async () => {
    const sandbox = await startTelegram();
    const place = makePlace({ BOT_TOKEN: bot.token, TELEGRAM_API_ROOT: sandbox.url });
    const channels = `- { id: '@my_news', name: kk }\n- { id: '${channelId}', name: all }\n`;
    place.write('channels.yaml', `channels:\n${channels}`);
    const { code, stdout } = await khabarshy(place, ['doctor']);
    expect(stdout).toMatch(
      /✓ channel kk \(@my_news\): .*\n✗ channel all \(-100.*the same chat as kk.*Keep one/,
    );
    expect(code).not.toBe(0);
  });

  test('a log chat that is one of the channels', async () => {
    const sandbox = await startTelegram();
    const { code, stdout } = await examine(sandbox.url, { LOG_CHAT_ID: String(channelId) });
    expect(stdout).toMatch(/✗ log chat: it is the channel main: .* Set LOG_CHAT_ID to another chat\./);
    expect(code).toBe(1);
  });

  test('a channel and a log chat that Telegram does not know', async () => {
    const sandbox = await startTelegram();
    const { code, stdout } = await examine(sandbox.url, { CHANNEL_ID: '@nobody_here', LOG_CHAT_ID: '777' });
    expect(stdout).toMatch(/✗ channel main \(@nobody_here\): Bad Request: chat not found\. Check the id/);
    expect(stdout).toMatch(/✗ log chat: .*chat not found \(777\)\. Open the bot in Telegram and press Start/);
    expect(code).toBe(1);
  });

  test('a Telegram that cannot be reached', async () => {
    const { code, stdout } = await examine('http://127.0.0.1:1');
    expect(stdout).toMatch(/✗ token: Telegram cannot be reached: .*TELEGRAM_API_ROOT/);
    expect(stdout).toMatch(/– clock: Telegram's time cannot be read/);
    expect(code).toBe(1);
  });

  test('a database that is none, and one of the sandbox', async () => {
    const sandbox = await startTelegram();
    const { place } = await examine(sandbox.url);
    const store = await openStore(place.databaseUrl);
    await store.facts.set('telegram', 'sandbox');
    await store.close();
    const ofSandbox = await khabarshy(place, ['doctor']);
    expect(ofSandbox.stdout).toMatch(/✗ database: .* belongs to the sandbox, and BOT_TOKEN is set\./);
    expect(ofSandbox.code).toBe(1);
    const broken = makePlace();
    broken.write('news.db', 'this is no database, and long enough to be looked at '.repeat(40));
    const { code, stdout } = await khabarshy(broken, ['doctor']);
    expect(stdout).toMatch(/✗ database: Cannot use the database .*damaged/);
    expect(code).toBe(1);
  });
});

describe('the clock', () => {
  test.each([
    [0, 'well', /^correct$/],
    [4900, 'well', /within 5 s/],
    [5100, 'wrong', /5 s ahead of/],
    [-61_000, 'wrong', /61 s behind/],
  ])('%i ms off', (offsetMs, verdict, text) => {
    const finding = judgeClock(offsetMs);
    expect(finding.verdict).toBe(verdict);
    expect(finding.text).toMatch(text);
  });

  test.each([
    [-3_600_000, 'wrong'],
    [0, 'well'],
    [null, 'unchecked'],
  ])('of a server whose Date is %j ms off', async (offsetMs, verdict) => {
    const server = createServer((_request, response) => {
      response.sendDate = false;
      const date = offsetMs === null ? {} : { date: new Date(Date.now() + offsetMs).toUTCString() };
      response.writeHead(302, { location: 'http://127.0.0.1:1/', ...date }).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await checkClock(`http://127.0.0.1:${port}`)).toMatchObject({ verdict });
  });
});
