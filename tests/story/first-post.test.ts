import { expect, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const send = { method: ['sendMessage', 'sendPhoto'], chatId: channelId };
const patience = { timeout: 20_000, interval: 20 };

test('the first post of a channel was accepted, nobody knows, and people posted a lot since: it stands there once', async () => {
  const stage = await Stage.set();
  // Older posts of people: the search ends there, and not at the first message of the channel.
  for (let count = 0; count < 60; count += 1) stage.sandbox.personPosts(channelId, `Long ago ${count}`);
  const fault = stage.sandbox.addFault({ kind: 'hang-after', ...send });
  const program = await stage.spawn();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toContain('A'));
  await program.stop('SIGKILL');
  for (let count = 0; count < 33; count += 1) stage.sandbox.personPosts(channelId, `A person ${count}`);
  // It is killed once more while it waits.
  const again = await stage.spawn();
  await again.stop('SIGKILL');
  fault.remove();
  await stage.start();
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
  const ours = () => headlines(stage.texts()).filter((text) => text === 'A');
  await vi.waitFor(() => expect(ours()).toHaveLength(1), patience);
  expect(stage.texts()).toHaveLength(60 + 33 + 1);
});
