import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { likenessOf, printOfText } from '../../../src/plan/similarity/likeness.ts';
import { perhapsFrom, RecentNews, rememberedMs, sameFrom } from '../../../src/plan/similarity/recent-news.ts';
import { copies, forms } from './agency-copy.ts';

const at = new Date('2026-11-28T06:00:00Z');

function textOf(copy: string) {
  const [headline = '', body = ''] = copy.split('\n', 2);
  return { headline, summary: null, body };
}

function likeness(one: string, other: string): number {
  return likenessOf(printOfText(textOf(one)), printOfText(textOf(other)));
}

function article(id: string, copy: string, language = 'en') {
  return { id, language, ...textOf(copy), follows: null, storyId: null };
}

interface Sample {
  id: string;
  language: string;
  headline: string;
  summary?: string;
  body?: string;
}

const file = resolve(import.meta.dirname, '../../../data/samples.json');
const samples = (JSON.parse(readFileSync(file, 'utf8')) as { articles: Sample[] }).articles;

describe('agency copy in three languages', () => {
  test('the error rates are those of the decision', () => {
    const rates = { light: 0, moderate: 0, heavy: 0, other: 0 };
    for (const copy of copies)
      for (const kind of ['light', 'moderate', 'heavy', 'other'] as const)
        if (likeness(copy.original, copy[kind]) >= perhapsFrom) rates[kind] += 1;
    const same = copies.filter(({ light, original }) => likeness(original, light) >= sameFrom).length;
    expect({ of: copies.length, ...rates, same }).toEqual({
      of: 6,
      light: 6,
      moderate: 6,
      heavy: 0,
      other: 0,
      same: 6,
    });
  });

  test.each(forms)('a daily report (%s) is no copy of yesterday', (_language, monday, tuesday) => {
    expect(likeness(monday, tuesday)).toBeLessThan(perhapsFrom);
    expect(likeness(monday, monday)).toBe(1);
  });

  test('the beginning of a text is found in the whole one', () => {
    for (const { original } of copies) {
      const [headline = '', body = ''] = original.split('\n', 2);
      const sentences = body.split(/(?<=\.) /u);
      const lead = `${headline}\n${sentences.slice(0, Math.ceil(sentences.length / 2)).join(' ')}`;
      expect(likeness(original, lead)).toBeGreaterThanOrEqual(sameFrom);
    }
  });
});

test('no two of the sample articles are taken for one', () => {
  const prints = samples.map(({ body = null, headline, language, summary = null }) => ({
    language,
    print: printOfText({ headline, summary, body }),
  }));
  let compared = 0;
  let most = 0;
  for (const [index, one] of prints.entries())
    for (const other of prints.slice(index + 1)) {
      if (one.language !== other.language) continue;
      compared += 1;
      most = Math.max(most, likenessOf(one.print, other.print));
    }
  expect(compared).toBeGreaterThan(500);
  expect(most).toBeLessThan(perhapsFrom);
});

describe('recent news', () => {
  const [first] = copies;
  const { light = '', moderate = '', original = '' } = first ?? {};

  test('the article that said it is found, the most alike first', () => {
    const news = new RecentNews();
    for (const [index, copy] of copies.entries())
      news.add(article(`o${index}`, copy.original, copy.language), at);
    news.add(article('light', light), at);
    expect(news.find(article('new', moderate))).toMatchObject({
      id: expect.stringMatching(/^(?:o0|light)$/u),
    });
    expect(news.find(article('light', light))).toMatchObject({ id: 'o0' });
    expect(news.find(article('new', first?.other ?? ''))).toBeNull();
    // Neither itself, nor what it follows, nor another language.
    expect(new RecentNews().find(article('o0', original))).toBeNull();
    expect(news.find({ ...article('next', original), follows: 'o0' })).toMatchObject({ id: 'light' });
    expect(news.find(article('new', original, 'ru'))).toBeNull();
  });

  test('short texts are the same only if they say the same', () => {
    const news = new RecentNews();
    news.add(article('a', 'Minister resigns\n'), at);
    expect(news.find(article('b', 'Minister «resigns»!\n'))).toEqual({ id: 'a', likeness: 1 });
    expect(news.find(article('b', 'Minister resigned\n'))).toBeNull();
  });

  test('what is older than three days is forgotten', () => {
    const news = new RecentNews();
    news.add(article('old', original), at);
    news.add(article('other', first?.other ?? ''), new Date(at.getTime() + rememberedMs + 1));
    expect(news.find(article('new', light))).toBeNull();
  });

  test('5,000 articles are compared in a few milliseconds', () => {
    const news = new RecentNews();
    const words = original.split(' ');
    for (let index = 0; index < 5_000; index += 1) {
      const shuffled = words.map((word, place) => ((place * 7 + index) % 5 === 0 ? `${word}${index}` : word));
      news.add(article(`n${index}`, `Headline ${index}\n${shuffled.reverse().join(` w${index} `)}`), at);
    }
    const startedMs = performance.now();
    for (let index = 0; index < 20; index += 1) news.find(article('new', light));
    // Three milliseconds on an idle machine.
    expect((performance.now() - startedMs) / 20).toBeLessThan(60);
  });
});
