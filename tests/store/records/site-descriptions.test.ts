import { expect, test } from 'vitest';
import { Events } from '../../../src/events.ts';
import { Intake } from '../../../src/intake/intake.ts';
import type { NewArticle } from '../../../src/news/article.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { noon } from '../../stage/builders.ts';

const general = 'All of the valley in one place, told by people who live here.';

function page(id: string, given: Partial<NewArticle> = {}): NewArticle {
  return {
    id,
    url: `https://www.valley.example.com/${id}`,
    language: 'en',
    headline: `News ${id}`,
    summary: general,
    ...given,
  };
}

function bare(id: string): NewArticle {
  const { summary: _general, ...rest } = page(id);
  return rest;
}

forEachEngine((engine) => {
  test('a description that another page of the site has is taken off, now and in later imports', async () => {
    const { store } = await openStage(engine);
    const judge = (...pages: NewArticle[]) => store.siteDescriptions.withoutGeneral(pages, noon);
    const own = page('own', { summary: 'The bridge opens on Monday.' });
    expect(await judge(page('a'), own, page('b'))).toEqual([bare('a'), own, bare('b')]);
    expect(await judge(page('c', { summary: `«${general}»` }))).toEqual([bare('c')]);
    // The mobile site is the same site, and another site is not.
    const mobile = page('m', { url: 'https://m.valley.example.com/m' });
    expect((await judge(mobile))[0]?.summary).toBeUndefined();
    const other = page('d', { url: 'https://hill.example.com/d' });
    expect(await judge(other)).toEqual([other]);
  });

  test('one article under two addresses, or under a corrected headline, keeps its description', async () => {
    const { store } = await openStage(engine);
    const judge = (...pages: NewArticle[]) => store.siteDescriptions.withoutGeneral(pages, noon);
    const first = page('a');
    const corrected = page('a', { headline: 'News, corrected' });
    const copy = page('copy', { headline: first.headline });
    const unknown = page('z', { url: 'https://localhost/z' });
    for (const one of [first, first, corrected, copy, unknown, { ...unknown, id: 'y', headline: 'Y' }])
      expect(await judge(one)).toEqual([one]);
  });

  test('an article that is stored with a general description keeps it, so that no post is edited', async () => {
    const { store } = await openStage(engine);
    const judge = (...pages: NewArticle[]) => store.siteDescriptions.withoutGeneral(pages, noon);
    await new Intake(store, new Events()).import(await judge(page('a')), noon);
    expect((await judge(page('b')))[0]?.summary).toBeUndefined();
    const again = await judge(page('a'));
    expect(await new Intake(store, new Events()).import(again, noon)).toEqual(['unchanged']);
  });

  test('it remembers two hundred descriptions of a site, the general ones first', async () => {
    const { store, newsroom } = await openStage(engine);
    await store.siteDescriptions.withoutGeneral([page('a'), page('b')], noon);
    for (let run = 0; run < 3; run += 1) {
      const many = Array.from({ length: 100 }, (_, at) =>
        page(`${run}-${at}`, { summary: `Story ${run} of ${at}.` }),
      );
      await store.siteDescriptions.withoutGeneral(many, new Date(noon.getTime() + run + 1));
    }
    const [counted] = await newsroom.rows('select count(*) as many from site_descriptions');
    expect(Number(counted?.['many'])).toBe(200);
    expect((await store.siteDescriptions.withoutGeneral([page('c')], noon))[0]?.summary).toBeUndefined();
  });
});
