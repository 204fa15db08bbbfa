import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import { isTaken } from '../../src/plan/filter.ts';
import { sectionsOf } from '../../src/config/section-names.ts';
import { article, channel } from '../stage/builders.ts';

type Example = [what: string, filter: Partial<Channel>, news: Partial<Article>, taken: boolean];

const sectionNames = sectionsOf({ Society: ['Общество', 'Қоғам'] });

const examples: Example[] = [
  ['its section under another name', { sections: ['Society'], sectionNames }, { section: 'ҚОҒАМ' }, true],
  ['its section under two other names', { sections: ['общество'], sectionNames }, { section: 'Қоғам' }, true],
  ['another section than all names', { sections: ['Society'], sectionNames }, { section: 'Sport' }, false],
  [
    'an excluded section under another name',
    { exclude: ['Society'], sectionNames },
    { section: 'Қоғам' },
    false,
  ],
  ['no filter takes everything', {}, {}, true],
  ['its language', { language: 'kk' }, { language: 'kk' }, true],
  ['another language', { language: 'ru' }, { language: 'kk' }, false],
  ['its section, whatever the case', { sections: ['Қоғам'] }, { section: 'ҚОҒАМ' }, true],
  ['its section, with blanks around', { sections: ['Economy'] }, { section: ' economy ' }, true],
  ['another section', { sections: ['Economy'] }, { section: 'Sport' }, false],
  ['a part of the name of a section', { sections: ['Economy'] }, { section: 'Economy of Asia' }, false],
  [
    'a further section',
    { sections: ['Economy'] },
    { section: 'Sport', sections: ['Sport', 'Economy'] },
    true,
  ],
  ['no section at all', { sections: ['Economy'] }, { section: null }, false],
  ['no section is allowed', { sections: [] }, { section: 'Economy' }, false],
  ['one of its keywords', { keywords: ['Ұлытау', 'Әуежай'] }, { keywords: ['спорт', 'әуежай'] }, true],
  ['none of its keywords', { keywords: ['Ұлытау'] }, { keywords: ['Ұлы'] }, false],
  ['no keywords at all', { keywords: ['Ұлытау'] }, { keywords: [] }, false],
  ['й composed of two characters', { keywords: ['йод'] }, { keywords: ['и\u0306од'] }, true],
  ['an excluded keyword', { exclude: ['жарнама'] }, { keywords: ['ЖАРНАМА'] }, false],
  ['an excluded section', { exclude: ['реклама'] }, { section: 'Реклама' }, false],
  ['an excluded word of the headline', { exclude: ['өрт'] }, { headline: 'Өрт сөндірілді' }, false],
  [
    'an excluded word between quotation marks',
    { exclude: ['іздеу'] },
    { headline: '«Іздеу» тоқтады' },
    false,
  ],
  ['an excluded word within another', { exclude: ['лес'] }, { headline: 'Алексей выиграл' }, true],
  ['an excluded phrase', { exclude: ['прямой эфир'] }, { headline: 'Прямой   эфир: матч' }, false],
  ['an excluded phrase, in part', { exclude: ['прямой эфир'] }, { headline: 'Прямой путь' }, true],
  ['an excluded word with a hyphen', { exclude: ['COVID-19'] }, { headline: 'Covid-19 отступает' }, false],
  ['an excluded hashtag', { exclude: ['#реклама'] }, { headline: 'Новый сервис #реклама' }, false],
  ['an excluded word in quotation marks', { exclude: ['«Астана»'] }, { headline: '«Астана» жеңді' }, false],
  ['an excluded word with an end mark', { exclude: ['Live!'] }, { headline: 'Live: the final' }, false],
  ['an empty exclusion refuses nothing', { exclude: ['', ' ', '—'] }, { headline: 'A — B' }, true],
  ['exclusion wins', { keywords: ['спорт'], exclude: ['бокс'] }, { keywords: ['спорт', 'бокс'] }, false],
];

test.each(examples)('%s', (_what, filter, news, taken) => {
  expect(isTaken(article(news), channel(filter))).toBe(taken);
});

describe('for any words', () => {
  // Kazakh, Russian and English letters, whose cases go one to one.
  const letters = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяabcdefghjklmnopqrstuvwxyz'.split('');
  const word = fc
    .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 8 })
    .map((chars) => chars.join(''));

  test('a filter does not look at the case', () => {
    fc.assert(
      fc.property(word, fc.boolean(), (name, isUpper) => {
        const cased = isUpper ? name.toUpperCase() : name;
        expect(isTaken(article({ section: cased }), channel({ sections: [name] }))).toBe(true);
        expect(isTaken(article({ keywords: [name] }), channel({ keywords: [cased] }))).toBe(true);
        expect(isTaken(article({ headline: `${cased}!` }), channel({ exclude: [name] }))).toBe(false);
      }),
    );
  });

  test('each filter that is added takes the same or less', () => {
    const filters = fc.record({
      language: fc.constantFrom(null, 'kk', 'ru'),
      sections: fc.constantFrom(null, ['News'], ['Sport']),
      keywords: fc.constantFrom(null, ['a'], ['b']),
      exclude: fc.constantFrom([], ['a'], ['саябақ']),
    });
    const news = article({ keywords: ['a', 'c'] });
    fc.assert(
      fc.property(filters, (filter) => {
        if (!isTaken(news, channel(filter))) return;
        expect(isTaken(news, channel({ ...filter, exclude: [] }))).toBe(true);
        for (const name of ['language', 'sections', 'keywords'] as const) {
          expect(isTaken(news, channel({ ...filter, [name]: null }))).toBe(true);
        }
      }),
    );
  });
});
