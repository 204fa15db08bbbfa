import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sectionsOf } from '../../src/config/section-names.ts';
import { hashtagsOf } from '../../src/compose/hashtags.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { Section } from '../../src/news/section.ts';
import { hostileText } from '../stage/hostile.ts';

const none = { section: null, keywords: [], language: 'en' };
const kinds = (hashtags: Channel['hashtags'], sectionNames: readonly Section[] = []) => ({
  hashtags,
  sectionNames,
});

describe('hashtagsOf', () => {
  test.each([
    ['Economy', ['#Economy']],
    ['News / Economy', ['#News', '#Economy']],
    ['Oil & Gas', ['#Oil_Gas']],
    ['Қоғам', ['#Қоғам']],
    [' ', []],
    ['2026', []],
    ['Uncategorized', []],
    ['Без рубрики', []],
    ['Санатсыз', []],
    [null, []],
  ])('section %s', (section, tags) => {
    expect(hashtagsOf({ ...none, section }, kinds('section'))).toEqual(tags);
  });

  test.each([
    ['COVID-19', '#COVID_19'],
    ['Спорт;Футбол', '#Спорт_Футбол'],
    ['Кино&Музыка', '#Кино_Музыка'],
    ['AT&T', '#ATT'],
    ['#economy', '#economy'],
    ['Әлихан Бөкейхан', '#Әлихан_Бөкейхан'],
    ['Қасым-Жомарт Тоқаев', '#Қасым_Жомарт_Тоқаев'],
    ["O'zbekiston", '#Ozbekiston'],
    ['и\u0306од', '#йод'],
    ['G20', '#G20'],
    ['AT&T', '#ATT'],
    ['__a__b__', '#a_b'],
  ])('keyword %s', (keyword, tag) => {
    expect(hashtagsOf({ ...none, keywords: [keyword] }, kinds('keywords'))).toEqual([tag]);
  });

  test.each(['', 'C++', '2026', '١٢٣', '_', '🔥', 'x'.repeat(65)])('keyword %s gives none', (keyword) => {
    expect(hashtagsOf({ ...none, keywords: [keyword] }, kinds('keywords'))).toEqual([]);
  });

  const known = sectionsOf({
    Society: ['Общество', 'Қоғам'],
    Politics: { kk: 'Саясат', ru: 'Политика' },
    'Oil / Gas': ['Мұнай-газ'],
    Sport: ['Спорт'],
  });

  test.each([
    ['kk', 'Society', '#Қоғам'],
    ['kk', 'ҚОҒАМ', '#Қоғам'],
    ['kk', 'Общество', '#Қоғам'],
    ['ru', 'Қоғам', '#Общество'],
    ['ru', 'society', '#Общество'],
    ['en', ' общество ', '#Society'],
    ['kk', 'Политика', '#Саясат'],
    ['ru', 'Саясат', '#Политика'],
    ['en', 'Саясат', '#Politics'],
    ['kk', 'Sport', '#Спорт'],
    ['kk', 'Oil / Gas', '#Мұнай_газ'],
    ['kk', 'Жаңалықтар / Society', '#Жаңалықтар #Қоғам'],
    // A section that no list has
    ['kk', 'БІЛІМ', '#Білім'],
    ['ru', 'МИР И ОБЩЕСТВО', '#Мир_и_общество'],
    ['ru', 'НАТО', '#НАТО'],
    ['en', 'USA', '#USA'],
    ['en', 'IT', '#IT'],
  ])('in %s the section %s gives %s', (language, section, tags) => {
    expect(hashtagsOf({ ...none, language, section }, kinds('section', known)).join(' ')).toBe(tags);
  });

  test('gives five at most, and each once whatever its case', () => {
    const keywords = ['Oil', 'OIL', 'oil', 'Gas', 'Gold', 'Grain', 'Coal', 'Uranium'];
    expect(hashtagsOf({ ...none, keywords }, kinds('keywords'))).toEqual([
      '#Oil',
      '#Gas',
      '#Gold',
      '#Grain',
      '#Coal',
    ]);
    expect(hashtagsOf({ ...none, section: 'News', keywords }, kinds('none'))).toEqual([]);
  });

  test('gives only what Telegram links', () => {
    fc.assert(
      fc.property(fc.array(hostileText), (keywords) => {
        for (const tag of hashtagsOf({ ...none, keywords }, kinds('keywords'))) {
          expect(tag).toMatch(/^#(?=.*\p{L})[\p{L}\p{Nd}_]{1,64}$/u);
        }
      }),
    );
  });
});
