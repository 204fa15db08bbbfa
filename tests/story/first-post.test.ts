import { Api } from 'grammy';
import { expect, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { botToken, channelId, Stage } from '../stage/story-stage.ts';

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

/** The first post is accepted and its answer is lost with the program; then people post. @returns the post's number. */
async function loseTheFirstAnswer(
  stage: Stage,
  program: Awaited<ReturnType<Stage['spawn']>>,
): Promise<number> {
  const fault = stage.sandbox.addFault({ kind: 'hang-after', ...send });
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until((texts) => expect(headlines(texts)).toContain('A'));
  const { id } = stage.sandbox.messages(channelId).at(-1) ?? { id: 0 };
  await program.stop('SIGKILL');
  fault.remove();
  stage.sandbox.personPosts(channelId, 'A person afterwards');
  return id;
}

async function expectFoundAt(stage: Stage, number: number): Promise<void> {
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
  // A second request would have another number, and the first message would be deleted.
  expect(stage.newsroom.posts()).toMatchObject([{ article_id: 'a', message_id: number }]);
  expect(headlines(stage.texts()).filter((text) => text === 'A')).toHaveLength(1);
}

test('what people post in a channel tells its last number, so that a lost first post is found and not sent again', async () => {
  const stage = await Stage.set();
  const program = await stage.spawn();
  stage.sandbox.personPosts(channelId, 'A person before');
  const last = stage.sandbox.messages(channelId).at(-1)?.id;
  const heard = () => stage.newsroom.rows('select last_number from channel_numbers');
  await vi.waitFor(() => expect(heard()).toEqual([{ last_number: last }]), patience);
  const number = await loseTheFirstAnswer(stage, program);
  await stage.start();
  await expectFoundAt(stage, number);
});

test('the pinned message of a channel tells a number too', async () => {
  const stage = await Stage.set();
  stage.sandbox.personPosts(channelId, 'A person before');
  const [pinned] = stage.sandbox.messages(channelId);
  expect(pinned).toBeDefined();
  const api = new Api(botToken, { apiRoot: stage.sandbox.url });
  await api.pinChatMessage(channelId, pinned?.id ?? 0);
  const number = await loseTheFirstAnswer(stage, await stage.spawn());
  await stage.start();
  await expectFoundAt(stage, number);
});
