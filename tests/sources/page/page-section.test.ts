import { expect, test } from 'vitest';
import { readHtmlPage } from '../../../src/sources/page/html-page.ts';

const almaty = 'Asia/Almaty';

const story =
  '<p>The bridge over the Ishim was opened to cyclists on Friday after eleven months of repairs.</p><p>Cars will follow in spring, when the second half of the road is ready, the city said.</p>';

function page(head: string, above: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>The Ishim bridge opens – Dala Post</title>
    <meta property="og:site_name" content="Dala Post">${head}</head><body>${above}<article><h1>The Ishim bridge opens</h1>
    <time datetime="2026-11-20T09:34:00+05:00"></time>${story}</article></body></html>`;
}

const linked = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
const crumbs = (...names: string[]) => ({
  '@type': 'BreadcrumbList',
  itemListElement: names.map((name, at) => ({ '@type': 'ListItem', position: at + 1, item: { name } })),
});

test.each<[string, string, string, string | undefined]>([
  ['JSON-LD', linked({ '@type': 'NewsArticle', articleSection: 'Transport' }), '', 'Transport'],
  [
    'the narrower of two',
    linked({ '@type': 'NewsArticle', articleSection: ['News', 'Transport'] }),
    '',
    'Transport',
  ],
  ['a general one alone', linked({ '@type': 'NewsArticle', articleSection: 'News' }), '', 'News'],
  ['the meta tag', '<meta property="article:section" content="Қоғам">', '', 'Қоғам'],
  ['the path in JSON-LD', linked(crumbs('Home', 'Economy', 'The Ishim bridge opens')), '', 'Economy'],
  ['a path in a graph', linked({ '@graph': [crumbs('Главная', 'Новости', 'Общество')] }), '', 'Общество'],
  [
    'the path above the headline',
    '',
    '<ul class="breadcrumbs"><li><a href="/">Басты бет</a></li><li><a>Мәдениет</a></li></ul>',
    'Мәдениет',
  ],
  ['a rubric', '', '<a class="topic-header__rubric">Наука и техника</a>', 'Наука и техника'],
  ['a category', '', '<a rel="category tag">Sport</a>', 'Sport'],
  // No sections
  ['the name of the site', '', '<div class="rubric">Dala Post</div>', undefined],
  ['the weather', '', '<div>34° Cloudy</div>', undefined],
  ['the domain', '', '<h1 class="logo">Dala.kz</h1>', undefined],
  ['the author', '', '<address><a rel="author">Rhys Wynne</a> Reporter</address>', undefined],
  ['a category of other news', '', '<aside><a rel="category">Weather</a></aside>', undefined],
])('the section of a page: %s', async (_, head, above, expected) => {
  const reading = await readHtmlPage(page(head, above), almaty);
  expect(reading).toMatchObject({ kind: 'page', page: { headline: 'The Ishim bridge opens' } });
  expect(reading.kind === 'page' ? reading.page.section : 'refused').toBe(expected);
});
