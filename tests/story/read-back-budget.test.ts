import { expect, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const patience = { timeout: 20_000, interval: 20 };

const forwards = (stage: Stage) =>
  stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'forwardmessage').length;

async function begin(): Promise<Stage> {
  const stage = await Stage.set({ READ_BACK_BUDGET: '40', REQUEST_TIMEOUT: '1s' });
  await stage.start();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  return stage;
}

test('numbers jump by 3,000 while a post is unsure: the budget is kept, a person is told, the others go on', async () => {
  const stage = await begin();
  stage.sandbox.addFault({ kind: 'drop-before', ...send, times: 1 });
  stage.sandbox.skipNumbers(channelId, 3_000);
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  await vi.waitFor(() => expect(stage.told().join()).toContain('may stand in the channel'), patience);
  expect(forwards(stage)).toBeLessThanOrEqual(40);
});

test('the post arrived above the jump: it is found from the upper end', async () => {
  const stage = await begin();
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.sandbox.skipNumbers(channelId, 3_000);
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['Before', 'A', 'B']));
  await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
  expect(forwards(stage)).toBeLessThanOrEqual(40);
  expect(stage.told()).toEqual([]);
});

test('more messages than the budget stand after the last known post: it is uncertain, the others go on', async () => {
  const stage = await begin();
  const fault = stage.sandbox.addFault({ kind: 'hang', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await vi.waitFor(() => expect(fault.strikes).toBe(1), patience);
  for (let count = 0; count < 60; count += 1) stage.sandbox.personPosts(channelId, `A person ${count}`);
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe('uncertain'), patience);
  await stage.until((texts) => expect(headlines(texts).at(-1)).toBe('B'));
  expect(forwards(stage)).toBe(40);
});
