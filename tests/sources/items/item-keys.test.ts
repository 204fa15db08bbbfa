import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keysOfItems, type ItemSigns, type KeySettings } from '../../../src/sources/items/item-keys.ts';
import { isHomePage, siteOf, urlKey } from '../../../src/news/url-key.ts';

const page = 'https://steppe.example/kk/school?id=5&page=2';

describe('one page has one key', () => {
  test.each([
    'http://steppe.example/kk/school?id=5&page=2',
    'https://www.steppe.example/kk/school?id=5&page=2',
    'https://m.steppe.example/kk/school/?id=5&page=2',
    'https://STEPPE.example:443/kk/school?page=2&id=5',
    'https://steppe.example./kk//school?id=5&page=2#top',
    'https://steppe.example/kk/school/amp?id=5&page=2',
    'https://steppe.example/kk/school/index.html?id=5&page=2',
    'https://steppe.example/kk/school?id=5&page=2&utm_source=rss&UTM_Medium=x&fbclid=1&yclid=2&ysclid=3&_openstat=4',
    'https://steppe.example/kk/school?ref=feed&id=5&page=2&from=rss&mc_cid=1',
    'https://user:secret@steppe.example/kk/school?id=5&page=2',
    `https://www.google.com/url?sa=t&url=${encodeURIComponent(page)}&ct=ga`,
    `https://www.google.kz/url?q=${encodeURIComponent(page)}`,
  ])('%s', (address) => expect(urlKey(address)).toBe(urlKey(page)));

  test('also with letters that are encoded', () => {
    const written = 'https://қазақ.example/жаңа/й';
    expect(urlKey(new URL(written).href)).toBe(urlKey(written));
    expect(urlKey(written.normalize('NFD'))).toBe(urlKey(written));
  });
});

test.each([
  ['https://steppe.example/kk/school?id=6&page=2'],
  ['https://steppe.example/kk/school'],
  ['https://steppe.example/ru/school?id=5&page=2'],
  ['https://sport.steppe.example/kk/school?id=5&page=2'],
  ['https://steppe.example:8443/kk/school?id=5&page=2'],
  ['https://www.google.com/url?url=javascript:alert(1)'],
  [`https://google.steppe.example/url?url=${encodeURIComponent(page)}`],
])('another page has another key: %s', (address) => expect(urlKey(address)).not.toBe(urlKey(page)));

test('a parameter that only looks like tracking counts where nothing else names the page, or it is kept', () => {
  expect(urlKey('https://x.example/?ref=17')).not.toBe(urlKey('https://x.example/?ref=18'));
  expect(urlKey('https://x.example/a?ref=17')).toBe(urlKey('https://x.example/a?ref=18'));
  expect(urlKey('https://x.example/a?ref=17', ['ref'])).not.toBe(
    urlKey('https://x.example/a?ref=18', ['ref']),
  );
});

test.each(['mailto:a@x.example', 'javascript:1', '/relative', '', 'https://'])('%s is no page', (address) =>
  expect(urlKey(address)).toBeNull(),
);

test.each([
  ['https://steppe.example', true],
  ['https://www.steppe.example/index.php', true],
  ['https://steppe.example/?utm_source=rss', true],
  ['https://steppe.example/?p=5', false],
  ['https://steppe.example/kk', false],
])('%s is a home page: %s', (address, expected) => expect(isHomePage(address)).toBe(expected));

test('a site is the same for its feeds', () => {
  expect(siteOf('https://feeds.steppe.example/a')).toBe(siteOf('https://www.steppe.example/rss.xml'));
});

test('any address has a key, and the same one without its scheme, fragment and tracking', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: false }), (address) => {
      expect(urlKey(address)).not.toBeNull();
      expect(urlKey(`${address.replace(/^https?:/u, 'http:')}?utm_source=a#b`)).toBe(urlKey(address));
    }),
  );
});

const settings: KeySettings = { address: 'https://steppe.example/rss.xml', site: null, keptNames: [] };
const item = (signs: Partial<ItemSigns>): ItemSigns => ({ guid: null, url: null, headline: 'Бір', ...signs });
const keysOf = (...items: ItemSigns[]) => keysOfItems(items, settings);

describe('keys of items', () => {
  test('the guid counts within its site, and an address as guid is the address', () => {
    expect(keysOf(item({ guid: ' 17 ', url: 'https://steppe.example/a' }))).toEqual([
      ['guid:steppe.example 17', 'url:steppe.example/a'],
    ]);
    expect(keysOf(item({ guid: 'http://www.steppe.example/a/', url: 'https://steppe.example/a' }))).toEqual([
      ['url:steppe.example/a'],
    ]);
    expect(keysOf(item({ guid: 'tag:steppe.example,2026:17' }))).toEqual([
      ['guid:tag:steppe.example,2026:17'],
    ]);
  });

  test('the feeds of one site share their guids', () => {
    const other = { ...settings, address: 'https://feeds.steppe.example/economy.xml' };
    expect(keysOfItems([item({ guid: '17' })], other)).toEqual(keysOf(item({ guid: '17' })));
  });

  test('a key that several items share identifies none of them', () => {
    const items = [
      item({ guid: 'N/A', url: 'https://steppe.example/a' }),
      item({ guid: 'N/A', url: 'https://steppe.example/live', headline: 'Live: 10:00' }),
      item({ url: 'https://steppe.example/live', headline: 'Live: 10:20' }),
    ];
    expect(keysOf(...items)).toEqual([
      ['url:steppe.example/a'],
      ['title:https://steppe.example/live live 10 00'],
      ['title:https://steppe.example/live live 10 20'],
    ]);
  });

  test("the home page and the feed itself are nobody's keys", () => {
    expect(
      keysOf(item({ url: 'https://steppe.example/' }), item({ url: settings.address, headline: 'Екі' })),
    ).toEqual([['title:https://steppe.example/ бір'], ['title:https://steppe.example/rss.xml екі']]);
  });

  test('no key is too long for an index', () => {
    const long = 'а'.repeat(3_000);
    for (const key of keysOf(
      item({ guid: long, url: `https://steppe.example/${long}`, headline: long }),
    ).flat())
      expect(key.length).toBeLessThanOrEqual(500);
  });
});
