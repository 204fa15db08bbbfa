import { join } from 'node:path';
import { Bot } from 'grammy/web';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BackgroundTasks } from '../../../src/desk/chat/background-tasks.ts';
import { composeDesk } from '../../../src/desk/chat/composer.ts';
import type { DeskContext } from '../../../src/desk/chat/context.ts';
import type { Desk } from '../../../src/desk/chat/desk.ts';
import { channelOf } from '../../../src/config/channel-schema.ts';
import { dateOf } from '../../../src/time/local-clock.ts';
import { caption, parseDays, statisticsSubject } from '../../../src/desk/statistics/statistics.ts';
import { statisticsWords } from '../../../src/words/statistics.ts';
import { spokenLanguage, spokenLanguages } from '../../../src/news/language.ts';
import { openStore } from '../../../src/store/store.ts';
import { makeFolder } from '../../stage/folder.ts';

describe('how many days', () => {
  test.each([
    ['', 7],
    ['7d', 7],
    [' 30d ', 30],
    ['1', 1],
    ['90 days', 90],
    ['14 дней', 14],
    ['7 күн', 7],
    ['7Д', 7],
    ['0d', null],
    ['91d', null],
    ['-3', null],
    ['7h', null],
    ['week', null],
    ['1e1', null],
    ['7d 8d', null],
    ['٧', null],
    ['9'.repeat(400), null],
  ])('%j is %j', (words, days) => {
    expect(parseDays(words)).toBe(days);
  });
});

const dayMs = 86_400_000;
const week = Array.from({ length: 7 }, (_, day) => dateOf(Date.UTC(2026, 10, 18) / dayMs + day));

describe('the caption', () => {
  const readers = { subscribers: null, joins: 0, leaves: 0, reactions: null, comments: null };
  const sent = [3, 0, 1, 0, 0, 0, 1];
  const posts = {
    channels: [
      { channel: 'main', sent, refused: 2, delays: null },
      { channel: 'other', sent: sent.map((_, day) => (day === 1 ? 1 : 0)), refused: 0, delays: null },
      { channel: 'empty', sent: sent.map(() => 0), refused: 0, delays: null },
    ],
    sections: [],
    digests: [],
    delays: { medianMs: 1_240, p95Ms: 75_000 },
  };

  test('says the main numbers in each language', () => {
    expect(
      spokenLanguages.map((language) => caption({ posts, dates: week, timeZone: 'UTC', readers }, language)),
    ).toMatchInlineSnapshot(`
        [
          "📊 Соңғы 7 күн, 2026 ж. 18–24 қараша
        2 арнада 6 жазба шықты.
        Жарияланған сәттен арнаға шыққанға дейін: жартысы 1,2 с ішінде, 95%-ы 75 с ішінде.
        Ең көбі – 18 қараша: 3.
        Telegram 2 жазбаны қабылдамады.",
          "📊 За 7 дней, 18–24 ноября 2026 г.
        6 постов в 2 каналах.
        От публикации до канала: за 1,2 с — половина, за 75 с — 95%.
        Больше всего — 18 ноября: 3.
        Telegram отклонил: 2.",
          "📊 The last 7 days, 18–24 November 2026
        6 posts in 2 channels.
        From publication to channel: half within 1.2s, 95% within 75s.
        Most on 18 November: 3.
        Telegram refused 2.",
        ]
      `);
  });

  test('ends no sentence twice, whatever the length of time', () => {
    const slow = { ...posts, delays: { medianMs: 5 * dayMs, p95Ms: 40 * dayMs } };
    for (const language of spokenLanguages) {
      expect(caption({ posts: slow, dates: week, timeZone: 'UTC', readers }, language)).not.toContain('..');
    }
  });

  test('says that there was nothing', () => {
    const none = { ...posts, channels: [], delays: null };
    expect(caption({ posts: none, dates: week, timeZone: 'UTC', readers }, 'ru')).toMatchInlineSnapshot(`
      "📊 За 7 дней, 18–24 ноября 2026 г.
      За это время ничего не вышло."
    `);
  });
});

test.each([
  [1, 'пост', 'отклонён', 'За сегодня'],
  [2, 'поста', 'отклонено', 'За 2\u00a0дня'],
  [5, 'постов', 'отклонено', 'За 5\u00a0дней'],
  [21, 'пост', 'отклонён', 'За 21\u00a0день'],
])('Russian plurals of %d', (count, posts, refused, title) => {
  expect(statisticsWords.ru.posts(count)).toBe(posts);
  expect(statisticsWords.ru.refused(count)).toBe(refused);
  expect(statisticsWords.ru.title(count)).toBe(title);
});

test.each([
  [0, '0 с', '0s'],
  [940, '0,9 с', '0.9s'],
  [9_949, '9,9 с', '9.9s'],
  [9_950, '10 с', '10s'],
  [99_000, '99 с', '99s'],
  [100_000, '2 мин', '2m'],
  [5_400_000, '90 мин', '90m'],
  [6_000_000, '1,7 сағ', '1.7h'],
  [200_000_000, '2 күн', '2d'],
])('%d ms is said as %s and %s', (ms, kazakh, english) => {
  // Intl may join the number to its unit by one kind of space or another.
  expect(statisticsWords.kk.formats.duration(ms).replaceAll(/\s/gu, ' ')).toBe(kazakh);
  expect(statisticsWords.en.formats.duration(ms)).toBe(english);
});

interface Call {
  method: string;
  payload: Record<string, unknown>;
}

/** A desk of only this command, on a store of its own; what it would say to Telegram is kept in `calls`. */
async function openDesk() {
  const store = await openStore(`sqlite:${join(makeFolder(), 'news.db')}`);
  onTestFinished(() => store.close());
  const calls: Call[] = [];
  const failures: unknown[] = [];
  const bot = new Bot<DeskContext>('1:test', {
    botInfo: {
      id: 1,
      is_bot: true,
      first_name: 'b',
      username: 'b_bot',
    } as NonNullable<ConstructorParameters<typeof Bot>[1]>['botInfo'] & object, // only these are read
  });
  bot.api.config.use((_previous, method, payload) => {
    calls.push({ method, payload });
    return Promise.resolve({ ok: true, result: true } as never); // the answers are not looked at
  });
  bot.use((context, next) => {
    context.language = spokenLanguage(context.from?.language_code ?? 'en');
    context.channels = null;
    return next();
  });
  const defaults = { maxAgeMs: null, postsPerMinute: 0 };
  const channels = [
    channelOf({ id: '@main', name: 'main' }, defaults),
    channelOf({ id: '@other', name: 'other' }, defaults),
  ];
  const desk = {
    store,
    config: { channels, timeZone: 'Asia/Almaty' },
    clock: { now: () => new Date('2026-11-24T04:00:00Z') },
    log: { warn: ({ error }: { error: unknown }) => failures.push(error) },
    tasks: new BackgroundTasks(),
  };
  bot.use(composeDesk([statisticsSubject], desk as unknown as Desk)); // it uses nothing else
  let updateId = 0;
  const say = (text: string, language = 'kk', chatId = 5) => {
    const from = { id: chatId, is_bot: false, first_name: 'E', language_code: language };
    const chat = { id: chatId, type: 'private' as const, first_name: 'E' };
    const entities = [
      { type: 'bot_command' as const, offset: 0, length: text.split(' ', 1)[0]?.length ?? 0 },
    ];
    const message = { message_id: 1, date: 0, chat, from, text, entities };
    return bot.handleUpdate({ update_id: (updateId += 1), message });
  };
  return { store, calls, failures, say };
}

const sentBy = (calls: readonly Call[], method: string) => calls.filter((call) => call.method === method);

describe('/stats', () => {
  test('answers with a picture and a caption in the language of the editor', async () => {
    const { calls, failures, say } = await openDesk();
    await say('/stats 3d', 'ru');
    await vi.waitFor(() => expect(sentBy(calls, 'sendPhoto')).toHaveLength(1), { timeout: 15_000 });
    expect(sentBy(calls, 'sendPhoto')[0]?.payload['caption']).toContain('За 3\u00a0дня, 22–24 ноября 2026');
    expect(sentBy(calls, 'sendChatAction')).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  test('wrong words get an example, in the language of the editor', async () => {
    const { calls, say } = await openDesk();
    for (const language of spokenLanguages) await say('/stats yesterday', language);
    const answers = sentBy(calls, 'sendMessage').map(({ payload }) => payload['text']);
    expect(answers).toEqual(spokenLanguages.map((language) => statisticsWords[language].usage));
    for (const answer of answers) expect(answer).toContain('/stats 7d');
  });

  test('is drawn once for a chat that asks twice, and for each of two chats', async () => {
    const { calls, say } = await openDesk();
    await Promise.all([say('/stats'), say('/stats'), say('/stats', 'en', 6)]);
    await vi.waitFor(() => expect(sentBy(calls, 'sendPhoto')).toHaveLength(2), { timeout: 15_000 });
    expect(sentBy(calls, 'sendMessage').map(({ payload }) => payload['text'])).toEqual([
      statisticsWords.kk.busy,
    ]);
    await say('/stats 1');
    await vi.waitFor(() => expect(sentBy(calls, 'sendPhoto')).toHaveLength(3), { timeout: 15_000 });
  });

  test('a failure is told to the editor and to the log, and the next one is drawn', async () => {
    const { store, calls, failures, say } = await openDesk();
    await store.close();
    await say('/stats', 'en');
    await vi.waitFor(() => expect(sentBy(calls, 'sendMessage')).toHaveLength(1));
    expect(sentBy(calls, 'sendMessage')[0]?.payload['text']).toBe(statisticsWords.en.failed);
    expect(failures).toHaveLength(1);
  });
});
