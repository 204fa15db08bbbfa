import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

let stage: Stage;

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const group = -500;
const supergroup = -1_001_000_000_500;

const requests = (name: string) =>
  stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === name);
const stateOf = (id: string) => stage.stateOf(id);

/** A stage on which one post stands. */
async function begin(settings: Record<string, string> = {}): Promise<void> {
  stage = await Stage.set(settings);
  stage.sandbox.addChat({ id: group, type: 'group', title: 'Log' });
  await stage.start();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
}

test('the log chat asks for silence while a post is read back: one request, and then the post', async () => {
  await begin();
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.sandbox.addFault({ kind: '429', method: 'forwardMessage', retryAfterSeconds: 1, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  expect(requests('forwardmessage').length).toBeLessThanOrEqual(3);
});

test('a withdrawal is told 429: it waits as asked, and the post goes', async () => {
  await begin();
  stage.sandbox.addFault({ kind: '429', method: 'deleteMessage', retryAfterSeconds: 1, times: 1 });
  stage.newsroom.update('0', { status: 'canceled' });
  await stage.until((texts) => expect(texts).toEqual([]));
  expect(requests('deletemessage')).toHaveLength(2);
});

test('the log chat became a supergroup: posts are read back through it, and none is posted there', async () => {
  await begin({ LOG_CHAT_ID: String(group) });
  stage.sandbox.migrateChat(group, supergroup);
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  stage.newsroom.insert({ id: 'c', headline: 'C' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B', 'C']));
  expect(headlines(stage.texts(supergroup))).not.toContain('C');
});

describe('an uncertain post', () => {
  const question = () => stage.sandbox.messages(ownerId)[0];
  const press = (index: number) =>
    stage.sandbox.userPresses(
      ownerId,
      ownerId,
      question()?.id ?? 0,
      question()?.keyboard?.[0]?.[index]?.callback_data ?? '',
    );

  /** A is uncertain, and stands there; B comes after it. */
  async function makeUncertain(settings: Record<string, string> = {}): Promise<void> {
    await begin(settings);
    stage.sandbox.setProtected(channelId, true);
    stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    await stage.until(() => expect(stateOf('a')).toBe('uncertain'));
  }

  test('makes the others wait for UNCERTAIN_BLOCKS, and not after an editor’s answer', async () => {
    await makeUncertain({ UNCERTAIN_BLOCKS: '1h' });
    expect(stateOf('b')).toBe('promised');
    press(0);
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  });

  test('is dropped by an editor: nothing is posted', async () => {
    await makeUncertain();
    press(2);
    await stage.until(() => expect(stateOf('a')).toBe('dropped'));
    await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  });

  test('is there, says an editor, and then it is withdrawn: a person is told, because only a person can', async () => {
    await makeUncertain();
    press(0);
    await stage.until(() => expect(stateOf('a')).toBe('sent'));
    stage.newsroom.update('a', { status: 'canceled' });
    await stage.until(() => expect(stateOf('a')).toBe('killed'));
    await stage.until(() => expect(stage.told().join()).toContain('its message number is not known'));
  });
});

test('a channel is renamed in the settings: its posts are mended, and none comes again', async () => {
  stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
  const name = (to: string) =>
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      `channels:\n  - id: "@story_channel"\n    name: ${to}\n`,
    );
  name('old');
  const program = await stage.start();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until(() => expect(stateOf('0')).toBe('sent'));
  await program.stop();
  name('new');
  stage.newsroom.update('0', { headline: 'After' });
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['After', 'A']));
});
