import { beforeEach, expect, test } from 'vitest';
import type { Message } from '../../src/news/post.ts';
import { LogChat, LogChatFailure } from '../../src/watch/log-chat.ts';
import { ModelClock } from '../stage/model-telegram.ts';
import { ToldTelegram } from '../stage/told-telegram.ts';

const caption = { html: '<b>A</b>', shown: 'A' };
const message: Message = {
  photo: { url: 'https://img.example.kz/a.jpg', caption },
  text: { html: '<b>A</b> in words', shown: 'A in words' },
  plain: 'A without markup',
  previewUrl: null,
  link: null,
};
const refused = (because: string) => ({ kind: 'refused', because, reason: 'Bad Request: WEIRD_CONTENT' });

let telegram: ToldTelegram;
let logChat: LogChat;
beforeEach(() => {
  telegram = new ToldTelegram(new ModelClock(new Date('2026-11-28T12:00:00Z')));
  logChat = new LogChat(telegram);
});

test('a post is shown in the first form that Telegram accepts, whatever it did not like about the others', async () => {
  telegram.tell.send = (call) => [refused('photo'), refused('content')][call];
  expect(await logChat.show(message, 'main')).toBe(1);
  expect(telegram.told).toEqual(['A without markup']);
});

test('a post that Telegram accepts in none of its forms is not shown', async () => {
  telegram.tell.send = (call) => refused(call === 0 ? 'photo' : 'content');
  expect(await logChat.show(message, 'main')).toBe(null);
  expect(telegram.count('send')).toBe(3);
});

test('a text that is too long is cut, so that it does not keep the others from being told', async () => {
  await logChat.say('a'.repeat(5_000));
  expect(telegram.told[0]).toHaveLength(4_096);
});

test('a failure says how long Telegram wants to be left alone', async () => {
  telegram.tell.send = () => ({ kind: 'limited', retryAfterSeconds: 40 });
  const failure: unknown = await logChat.say('A').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LogChatFailure);
  expect(failure).toMatchObject({ retryAfterSeconds: 40 });
});

test('if the log chat is closed to the bot, the owners are told instead', async () => {
  const logChatId = telegram.logChatId ?? '';
  telegram.tell.send = (_, chatId) =>
    chatId === logChatId ? { kind: 'closed', reason: 'Forbidden: bot was kicked' } : undefined;
  const instead = { ownerIds: [71, 72], because: (reason: string) => `because ${reason}` };
  const withOwners = new LogChat(telegram, undefined, instead);
  expect(await withOwners.tell('A')).toBeNull();
  const asked = telegram.asked.map(({ chatId }) => chatId);
  expect(asked).toEqual([logChatId, '71', '72']);
  // Nobody else may be asked in the place of the log chat, and nothing may be lost where there are no owners.
  await expect(withOwners.say('A')).rejects.toThrow('kicked');
  await expect(logChat.tell('A')).rejects.toThrow('kicked');
});

test.each(['deleted', 'closed'])(
  'a topic was %s: people are told once, and again after it was open',
  async (reason) => {
    telegram.logChatId = '-100777';
    const ofChannels = new Map([
      ['a', 17],
      ['b', 18],
      ['c', 18],
      ['d', null],
    ]);
    const because = (topic: number, why: string) => `${topic} ${why}`;
    const withTopics = new LogChat(telegram, undefined, undefined, { ofChannels, because });
    let isOpen = false;
    const topics: (number | null)[] = [];
    telegram.tell.send = (_, __, topic) => {
      const isClosed = topic === 17 && !isOpen;
      if (!isClosed) topics.push(topic);
      return isClosed ? { kind: 'closed', reason } : undefined;
    };
    const say = (text: string, ...about: string[]) => withTopics.say(text, { about });
    await withTopics.show(message, 'a');
    await say('one', 'a');
    await say('two', 'a');
    await say('three', 'b', 'c');
    isOpen = true;
    await say('four', 'a');
    isOpen = false;
    await say('five', 'a');
    for (const about of [['a', 'b'], ['b', 'd'], ['d'], []]) await say('general', ...about);
    await say('of another bot too', 'b', 'elsewhere');
    expect(topics).toEqual([null, null, null, 18, 17, null, null, null, null, null, 18]);
    expect(telegram.told.slice(1, 6)).toEqual([
      `one\n\n17 ${reason}`,
      'two',
      'three',
      'four',
      `five\n\n17 ${reason}`,
    ]);
  },
);

test('if an owner stands in for the log chat, there are no topics', async () => {
  const ofChannels = new Map([['a', 17]]);
  const withTopics = new LogChat(telegram, undefined, undefined, { ofChannels, because: () => '' });
  const topics: (number | null)[] = [];
  telegram.tell.send = (_, __, topic) => void topics.push(topic);
  await withTopics.say('one', { about: ['a'] });
  expect(topics).toEqual([null]);
});
