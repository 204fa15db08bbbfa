import { describe, expect, test } from 'vitest';
import { fitLines, shortened } from '../../src/desk/chat/fitting.ts';
import { approvalWords } from '../../src/words/approvals.ts';
import { hoursWords } from '../../src/words/hours.ts';
import { parseSpanMs, showMoment } from '../../src/words/moments.ts';
import { articleWords } from '../../src/words/articles.ts';
import { channelWords } from '../../src/words/channels.ts';
import { counts } from '../../src/words/counts.ts';
import { generalWords } from '../../src/words/general.ts';
import { peopleWords } from '../../src/words/people.ts';
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

describe('each language has its own words', () => {
  const tables = { words, approvalWords, hoursWords, articleWords, channelWords, generalWords, peopleWords };
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function')
      return [String((value as (...given: string[]) => unknown)('a', 'b', 'c'))];
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
  };
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
    for (const text of all('kk')) expect(text).not.toMatch(/бөлім|келісу|арнасына жария/i);
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
