import { expect, test } from 'vitest';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import { bot, channel, sandboxes } from '../../stage/sandboxes.ts';

const start = sandboxes();
const group = -500;
const supergroup = -1_001_000_000_500;
const never = new AbortController().signal;
const from = { chatId: String(channel), topic: null };

/** A channel with one post, and a log chat that is a group. */
async function stage() {
  const { sandbox } = await start();
  sandbox.addChat({ id: group, type: 'group', title: 'Log' });
  sandbox.personPosts(channel, 'A post');
  const options = { token: bot.token, apiRoot: sandbox.url, requestTimeoutMs: 2_000 };
  return { sandbox, telegram: new Telegram({ ...options, logChatId: String(group) }) };
}

test('the log chat becomes a supergroup: it is followed, and not taken for the channel', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.migrateChat(group, supergroup);
  const read = await telegram.readBack(from, 1, String(group), never);
  expect(read).toMatchObject({ kind: 'message', text: 'A post' });
  await telegram.api.sendMessage(group, 'A word to the editors');
  expect(sandbox.messages(supergroup).map(({ text }) => text)).toContain('A word to the editors');
  expect(sandbox.messages(channel)).toHaveLength(1);
});

test('the channel itself was a group that became a supergroup: no copy is put into it', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.addChat({ id: -600, type: 'group', title: 'News' });
  sandbox.personPosts(-600, 'A post');
  sandbox.migrateChat(-600, -1_001_000_000_600);
  const before = sandbox.messages(-1_001_000_000_600).length;
  await telegram.readBack({ chatId: '-600', topic: null }, 1, String(group), never);
  expect(sandbox.messages(-1_001_000_000_600)).toHaveLength(before);
});

test('a bot that is blocked in the log chat reads nothing, and says nothing about the channel', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.addFault({
    kind: 'error',
    method: 'forwardMessage',
    error: { code: 403, description: 'Forbidden: bot was blocked by the user' },
  });
  expect(await telegram.readBack(from, 1, String(group), never)).toMatchObject({ kind: 'unreadable' });
});

test('a copy that could not be deleted goes with the next one', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.addFault({ kind: 'drop-before', method: 'deleteMessage', times: 1 });
  await telegram.readBack(from, 1, String(group), never);
  expect(sandbox.messages(group)).toHaveLength(1);
  await telegram.readBack(from, 1, String(group), never);
  expect(sandbox.messages(group)).toHaveLength(0);
});

test('after a 429 no other copy is asked for: they go with the next one', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.addFault({ kind: 'drop-before', method: 'deleteMessage', times: 1 });
  await telegram.readBack(from, 1, String(group), never);
  const limit = { kind: '429', method: 'deleteMessage', retryAfterSeconds: 1 } as const;
  const fault = sandbox.addFault(limit);
  await telegram.readBack(from, 1, String(group), never);
  expect(fault.strikes).toBe(1);
  fault.remove();
  await telegram.readBack(from, 1, String(group), never);
  expect(sandbox.messages(group)).toHaveLength(0);
});

test('a copy whose deletion was limited by a 429 goes with the next one', async () => {
  const { sandbox, telegram } = await stage();
  sandbox.addFault({ kind: '429', method: 'deleteMessage', times: 1, retryAfterSeconds: 1 });
  const read = await telegram.readBack(from, 1, String(group), never);
  // What was read is known all the same.
  expect(read).toMatchObject({ kind: 'message', text: 'A post' });
  expect(sandbox.messages(group)).toHaveLength(1);
  await telegram.readBack(from, 1, String(group), never);
  expect(sandbox.messages(group)).toHaveLength(0);
});

test('a copy that Telegram refuses to delete stays in the log chat, and is not tried again', async () => {
  const { sandbox, telegram } = await stage();
  const error = { code: 400, description: "Bad Request: message can't be deleted" };
  sandbox.addFault({ kind: 'error', method: 'deleteMessage', error, times: 1 });
  await telegram.readBack(from, 1, String(group), never);
  await telegram.readBack(from, 1, String(group), never);
  expect(sandbox.messages(group)).toHaveLength(1);
  const deletions = sandbox.requests.filter(({ method }) => method.toLowerCase() === 'deletemessage');
  expect(deletions).toHaveLength(2);
});
