import { expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

let stage: Stage;

test('an owner holds, releases and kills an article; the program runs in a process of its own', async () => {
  stage = await Stage.set();
  const program = await stage.spawn();
  const say = (text: string) => {
    const { id } = stage.sandbox.userSends(ownerId, ownerId, text);
    return stage.sandbox.waitForMessage(({ chatId, id: other }) => chatId === ownerId && other > id);
  };
  expect((await say('/start')).text).toContain('Hello, Owner!');
  await say('/pause');
  stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
  await stage.sandbox.waitForMessage(({ chatId }) => chatId === ownerId);
  expect((await say('/hold a')).text).toContain('Held');
  expect((await say('/resume')).text).toContain('is running again');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['B']));
  expect((await say('/release a')).text).toContain('Released');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['B', 'A']));
  const question = await say('/kill b');
  const keyboard = question.keyboard as { text: string; callback_data: string }[][]; // as it was sent
  stage.sandbox.userPresses(ownerId, ownerId, question.id, keyboard[0]?.[0]?.callback_data ?? '');
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
  expect(stage.sandbox.messages(channelId)).toHaveLength(1);
  expect((await say('/log')).text).toContain('killed b');
  expect(await program.stop()).toBe(0);
});
