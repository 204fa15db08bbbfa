import { expect, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { FullText } from '../../../src/intake/pages/full-text.ts';
import { RobotsCache } from '../../../src/intake/pages/robots-cache.ts';
import type { Source } from '../../../src/news/source.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { after, noon, source as anySource } from '../../stage/builders.ts';
import { forEachEngine, type Engine } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { IntakeStage } from '../intake-stage.ts';

const text = 'The ferry runs again, six weeks after a storm had broken its pier. '.repeat(4).trim();

function card(path: string, headline: string): string {
  return `<article><h2><a href="${path}">${headline}</a></h2></article>`;
}

function page(headline: string, head = ''): string {
  return `<html lang="en"><head><title>${headline}</title>${head}</head><body><article><h1>${headline}</h1><p>${text}</p></article></body></html>`;
}

function rss(link: string, title: string): string {
  return `<rss version="2.0"><channel><item><title>${title}</title><link>${link}</link></item></channel></rss>`;
}

async function open(engine: Engine, given: Partial<Source> = {}) {
  const site = await startFeedServer();
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test' });
  const fullText = new FullText(client, new RobotsCache(client, () => systemClock.now()), systemClock);
  const stage = await IntakeStage.open(engine, undefined, fullText);
  const source = anySource({
    kind: 'page',
    url: site.url('/news'),
    isOwn: true,
    isPrivate: true,
    fullText: 'auto',
    ...given,
  });
  return {
    site,
    source,
    stage,
    rows: () => stage.rows('SELECT headline, body, url FROM articles ORDER BY headline'),
  };
}

forEachEngine((engine) => {
  test('an article of a section page is what its own page says, and the list changes nothing later', async () => {
    const { site, source, stage, rows } = await open(engine);
    site.script('/news/ferry-runs', { body: page('The ferry runs again after six weeks') });
    const list = card('/news/ferry-runs', 'The ferry runs again…');
    expect(await stage.look(source, list, noon)).toMatchObject({ inserted: 1, unread: [] });
    const expected = [
      { headline: 'The ferry runs again after six weeks', body: text, url: site.url('/news/ferry-runs') },
    ];
    expect(await rows()).toEqual(expected);
    expect(await stage.look(source, list, after(60_000))).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await rows()).toEqual(expected);
    expect(site.asked('/news/ferry-runs')).toHaveLength(1);
  });

  test('a page that cannot be read costs its text only, and no other item anything', async () => {
    const { site, source, stage, rows } = await open(engine);
    site.script('/news/one-of-two', { status: 500 });
    site.script('/news/two-of-two', { body: page('The second story of the day') });
    const list =
      card('/news/one-of-two', 'The first story of the day') + card('/news/two-of-two', 'The second story');
    const taken = await stage.look(source, list, noon);
    expect(taken).toMatchObject({ inserted: 2, unread: [{ name: 'link 1' }] });
    expect((await rows()).map(({ body }) => body)).toEqual([null, text]);
  });

  test('what is old news at the first look is not fetched', async () => {
    const { site, source, stage } = await open(engine, { firstRun: { kind: 'none' } });
    expect(await stage.look(source, card('/news/old-one', 'An old story of the week'), noon)).toMatchObject({
      seen: 1,
    });
    expect(site.requests).toEqual([]);
  });

  test('the canonical address of its page tells that an item is an article that we have', async () => {
    const { site, source, stage, rows } = await open(engine);
    const canonical = '<link rel="canonical" href="/news/ferry-runs">';
    site.script('/news/ferry-runs', { body: page('The ferry runs again', canonical) });
    site.script('/short', { body: page('The ferry runs again', canonical) });
    await stage.look(source, card('/news/ferry-runs', 'The ferry runs again'), noon);
    const feed = { ...source, kind: 'feed' as const, name: 'feed', url: site.url('/rss.xml') };
    const taken = await stage.look(feed, rss(site.url('/short?n=7'), 'The ferry runs again'), after(60_000));
    expect(taken).toMatchObject({ inserted: 0 });
    expect(await rows()).toHaveLength(1);
    // From now on the item is known by its own address.
    expect(
      await stage.look(feed, rss(site.url('/short?n=7'), 'The ferry runs'), after(120_000)),
    ).toMatchObject({ inserted: 0 });
    expect(site.asked('/short?n=7')).toHaveLength(1);
  });

  test('the same canonical address under another headline is a mistake of the site, and loses no news', async () => {
    const { site, source, stage, rows } = await open(engine);
    const canonical = '<link rel="canonical" href="/news/all">';
    for (const [number, headline] of [
      [1, 'The ferry runs again'],
      [2, 'The library opens late'],
    ] as const) {
      site.script(`/news/story-${number}`, { body: page(headline, canonical) });
      const list = card(`/news/story-${number}`, headline);
      expect(await stage.look(source, list, after(number * 60_000))).toMatchObject({ inserted: 1 });
    }
    expect((await rows()).map(({ headline }) => headline)).toEqual([
      'The ferry runs again',
      'The library opens late',
    ]);
  });
});
