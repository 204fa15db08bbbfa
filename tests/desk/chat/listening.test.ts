import { Composer } from 'grammy/web';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DeskBot } from '../../../src/desk/chat/bot.ts';
import type { DeskContext } from '../../../src/desk/chat/context.ts';
import { Hearing } from '../../../src/desk/chat/hearing.ts';
import { Outsiders } from '../../../src/desk/chat/outsiders.ts';
import { Notices } from '../../../src/deliver/notices.ts';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import { Events } from '../../../src/events.ts';
import { ReaderCounts } from '../../../src/readers/reader-counts.ts';
import type { Sandbox } from '../../../src/sandbox/http/server.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { openStage, sqlite } from '../../stage/databases.ts';
import { bot, person, sandboxes } from '../../stage/sandboxes.ts';

const openSandbox = sandboxes();
const soon = { timeout: 20_000, interval: 20 };

/** The desk of one process. `isOurs`: whether the bot is certainly this process's. */
async function deskOf({ url }: Sandbox) {
  const { store } = await openStage(sqlite);
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
  const waits: number[] = [];
  const wait = (ms: number, signal: AbortSignal) => {
    waits.push(ms);
    return systemClock.wait(ms, signal);
  };
  const clock = { ...systemClock, wait };
  const telegram = new Telegram({ token: bot.token, apiRoot: url, requestTimeoutMs: 5_000 });
  const heard: string[] = [];
  const desk = new Composer<DeskContext>();
  desk.on('message:text', (context) => void heard.push(context.message.text));
  const process = { isOurs: false, polls: 0 };
  const fetch = async (...[address, init]: Parameters<typeof telegram.fetch>) => {
    const isPoll = String(address).endsWith('/getUpdates');
    process.polls += isPoll ? 1 : 0;
    return telegram.fetch(address, init).finally(() => (process.polls -= isPoll ? 1 : 0));
  };
  const deskBot = new DeskBot(
    {
      token: bot.token,
      apiRoot: url,
      fetch,
      keepWebhook: false,
      hearing: new Hearing(new Notices([store], new Events(), clock), clock, log),
      clock,
      onRefused: () => undefined,
      mayListen: () => process.isOurs,
      log,
      outsiders: new Outsiders(
        () => [],
        () => clock.now(),
      ),
      addresses: { heard: () => Promise.resolve() },
      inlineSearch: null,
      readers: new ReaderCounts({
        addresses: { placeOf: () => null, groupOf: () => null },
        clock,
        config: { channels: [], timeZone: 'UTC' },
        logChat: { logChatId: null },
        store,
      }),
    },
    desk,
  );
  deskBot.start();
  onTestFinished(() => deskBot.stop());
  return { heard, lines, process, waits };
}

test('two processes never listen to the editors of one bot, whoever has it', async () => {
  const { sandbox } = await openSandbox();
  sandbox.addChat({ id: person, type: 'private', title: 'Aigul' });
  const [one, other] = [await deskOf(sandbox), await deskOf(sandbox)];
  const said: string[] = [];
  const say = (text: string) => {
    said.push(text);
    sandbox.userSends(person, person, text);
  };

  // A poll of half a minute is open when the bot goes to the other process, which is not told so by the first one.
  one.process.isOurs = true;
  say('first');
  await vi.waitFor(() => expect(one.heard).toEqual(['first']), soon);
  for (let turn = 0; turn < 4; turn += 1) {
    const [before, after] = turn % 2 === 0 ? [one, other] : [other, one];
    await vi.waitFor(() => expect(before.process.polls).toBe(1), soon);
    before.process.isOurs = false;
    // A lock is counted on for a second less than it lasts; a poll of half a minute would go on.
    await vi.waitFor(() => expect(before.process.polls).toBe(0), { timeout: 5_000, interval: 20 });
    after.process.isOurs = true;
    say(`turn ${turn}`);
    await vi.waitFor(() => expect(after.heard).toContain(`turn ${turn}`), soon);
  }
  expect([...one.heard, ...other.heard].toSorted()).toEqual(said.toSorted());
  for (const { lines } of [one, other]) expect(lines.join('')).not.toContain('another program polls');
}, 60_000);

test('a proxy that never waits for news is not asked without a pause', async () => {
  const { sandbox } = await openSandbox();
  const body = '{"ok":true,"result":[]}';
  const hasty = sandbox.addFault({
    kind: 'answer',
    method: 'getUpdates',
    answer: { status: 200, body, headers: {} },
  });
  const { process, waits } = await deskOf(sandbox);
  process.isOurs = true;
  await vi.waitFor(() => expect(hasty.strikes).toBeGreaterThan(2), soon);
  expect(waits).toContain(1_000);
});
