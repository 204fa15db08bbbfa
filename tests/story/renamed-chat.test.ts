import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const strangerId = -1_001_000_000_666;

/** A stage whose channel has a first post. */
async function begun(settings: Record<string, string> = {}) {
  const stage = await Stage.set(settings);
  const run = await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  return { stage, run };
}

/** The channel has another name, and somebody else has taken the old one and made the bot administrator. */
function takeName(stage: Stage): void {
  stage.sandbox.renameChat(channelId, 'story_renamed');
  stage.sandbox.addChat({ id: strangerId, type: 'channel', title: 'A stranger', username: 'story_channel' });
}

function linkOf(stage: Stage, id: string) {
  return stage.newsroom.posts().find((post) => post.article_id === id)?.link;
}

function press(stage: Stage, answer: 'ours' | 'strange'): void {
  const question = stage.sandbox.messages(ownerId).find(({ keyboard }) => keyboard !== null);
  const data = question?.keyboard?.flat().find((button) => button.callback_data?.endsWith(answer));
  stage.sandbox.userPresses(ownerId, ownerId, question?.id ?? 0, data?.callback_data ?? '');
}

describe('a channel whose @name was changed', () => {
  test('goes on under its number while the program runs, and its links follow', async () => {
    const { stage } = await begun();
    stage.sandbox.renameChat(channelId, 'story_renamed');
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    await stage.until(() => expect(linkOf(stage, 'b')).toBe('https://t.me/story_renamed/2'));
    await stage.until(() => expect(linkOf(stage, 'a')).toBe('https://t.me/story_renamed/1'));
  });

  test('goes on after a restart, corrects what stands there, and reads back under its number', async () => {
    const { stage, run } = await begun();
    await run.stop();
    stage.sandbox.renameChat(channelId, null);
    const send = { method: 'sendMessage', chatId: channelId, times: 1 };
    stage.sandbox.addFault({ kind: 'drop-after', ...send });
    await stage.start();
    stage.newsroom.update('a', { headline: 'A, corrected' });
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A, corrected', 'B']));
    await stage.until(() => expect(stage.stateOf('b')).toBe('sent'));
    expect(linkOf(stage, 'b')).toBe('https://t.me/c/1000000001/2');
    await stage.until(() => expect(linkOf(stage, 'a')).toBe('https://t.me/c/1000000001/1'));
  });
});

describe('somebody else takes the old @name', () => {
  test('while the program was off: nothing is posted to the stranger, and editors are asked', async () => {
    const { stage, run } = await begun();
    await run.stop();
    takeName(stage);
    await stage.start();
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until(() => expect(stage.told().join('\n')).toContain('A stranger'));
    await stage.until(() => expect(stage.stateOf('b')).toBe('promised'));
    expect(stage.texts(strangerId)).toEqual([]);
    expect(stage.texts()).toHaveLength(1);
    press(stage, 'strange');
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    expect(stage.texts(strangerId)).toEqual([]);
  });

  test('while it runs, and before a question is answered it is restarted: still nothing', async () => {
    const { stage, run } = await begun();
    takeName(stage);
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    await stage.until(() => expect(stage.told().join('\n')).toContain('A stranger'));
    await run.stop();
    await stage.start({ TELEGRAM_API_ROOT: stage.sandbox.url });
    stage.newsroom.insert({ id: 'c', headline: 'C' });
    await stage.until(() => expect(stage.stateOf('c')).toBe('promised'));
    stage.newsroom.update('a', { headline: 'A, corrected' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A, corrected', 'B']));
    expect(stage.texts(strangerId)).toEqual([]);
    expect(stage.told()).toHaveLength(1);
  });

  test('a restart while Telegram does not say which chat it is: the question stays open', async () => {
    const { stage, run } = await begun();
    await run.stop();
    takeName(stage);
    const asking = await stage.start();
    await stage.until(() => expect(stage.told().join('\n')).toContain('A stranger'));
    await asking.stop();
    stage.sandbox.addFault({ kind: '502', method: 'getChat' });
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    const again = await stage.start();
    await again.waitForLine(({ msg }) => msg === 'planned');
    stage.newsroom.update('a', { headline: 'A, corrected' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A, corrected']));
    expect(stage.stateOf('b')).toBe('promised');
  });

  test('an editor says that it is the new chat: the posts go there, and the old ones stay where they are', async () => {
    const { stage, run } = await begun();
    await run.stop();
    takeName(stage);
    await stage.start();
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until(() => expect(stage.told().join('\n')).toContain('A stranger'));
    press(stage, 'ours');
    await stage.until(() => expect(headlines(stage.texts(strangerId))).toEqual(['B']));
    stage.newsroom.update('a', { headline: 'A, corrected' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A, corrected']));
    expect(linkOf(stage, 'b')).toBe('https://t.me/story_channel/1');
    await stage.until(() => expect(stage.told().join('\n')).toContain('again'));
  });

  test('the number in the settings ends the question', async () => {
    const { stage, run } = await begun();
    await run.stop();
    takeName(stage);
    const asking = await stage.start();
    await stage.until(() => expect(stage.told().join('\n')).toContain('A stranger'));
    await asking.stop();
    await stage.start({ CHANNEL_ID: String(channelId) });
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    expect(stage.texts(strangerId)).toEqual([]);
  });

  test('/chats asks again', async () => {
    const { stage, run } = await begun();
    await run.stop();
    takeName(stage);
    await stage.start();
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    stage.sandbox.userSends(ownerId, ownerId, '/chats');
    await stage.until(() => expect(stage.told().at(-1)).toContain('A stranger'));
    expect(stage.told().length).toBeGreaterThan(2);
  });
});
