import { describe, expect, test } from 'vitest';
import { misfitOf } from '../../src/plan/misfit.ts';
import { article, channel } from '../stage/builders.ts';

const kk = channel({ name: 'kk', language: 'kk', sections: ['News'] });
const ru = channel({ name: 'ru', language: 'ru', sections: ['Sport', 'Culture'] });
const chess = channel({ name: 'chess', language: 'en', keywords: ['chess'], exclude: ['horoscope'] });

describe('an article that no channel takes', () => {
  test.each([
    [{ language: 'uz' }, 'language', ['uz'], ['kk', 'ru', 'en']],
    [{ language: 'kk', section: 'Nwes' }, 'sections', ['Nwes'], ['News']],
    [{ language: 'ru', section: null }, 'sections', [], ['Sport', 'Culture']],
    [{ language: 'en', keywords: ['go'] }, 'keywords', ['go'], ['chess']],
    [{ language: 'en', keywords: ['chess', 'horoscope'] }, 'exclude', [], ['horoscope']],
  ])('%j', (given, filter, has, wanted) => {
    expect(misfitOf(article(given), [kk, ru, chess])).toEqual({ filter, has, wanted });
  });
});

test.each([
  [{ language: 'kk', section: 'news' }, [kk, ru]],
  [{ language: 'uz' }, [kk, channel()]],
  [{ language: 'en', section: null }, [kk, channel({ digest: null, isDigestOnly: true })]],
])('%j fits a channel', (given, channels) => {
  expect(misfitOf(article(given), channels)).toBeNull();
});
