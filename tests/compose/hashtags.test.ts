import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashtagsOf } from '../../src/compose/hashtags.ts';
import { hostileText } from '../stage/hostile.ts';

const none = { section: null, keywords: [] };

describe('hashtagsOf', () => {
  test.each([
    ['Economy', ['#Economy']],
    ['News / Economy', ['#News', '#Economy']],
    ['Oil & Gas', ['#Oil_Gas']],
    ['Қоғам', ['#Қоғам']],
    [' ', []],
    ['2026', []],
    [null, []],
  ])('section %s', (section, tags) => {
    expect(hashtagsOf({ ...none, section }, 'section')).toEqual(tags);
  });

  test.each([
    ['COVID-19', '#COVID_19'],
    ['#economy', '#economy'],
    ['Әлихан Бөкейхан', '#Әлихан_Бөкейхан'],
    ['Қасым-Жомарт Тоқаев', '#Қасым_Жомарт_Тоқаев'],
    ["O'zbekiston", '#Ozbekiston'],
    ['и\u0306од', '#йод'],
    ['G20', '#G20'],
    ['AT&T', '#ATT'],
    ['__a__b__', '#a_b'],
  ])('keyword %s', (keyword, tag) => {
    expect(hashtagsOf({ ...none, keywords: [keyword] }, 'keywords')).toEqual([tag]);
  });

  test.each(['', 'C++', '2026', '١٢٣', '_', '🔥', 'x'.repeat(65)])('keyword %s gives none', (keyword) => {
    expect(hashtagsOf({ ...none, keywords: [keyword] }, 'keywords')).toEqual([]);
  });

  test('gives five at most, and each once whatever its case', () => {
    const keywords = ['Oil', 'OIL', 'oil', 'Gas', 'Gold', 'Grain', 'Coal', 'Uranium'];
    expect(hashtagsOf({ ...none, keywords }, 'keywords')).toEqual([
      '#Oil',
      '#Gas',
      '#Gold',
      '#Grain',
      '#Coal',
    ]);
    expect(hashtagsOf({ section: 'News', keywords }, 'none')).toEqual([]);
  });

  test('gives only what Telegram links', () => {
    fc.assert(
      fc.property(fc.array(hostileText), (keywords) => {
        for (const tag of hashtagsOf({ ...none, keywords }, 'keywords')) {
          expect(tag).toMatch(/^#(?=.*\p{L})[\p{L}\p{Nd}_]{1,64}$/u);
        }
      }),
    );
  });
});
