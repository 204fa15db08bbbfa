import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeDigest } from '../../src/compose/digest.ts';
import type { Article } from '../../src/news/article.ts';
import type { DigestPlan } from '../../src/news/channel.ts';
import type { Message } from '../../src/news/post.ts';
import { parseSchedule } from '../../src/time/cron.ts';
import { article, channel, hostileText } from '../stage/hostile.ts';
import { readStrictly } from './strict-html.ts';
import { runs } from '../stage/sizes.ts';

// 08:00 in Almaty, still the day before in New York.
const date = { at: new Date('2026-11-24T03:00:00Z'), timeZone: 'Asia/Almaty' };
const dayMs = 86_400_000;

function plan(given: Partial<DigestPlan> = {}): DigestPlan {
  const schedule = parseSchedule('0 8 * * *');
  if (schedule === null) throw new Error('it is a schedule');
  return { schedule, top: 100, by: 'views', periodMs: dayMs, isPinned: false, ...given };
}

function list(count: number, given: (index: number) => Partial<Article> = () => ({})): Article[] {
  return Array.from({ length: count }, (_, index) => ({
    ...article,
    id: `a${index}`,
    url: `https://news.kz/${index + 1}`,
    headline: `Headline ${index + 1}`,
    ...given(index),
  }));
}

function compose(articles: readonly Article[], given: Partial<DigestPlan> = {}, of = channel): Message {
  const message = composeDigest(articles, of, plan(given), date);
  if (message === null) throw new Error('there are articles');
  return message;
}

describe('the title of a digest', () => {
  const table: [string, Partial<DigestPlan>, string][] = [
    ['kk', {}, 'Басты жаңалықтар · 24 қараша'],
    ['ru', {}, 'Главное за день · 24 ноября'],
    ['en', {}, 'Top stories · 24 November'],
    ['de', {}, 'Top stories · 24 November'],
    ['ru', { by: 'urgency' }, 'Главное за день · 24 ноября'],
    ['kk', { by: 'latest' }, 'Соңғы жаңалықтар · 24 қараша'],
    ['ru', { by: 'latest' }, 'Последние новости · 24 ноября'],
    ['en', { by: 'latest', periodMs: 3_600_000 }, 'Latest news · 24 November'],
    ['en', { periodMs: 7 * dayMs }, 'Top stories of the week · 17–24 November'],
    ['ru', { periodMs: 7 * dayMs }, 'Главное за неделю · 17–24 ноября'],
    ['ru', { periodMs: 3 * dayMs }, 'Главное · 21–24 ноября'],
  ];
  test.each(table)('in %s with %j', (language, given, title) => {
    const [first] = compose(list(1), given, { ...channel, language }).text.shown.split('\n');
    expect(first?.replaceAll(/[\u2009\u202F\u00A0]/g, ' ').replace(' – ', '–')).toBe(title);
  });

  test('is in the language of most articles where the channel takes all', () => {
    const articles = list(3, (index) => ({ language: index === 0 ? 'en' : 'kk' }));
    expect(compose(articles).text.shown).toContain('Басты жаңалықтар');
  });
});

describe('a digest', () => {
  test('lists the headlines as links, in their order', () => {
    const { text, plain, photo, previewUrl, link } = compose(
      list(2),
      {},
      { ...channel, footer: 'Ours & yours' },
    );
    expect(text.html).toBe(
      '<b>Top stories · 24 November</b>\n\n<a href="https://news.kz/1">1. Headline 1</a>\n' +
        '<a href="https://news.kz/2">2. Headline 2</a>\n\nOurs &amp; yours',
    );
    expect(plain).toBe(
      'Top stories · 24 November\n\n1. Headline 1\nhttps://news.kz/1\n2. Headline 2\nhttps://news.kz/2\n\nOurs & yours',
    );
    expect([photo, previewUrl, link]).toEqual([null, null, null]);
  });

  test('groups by section when there are several, those without one last', () => {
    const sections = [null, 'Sport', 'News', 'sport '];
    const { text } = compose(list(4, (index) => ({ section: sections[index] ?? null })));
    expect(text.shown.split('\n\n').slice(1)).toEqual([
      'Sport\n1. Headline 2\n2. Headline 4',
      'News\n3. Headline 3',
      'Other news\n4. Headline 1',
    ]);
    expect(compose(list(2, () => ({ section: 'Sport' }))).text.shown).not.toContain('Sport');
  });

  test('of nothing is none', () => {
    expect(composeDigest([], channel, plan(), date)).toBeNull();
  });

  test('takes a headline without a usable link, and an empty one', () => {
    const articles = list(2, (index) => (index === 0 ? { url: 'http://localhost/x' } : { headline: ' ' }));
    expect(compose(articles).text.html).toContain(
      '\n\n1. Headline 1\n<a href="https://news.kz/2">2. News</a>',
    );
  });

  test('holds as many as fit, the best ones, numbered without gaps', () => {
    for (const [count, given] of [
      [100, { url: 'https://news.kz/short' }],
      [100, { headline: 'Long words of a headline '.repeat(8) }],
      [100, { url: `https://news.kz/${'x'.repeat(900)}` }],
      [40, { url: `https://news.kz/${'x'.repeat(2000)}` }],
    ] as const) {
      const { text, plain } = compose(list(count, () => given));
      const numbers = text.shown.split('\n').flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []);
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers.length).toBeLessThan(count);
      expect(numbers.map(Number)).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
      expect(plain.length).toBeLessThanOrEqual(4096);
    }
  });

  test('fits Telegram whatever the articles hold', () => {
    const hostile = fc.array(
      fc.record({
        headline: hostileText,
        section: fc.oneof(fc.constant(null), hostileText),
        url: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), hostileText),
        language: fc.constantFrom('kk', 'ru', 'en', 'uz'),
      }),
      { minLength: 1, maxLength: 120, size: 'max' },
    );
    fc.assert(
      fc.property(hostile, fc.oneof(fc.constant(null), hostileText), (records, footer) => {
        const articles = records.map((record, index) => ({ ...article, id: `a${index}`, ...record }));
        const { text, plain } = compose(articles, {}, { ...channel, footer });
        const { shown, entities } = readStrictly(text.html);
        expect(shown).toBe(text.shown);
        expect(shown.length).toBeLessThanOrEqual(4096);
        expect(plain.length).toBeLessThanOrEqual(4096);
        expect(entities.length).toBeLessThanOrEqual(100);
        const bytes = entities.reduce((sum, { url = '' }) => sum + 16 + Buffer.byteLength(url), 0);
        expect(bytes).toBeLessThanOrEqual(9500);
        expect(shown).toMatch(/^.+ · .+\n\n/);
        expect(shown).toContain('1. ');
      }),
      { numRuns: runs(60) },
    );
  });
});
