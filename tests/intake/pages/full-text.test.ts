import { describe, expect, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { FullText, needsPage } from '../../../src/intake/pages/full-text.ts';
import { RobotsCache } from '../../../src/intake/pages/robots-cache.ts';
import type { NewArticle } from '../../../src/news/article.ts';
import type { Item, Source } from '../../../src/news/source.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { source as anySource } from '../../stage/builders.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import type { ScriptedServer } from '../../stage/scripted-server.ts';

const now = new Date('2026-11-28T12:00:00Z');
const sentence = 'Дорогу между двумя сёлами открыли после ремонта, который длился всё лето и осень. ';
const body = sentence.repeat(4).trim();

/** Time passes only while somebody waits. */
function quickClock(): Clock & { waitedMs: number } {
  const clock = {
    waitedMs: 0,
    now: () => new Date(now.getTime() + clock.waitedMs),
    steadyMs: () => clock.waitedMs,
    wait: async (ms: number) => void (clock.waitedMs += ms),
  };
  return clock;
}

function page(head = '', text = body): string {
  return `<!doctype html><html lang="ru"><head><title>Дорога открыта — Степь</title>${head}</head><body><article><h1>Дорога открыта</h1><p>${text}</p></article></body></html>`;
}

async function stage(given: Partial<Source> = {}) {
  const site = await startFeedServer();
  const clock = quickClock();
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test', now: () => clock.now() });
  const fullText = new FullText(client, new RobotsCache(client, () => clock.now()), clock);
  const source = anySource({ url: site.url('/rss.xml'), isPrivate: true, fullText: 'auto', ...given });
  const complete = async (...items: Item[]) => {
    const { pages, unread } = await fullText.read(items, source, new AbortController().signal);
    return { pages: items.map((item) => pages.get(item)), unread };
  };
  return { site, clock, source, complete };
}

function itemAt(site: ScriptedServer, path: string, given: Partial<NewArticle> = {}, isDated = true): Item {
  const url = site.url(path);
  return {
    name: `item ${path}`,
    keys: [`url:${site.host}${path}`],
    isDated,
    article: {
      id: `page-${path}`,
      url,
      headline: 'Дорога открыта',
      language: 'ru',
      publishedAt: now,
      ...given,
    },
  };
}

describe('the page of an item is read', () => {
  const long = 'x'.repeat(200);
  test.each([
    ['auto', {}, true],
    ['auto', { body: 'short' }, true],
    ['auto', { summary: '', body: null }, true],
    ['auto', { summary: 'A summary.' }, false],
    ['auto', { body: long }, false],
    ['always', { summary: 'A summary.', body: long }, true],
    ['never', {}, false],
  ] as const)('%s, of an item with %j: %s', async (fullText, given, expected) => {
    const site = await startFeedServer();
    expect(needsPage(itemAt(site, '/1', given), { fullText })).toBe(expected);
  });
});

describe('an item of a feed', () => {
  test('gets from its page what it lacks, and keeps what it says', async () => {
    const { site, complete } = await stage();
    const head = `<link rel="canonical" href="/2026/road"><meta property="og:image" content="/i/road.jpg">
      <meta property="og:description" content="Дорогу между двумя сёлами открыли на месяц раньше срока, сказал аким."><meta name="author" content="Дана Али">`;
    site.script('/1', { body: page(head) });
    const item = itemAt(site, '/1', { author: 'Марат Серик' });
    expect(await complete(item)).toEqual({
      unread: [],
      pages: [
        {
          keys: [`url:${site.host}/2026/road`],
          article: {
            id: expect.stringMatching(/^page-[0-9a-f]{16}$/),
            body,
            summary: 'Дорогу между двумя сёлами открыли на месяц раньше срока, сказал аким.',
            imageUrl: site.url('/i/road.jpg'),
          },
        },
      ],
    });
  });

  test('takes the date of its page only if it has none', async () => {
    const { site, complete } = await stage();
    site.script('/', {
      body: page('<meta property="article:published_time" content="2026-11-28T09:00:00Z">'),
    });
    site.script('/1', {
      body: page('<meta property="article:published_time" content="2026-11-28T09:00:00Z">'),
    });
    const dated = await complete(itemAt(site, '/1'));
    const undated = await complete(itemAt(site, '/1', {}, false));
    expect(dated.pages[0]?.article).not.toHaveProperty('publishedAt');
    expect(undated.pages[0]?.article.publishedAt).toEqual(new Date('2026-11-28T09:00:00Z'));
  });
});

describe('an item of a section page', () => {
  test('is what its page says', async () => {
    const { site, complete } = await stage({ kind: 'page' });
    const head =
      '<meta property="article:published_time" content="2026-11-28T10:31:00+05:00"><meta property="article:section" content="Дороги">';
    site.script('/1', { body: page(head) });
    const { pages } = await complete(itemAt(site, '/1', { headline: 'Дорога…' }));
    expect(pages[0]?.article).toMatchObject({
      headline: 'Дорога открыта',
      section: 'Дороги',
      body,
      publishedAt: new Date('2026-11-28T05:31:00Z'),
    });
  });

  test('keeps the time of its list where the page says only the day, and what the settings say', async () => {
    const { site, complete } = await stage({ kind: 'page', section: 'Region', language: 'kk' });
    const head =
      '<meta property="article:published_time" content="2026-11-28"><meta property="article:section" content="Дороги">';
    site.script('/1', { body: page(head) });
    const { pages } = await complete(itemAt(site, '/1'));
    for (const name of ['publishedAt', 'section', 'language']) {
      expect(pages[0]?.article).not.toHaveProperty(name);
    }
  });
});

describe('language versions', () => {
  const versions = (...paths: string[]) =>
    paths.map((path) => `<link rel="alternate" hreflang="${path.slice(1, 3)}" href="${path}">`).join('');

  test('of one story have the same story', async () => {
    const { site, complete } = await stage();
    site.script('/ru/road', { body: page(versions('/ru/road', '/kk/zhol')) });
    site.script('/kk/zhol', { body: page(versions('/kk/zhol', '/ru/road')) });
    site.script('/ru/other', { body: page(versions('/ru/other', '/kk/basqa')) });
    const { pages } = await complete(
      ...['/ru/road', '/kk/zhol', '/ru/other'].map((path) => itemAt(site, path)),
    );
    const [russian, kazakh, other] = pages.map((page) => page?.article.storyId);
    expect(russian).toMatch(/^story-/);
    expect(kazakh).toBe(russian);
    expect(other).not.toBe(russian);
  });

  test.each([
    ['/ru/road'],
    ['/ru/road', '/kk/'],
    ['/ru/road', '/kk'],
    ['/ru/road', 'https://b.example/kk/zhol'],
  ])('are no versions: %s %s', async (...paths) => {
    const { site, complete } = await stage();
    site.script('/ru/road', { body: page(versions(...paths)) });
    const { pages } = await complete(itemAt(site, '/ru/road'));
    expect(pages[0]?.article).not.toHaveProperty('storyId');
  });
});

describe('a canonical address', () => {
  test.each([
    ['of another site', 'https://b.example/2026/road'],
    ['that is the home page', '/'],
    ['that is the feed', '/rss.xml'],
    ['that is the page itself', '/1?utm_source=x'],
    ['that is no address', 'http://'],
  ])('%s is no key', async (_, href) => {
    const { site, complete } = await stage();
    site.script('/1', { body: page(`<link rel="canonical" href="${href}">`) });
    const { pages } = await complete(itemAt(site, '/1'));
    expect(pages[0]?.keys).toEqual([]);
  });

  test('that several items share is nobody’s', async () => {
    const { site, complete } = await stage();
    for (const path of ['/1', '/2']) site.script(path, { body: page('<link rel="canonical" href="/all">') });
    const { pages } = await complete(itemAt(site, '/1'), itemAt(site, '/2'));
    expect(pages.map((page) => page?.keys)).toEqual([[], []]);
    expect(pages.map((page) => page?.article.id)).toEqual([undefined, undefined]);
  });

  test('is also where a redirect leads', async () => {
    const { site, complete } = await stage();
    site.script('/1', { location: '/2026/road' }).script('/2026/road', { body: page() });
    const { pages } = await complete(itemAt(site, '/1'));
    expect(pages[0]?.keys).toEqual([`url:${site.host}/2026/road`]);
  });
});

describe('an item goes without its page', () => {
  test.each([
    ['an error', { status: 500 }, 'answered 500'],
    ['a redirect to the home page', { location: '/' }, 'leads somewhere else'],
    [
      'a page that says that there is none',
      { body: page('').replaceAll('Дорога открыта', 'Страница не найдена') },
      'no such page',
    ],
    ['a picture', { body: Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0]) }, 'binary'],
    ['a body that breaks off', { body: page(), cutAfterBytes: 50 }, 'broke off'],
    ['a bomb', { body: Buffer.alloc(6_000_000), encoding: 'gzip' }, 'too large'],
  ] as const)('that is %s', async (_, answer, reason) => {
    const { site, complete } = await stage();
    site.script('/1', answer).script('/', { body: page() });
    const item = itemAt(site, '/1');
    const { pages, unread } = await complete(item);
    expect(pages).toEqual([undefined]);
    expect(unread).toEqual([{ name: 'item /1', reason: expect.stringContaining(reason) }]);
  });

  test('that robots.txt closes, unless the site is its own', async () => {
    const robots = { body: 'User-agent: *\nDisallow: /1' };
    const foreign = await stage();
    foreign.site.script('/1', { body: page() }).script('/robots.txt', robots);
    const { unread } = await foreign.complete(itemAt(foreign.site, '/1'));
    expect(unread[0]?.reason).toContain('robots.txt');
    expect(foreign.site.asked('/1')).toEqual([]);
    const own = await stage({ isOwn: true });
    own.site.script('/1', { body: page() }).script('/robots.txt', robots);
    expect((await own.complete(itemAt(own.site, '/1'))).unread).toEqual([]);
  });

  test('on a private network that is not its source’s', async () => {
    const { complete } = await stage();
    const other = await startFeedServer();
    other.script('/1', { body: page() });
    const { pages, unread } = await complete(itemAt(other, '/1'));
    expect([pages[0], unread.length, other.asked('/1')]).toEqual([undefined, 1, []]);
  });

  test('that says nothing of an article, and still tells its addresses', async () => {
    const { site, complete } = await stage();
    site.script('/1', { body: '<link rel="canonical" href="/2026/road"><div id="root"></div>' });
    const { pages } = await complete(itemAt(site, '/1'));
    expect(pages[0]?.keys).toEqual([`url:${site.host}/2026/road`]);
  });
});

describe('how often a site is asked', () => {
  const paths = Array.from({ length: 15 }, (_, number) => `/${number + 1}`);

  test('a foreign one once a second, and what is not read within ten seconds goes without', async () => {
    const { site, clock, complete } = await stage();
    for (const path of paths) site.script(path, { body: page() });
    const { pages, unread } = await complete(...paths.map((path) => itemAt(site, path)));
    expect(pages.map((page) => page !== undefined)).toEqual(paths.map((_, index) => index < 10));
    expect(unread).toHaveLength(5);
    expect([clock.waitedMs, site.mostOpen]).toEqual([9_000, 1]);
  });

  test('its own four at once, without a gap', async () => {
    const { site, clock, complete } = await stage({ isOwn: true });
    for (const path of paths) site.script(path, { body: page(), holds: 'before headers' });
    const all = complete(...paths.map((path) => itemAt(site, path)));
    for (const path of paths) {
      await site.until(path, 1);
      site.release();
    }
    expect((await all).pages.every((page) => page !== undefined)).toBe(true);
    expect(clock.waitedMs).toBe(0);
    expect(site.mostOpen).toBeLessThanOrEqual(4);
  });

  test('the headers of the settings go to its own host', async () => {
    const { site, complete } = await stage({ headers: { Authorization: 'Bearer secret' } });
    site.script('/1', { body: page() });
    await complete(itemAt(site, '/1'));
    expect(site.asked('/1')[0]?.headers.authorization).toBe('Bearer secret');
  });
});
