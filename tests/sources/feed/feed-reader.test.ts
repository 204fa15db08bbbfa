import fc from 'fast-check';
import { expect, test } from 'vitest';
import { articleFromItem } from '../../../src/sources/feed/feed-article.ts';
import { mostItems } from '../../../src/sources/feed/feed-item.ts';
import { readXmlFeed } from '../../../src/sources/feed/feed-reader.ts';
import { isJsonFeed, readJsonFeed } from '../../../src/sources/feed/json-feed.ts';
import { atom, hints, now, readFeed, rss } from './feeds.ts';
import { runs } from '../../stage/sizes.ts';

const item = (id: string) =>
  `<title>${id}</title><link>https://steppe.example/${id}</link><guid>${id}</guid>`;
const titlesOf = async (text: string) => (await readFeed(text)).items.map(({ title }) => title);

test.each([
  ['RSS 2.0', rss(item('a'), item('b')), 'rss'],
  [
    'RSS 0.91 with items beside the channel',
    `<rss version="0.91"><channel><title>S</title></channel><item>${item('a')}</item><item>${item('b')}</item></rss>`,
    'rss',
  ],
  [
    'RDF',
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>S</title></channel><item>${item('a')}</item><item>${item('b')}</item></rdf:RDF>`,
    'rdf',
  ],
  ['Atom', atom(item('a'), item('b')), 'atom'],
  [
    'Atom with a prefix',
    `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>a</a:title></a:entry><a:entry><a:title>b</a:title></a:entry></a:feed>`,
    'atom',
  ],
  [
    'junk before the beginning',
    `\uFEFF\n\n<br />\n<b>Warning</b>: undefined in /srv/feed.php\n<?xml version="1.0"?>${rss(item('a'), item('b'))}`,
    'rss',
  ],
  [
    'a comment and a DTD that name a feed',
    `<!-- <rss version="2.0"> of last year --><!DOCTYPE rss [<!ENTITY t "<rss>">]>${rss(item('a'), item('b'))}`,
    'rss',
  ],
  [
    'RDF whose own names have a prefix',
    `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://purl.org/rss/1.0/"><s:channel><s:title>S</s:title></s:channel><s:item>${item('a').replaceAll(/<(\/?)/gu, '<$1s:')}</s:item><s:item>${item('b').replaceAll(/<(\/?)/gu, '<$1s:')}</s:item></r:RDF>`,
    'rdf',
  ],
  [
    'names in capitals',
    `<RSS><CHANNEL><ITEM><TITLE>a</TITLE></ITEM><ITEM><TITLE>b</TITLE></ITEM></CHANNEL></RSS>`,
    'rss',
  ],
])('%s is read', async (_name, text, format) => {
  expect(await readFeed(text)).toMatchObject({ facts: { format }, isCutOff: false });
  expect(await titlesOf(text)).toEqual(['a', 'b']);
});

test('what a feed says of itself', async () => {
  const text = `<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Steppe</title><link>https://steppe.example/</link>
    <a:link rel="self" href="/rss.xml"/><a:link rel="hub" href="https://hub.example/"/><a:link rel="next" href="?p=2"/>
    <language>kk</language><ttl>15</ttl><generator>https://wordpress.org/?v=6.9</generator>
    <skipHours><hour>0</hour><hour>24</hour><hour>5</hour><hour>x</hour></skipHours>
    <skipDays><day>Sunday</day><day> saturday </day><day>Someday</day></skipDays>
    <s:updateFrequency xmlns:s="http://purl.org/rss/1.0/modules/syndication/">2</s:updateFrequency>
    <s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">Hourly</s:updatePeriod>
    </channel></rss>`;
  expect((await readFeed(text)).facts).toEqual({
    format: 'rss',
    title: 'Steppe',
    link: 'https://steppe.example/',
    language: 'kk',
    authors: [],
    ttlMinutes: 15,
    skipHours: [0, 0, 5],
    skipDays: [0, 6],
    updatePeriod: 'hourly',
    updateFrequency: 2,
    self: 'https://steppe.example/rss.xml',
    hub: 'https://hub.example/',
    isWordPress: true,
    next: 'https://steppe.example/rss.xml?p=2',
  });
});

test('an item that is withdrawn is told (RFC 6721)', async () => {
  const text = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:t="http://purl.org/atompub/tombstones/1.0">
    <t:deleted-entry ref="urn:1" when="2026-11-28T05:50:00Z"/></feed>`;
  expect((await readFeed(text)).tombstones).toEqual([{ guid: 'urn:1' }]);
});

test('whole items of a feed that is cut off count, and it is told', async () => {
  const text = rss(item('a'), item('b'), item('c'));
  const reading = await readFeed(text.slice(0, text.indexOf('/c<')));
  expect(reading.items.map(({ guid }) => guid)).toEqual(['a', 'b']);
  expect(reading.isCutOff).toBe(true);
});

test.each([
  ['a page', '<!doctype html><html><head><title>Feed</title></head><body>rss</body></html>'],
  ['a page that shows a feed', `<!DOCTYPE html><html><body><pre>${rss(item('a'))}</pre></body></html>`],
  ['nothing', ''],
  ['a text', 'feed'],
  ['JSON', '{"items":[]}'],
  ['a hundred thousand levels', `<rss>${'<a>'.repeat(100_000)}`],
])('%s is refused', async (_name, text) => {
  expect(await readXmlFeed(text, hints)).toMatchObject({ kind: 'refused' });
});

test('entities of a DTD are not expanded', async () => {
  const bomb = `<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>`;
  expect(await titlesOf(bomb + rss('<title>&b; and &x;</title>'))).toEqual(['&b; and &x;']);
});

test('only the first items of an unlimited feed are read, and only so much of a text', async () => {
  const many = Array.from({ length: mostItems + 50 }, (_, index) => item(`i${index}`));
  const { items, isCutOff } = await readFeed(rss(...many));
  expect(items).toHaveLength(mostItems);
  expect(isCutOff).toBe(false);
  const long = await readFeed(rss(`<title>${'а'.repeat(3_000_000)}</title>`));
  expect(long.items[0]?.title.length).toBeLessThanOrEqual(500_000);
});

test('JSON Feed is read item by item, whatever one of them is', () => {
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    items: [
      {
        id: 42,
        url: '/42',
        title: 'A < B',
        tags: ['x', 7],
        authors: [{ name: 'Дана' }],
        date_published: '2026-11-28T10:30:00+05:00',
      },
      { id: 'https://steppe.example/43', content_text: 'First & only.\n\nSecond.', author: 'Бауыржан' },
      null,
      'text',
      { url: { odd: true }, title: ['odd'] },
    ],
  };
  expect(isJsonFeed(document)).toBe(true);
  const reading = readJsonFeed(document, hints);
  if (reading.kind !== 'feed') throw new Error(reading.reason);
  const articles = reading.items.map((read) => articleFromItem(read, { now }));
  expect(articles).toMatchObject([
    {
      article: { url: 'https://steppe.example/42', headline: 'A < B', author: 'Дана', keywords: ['x', '7'] },
    },
    { article: { url: 'https://steppe.example/43', body: 'First & only.\n\nSecond.', author: 'Бауыржан' } },
    { kind: 'refused' },
    { kind: 'refused' },
    { kind: 'refused' },
  ]);
});

const whole = [
  rss(
    `${item('a')}<description><![CDATA[<p>Text &laquo;a&raquo;</p>]]></description><pubDate>Sat, 28 Nov 2026 10:30:00 +0500</pubDate>`,
    item('b'),
  ),
  atom(
    `<title type="xhtml"><div>a <b>b</b></div></title><link href="/1"/><content type="html">&lt;p&gt;x</content>`,
  ),
];

test('a mutated feed never throws, and never gives an article without an address and a headline', async () => {
  const mutation = fc.tuple(
    fc.nat(),
    fc.nat(60),
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<', '>', '&', ']]>', '<!--', '"', '</item>', '<item>'),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.array(mutation, { maxLength: 6 }),
      async (text, mutations) => {
        let mutated = text;
        for (const [at, length, written] of mutations) {
          const start = at % (mutated.length + 1);
          mutated = mutated.slice(0, start) + written + mutated.slice(start + length);
        }
        const reading = await readXmlFeed(mutated, hints);
        const items = reading.kind === 'refused' ? [] : reading.items;
        const said = items.flatMap((found) => {
          const read = articleFromItem(found, { now });
          return read.kind === 'refused' ? [read.reason] : [read.article.url, read.article.headline];
        });
        expect(said).not.toContain('');
      },
    ),
    { numRuns: runs(500) },
  );
});

test('a JSON Feed whose fields have other types than they should is read all the same', () => {
  const odd = {
    id: 1,
    url: 'https://steppe.example/1',
    authors: { name: 'Dana' },
    tags: 'Қоғам, Спорт',
    image: { url: '/a.jpg' },
  };
  const reading = readJsonFeed(
    { version: 'https://jsonfeed.org/version/1.1', items: [odd, null, 'x'] },
    hints,
  );
  expect(reading).toMatchObject({
    items: [
      {
        guid: '1',
        authors: ['Dana'],
        categories: ['Қоғам', 'Спорт'],
        pictures: [{ url: 'https://steppe.example/a.jpg' }],
      },
      { url: null },
      { url: null },
    ],
  });
});
