import { expect, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const patience = { timeout: 20_000, interval: 20 };

test('killed between a forward and its deletion: the copy in the log chat is deleted at the next start', async () => {
  const stage = await Stage.set();
  const program = await stage.spawn();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  const fault = stage.sandbox.addFault({ kind: 'hang', method: 'deleteMessage', chatId: ownerId });
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await vi.waitFor(() => expect(fault.strikes).toBe(1), patience);
  expect(headlines(stage.told())).toEqual(['A']);
  await program.stop('SIGKILL');
  fault.remove();
  // The first try of the next start fails: the copy is not forgotten.
  const refusal = stage.sandbox.addFault({ kind: 'drop-before', method: 'deleteMessage', times: 1 });
  await stage.start();
  await vi.waitFor(() => expect(refusal.strikes).toBe(1), patience);
  await vi.waitFor(() => expect(stage.told()).toEqual([]), patience);
  await expect.poll(() => stage.newsroom.rows('select * from log_copies')).toEqual([]);
});

test('killed between a forward and its answer: the copy is found at the next start by what it shows, and deleted', async () => {
  const stage = await Stage.set();
  // Two posts are read back first, so that a number of the log chat is known.
  const program = await stage.spawn();
  stage.newsroom.insert({ id: '0', headline: 'Before' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
  await vi.waitFor(() => expect(stage.told()).toEqual([]), patience);
  const fault = stage.sandbox.addFault({ kind: 'hang-after', method: 'forwardMessage', times: 1 });
  stage.sandbox.addFault({ kind: 'drop-after', ...send, times: 1 });
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await vi.waitFor(() => expect(fault.strikes).toBe(1), patience);
  expect(headlines(stage.told())).toEqual(['B']);
  await program.stop('SIGKILL');
  stage.sandbox.userSends(ownerId, ownerId, 'A word of the owner');
  await stage.start();
  await vi.waitFor(() => expect(stage.told().join('\n')).not.toContain('B\n'), patience);
  expect(stage.told()[0]).toBe('A word of the owner');
  await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
});
