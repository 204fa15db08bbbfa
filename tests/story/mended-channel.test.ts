import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage, storyBot } from '../stage/story-stage.ts';

const group = -1_001_000_000_070;

async function closedTwice() {
  const stage = await Stage.set();
  const run = await stage.start();
  stage.sandbox.setRights(channelId, storyBot.id, 'kicked');
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await run.waitForLine(({ msg }) => msg === 'the channel is closed to us');
  return { stage, run };
}

describe('a closed channel that was mended is tried at once', () => {
  // The first pause alone takes 30 seconds.
  const soonMs = 10_000;

  test('because Telegram says that the rights of the bot changed', async () => {
    const { stage } = await closedTwice();
    stage.sandbox.setRights(channelId, storyBot.id, { can_post_messages: true });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']), soonMs);
  });

  test('because an editor says /resume, where Telegram could not tell', async () => {
    const stage = await Stage.set();
    const error = { code: 403, description: 'Forbidden: the chat is locked' };
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
    const run = await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await run.waitForLine(({ msg }) => msg === 'the channel is closed to us');
    fault.remove();
    stage.sandbox.userSends(ownerId, ownerId, '/resume');
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']), soonMs);
    expect(stage.told().join('\n')).toContain('trying to post in main again');
  });

  test('also a post that was alone when it was refused in unknown words', async () => {
    const stage = await Stage.set();
    const error = { code: 400, description: 'Bad Request: WEIRD_CONTENT' };
    const fault = stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error });
    const run = await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await run.waitForLine(({ msg }) => msg === 'Telegram refused a post in unknown words');
    fault.remove();
    // The first one may come before the post is put off for five minutes.
    const resume = () => {
      stage.sandbox.userSends(ownerId, ownerId, '/resume');
      expect(headlines(stage.texts())).toEqual(['A']);
    };
    await vi.waitFor(resume, { timeout: soonMs, interval: 200 });
  });

  test('but not because it was closed once more', async () => {
    const { stage, run } = await closedTwice();
    stage.sandbox.setRights(channelId, storyBot.id, 'left');
    stage.sandbox.userSends(ownerId, ownerId, '/status');
    await stage.until(() => expect(stage.told().join('\n')).toContain('queued'));
    expect(run.lines.filter(({ msg }) => msg === 'the channel is closed to us')).toHaveLength(1);
  });
});

describe('a topic of a group', () => {
  async function inTopic(topic: string) {
    const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      `channels:\n  - { name: main, id: "${group}", topic: ${topic} }\n`,
    );
    stage.sandbox.addChat({ id: group, type: 'supergroup', title: 'Forum', topics: [5, 6] });
    return stage;
  }

  test('may be General, which Telegram knows only without a number', async () => {
    const stage = await inTopic('1');
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => expect(headlines(stage.texts(group))).toEqual(['A']));
    expect(stage.sandbox.messages(group)[0]?.threadId).toBeNull();
  });

  test('that is deleted is told once, with what to do, and nothing is lost', async () => {
    const stage = await inTopic('5');
    const run = await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    stage.sandbox.deleteTopic(group, 5);
    stage.newsroom.insert({ id: 'b', headline: 'B' }, { id: 'c', headline: 'C' });
    await run.waitForLine(({ msg }) => msg === 'the channel is closed to us');
    stage.sandbox.userSends(ownerId, ownerId, '/resume');
    await stage.until(() =>
      expect(run.lines.filter(({ msg }) => msg === 'the channel is closed to us')).toHaveLength(2),
    );
    const alerts = () => stage.told().filter((text) => text.includes('topic'));
    await stage.until(() => expect(alerts()).toEqual([expect.stringContaining('Set the number of another')]));
    await run.stop();
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      `channels:\n  - { name: main, id: "${group}", topic: 6 }\n`,
    );
    await stage.start();
    await stage.until(() => expect(headlines(stage.texts(group))).toEqual(['B', 'C']));
    expect(stage.sandbox.messages(group).map(({ threadId }) => threadId)).toEqual([6, 6]);
    expect(alerts()).toHaveLength(1);
  });

  test('an unsure post is not taken for the same post in another topic', async () => {
    const stage = await inTopic('5');
    const second = `  - { name: second, id: "${group}", topic: 6 }\n`;
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      `channels:\n  - { name: main, id: "${group}", topic: 5 }\n${second}`,
    );
    await stage.start();
    stage.newsroom.insert({ id: '0', headline: 'First' });
    await stage.until(() => expect(stage.texts(group)).toHaveLength(2));
    await stage.until(() =>
      expect(stage.newsroom.posts().map(({ state }) => state)).toEqual(['sent', 'sent']),
    );
    stage.sandbox.addFault({ kind: 'drop-before', method: 'sendMessage', chatId: group, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until(() => {
      const seen = stage.sandbox.messages(group).filter(({ text }) => text.startsWith('A'));
      expect(new Set(seen.map(({ threadId }) => threadId))).toEqual(new Set([5, 6]));
      expect(seen).toHaveLength(2);
    });
  });
});
