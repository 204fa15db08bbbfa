import { describe, expect, test } from 'vitest';
import { readHtmlPage } from '../../../src/sources/page/html-page.ts';

const almaty = 'Asia/Almaty';

const texts = {
  kk: '<p>Талдықорғанда он екі автобус бағытының кестесі өзгерді, деп хабарлайды қала әкімдігі.</p><p>Жаңа кесте дүйсенбіден бастап күшіне енеді, жолақы бұрынғыдай қалады.</p>',
  ru: '<p>В Атырау начали строить крытый рынок на двести мест, сообщает пресс-служба акимата.</p><p>Проект обойдётся в два миллиарда тенге, подрядчика выбрали на конкурсе.</p>',
  en: '<p>The bridge over the Ishim was opened to cyclists on Friday after eleven months of repairs.</p><p>Cars will follow in spring, when the second half of the road is ready, the city said.</p>',
};

interface Shape {
  title?: string;
  social?: string;
  site?: string;
  linked?: object | string;
  body: string;
  url?: string;
}

function pageOf({
  title,
  social,
  site,
  linked,
  body,
  url = 'https://www.dala-tany.kz/news/4711',
}: Shape): string {
  const data = typeof linked === 'string' ? linked : JSON.stringify(linked);
  return `<!doctype html><html><head><meta charset="utf-8"><link rel="canonical" href="${url}">
    ${title === undefined ? '' : `<title>${title}</title>`}
    ${social === undefined ? '' : `<meta property="og:title" content="${social}">`}
    ${site === undefined ? '' : `<meta property="og:site_name" content="${site}">`}
    ${linked === undefined ? '' : `<script type="application/ld+json">${data}</script>`}
    </head><body>${body}<time datetime="2026-11-20T09:34:00+05:00"></time></body></html>`;
}

const news = (headline: string, more: object = {}) => ({ '@type': 'NewsArticle', headline, ...more });
const inArticle = (heading: string, language: keyof typeof texts) =>
  `<main><article><h1>${heading}</h1>${texts[language]}</article></main>`;

describe('the headline of a page', () => {
  test.each<[string, Shape, string]>([
    // JSON-LD of an article type comes first
    [
      'kk: entities in JSON-LD',
      {
        linked: news('&#171;Шахтёр&#187; ұтылды &#8212; есеп 1:2'),
        body: inArticle('«Шахтёр» ұтылды', 'kk'),
      },
      '«Шахтёр» ұтылды — есеп 1:2',
    ],
    [
      'ru: JSON-LD in a graph, with the address of the type',
      {
        linked: {
          '@graph': [
            { '@type': 'WebSite', name: 'Степь' },
            news('Рынок строят у вокзала', { '@type': 'https://schema.org/NewsArticle' }),
          ],
        },
        body: inArticle('Рынок', 'ru'),
      },
      'Рынок строят у вокзала',
    ],
    [
      'en: JSON-LD in CDATA, in a comment',
      {
        linked: '//<![CDATA[\n{"@type":"NewsArticle","headline":"Bridge opens to cyclists"}\n//]]>',
        body: texts.en,
      },
      'Bridge opens to cyclists',
    ],
    [
      'en: JSON-LD in an HTML comment, with a comma too many',
      {
        linked: '<!--\n{"@type":["NewsArticle"],"headline":"Bridge opens\n to cyclists",}\n-->',
        body: texts.en,
      },
      'Bridge opens to cyclists',
    ],
    [
      'en: JSON-LD cut after 110 characters',
      {
        linked: news('The bridge over the Ishim opens to cyclists after eleven months of…'),
        body: inArticle('The bridge over the Ishim opens to cyclists after eleven months of repairs', 'en'),
      },
      'The bridge over the Ishim opens to cyclists after eleven months of repairs',
    ],
    [
      'en: the description of an encyclopaedia is no headline',
      {
        title: 'List of bridges over the Ishim - Wikipedia',
        linked: {
          '@type': 'Article',
          name: 'List of bridges over the Ishim',
          headline: 'Wikimedia list article',
        },
        body: `<h1>List of bridges over the Ishim</h1>${texts.en}`,
      },
      'List of bridges over the Ishim',
    ],
    [
      'en: the same for one article',
      {
        title: 'Ishim bridge - Wikipedia',
        linked: { '@type': 'Article', name: 'Ishim bridge', headline: 'crossing in northern Kazakhstan' },
        body: `<h1>Ishim bridge</h1>${texts.en}`,
      },
      'Ishim bridge',
    ],
    // The article's own h1
    [
      'kk: the logo in an h1, the headline in an h2',
      {
        title: 'Автобус кестесі өзгерді – Дала таңы',
        body: `<article><h1>Дала таңы</h1><h2>Автобус кестесі өзгерді</h2>${texts.kk}</article>`,
      },
      'Автобус кестесі өзгерді',
    ],
    [
      'ru: the logo in an h1 of the header, the headline in an h1 of the article',
      {
        title: 'Степной вестник: новости Атырау',
        body: `<header><h1 class="logo">Степной вестник</h1></header>${inArticle('В Атырау строят рынок', 'ru')}`,
      },
      'В Атырау строят рынок',
    ],
    [
      'ru: the name of the site in an h1, known from og:site_name',
      {
        site: 'Степной вестник',
        social: 'В Атырау строят рынок',
        body: `<h1>Степной вестник</h1>${texts.ru}`,
      },
      'В Атырау строят рынок',
    ],
    [
      'kk: an h1 in the article before og:title',
      {
        social: 'Оқыңыз: автобус кестесі өзгеріп жатыр',
        body: inArticle('Талдықорғанда автобус кестесі өзгерді', 'kk'),
      },
      'Талдықорғанда автобус кестесі өзгерді',
    ],
    [
      'en: an h1 of the sidebar is not the headline',
      {
        title: 'Bridge opens to cyclists | Steppe Courier',
        body: `<aside><h1>Weather in your city</h1></aside>${inArticle('Bridge opens to cyclists', 'en')}`,
      },
      'Bridge opens to cyclists',
    ],
    [
      'ru: a section in the h1',
      {
        social: 'В Атырау строят рынок',
        linked: { '@type': 'NewsArticle', articleSection: 'Экономика' },
        body: `<h1>Экономика</h1>${texts.ru}`,
      },
      'В Атырау строят рынок',
    ],
    // og:title and title, without the site's name
    [
      'kk: after a dash',
      { site: 'Дала таңы', social: 'Автобус кестесі өзгерді – Дала таңы', body: texts.kk },
      'Автобус кестесі өзгерді',
    ],
    [
      'kk: before a bar',
      { site: 'Дала таңы', title: 'Дала таңы | Автобус кестесі өзгерді', body: texts.kk },
      'Автобус кестесі өзгерді',
    ],
    [
      'kk: known from the domain',
      { title: 'Автобус кестесі өзгерді - Dala-tany.kz', body: texts.kk },
      'Автобус кестесі өзгерді',
    ],
    [
      'ru: known from the publisher',
      {
        title: 'Рынок строят — быстро — Степной вестник',
        linked: { '@type': 'NewsArticle', publisher: { name: 'Степной вестник' } },
        body: texts.ru,
      },
      'Рынок строят — быстро',
    ],
    [
      'ru: a dash of the headline stays',
      { site: 'Степной вестник', social: 'Цены вырастут — Токаев', body: texts.ru },
      'Цены вырастут — Токаев',
    ],
    [
      'ru: with a word beside the name',
      { site: 'Степной вестник', social: 'В Атырау строят рынок | Новости Степной вестник', body: texts.ru },
      'В Атырау строят рынок',
    ],
    [
      'en: a colon of the headline stays',
      { site: 'Steppe Courier', social: 'Opinion: Bridges join us - Steppe Courier', body: texts.en },
      'Opinion: Bridges join us',
    ],
    [
      'en: a general og:title',
      { social: 'News', title: 'Bridge opens to cyclists | Steppe Courier', body: texts.en },
      'Bridge opens to cyclists',
    ],
    [
      'en: entities in og:title, escaped twice',
      { social: 'Road &amp;amp; rail: &amp;quot;open&amp;quot;', body: texts.en },
      'Road & rail: "open"',
    ],
  ])('%s', async (_, shape, headline) => {
    expect(await readHtmlPage(pageOf(shape), almaty)).toMatchObject({ kind: 'page', page: { headline } });
  });
});

describe('the author of a page', () => {
  const authorOf = async (head: string, body = '') => {
    const reading = await readHtmlPage(
      `<html><head><meta property="og:site_name" content="Дала таңы"><link rel="canonical" href="https://dala-tany.kz/n/1">${head}</head><body><article><h1>Bridge opens to cyclists</h1>${body}${texts.en}</article></body></html>`,
      almaty,
    );
    return reading.kind === 'page' ? reading.page.author : reading.reason;
  };
  const linked = (author: unknown) =>
    `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Bridge opens to cyclists', author })}</script>`;

  test.each<[string, string, string, string | undefined]>([
    ['kk: several', linked([{ name: 'Айгүл Серік' }, { name: 'Дәурен Әлі' }]), '', 'Айгүл Серік, Дәурен Әлі'],
    ['kk: the site’s name', linked({ '@type': 'Organization', name: 'Дала таңы' }), '', undefined],
    ['kk: an e-mail address', '<meta name="author" content="news@dala-tany.kz">', '', undefined],
    [
      'ru: a name with an address',
      '<meta name="author" content="Анна Ким, a.kim@dala-tany.kz">',
      '',
      'Анна Ким',
    ],
    ['ru: with its label', '<meta name="author" content="Автор: Анна Ким">', '', 'Анна Ким'],
    ['ru: the domain', '<meta name="author" content="dala-tany.kz">', '', undefined],
    ['en: a profile', '<meta property="article:author" content="https://facebook.com/akim">', '', undefined],
    ['en: a link of the author', '', '<a rel="author" href="/a/kim">By Anna Kim</a>', 'Anna Kim'],
    ['en: nobody', '<meta name="author" content="admin">', '', undefined],
    ['en: HTML in the name', linked('<b>Anna</b> O&#39;Neill'), '', "Anna O'Neill"],
  ])('%s', async (_, head, body, author) => {
    expect(await authorOf(head, body)).toBe(author);
  });
});
