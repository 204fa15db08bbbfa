import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

/** A stage whose channels file has these entries, each `name: id`, or `name: id topic`. */
async function stageWith(entries: Record<string, string>, settings: Record<string, string> = {}) {
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml', ...settings });
  writeChannels(stage, entries);
  return stage;
}

function writeChannels(stage: Stage, entries: Record<string, string>): void {
  const lines = Object.entries(entries).map(([name, place]) => {
    const [id = '', topic] = place.split(' ');
    return `  - { name: ${name}, id: "${id}"${topic === undefined ? '' : `, topic: ${topic}`} }`;
  });
  writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${lines.join('\n')}\n`);
}

const twice = { first: '@story_channel', second: String(channelId) };
const group = -1_001_000_000_070;

function addForum(stage: Stage): void {
  stage.sandbox.addChat({ id: group, type: 'supergroup', title: 'Forum', username: 'forum', topics: [5, 6] });
}

describe('two entries of the settings that are one chat', () => {
  test('end the start with code 2 and a clear message, before anything is posted', async () => {
    const stage = await stageWith(twice);
    const { code, stderr } = await stage.command(['run']);
    expect(code).toBe(2);
    expect(stderr).toContain(`first (@story_channel) and second (${channelId}) are the same chat`);
    expect(stage.texts()).toEqual([]);
  });

  test('are told by the ledger alone, while Telegram is away', async () => {
    const stage = await stageWith({ first: '@story_channel' });
    const run = await stage.start();
    await run.stop();
    writeChannels(stage, twice);
    const away = stage.start({ TELEGRAM_API_ROOT: 'http://127.0.0.1:9' });
    await expect(away).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  test('may be two topics of it, and each gets every article once', async () => {
    const stage = await stageWith({ first: '@forum 5', second: `${group} 6` });
    addForum(stage);
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until(() => {
      const seen = stage.sandbox
        .messages(group)
        .map(({ text, threadId }) => `${headlines([text])[0]}${threadId}`);
      expect(seen.toSorted()).toEqual(['A5', 'A6', 'B5', 'B6']);
    });
  });

  test('are not two topics if one of them is General, under its number and without', async () => {
    const stage = await stageWith({ first: '@forum', second: `${group} 1` });
    addForum(stage);
    await expect(stage.start()).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
  });

  test('found only when Telegram is there again: the second one is paused and told, the first goes on', async () => {
    const stage = await stageWith(twice);
    const away = stage.sandbox.addFault({ kind: 'drop-before', method: ['getChat', 'sendMessage', 'getMe'] });
    const run = await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await run.waitForLine(({ msg }) => msg === 'Telegram cannot be reached');
    away.remove();
    await stage.until((texts) => expect(headlines(texts)).toContain('A'));
    await stage.until(() => expect(stage.told().join('\n')).toContain('same chat'));
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toContain('B'));
    const states = () => stage.newsroom.posts().map(({ channel, state }) => `${channel} ${state}`);
    const expected = ['first sent', 'first sent', 'second promised', 'second promised'];
    await stage.until(() => expect(states().toSorted()).toEqual(expected));
    expect(headlines(stage.texts()).toSorted()).toEqual(['A', 'B']);
  });
});

describe('the log chat', () => {
  test('must not be one of the channels, by its number or its name', async () => {
    for (const LOG_CHAT_ID of [String(channelId), '@Story_Channel']) {
      const stage = await Stage.set({ LOG_CHAT_ID });
      const { code, stderr } = await stage.command(['run']);
      expect(code).toBe(2);
      expect(stderr).toContain('LOG_CHAT_ID');
      expect(stage.texts()).toEqual([]);
    }
  });

  test('found only later to be one: alerts go to the first owner, and the readers see none', async () => {
    const stage = await Stage.set({ LOG_CHAT_ID: String(channelId) });
    const away = stage.sandbox.addFault({ kind: 'drop-before', method: ['getChat', 'sendMessage', 'getMe'] });
    const run = await stage.start();
    await run.waitForLine(({ msg }) => msg === 'Telegram cannot be reached yet');
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    away.remove();
    await stage.until(() => expect(stage.texts(ownerId).join('\n')).toContain('LOG_CHAT_ID'), 20_000);
    expect(stage.texts()).toEqual([]);
  });
});
