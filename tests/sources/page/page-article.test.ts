import { expect, test } from 'vitest';
import { articleFromPage, idFromUrl } from '../../../src/sources/page/page-article.ts';

/** Version 0.1.0 gave these ids. With another one an imported page would become a second article, and a second post. */
test.each([
  ['https://news.example.kz/4711', 'page-8dbbdc9a03f6aaef'],
  ['https://news.example.kz/4711?utm_source=tg&fbclid=1#top', 'page-8dbbdc9a03f6aaef'],
  ['https://news.example.kz/4711?igshid=1', 'page-e92e3d4896b6037b'],
  ['https://news.example.kz/?id=5&mc_cid=2&_ga=3&UTM_x=4', 'page-cb01a3fd2a620100'],
  ['not an address', 'page-f8121aab13d54c46'],
])('the id of %s never changes', (address, id) => {
  expect(idFromUrl(address)).toBe(id);
});

test.each([
  [
    'https://news.example.kz/4711?utm_source=tg&mtm_campaign=1&id=2#top',
    'https://news.example.kz/4711?id=2#top',
  ],
  ['https://news.example.kz/көпір?id=2', 'https://news.example.kz/көпір?id=2'],
])('the address %s of a page is stored as %s', (written, url) => {
  const page = { headline: 'Bridge opens', body: null, keywords: [], url: written };
  expect(articleFromPage(page, {}).article.url).toBe(url);
});
