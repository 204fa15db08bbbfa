import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, InputFile } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalInUse, startSandbox, type Sandbox } from '../../src/sandbox/http/server.ts';
import { bot, channel, person } from '../stage/sandboxes.ts';
import { makeFolder } from '../stage/folder.ts';

let folder: string;
let journalFile: string;
let sandbox: Sandbox;

beforeEach(() => {
  folder = makeFolder();
  journalFile = join(folder, 'telegram.jsonl');
});
afterEach(() => sandbox.stop());

async function start() {
  sandbox = await startSandbox({ bots: [bot], journalFile, viewer: { id: person, firstName: 'Aigul' } });
  sandbox.addChat({ id: channel, type: 'channel', title: 'x' });
  return new Api(bot.token, { apiRoot: sandbox.url });
}

test('messages, numbers, files, rights and updates outlive the process', async () => {
  let api = await start();
  await api.sendMessage(channel, 'a');
  await api.sendMessage(channel, 'b');
  await api.deleteMessage(channel, 2);
  await api.editMessageText(channel, 1, 'mended');
  const { document } = await api.sendDocument(person, new InputFile(Buffer.from('backup'), 'x.db'));
  sandbox.userSends(person, person, 'one');
  sandbox.userSends(person, person, 'two');
  const [one] = await api.getUpdates({ limit: 1 });
  await api.getUpdates({ offset: (one?.update_id ?? 0) + 1, limit: 1 });
  // The file as a killed process leaves it.
  const left = readFileSync(journalFile);
  await sandbox.stop();
  writeFileSync(journalFile, left);

  api = await start();
  expect(sandbox.messages(channel)).toMatchObject([{ id: 1, text: 'mended' }]);
  expect(await api.sendMessage(channel, 'c')).toMatchObject({ message_id: 3 });
  expect(await api.getUpdates()).toMatchObject([
    { update_id: (one?.update_id ?? 0) + 1, message: { text: 'two' } },
  ]);
  const { file_path: path } = await api.getFile(document.file_id);
  expect(await (await fetch(`${sandbox.url}/file/bot${bot.token}/${path}`)).text()).toBe('backup');
});

test('a line torn by a kill is ignored, and the file is whole again', async () => {
  let api = await start();
  await api.sendMessage(channel, 'a');
  await sandbox.stop();
  appendFileSync(journalFile, '{"kind":"message","chatId":-100');
  api = await start();
  await api.sendMessage(channel, 'b');
  await sandbox.stop();
  await start();
  expect(sandbox.messages(channel).map(({ text }) => text)).toEqual(['a', 'b']);
});

test('it is shortened when it is opened', async () => {
  const api = await start();
  await api.sendMessage(channel, '0');
  for (let count = 1; count <= 20; count += 1) await api.editMessageText(channel, 1, String(count));
  await sandbox.stop();
  const before = readFileSync(journalFile, 'utf8').split('\n').length;
  await start();
  expect(readFileSync(journalFile, 'utf8').split('\n').length).toBeLessThan(before - 15);
  expect(sandbox.message(channel, 1)?.text).toBe('20');
});

test('a second sandbox on the same file is refused and harms nothing; the lock goes with the first', async () => {
  const api = await start();
  await expect(startSandbox({ bots: [bot], journalFile, isFresh: true })).rejects.toThrow(JournalInUse);
  await api.sendMessage(channel, 'after');
  await sandbox.stop();
  await start();
  expect(sandbox.messages(channel).map(({ text }) => text)).toEqual(['after']);
});

test('begun anew, nothing of the earlier run is left, no upload either', async () => {
  const api = await start();
  await api.sendDocument(channel, new InputFile(Buffer.from('backup'), 'x.db'));
  await sandbox.stop();
  sandbox = await startSandbox({ bots: [bot], journalFile, isFresh: true });
  sandbox.addChat({ id: channel, type: 'channel', title: 'x' });
  expect(sandbox.messages(channel)).toEqual([]);
  expect(readdirSync(`${journalFile}.files`)).toEqual([]);
});

test('a bot without a token gets one that nobody can guess, and keeps it until the journal begins anew', async () => {
  const { token: _, ...unnamed } = bot;
  const tokenOf = async (isFresh = false) => {
    sandbox = await startSandbox({ bots: [unnamed], journalFile, isFresh });
    const token = sandbox.tokenOf(bot.id);
    expect(await new Api(token, { apiRoot: sandbox.url }).getMe()).toMatchObject({ id: bot.id });
    await sandbox.stop();
    return token;
  };
  const first = await tokenOf();
  expect(first).toMatch(/^1001:[\w-]{35}$/);
  expect(await tokenOf()).toBe(first);
  expect(statSync(journalFile).mode & 0o077).toBe(0);
  expect(await tokenOf(true)).not.toBe(first);
});
