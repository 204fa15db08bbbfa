import { expect, test } from 'vitest';
import { channels, DeskStage, logChatId } from '../stage/desk-stage.ts';

const topics = { kk: 17, en: 18 };
const botId = 4_242_424_242;

/** Two channels with a topic each; the program does not run yet. */
async function begin(more: readonly string[] = []): Promise<DeskStage> {
  const rules = (name: 'kk' | 'en') => [
    `name: ${name}`,
    `language: ${name}`,
    'images: none',
    `desk_topic: ${topics[name]}`,
    ...more,
  ];
  const stage = await DeskStage.withTwo(rules('kk'), rules('en'));
  stage.settings['SETTLE_TIME'] = '0';
  stage.sandbox.addChat({ id: logChatId, type: 'supergroup', title: 'Log', topics: [topics.kk, topics.en] });
  return stage;
}

/** The first lines of what stands in a topic; null: at the general place. */
function linesIn(stage: DeskStage, topic: number | null): string[] {
  const messages = stage.sandbox.messages(logChatId).filter(({ threadId }) => threadId === topic);
  return messages.map(({ text }) => text.split('\n', 1)[0] ?? '');
}

test('approval is asked for in the topic of the channel, and its buttons work there', async () => {
  const stage = await begin(['approval: all']);
  await stage.start();
  await stage.publish('1');
  const question = await stage.question();
  expect(question.threadId).toBe(topics.en);
  expect(linesIn(stage, topics.en)).toEqual(['Headline 1', 'Post this to en?']);
  await stage.publish('2', { language: 'kk' });
  await stage.question(2);
  expect(linesIn(stage, topics.kk)).toEqual(['Headline 2', 'Post this to kk?']);
  expect(await stage.press(question, 'Post')).toBe('✓ To be posted — Aigul');
  await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline 1']));
  await stage.until(() => expect(stage.sandbox.message(logChatId, question.id)?.text).toContain('Aigul'));
  expect(linesIn(stage, null)).toEqual([]);
});

test('an uncertain post is asked about in the topic, and answered there', async () => {
  const stage = await begin();
  await stage.start();
  await stage.posted('0');
  stage.sandbox.setProtected(channels.en, true);
  stage.sandbox.addFault({ kind: 'drop-after', method: 'sendMessage', chatId: channels.en, times: 1 });
  await stage.publish('1');
  const question = await stage.question();
  expect(question.threadId).toBe(topics.en);
  await stage.press(question, stage.buttons(question)[2]?.text ?? '');
  await stage.until(() => expect(stage.posts('1')).toEqual([{ channel: 'en', state: 'dropped' }]));
  expect(linesIn(stage, null)).toEqual([]);
});

test('an alert about one channel stands in its topic; the same about two, in both; about the bot, in neither', async () => {
  const stage = await begin();
  await stage.start();
  stage.sandbox.setRights(channels.en, botId, 'kicked');
  stage.sandbox.setRights(channels.kk, botId, 'kicked');
  await stage.publish('1');
  await stage.publish('2', { language: 'kk' });
  for (const name of ['kk', 'en'] as const)
    await stage.until(() =>
      expect(linesIn(stage, topics[name]).join()).toMatch(new RegExp(`^⛔[^,]*\\b${name}\\b`)),
    );
  expect(linesIn(stage, null)).toEqual([]);
  for (let old = 0; old < 11; old += 1) await stage.publish(`old ${old}`, {}, 48 * 3_600_000);
  await stage.until(() => expect(linesIn(stage, null).join()).toContain('11 articles'));
});

test('a topic was deleted: its questions stand at the general place, which says why', async () => {
  const stage = await begin(['approval: all']);
  stage.sandbox.deleteTopic(logChatId, topics.en);
  await stage.start();
  await stage.publish('1');
  const question = await stage.question();
  expect(question.text).toMatch(/topic 18 of en was deleted\. Set desk_topic/);
  expect(linesIn(stage, null)).toEqual(['Headline 1', 'Post this to en?']);
  await stage.press(question, 'Post');
  await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline 1']));
});
