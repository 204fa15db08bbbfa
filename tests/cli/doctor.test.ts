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

  test('says what is needed to make invite links and to count comments', async () => {
    const sandbox = await startTelegram();
    const groupId = -1_001_000_000_077;
    expect((await examine(sandbox.url)).stdout).toMatch(/✓ channel .*makes no invite links for \/link/);
    sandbox.setRights(channelId, bot.id, { can_invite_users: true });
    sandbox.addChat({ id: groupId, type: 'supergroup', title: 'Comments' });
    sandbox.linkGroup(channelId, groupId);
    const before = await examine(sandbox.url);
    expect(before.stdout).not.toContain('invite links');
    expect(before.stdout).toMatch(/– comments of main .*are not counted.*Make it an administrator there/);
    expect(before.code).toBe(0);
    sandbox.setRights(groupId, bot.id, 'kicked');
    expect((await examine(sandbox.url)).stdout).toMatch(/– comments of main .*are not counted/);
    sandbox.setRights(groupId, bot.id, {});
    expect((await examine(sandbox.url)).stdout).toContain('✓ comments of main (@my_news): are counted\n');
  });

  test('says whether readers can search', async () => {
    const sandbox = await startTelegram();
    const off = await examine(sandbox.url, { INLINE_SEARCH: 'true' });
    expect(off.stdout).toMatch(/✗ search: .*Send \/setinline to @BotFather, and choose @doctor_bot/);
    expect(off.code).toBe(1);
    const inline = await startSandbox({ bots: [{ ...bot, isInline: true }] });
    onTestFinished(() => inline.stop());
    const on = await examine(inline.url, { INLINE_SEARCH: 'true' });
    expect(on.stdout).toContain('✓ search: readers search with @doctor_bot and a word\n');
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

  test.each([
    ['false', /^– desk: a webhook of hooks\.example\.kz takes what editors say\. khabarshy run deletes it/m],
    ['true', /^– desk: off, because KEEP_WEBHOOK keeps the webhook of hooks\.example\.kz/m],
  ])('a webhook of another program, with KEEP_WEBHOOK=%s', async (KEEP_WEBHOOK, words) => {
    const sandbox = await startTelegram();
    await fetch(`${sandbox.url}/bot${bot.token}/setWebhook?url=https://me:word@hooks.example.kz/${secret}`);
    const { stdout, code } = await examine(sandbox.url, { KEEP_WEBHOOK });
    expect(stdout).toMatch(words);
    expect(code).toBe(0);
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

  test('several bots, each with its token, its channels and its log chat', async () => {
    const sandbox = await startTelegram();
    sandbox.addChat({ id: channelId - 1, type: 'channel', title: 'Sport', username: 'my_sport' });
    sandbox.setRights(channelId - 1, bot.id, 'left');
    const settings = { BOT_TOKEN: '', CHANNEL_ID: '', A_TOKEN: bot.token, B_TOKEN: witness.token };
    const place = makePlace({ ...settings, TELEGRAM_API_ROOT: sandbox.url, HTTP_PORT: '0' });
    const bots = ['a', 'b', 'c'].map(
      (name) => `  - { name: ${name}, token: "\${${name.toUpperCase()}_TOKEN}", owners: [${ownerId}] }`,
    );
    const write = (where: typeof place, count: number) =>
      where.write(
        'channels.yaml',
        `bots:\n${bots.slice(0, count).join('\n')}\nchannels:\n  - { id: "@my_news", name: news, bot: a }\n  - { id: "@my_sport", name: sport, bot: ${count === 3 ? 'a' : 'b'} }\n`,
      );
    write(place, 2);
    const { stdout } = await khabarshy(place, ['doctor']);
    expect(stdout).toMatch(/✓ settings: bots a, b; channels news \(@my_news\), sport/);
    expect(stdout).toMatch(/✓ token of the bot a: @doctor_bot\n✓ channel news/);
    expect(stdout).toMatch(/✓ token of the bot b: @witness_bot\n✓ channel sport/);
    // The second bot may not write to the owner yet.
    expect(stdout).toMatch(/✗ log chat of the bot b: .*press Start/);
    expect(stdout).not.toContain(secret);
    const third = makePlace({
      ...settings,
      C_TOKEN: `111222333:${secret}`,
      TELEGRAM_API_ROOT: sandbox.url,
      HTTP_PORT: '0',
    });
    write(third, 3);
    const worse = await khabarshy(third, ['doctor']);
    expect(worse.stdout).toMatch(/– settings: the bot b has no channel\./);
    expect(worse.stdout).toMatch(
      /✗ token of the bot c: Telegram does not accept this token\. .*set the token of c/,
    );
    expect(worse.stdout).toMatch(/✗ channel sport/);
    expect(worse.code).toBe(1);
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
