import { describe, expect, test } from 'vitest';
import { describeSettings, settingsGroups } from '../../src/config/settings-table.ts';
import { fitLines, shortened } from '../../src/desk/chat/fitting.ts';
import { approvalWords } from '../../src/words/approvals.ts';
import { hoursWords } from '../../src/words/hours.ts';
import { parseSpanMs, showDays, showMoment } from '../../src/words/moments.ts';
import { articleWords } from '../../src/words/articles.ts';
import { channelWords } from '../../src/words/channels.ts';
import { chatWords } from '../../src/words/chats.ts';
import { counts } from '../../src/words/counts.ts';
import { statisticsWords } from '../../src/words/statistics.ts';
import { dativeEnding, untilMoment } from '../../src/words/until.ts';
import { misfitWords } from '../../src/words/misfits.ts';
import { generalWords } from '../../src/words/general.ts';
import { readerWords } from '../../src/words/desk/readers.ts';
import { peopleWords } from '../../src/words/people.ts';
import { settingWords } from '../../src/words/web/setting-words.ts';
import { webWords } from '../../src/words/web/web.ts';
import { words } from '../../src/words/log-chat.ts';
import { spokenLanguages, type SpokenLanguage } from '../../src/news/language.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('numbers have the right form of the word', () => {
  test.each<[SpokenLanguage, number, string, string, string]>([
    ['kk', 1, '1 мақала', '1 жазба', '1 арнада'],
    ['kk', 5, '5 мақала', '5 жазба', '5 арнада'],
    ['ru', 1, '1 статья', '1 пост', 'в 1 канале'],
    ['ru', 3, '3 статьи', '3 поста', 'в 3 каналах'],
    ['ru', 5, '5 статей', '5 постов', 'в 5 каналах'],
    ['ru', 21, '21 статья', '21 пост', 'в 21 канале'],
    ['ru', 112, '112 статей', '112 постов', 'в 112 каналах'],
    ['en', 1, '1 article', '1 post', 'in 1 channel'],
    ['en', 2, '2 articles', '2 posts', 'in 2 channels'],
  ])('%s %d', (language, count, articles, posts, places) => {
    const words = counts[language];
    const said = [words.articles(count), words.posts(count), words.inChannels(count)];
    // In Cyrillic type none of these spaces may break.
    const space = language === 'en' ? ' ' : '\u00a0';
    expect(said).toEqual([articles, posts, places].map((text) => text.replaceAll(' ', space)));
  });
});

test.each(['ru', 'kk'] as const)(
  'settings have a heading and a meaning without a value in %s',
  (language) => {
    const { groups, otherwise } = settingWords[language];
    expect(Object.keys(groups)).toEqual(Object.keys(settingsGroups));
    const without = describeSettings().filter((setting) => setting.otherwise !== undefined);
    expect(Object.keys(otherwise)).toEqual(without.map(({ name }) => name));
  },
);

const allTables = {
  webWords,
  words,
  approvalWords,
  hoursWords,
  articleWords,
  channelWords,
  chatWords,
  generalWords,
  misfitWords,
  peopleWords,
  readerWords,
};

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') {
    // Most functions take texts; those of the statistics take more, and are tested by themselves.
    try {
      return [String((value as (...given: string[]) => unknown)('a', 'b', 'c'))];
    } catch {
      return [];
    }
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : [];
}

describe('each language has its own words', () => {
  const tables = allTables;
  const texts = textsOf;
  test.each(Object.entries(tables))('%s', (_name, table) => {
    const all = spokenLanguages.map((language) => texts(table[language]));
    expect(new Set(all.map(({ length }) => length)).size).toBe(1);
    for (const text of all.flat()) expect(text.trim()).not.toBe('');
    const letters = (language: SpokenLanguage) => texts(table[language]).join('');
    expect(letters('kk')).toMatch(/[әғқңөұүһі]/);
    expect(letters('ru')).not.toMatch(/[әғқңөұүһі]/);
    expect(letters('en')).not.toMatch(/[а-яё]/i);
  });

  test('a part of the news has one name in each', () => {
    const all = (language: SpokenLanguage) =>
      Object.values(tables).flatMap((table) => texts(table[language]));
    for (const text of all('ru')) expect(text).not.toMatch(/материал|раздел|одобрен/i);
    for (const text of all('kk')) expect(text).not.toMatch(/бөлім|келісу|арнасына жария|пәрмен/i);
  });
});

describe('a span', () => {
  test.each([
    ['2h', 2 * hourMs],
    ['30m', 30 * minuteMs],
    ['1d12h', 36 * hourMs],
    ['2ч', 2 * hourMs],
    ['45мин', 45 * minuteMs],
    ['3сағ', 3 * hourMs],
    ['1күн', 24 * hourMs],
    ['0h', null],
    ['2', null],
    ['h', null],
    ['-2h', null],
    ['2h!', null],
    ['2x', null],
    ['', null],
  ])('%s', (text, spanMs) => expect(parseSpanMs(text)).toBe(spanMs));
});

describe('a moment', () => {
  const now = new Date('2026-11-24T07:00:00Z');
  test.each<[SpokenLanguage, string, string]>([
    ['en', '2026-11-24T08:05:00Z', '13:05'],
    ['en', '2026-11-24T20:05:00Z', '25 November at 01:05'],
    ['ru', '2026-11-24T20:05:00Z', '25 ноября в 01:05'],
    ['kk', '2026-11-24T08:05:00Z', '13:05'],
    ['kk', '2026-11-25T08:05:00Z', '25 қараша, 13:05'],
  ])('in %s', (language, at, shown) => {
    expect(showMoment(new Date(at), now, language, 'Asia/Almaty')).toBe(shown);
  });
});

describe('an answer', () => {
  test('is cut at a line, with a mark, and counts what a reader sees', () => {
    const line = '<b>&amp;</b>'.repeat(10);
    expect(fitLines([line, line])).toBe(`${line}\n${line}`);
    const cut = fitLines(Array.from({ length: 90 }, () => 'x'.repeat(100)));
    expect(cut.endsWith('\n…')).toBe(true);
    expect(cut.length).toBeLessThan(4_096);
  });

  test('holds no markup of others', () => {
    expect(shortened('a <b>\n"&', 50)).toBe('a &lt;b&gt; &quot;&amp;');
    expect(shortened('🏴'.repeat(10), 4)).toBe('🏴🏴🏴…');
  });
});

describe('the end of a pause in a sentence', () => {
  // By the last number word: бір-ге … тоғыз-ға, он-ға … елу-ге. 00 is нөл.
  const endings = [
    'ге ге ге ке ке ке ға ге ге ға',
    'ға ге ге ке ке ке ға ге ге ға',
    'ға ге ге ке ке ке ға ге ге ға',
    'ға ге ге ке ке ке ға ге ге ға',
    'қа ге ге ке ке ке ға ге ге ға',
    'ге ге ге ке ке ке ға ге ге ға',
  ]
    .join(' ')
    .split(' ');

  test.each(endings.map((ending, number) => [String(number).padStart(2, '0'), ending]))(
    'in Kazakh: 18:%s-%s',
    (minute, ending) => {
      // On the hour the hour is said last: он сегіз-ге.
      const said = minute === '00' ? 'ге' : ending;
      expect(untilMoment.kk(`28 қараша, 18:${minute}`)).toBe(`28 қараша, сағат 18:${minute}-${said} дейін`);
      expect(dativeEnding(Number(minute))).toBe(ending);
    },
  );

  test.each([
    ['09:00', 'сағат 09:00-ға дейін'],
    ['16:00', 'сағат 16:00-ға дейін'],
    ['00:00', 'сағат 00:00-ге дейін'],
    ['20:00', 'сағат 20:00-ға дейін'],
    ['дс, 30 қараша, 07:00', 'дс, 30 қараша, сағат 07:00-ге дейін'],
  ])('in Kazakh, on the hour: %s', (at, shown) => expect(untilMoment.kk(at)).toBe(shown));

  test.each<[SpokenLanguage, string]>([
    ['en', 'paused until 28 November at 12:00'],
    ['ru', 'на паузе до 28 ноября, 12:00'],
    ['kk', '28 қараша, сағат 12:00-ге дейін тоқтап тұр'],
  ])('in %s', (language, shown) => {
    const at = showMoment(
      new Date('2026-11-28T07:00:00Z'),
      new Date('2026-11-24T07:00:00Z'),
      language,
      'Asia/Almaty',
    );
    expect(hoursWords[language].paused(at)).toBe(shown);
  });
});

describe('a time zone is a place', () => {
  test.each<[SpokenLanguage, string, string]>([
    ['kk', 'Asia/Almaty', 'Күндер Алматы уақыты бойынша'],
    ['ru', 'Asia/Almaty', 'Дни — по времени Алматы'],
    ['en', 'Asia/Almaty', 'Days in Almaty time'],
    ['ru', 'Europe/Moscow', 'Дни — по времени Москвы'],
    ['ru', 'Asia/Bishkek', 'Дни — по времени Киргизии'],
    ['ru', 'Asia/Omsk', 'Дни — по времени Омска'],
    ['ru', 'Asia/Qyzylorda', 'Дни — по времени Кызылорды'],
    ['kk', 'UTC', 'Күндер GMT+0 уақыты бойынша'],
    ['en', 'UTC', 'Days in GMT+0'],
  ])('%s %s', (language, timeZone, shown) => {
    expect(statisticsWords[language].timeZone(timeZone)).toBe(shown);
  });
});

describe('days of one month', () => {
  test.each<[SpokenLanguage, string]>([
    ['en', '21–28 November'],
    ['ru', '21–28 ноября'],
    ['kk', '21–28 қараша'],
  ])('%s', (language, shown) => {
    const options = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
    const [from, to] = [new Date('2026-11-21'), new Date('2026-11-28')];
    expect(showDays(from, to, language, options)).toBe(shown);
  });

  test('of two months keep their spaces', () => {
    const options = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
    const shown = showDays(new Date('2026-10-30'), new Date('2026-11-28'), 'en', options);
    expect(shown.replaceAll('\u2009', ' ')).toBe('30 October – 28 November');
  });
});

test('Kazakh has the short dash everywhere, and no language puts a space before %', () => {
  const tables = Object.values({ ...allTables, statisticsWords });
  for (const language of spokenLanguages) {
    const said = tables.flatMap((table) => textsOf(table[language])).join('\n');
    expect(said).not.toMatch(/[\s\u00a0]%/u);
  }
  expect(tables.flatMap((table) => textsOf(table.kk)).join('\n')).not.toContain('—');
  // A Russian dash is long, but for a span of numbers.
  expect(tables.flatMap((table) => textsOf(table.ru)).join('\n')).not.toMatch(/\s–\s/u);
});

test('what is refused stands in the accusative: 3 жазбаны', () => {
  const posts = counts.kk.posts(3);
  const said = [
    words.kk.several.refused(posts, 'x'),
    channelWords.kk.hasRefused('main', posts),
    channelWords.kk.askRetry(posts, 'main'),
    channelWords.kk.askDropOlder('main', posts, '12:00'),
  ];
  for (const text of said) expect(text).toContain('3\u00a0жазбаны ');
});

test.each<[SpokenLanguage, string]>([
  ['en', 'If nobody answers by 28 November at 12:00, it will be posted.'],
  ['ru', 'Жду ответа до 28 ноября, 12:00; без него пост выйдет сам.'],
  ['kk', 'Жауапты 28 қараша, сағат 12:00-ге дейін күтемін; жауап болмаса, жазба шығады.'],
])('the time to answer, in %s', (language, shown) => {
  const at = showMoment(
    new Date('2026-11-28T07:00:00Z'),
    new Date('2026-11-24T07:00:00Z'),
    language,
    'Asia/Almaty',
  );
  expect(approvalWords[language].deadline('post', at)).toBe(shown);
});
