import { expect, test } from 'vitest';
import type { GonePage } from '../../src/intake/pages/gone-pages.ts';
import { spokenLanguages } from '../../src/news/language.ts';
import { troubleText } from '../../src/watch/alerts/trouble-text.ts';
import { gonePageButtons, gonePageTrouble } from '../../src/watch/gone-page-text.ts';
import { noon } from '../stage/builders.ts';

const article = {
  id: 'a-1',
  url: 'https://steppe.example/ferry',
  headline: 'The ferry runs again',
  key: 100,
  source: 'steppe',
  postedAt: noon,
};

function trouble(gone: Partial<GonePage>) {
  const told = gonePageTrouble({ article, sign: 'gone', isCanceled: false, ...gone });
  return { ...told, beganAt: noon, isTold: false, endedAt: null };
}

test.each(spokenLanguages)('a page that is gone is named with a button that kills: %s', (language) => {
  for (const sign of ['gone', 'missing', 'home', 'says so', 'noindex'] as const) {
    const text = troubleText(trouble({ sign }), language);
    expect(text).toMatch(/^.{40,}\nThe ferry runs again\nhttps:\/\/steppe\.example\/ferry\n.{20,}$/u);
  }
  expect(gonePageButtons(trouble({}), language)).toEqual([{ text: expect.any(String), data: 'kill:2s' }]);
});

test('an article that is canceled already, or has no number yet, gets no button', () => {
  expect(gonePageButtons(trouble({ isCanceled: true }), 'en')).toEqual([]);
  expect(gonePageButtons(trouble({ article: { ...article, key: null } }), 'en')).toEqual([]);
  expect(troubleText(trouble({ isCanceled: true }), 'en')).toMatch(/^An article is canceled/u);
});
