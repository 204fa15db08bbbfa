import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHtmlPage } from '../../../src/sources/page/html-page.ts';

const almaty = 'Asia/Almaty';

const pages = join(import.meta.dirname, '../pages');
const readFile = async (name: string) => readHtmlPage(readFileSync(join(pages, name), 'utf8'), almaty);

const first = 'The bridge over the Ishim was opened to cyclists on Friday after eleven months of repairs.';
const second = 'Cars will follow in spring, when the second half of the road is ready, the city said.';

function pageOf(
  head: string,
  body = `<h1>Bridge opens to cyclists</h1><p>${first}</p><p>${second}</p>`,
): string {
  return `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
}

describe('a page saved as HTML', () => {
  test('with JSON-LD', async () => {
    const reading = await readFile('trains-en.html');
    expect(reading).toMatchObject({
      kind: 'page',
      page: {
        headline: 'Night train to Semey gets new carriages',
        url: 'https://courier.example.com/en/news/night-train-semey',
        publishedAt: new Date('2024-03-05T03:20:00Z'),
        author: 'Dana Sarsen',
        section: 'Transport',
        keywords: ['railway', 'Semey'],
        imageUrl: 'https://courier.example.com/photos/train-wide.jpg',
        imageCredit: 'R. Omarov',
        views: 2318,
        summary: 'Twelve carriages with wider berths replace a fleet that has been running since 1987.',
      },
    });
    const body = reading.kind === 'page' ? (reading.page.body ?? '') : '';
    expect(body.split('\n\n')).toHaveLength(3);
    expect(body).toMatch(/^The night train between.*promised\.$/su);
    expect(body).toContain('«and that will not change in summer»');
  });

  test('with meta tags only; its time has no zone', async () => {
    const reading = await readFile('orchard-ru.html');
    expect(reading).toMatchObject({
      page: {
        headline: 'Апорт вернулся в сады под Алматы',
        url: 'https://vestnik.example.com/ru/aport',
        publishedAt: new Date('2023-09-21T04:15:00Z'),
        imageCredit: 'Вестник',
        views: 1204,
      },
    });
    const body = reading.kind === 'page' ? (reading.page.body ?? '') : '';
    expect(body.split('\n\n')).toHaveLength(2);
    expect(body).not.toMatch(/Поделиться|Подпишись|1 204/u);
  });

  test.each<[string, string, object]>([
    [
      'og:title',
      pageOf('<meta property="og:title" content="Bridge opens to cyclists | City">'),
      { headline: 'Bridge opens to cyclists' },
    ],
    [
      'title',
      pageOf('<title>Bridge opens to cyclists — City</title>', `<p>${first}</p><p>${second}</p>`),
      { headline: 'Bridge opens to cyclists' },
    ],
    [
      'article:published_time',
      pageOf('<meta property="article:published_time" content="2024-06-22T09:34">'),
      { publishedAt: new Date('2024-06-22T04:34:00Z') },
    ],
    [
      'time tag',
      pageOf(
        '',
        `<h1>Bridge opens to cyclists</h1><time datetime="2024-06-22T09:34:00+05:00">yesterday</time><p>${first}</p><p>${second}</p>`,
      ),
      { publishedAt: new Date('2024-06-22T04:34:00Z') },
    ],
    [
      'canonical',
      pageOf(
        '<link rel="canonical" href="https://city.example.com/bridge"><meta property="og:url" content="https://city.example.com/">',
      ),
      { url: 'https://city.example.com/bridge' },
    ],
    [
      'front page as address',
      pageOf('<meta property="og:url" content="https://city.example.com/">'),
      { url: null },
    ],
    [
      'og:image without a host',
      pageOf(
        '<meta property="og:url" content="https://city.example.com/bridge"><meta property="og:image" content="/i/1.jpg">',
      ),
      { imageUrl: 'https://city.example.com/i/1.jpg' },
    ],
    [
      'keywords',
      pageOf('<meta name="keywords" content="bridge, cycling">'),
      { keywords: ['bridge', 'cycling'] },
    ],
    ['section', pageOf('<meta property="article:section" content="City">'), { section: 'City' }],
    ['author', pageOf('<meta name="author" content="A. Kim">'), { author: 'A. Kim' }],
    [
      'entities in JSON-LD',
      pageOf(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Road &amp; rail: &quot;open&quot;"}</script>',
      ),
      { headline: 'Road & rail: "open"' },
    ],
    [
      'JSON-LD that names its character set',
      pageOf(
        '<script type="application/LD+JSON; charset=utf-8">{"@type":"NewsArticle","datePublished":"2024-06-22T09:00:00Z"}</script>',
      ),
      { publishedAt: new Date('2024-06-22T09:00:00Z') },
    ],
    [
      'broken JSON-LD',
      pageOf('<script type="application/ld+json">{"@type":</script>'),
      { headline: 'Bridge opens to cyclists' },
    ],
    [
      'body only in JSON-LD',
      pageOf(
        `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens to cyclists","articleBody":"${first} ${second}","datePublished":"2024-06-22"}</script>`,
        '<div id="app"></div>',
      ),
      { body: `${first} ${second}` },
    ],
  ])('%s', async (_, html, expected) => {
    expect(await readHtmlPage(html, almaty)).toMatchObject({ kind: 'page', page: expected });
  });

  test.each<[string, string]>([
    ['nothing', '<html></html>'],
    ['no tags', '   '],
    ['a form', pageOf('<title>Log in</title>', '<form><input name="name"></form>')],
    ['a list', pageOf('', '<h1>Shopping</h1><ul><li>milk</li><li>bread</li></ul>')],
  ])('no article: %s', async (_, html) => {
    expect(await readHtmlPage(html, almaty)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/\S/u),
    });
  });

  test('tags nested far too deep are refused or read, but break nothing', async () => {
    const reading = await readHtmlPage(`${'<div>'.repeat(20_000)}x`, almaty);
    expect(reading.kind).toBe('refused');
  });
});

describe('the JSON-LD of a page', () => {
  const about = (path: string, headline: string) => ({
    '@type': 'NewsArticle',
    headline,
    url: `https://courier.example${path}`,
    datePublished: '2026-11-28T14:34:00+05:00',
  });
  const script = (text: string) => `<script type="application/ld+json">${text}</script>`;

  test.each([
    ['<!--//--><![CDATA[//><!--\n', '\n//--><!]]>'],
    ['//<!--\n', '\n//-->'],
    ['//<![CDATA[\n', '\n//]]>'],
  ])('stands between %j and %j', async (before, after) => {
    const html = pageOf(
      script(`${before}${JSON.stringify(about('/1', 'Bridge opens to cyclists'))}${after}`),
    );
    expect(await readHtmlPage(html, almaty)).toMatchObject({
      kind: 'page',
      page: { publishedAt: new Date('2026-11-28T09:34:00Z') },
    });
  });

  test('describes other articles, too: the one of this page counts', async () => {
    const list = JSON.stringify([
      about('/2', 'Snow closes the road to Semey'),
      about('/1', 'Bridge opens to cyclists'),
    ]);
    const html = pageOf(`<link rel="canonical" href="https://courier.example/1/">${script(list)}`);
    expect(await readHtmlPage(html, almaty)).toMatchObject({
      kind: 'page',
      page: { headline: 'Bridge opens to cyclists' },
    });
  });

  test('names the picture by its id', async () => {
    const graph = {
      '@graph': [
        { ...about('/1', 'Bridge opens to cyclists'), image: { '@id': 'https://courier.example/1#image' } },
        {
          '@type': 'ImageObject',
          '@id': 'https://courier.example/1#image',
          url: 'https://courier.example/a.jpg',
        },
      ],
    };
    expect(await readHtmlPage(pageOf(script(JSON.stringify(graph))), almaty)).toMatchObject({
      kind: 'page',
      page: { imageUrl: 'https://courier.example/a.jpg' },
    });
  });
});

test('a page may tell its date in its title alone', async () => {
  const title = '<title>Bridge opens: November 28, 2026, 14:34 - news on Courier.kz</title>';
  expect(await readHtmlPage(pageOf(title), almaty)).toMatchObject({
    kind: 'page',
    page: { headline: 'Bridge opens to cyclists', publishedAt: new Date('2026-11-28T09:34:00Z') },
  });
  const untimed = await readHtmlPage(pageOf('<title>Bridge opens on November 28, 2026</title>'), almaty);
  expect(untimed.kind === 'page' && untimed.page.publishedAt).toBeUndefined();
});

test('the counters of Bitrix below a text are no part of it', async () => {
  const html = pageOf(
    '',
    `<h1>Bridge opens to cyclists</h1><div>${first}<br><br>${second}<br>Количество показов: 123<br>Автор: Анна Ким<br>Рейтинг: 3.2<br></div>`,
  );
  expect(await readHtmlPage(html, almaty)).toMatchObject({
    kind: 'page',
    page: { body: `${first}\n\n${second}`, author: 'Анна Ким', views: 123 },
  });
});
