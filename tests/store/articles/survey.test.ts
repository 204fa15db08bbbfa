import { describe, expect, test } from 'vitest';
import { Events } from '../../../src/events.ts';
import { Intake } from '../../../src/intake/intake.ts';
import { after, noon } from '../../stage/builders.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { promise } from '../../stage/stored-posts.ts';

const hourMs = 3_600_000;

function articleOf(id: string, given: object = {}) {
  return {
    id,
    url: `https://news.example/${id}`,
    language: 'kk',
    headline: 'Тақырып',
    publishedAt: noon,
    ...given,
  };
}

forEachEngine((engine) => {
  describe('a survey of the store', () => {
    test('finds usable articles of a time without a post', async () => {
      const { store } = await openStage(engine);
      await new Intake(store, new Events()).import(
        [
          articleOf('postless', { language: 'uz' }),
          articleOf('held', { status: 'withheld' }),
          articleOf('old', { publishedAt: after(-25 * hourMs) }),
          articleOf('old-embargo', { publishedAt: after(-48 * hourMs), embargoedUntil: after(-hourMs) }),
          articleOf('later', { publishedAt: after(hourMs) }),
        ],
        noon,
      );
      await promise(store, 'posted', { channel: 'kk', sortAt: noon });
      const found = await store.survey.postless(after(-24 * hourMs), noon);
      expect(found.map(({ id }) => id).toSorted()).toEqual(['old-embargo', 'postless']);
    });

    test('finds dates that cannot be meant', async () => {
      const { store } = await openStage(engine);
      await new Intake(store, new Events()).import(
        [
          articleOf('epoch', { publishedAt: new Date(0) }),
          articleOf('far', { publishedAt: new Date('2062-01-01T00:00:00Z') }),
          articleOf('tomorrow', { publishedAt: after(24 * hourMs) }),
          articleOf('archive', { publishedAt: new Date('1994-05-05T00:00:00Z') }),
        ],
        noon,
      );
      const found = await store.survey.misdated(noon);
      expect(found.map(({ id, publishedAt }) => [id, publishedAt.slice(0, 10)])).toEqual([
        ['epoch', '1970-01-01'],
        ['far', '2062-01-01'],
      ]);
    });

    test('names languages and sections, the most frequent first', async () => {
      const { store, newsroom } = await openStage(engine);
      expect(await store.survey.kinds()).toEqual({ languages: [], sections: [] });
      for (const [id, language, section] of [
        ['1', 'kz', 'Sport'],
        ['2', 'kk', 'News &amp; views'],
        ['3', 'ru', 'News &amp; views'],
        ['4', 'kaz', null],
      ])
        await newsroom.run(
          'insert into articles (id, url, language, headline, section) values (?, ?, ?, ?, ?)',
          [id, 'https://news.example/', language, 'Headline', section],
        );
      expect(await store.survey.kinds()).toEqual({
        languages: ['kk', 'ru'],
        sections: ['News & views', 'Sport'],
      });
    });
  });
});
