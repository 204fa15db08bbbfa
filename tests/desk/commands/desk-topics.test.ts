import { beforeEach, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/http/server.ts';
import { channels, DeskStage, editorId, logChatId, ownerId } from '../../stage/desk-stage.ts';

const topics = { kk: 17, en: 18 };
let stage: DeskStage;

beforeEach(async () => {
  const rules = (name: 'kk' | 'en') => [
    `name: ${name}`,
    `language: ${name}`,
    'images: none',
    'digest: { schedule: "0 8 * * *" }',
    `desk_topic: ${topics[name]}`,
  ];
  stage = await DeskStage.withTwo(rules('kk'), rules('en'));
  const topicsOfLog = [...Object.values(topics), 19];
  stage.sandbox.addChat({ id: logChatId, type: 'supergroup', title: 'Log', topics: topicsOfLog });
  await stage.start();
});

/** Says something in a topic of the log chat. @returns the answer, which stands in the same place. */
async function sayIn(topic: number | undefined, text: string, userId = ownerId): Promise<SeenMessage> {
  const place = topic === undefined ? {} : { topic };
  const answer = await stage.say(text, userId, { chatId: logChatId, ...place });
  expect(answer.threadId).toBe(topic ?? null);
  return answer;
}

test('a command that names no channel means that of its topic; elsewhere it means all', async () => {
  expect((await sayIn(topics.en, '/status')).text).toMatch(/\ben\b/);
  expect((await sayIn(topics.en, '/status')).text).not.toMatch(/\bkk\b/);
  for (const place of [undefined, 19])
    expect((await sayIn(place, '/status')).text).toMatch(/\bkk\b[\s\S]*\ben\b/);
  const paused = await sayIn(topics.en, '/pause 2h');
  expect(paused.text).toMatch(/en/);
  expect(paused.text).not.toMatch(/kk/);
  // It would go on with the others too.
  expect(stage.buttons(paused)).toEqual([]);
  expect((await sayIn(topics.kk, '/resume')).text).toMatch(/^[^\n]*\bkk\b[^\n]*$/);
  await stage.publish('1');
  await stage.until(() => expect(stage.posts('1')).toHaveLength(1));
  const queue = await sayIn(topics.en, '/queue');
  expect(queue.text).toContain('Headline 1');
  expect((await sayIn(topics.kk, '/queue')).text).not.toContain('Headline 1');
  // A channel that is named is meant everywhere.
  expect((await sayIn(topics.kk, '/queue en')).text).toContain('Headline 1');
  expect((await sayIn(topics.kk, '/resume en')).text).toContain('en');
  await stage.until(() => expect(stage.lines(channels.en)).toEqual(['Headline 1']));
});

test('quiet hours, digests, schedules and links are those of the topic', async () => {
  await sayIn(topics.kk, '/quiet 23:00-07:00 keep');
  expect((await sayIn(topics.kk, '/quiet')).text).toMatch(/^kk: [^\n]*23:00[^\n]*\n\n/);
  expect((await sayIn(topics.en, '/quiet')).text).toMatch(/^en: no quiet hours\n/);
  expect((await sayIn(topics.en, '/schedule')).text).not.toMatch(/^kk$/m);
  expect((await sayIn(undefined, '/schedule')).text).toMatch(/^kk$[\s\S]*^en$/m);
  stage.sandbox.setRights(channels.en, 4_242_424_242, { can_invite_users: true });
  expect((await sayIn(topics.en, '/link site')).text).toMatch(/t\.me/);
  expect((await sayIn(topics.kk, '/link')).text).not.toMatch(/t\.me/);
  expect((await sayIn(topics.en, '/link')).text).toMatch(/t\.me/);
});

test('old posts are dropped from the queue of the topic; elsewhere a channel has to be named', async () => {
  await sayIn(undefined, '/pause');
  await stage.publish('1');
  await stage.publish('2', { language: 'kk' });
  await stage.until(() => expect([...stage.posts('1'), ...stage.posts('2')]).toHaveLength(2));
  stage.clock.advance(7 * 3_600_000);
  expect((await sayIn(undefined, '/queue drop older than 6h')).keyboard).toBeNull();
  const question = await sayIn(topics.en, '/queue drop older than 6h');
  await stage.press(question, 'Yes');
  await stage.until(() => expect(stage.posts('1')).toEqual([{ channel: 'en', state: 'dropped' }]));
  expect(stage.posts('2')).toEqual([{ channel: 'kk', state: 'promised' }]);
});

test('an article is posted to the channel of the topic, and a button there is answered there', async () => {
  await sayIn(undefined, '/pause');
  await stage.publish('1', { language: 'ru' });
  const asked = await stage.untilAnswer('/find Headline', /Headline 1/);
  expect(asked.text).toContain('Headline 1');
  const question = await sayIn(topics.en, '/post 1');
  expect(question.text).toContain('en');
  expect(question.text).not.toContain('kk');
  const found = await sayIn(19, '/find Headline');
  const last = () => stage.sandbox.messages(logChatId).at(-1);
  await stage.pressData(
    found,
    stage.buttons(found).find(({ data }) => data.startsWith('preview:'))?.data ?? '',
  );
  await stage.until(() => expect(last()?.id).toBeGreaterThan(found.id));
  expect(last()?.threadId).toBe(19);
});

test('an editor of another channel is told that the topic is not theirs', async () => {
  await stage.say(`/editors add ${editorId} kk`);
  expect((await sayIn(topics.en, '/pause', editorId)).text).toMatch(/\ben\b[\s\S]*\bkk\b/);
  expect((await sayIn(topics.kk, '/status', editorId)).text).toMatch(/\bkk\b/);
  expect(stage.rows('select name from channels where paused_until is not null')).toEqual([]);
});
