import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/news/source.ts';
import { readRows } from '../../../src/sources/cms/cms-document.ts';
import { readSourceDocument } from '../../../src/sources/source-reader.ts';
import { source } from '../../stage/builders.ts';
import { wordPressPost } from './cms-samples.ts';

const now = new Date('2026-11-28T06:00:00Z');
const mapping = { items: null, fields: {}, next: null, preset: null };

function read(given: Partial<Source>, document: unknown) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const made = source({ url: 'https://steppe.example/api/news', ...given });
  return readSourceDocument(made, { body: Buffer.from(text), contentType: null, url: made.url }, now);
}

async function itemsOf(given: Partial<Source>, document: unknown) {
  const reading = await read(given, document);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading;
}

const fixtures = resolve(import.meta.dirname, '../../../../shared/sources');

test.skipIf(!existsSync(fixtures))('27-news-sitemap (skipped where the fixtures are not there)', async () => {
  const text = readFileSync(join(fixtures, '27-news-sitemap.xml'), 'utf8');
  const expected = JSON.parse(readFileSync(join(fixtures, '27-news-sitemap.expected.json'), 'utf8')) as {
    articles: Record<string, unknown>[];
  };
  const { document } = await itemsOf(
    { kind: 'sitemap', url: 'https://steppe.example/news-sitemap.xml' },
    text,
  );
  const rows = document.items.map(({ article }) => ({
    ...article,
    body: article.body ?? null,
    image_url: article.imageUrl,
    published_at: article.publishedAt?.toISOString(),
  }));
  expect(rows).toMatchObject(expected.articles);
  expect(rows).toHaveLength(2);
});

describe('sitemaps', () => {
  const urlset = (...entries: string[]) =>
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">${entries.join('')}</urlset>`;

  test('of an index, the newest one of news comes next', async () => {
    const map = (loc: string, lastmod: string) =>
      `<sitemap><loc>${loc}</loc><lastmod>${lastmod}</lastmod></sitemap>`;
    const index = `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${map('https://steppe.example/pages.xml', '2026-11-28')}${map('/news-1.xml', '2026-11-27')}${map('/news-2.xml', '2026-11-28')}</sitemapindex>`;
    const { document, facts } = await itemsOf({ kind: 'sitemap' }, index);
    expect(document.items).toEqual([]);
    expect(facts.next).toBe('https://steppe.example/news-2.xml');
  });

  test('what is none is refused with what to do, and the prefix of news may be another one', async () => {
    const other = urlset('<url><loc>https://steppe.example/about</loc></url>');
    expect(await read({ kind: 'sitemap' }, other)).toMatchObject({
      reason: expect.stringMatching(/no sitemap of news/u),
    });
    expect(await read({ kind: 'sitemap' }, '<rss><channel></channel></rss>')).toMatchObject({
      kind: 'refused',
    });
    expect(await read({ kind: 'feed' }, other)).toMatchObject({
      reason: 'it is a sitemap: set kind: sitemap',
    });
    const entry =
      '<url><loc>https://steppe.example/a</loc><n:news><n:title>Two &amp; three</n:title></n:news></url>';
    const { document } = await itemsOf({ kind: 'sitemap' }, urlset(entry, '<url><n:news/></url>'));
    expect(document.items.map(({ article }) => article.headline)).toEqual(['Two & three']);
    // Cut off in the middle, what came before counts.
    const cut = await itemsOf({ kind: 'sitemap' }, urlset(entry).slice(0, -30));
    expect(cut.document).toMatchObject({ isWhole: false });
  });
});

describe('a JSON API', () => {
  const fields = {
    headline: 'attributes.title',
    url: 'attributes.slug',
    published_at: 'attributes.publishedAt',
    body: 'attributes.blocks.text',
    image_url: 'attributes.cover.data.attributes.url',
    keywords: 'attributes.tags.data.attributes.name',
    guid: 'id',
    status: 'attributes.state',
  };
  const entry = {
    id: 7,
    attributes: {
      title: 'Rates are kept',
      slug: '/news/rates',
      publishedAt: 1795842000,
      blocks: [{ text: 'First.' }, { text: 'Second.' }],
      cover: { data: { attributes: { url: '/uploads/a.jpg' } } },
      tags: { data: [{ attributes: { name: 'Bank' } }, { attributes: { name: 'Money' } }] },
      state: 'draft',
    },
  };

  test('is read by a mapping, names with dots between them', async () => {
    const given = {
      kind: 'json',
      mapping: { ...mapping, items: 'data', fields, next: 'meta.next' },
    } as const;
    const { document, facts } = await itemsOf(given, { data: [entry, 5, {}], meta: { next: '?page=2' } });
    expect(document.items).toHaveLength(1);
    expect(document.items[0]?.article).toMatchObject({
      url: 'https://steppe.example/news/rates',
      headline: 'Rates are kept',
      body: 'First.',
      imageUrl: 'https://steppe.example/uploads/a.jpg',
      keywords: ['Bank', 'Money'],
      status: 'canceled',
      publishedAt: new Date(1795842000 * 1000 > now.getTime() ? now : 1795842000 * 1000),
    });
    expect(document.items[0]?.article).not.toHaveProperty('summary');
    expect(facts.next).toBe('https://steppe.example/api/news?page=2');
  });

  test('with our own names needs none, and says only what it says', async () => {
    const { document } = await itemsOf(
      { kind: 'json', mapping, linkTemplate: 'https://steppe.example/n/{id}' },
      {
        results: [
          {
            id: 3,
            headline: 'A <b>bold</b> one',
            summary: null,
            keywords: '["a", "b"]',
            urgency: '1',
            embargoed_until: '2026-11-28 12:00',
          },
        ],
      },
    );
    const [item] = document.items;
    expect(item?.article).toMatchObject({
      url: 'https://steppe.example/n/3',
      headline: 'A bold one',
      summary: null,
      keywords: ['a', 'b'],
      urgency: 1,
      embargoedUntil: new Date('2026-11-28T07:00:00Z'),
    });
    for (const field of ['body', 'imageUrl', 'author', 'status'])
      expect(item?.article).not.toHaveProperty(field);
  });

  test.each([
    ['<html>', /not JSON; it begins with "<html>"/u],
    ['{"a": 5}', /no list of articles: items: names/u],
    ['{"data": {"a": []}}', /no list of articles/u],
  ])('%s is refused', async (text, reason) => {
    const reading = await read({ kind: 'json', mapping }, text);
    expect(reading).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test.each(['[]', '{"items": []}'])('%s has no articles', async (text) => {
    const reading = await read({ kind: 'json', mapping }, text);
    expect(reading).toMatchObject({ kind: 'document', document: { items: [] } });
  });

  test('WordPress needs no mapping, and its pages follow each other', async () => {
    const url = 'https://wp.example/wp-json/wp/v2/posts?per_page=2';
    const given = { kind: 'json', url, mapping: { ...mapping, preset: 'wordpress' } } as const;
    const second = wordPressPost({
      id: 13,
      link: 'https://wp.example/two/',
      guid: { rendered: 'https://wp.example/?p=13' },
      modified_gmt: '2026-11-28T05:40:00',
    });
    const { document, facts } = await itemsOf(given, [wordPressPost({}), second]);
    expect(document.items.map(({ article }) => article.url)).toEqual([
      'https://wp.example/2026/11/bridge/',
      'https://wp.example/two/',
    ]);
    expect(document.items[0]?.article.id).toMatch(/^page-/u);
    expect(document.changedAt).toEqual(new Date('2026-11-28T05:40:00Z'));
    expect(facts.next).toBe(`${url}&page=2`);
    expect((await itemsOf(given, [second])).facts.next).toBeNull();
  });
});

test('rows of a query have ids of their own, and moments as the newsroom means them', () => {
  const given = source({ kind: 'sql', name: 'cms', url: 'sqlite:cms.db', site: 'steppe.example' });
  const reading = readRows(
    [
      {
        id: 12n.toString(),
        url: '/news/12',
        headline: 'From the table',
        body_html: '<p>One</p><p>Two</p>',
        published_at: '2026-11-28 13:30:00',
        changed_at: '2026-11-28 10:00:00',
        author: null,
      },
      { id: 13, headline: 'Without an address' },
    ],
    given,
    now,
  );
  expect(reading.refusals).toMatchObject([{ name: 'row 2', reason: expect.stringMatching(/no address/u) }]);
  expect(reading.document).toMatchObject({ changedAt: new Date('2026-11-28T10:00:00Z') });
  expect(reading.document.items).toMatchObject([
    {
      hasOwnId: true,
      keys: ['guid:steppe.example 12', 'url:steppe.example/news/12'],
      article: {
        id: 'cms-12',
        url: 'https://steppe.example/news/12',
        body: 'One\n\nTwo',
        author: null,
        publishedAt: new Date('2026-11-28T08:30:00Z'),
      },
    },
  ]);
});

describe('what content management systems say in their own ways', () => {
  const statuses: [written: unknown, status: string | undefined][] = [
    [true, 'usable'],
    [false, 'canceled'],
    [1, 'usable'],
    [0, 'canceled'],
    [-2, 'canceled'],
    ['DRAFT', 'canceled'],
    ['Опубликовано', 'usable'],
    ['черновик', 'canceled'],
    ['Жарияланды', 'usable'],
    ['In review', 'withheld'],
    [null, undefined],
    ['', undefined],
  ];

  test.each(statuses)('the status %j is %s', (written, status) => {
    const row = { id: 1, headline: 'The bridge is open', status: written };
    const made = source({ kind: 'sql', linkTemplate: 'https://steppe.example/{id}' });
    expect(readRows([row], made, now).document.items[0]?.article.status).toBe(status);
  });

  test.each(['waiting for Dana', '7', 'Қаралуда ма?'])('of the status %j nothing is posted', (status) => {
    const row = { id: 1, headline: 'The bridge is open', status };
    const made = source({ kind: 'sql', linkTemplate: 'https://steppe.example/{id}' });
    const { document, refusals } = readRows([row], made, now);
    expect(document.items).toEqual([]);
    expect(refusals[0]?.reason).toContain(`its status ${JSON.stringify(status)} is not understood`);
  });

  const rows: [name: string, row: Record<string, unknown>, article: Record<string, unknown>][] = [
    ['names in capitals', { ID: 5, HEADLINE: 'The bridge is open' }, { headline: 'The bridge is open' }],
    [
      'a text that is kept as bytes',
      { body: Buffer.from('Мәтін екі сөзден.') },
      { body: 'Мәтін екі сөзден.' },
    ],
    ['a bit', { status: Buffer.from([0]) }, { status: 'canceled' }],
    ['keywords of GROUP_CONCAT', { keywords: 'Қоғам,Спорт; Ел' }, { keywords: ['Қоғам', 'Спорт', 'Ел'] }],
    ['a list of Postgres as text', { keywords: '{City,"The bridge"}' }, { keywords: ['City', 'The bridge'] }],
  ];

  test.each(rows)('a database: %s', (_name, row, article) => {
    const made = source({ kind: 'sql', linkTemplate: 'https://steppe.example/{id}' });
    const whole = 'ID' in row ? row : { id: 5, headline: 'The bridge is open', ...row };
    expect(readRows([whole], made, now).document.items[0]?.article).toMatchObject(article);
  });

  test('bytes that are no text say nothing', () => {
    const made = source({ kind: 'sql', linkTemplate: 'https://steppe.example/{id}' });
    const row = { id: 5, headline: 'The bridge is open', body: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]) };
    expect(readRows([row], made, now).document.items[0]?.article).not.toHaveProperty('body');
  });

  test('half a letter in an id spoils no other entry', async () => {
    const list = ['"\\ud800"', '2'].map((id) => `{"id": ${id}, "headline": "The bridge is open"}`);
    const given = { kind: 'json', mapping, linkTemplate: 'https://steppe.example/{id}' } as const;
    const { document } = await itemsOf(given, `[${list.join(',')}]`);
    expect(document.items.map(({ article }) => article.url)).toContain('https://steppe.example/2');
  });

  test('ids of nineteen digits stay apart', async () => {
    const list = ['1234567890123456789', '1234567890123456790'].map(
      (id) => `{"id": ${id}, "headline": "The bridge is open"}`,
    );
    const given = { kind: 'json', mapping, linkTemplate: 'https://steppe.example/{id}' } as const;
    const { document } = await itemsOf(given, `[${list.join(',')}]`);
    expect(document.items.map(({ article }) => article.url)).toEqual([
      'https://steppe.example/1234567890123456789',
      'https://steppe.example/1234567890123456790',
    ]);
  });
});
