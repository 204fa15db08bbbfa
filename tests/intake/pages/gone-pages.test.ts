import { expect, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { GonePages } from '../../../src/intake/pages/gone-pages.ts';
import type { Source } from '../../../src/news/source.ts';
import { after, noon, source as anySource } from '../../stage/builders.ts';
import { forEachEngine, openStage, type Engine } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import type { ScriptedAnswer } from '../../stage/scripted-server.ts';
import { claim, promise } from '../../stage/stored-posts.ts';

const minuteMs = 60_000;
const page = { body: '<title>The ferry</title><article><h1>The ferry runs again</h1><p>Text.</p></article>' };

/** A newsroom's own site, with articles that were posted at noon. */
async function open(engine: Engine, given: Partial<Source> = {}) {
  const site = await startFeedServer();
  const { store, newsroom } = await openStage(engine);
  const source = anySource({ url: site.url('/rss.xml'), isOwn: true, isPrivate: true, ...given });
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test' });
  const pages = new GonePages(store, client, [source]);
  const post = async (id: string, ...answers: ScriptedAnswer[]) => {
    site.script(`/${id}`, ...answers);
    const postId = await promise(store, id);
    await claim(store, postId);
    await newsroom.run(`update posts set state = 'sent', sent_at = ? where id = ?`, [noon.getTime(), postId]);
    await newsroom.run('update articles set url = ? where id = ?', [site.url(`/${id}`), id]);
    const said = { articleId: id, source: 'steppe', hashes: {}, owned: [], held: [], changedAt: [] };
    await store.items.write((writer) => writer.writeSaid(said));
  };
  const look = async (minutes: number) => {
    const found = await pages.look(after(minutes * minuteMs), new AbortController().signal);
    return found.map(({ article, sign, isCanceled }) => [article.id, sign, isCanceled]);
  };
  const statusOf = async (id: string) =>
    (await newsroom.rows('select status from articles where id = ?', [id]))[0]?.['status'];
  return { site, newsroom, post, look, statusOf };
}

forEachEngine((engine) => {
  test.each([
    ['410', { status: 410 }, 'gone'],
    ['a redirect to the home page', { location: '/' }, 'home'],
    ['a page that says so', { body: page.body.replaceAll('The ferry', 'Page not found') }, 'says so'],
    ['noindex', { ...page, headers: { 'x-robots-tag': 'noindex' } }, 'noindex'],
    [
      'noindex in its head',
      { body: `<meta name="robots" content="NOINDEX, follow">${page.body}` },
      'noindex',
    ],
  ])('the desk is asked about %s', async (_, answer, sign) => {
    const { post, look, statusOf, site } = await open(engine);
    site.script('/', page);
    await post('a', answer);
    expect(await look(11)).toEqual([['a', sign, false]]);
    expect(await statusOf('a')).toBe('usable');
  });

  test.each([
    ['a page', page],
    ['403', { status: 403 }],
    ['500', { status: 500 }],
    ['429', { status: 429 }],
    [
      'a login page',
      { body: '<meta name="robots" content="noindex"><title>Log in</title><input type="password">' },
    ],
    ['a redirect to another page', { location: '/moved' }],
    ['a body that breaks off', { ...page, cutAfterBytes: 10 }],
    ['a picture', { body: Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0]) }],
  ])('%s says nothing', async (_, answer) => {
    const { post, look, site } = await open(engine);
    site.script('/moved', page);
    await post('a', answer);
    expect([await look(11), await look(61)]).toEqual([[], []]);
  });

  test('404 counts when it is still one a quarter of an hour later', async () => {
    const { post, look, site } = await open(engine);
    await post('a', { status: 404 }, page, { status: 404 });
    expect(await look(10)).toEqual([]);
    expect(await look(20)).toEqual([]);
    expect(site.asked('/a')).toHaveLength(1);
    expect(await look(26)).toEqual([]);
    expect([await look(61), await look(70), await look(77)]).toEqual([[], [], [['a', 'missing', false]]]);
    // Whoever was asked is not asked again every quarter of an hour.
    expect([await look(95), await look(361)]).toEqual([[], []]);
  });

  test('a page is looked at four times in a day, and not after that', async () => {
    const { post, look, site } = await open(engine);
    await post('a', page);
    for (const minutes of [5, 10, 15, 60, 65, 360, 365, 1_440, 1_445, 2_875, 2_885]) await look(minutes);
    expect(site.asked('/a')).toHaveLength(4);
  });

  test('gone: cancel kills what is gone, and nothing else', async () => {
    const { post, look, statusOf } = await open(engine, { gone: 'cancel' });
    await post('a', { status: 410 });
    await post('b', { location: '/' });
    expect(await look(11)).toEqual([['a', 'gone', true]]);
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['canceled', 'usable']);
  });

  test.each([{ gone: 'ignore' }, { isOwn: false }] as const)('%j: no page is looked at', async (given) => {
    const { post, look, site } = await open(engine, given);
    await post('a', { status: 410 });
    expect(await look(11)).toEqual([]);
    expect(site.requests).toEqual([]);
  });

  test('a site on which everything is gone is broken, and kills nothing', async () => {
    const { post, look, statusOf } = await open(engine, { gone: 'cancel' });
    for (const id of ['a', 'b', 'c', 'd', 'e']) await post(id, { status: 410 }, page);
    expect(await look(11)).toEqual([]);
    expect(await look(27)).toEqual([]);
    expect(await statusOf('a')).toBe('usable');
  });
});
