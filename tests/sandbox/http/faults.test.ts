import { HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/http/server.ts';
import { bot, channel, failure, person, refusal, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();

describe('breaks the connection', () => {
  test.each<[Fault['kind'], number]>([
    ['drop-before', 0],
    ['drop-after', 1],
    ['502', 0],
  ])('%s leaves %i messages', async (kind, count) => {
    const { sandbox, api } = await start();
    sandbox.addFault({ method: 'sendMessage', kind, times: 1 });
    expect(await failure(api.sendMessage(channel, 'x'))).toBeInstanceOf(HttpError);
    expect(sandbox.messages(channel)).toHaveLength(count);
    expect(await api.sendMessage(channel, 'y')).toMatchObject({ message_id: count + 1 });
    expect(sandbox.counts).toEqual({ [kind]: 1 });
  });

  test.each<[Fault['kind'], number]>([
    ['hang', 0],
    ['hang-after', 1],
  ])('%s leaves %i messages and never answers', async (kind, count) => {
    const { sandbox, api } = await start();
    sandbox.addFault({ kind });
    const dealtWith = new Promise((resolve) => sandbox.onRequest(resolve));
    const giveUp = new AbortController();
    // grammY types the signal of a polyfill; the native one does the same.
    const sending = failure(api.sendMessage(channel, 'x', {}, giveUp.signal as never));
    expect(await dealtWith).toMatchObject({
      method: 'sendMessage',
      chatId: channel,
      status: null,
      fault: kind,
    });
    giveUp.abort();
    expect(await sending).toBeInstanceOf(HttpError);
    expect(sandbox.messages(channel)).toHaveLength(count);
  });

  // Through the native fetch: grammY's own does not notice the break before its timeout is over.
  test.each<[Fault['kind'], number]>([
    ['half-body', 0],
    ['half-body-after', 1],
  ])('%s leaves %i messages', async (kind, count) => {
    const { sandbox } = await start();
    sandbox.addFault({ method: 'sendMessage', kind, times: 1 });
    const response = await fetch(`${sandbox.url}/bot${bot.token}/sendMessage?chat_id=${channel}&text=x`);
    expect(response.status).toBe(200);
    expect(await failure(response.text())).toBeInstanceOf(TypeError);
    expect(sandbox.messages(channel)).toHaveLength(count);
  });

  test('late: the message comes, and gets its number, only after the next one', async () => {
    const { sandbox, api } = await start();
    sandbox.addFault({ kind: 'late', times: 1, delayMs: 600 });
    expect(await failure(api.sendMessage(channel, 'late'))).toBeInstanceOf(HttpError);
    await api.sendMessage(channel, 'next');
    expect(await sandbox.waitForMessage(({ text }) => text === 'late')).toMatchObject({ id: 2 });
  });
});

test('answers what it was told to', async () => {
  const { sandbox, api } = await start();
  const send = () => refusal(api.sendMessage(channel, 'x'));
  sandbox.addFault({ kind: '429', times: 1, retryAfterSeconds: 7 });
  sandbox.addFault({ kind: '500', times: 1 });
  sandbox.addFault({ kind: '500', times: 1, after: true });
  sandbox.addFault({
    kind: 'error',
    times: 1,
    error: { code: 403, description: 'bot was kicked from the channel chat' },
  });
  expect(await send()).toBe('429 Too Many Requests: retry after 7');
  expect(await send()).toBe('500 Internal Server Error: restart');
  expect(sandbox.messages(channel)).toHaveLength(0);
  expect(await send()).toBe('500 Internal Server Error: restart');
  expect(sandbox.messages(channel)).toHaveLength(1);
  expect(await send()).toBe('403 Forbidden: bot was kicked from the channel chat');
});

test('strikes only the method and the chat that it is for, until it is removed', async () => {
  const { sandbox, api } = await start();
  const fault = sandbox.addFault({ method: ['SENDMESSAGE', 'sendPhoto'], chatId: channel, kind: '500' });
  await api.sendMessage(person, 'x');
  await api.getChat(channel);
  expect(await refusal(api.sendMessage('@khabarshy_kk', 'x'))).toMatch(/^500/);
  expect(fault.strikes).toBe(1);
  fault.remove();
  await api.sendMessage(channel, 'x');
});

test('strikes only requests with a text, or those that are meant, and only then counts', async () => {
  const { sandbox, api } = await start();
  const error = { code: 400, description: 'WEIRD', parameters: { retry_after: 3 } };
  const byText = sandbox.addFault({ kind: 'error', error, text: 'bad' });
  const byChat = sandbox.addFault({ kind: '500', isMeant: ({ messageId }) => messageId === 1 });
  await api.sendMessage(channel, 'good');
  expect(await refusal(api.sendPhoto(channel, 'https://img.example.kz/a.jpg', { caption: 'so bad' }))).toBe(
    '400 Bad Request: WEIRD',
  );
  expect(await refusal(api.editMessageText(channel, 1, 'better'))).toMatch(/^500/);
  expect([byText.strikes, byChat.strikes]).toEqual([1, 1]);
});

test('answers in the place of Telegram, as a captive portal does', async () => {
  const { sandbox } = await start();
  sandbox.addFault({ kind: 'answer', answer: { status: 200, body: '<h1>Welcome</h1>' }, times: 1 });
  const response = await fetch(`${sandbox.url}/bot${bot.token}/sendMessage?chat_id=${channel}&text=x`);
  expect([response.status, await response.text()]).toEqual([200, '<h1>Welcome</h1>']);
  expect(sandbox.messages(channel)).toHaveLength(0);
});

test('strikes by chance, with numbers that can be given', async () => {
  const { sandbox, api } = await start();
  const numbers = [0.2, 0.9, 0.3];
  sandbox.addFault({ kind: '500', probability: 0.25, random: () => numbers.shift() ?? 1 });
  expect(await refusal(api.sendMessage(channel, 'x'))).toMatch(/^500/);
  await api.sendMessage(channel, 'x');
  await api.sendMessage(channel, 'x');
});

test('of an album some parts arrive: nobody ever sees the others, and their numbers are gone', async () => {
  const { sandbox, api } = await start();
  const fault: Fault = { kind: 'drop-after', method: 'sendMediaGroup', parts: [1], times: 1 };
  sandbox.addFault(fault);
  const media = [1, 2].map((number) => ({
    type: 'photo' as const,
    media: `https://img.example.kz/${number}.jpg`,
  }));
  expect(await failure(api.sendMediaGroup(channel, media))).toBeInstanceOf(HttpError);
  expect(sandbox.messages(channel).map(({ id }) => id)).toEqual([2]);
  expect(await api.sendMessage(channel, 'y')).toMatchObject({ message_id: 3 });
});
