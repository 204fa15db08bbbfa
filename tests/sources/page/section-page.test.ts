import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../../src/news/source.ts';
import { readSectionDocument } from '../../../src/sources/page/section-page.ts';
import { source as anySource } from '../../stage/builders.ts';

const now = new Date('2026-11-28T07:00:00Z');

/** Path, headline, and the date of the list; null: it says none. */
type Expected = readonly (readonly [path: string, headline: string, date: string | null])[];

async function read(html: string | Buffer, given: Partial<Source>) {
  const source = anySource({ kind: 'page', ...given });
  return readSectionDocument(Buffer.from(html), 'text/html', source, source.url, now);
}

async function listed(html: string | Buffer, url: string): Promise<Expected> {
  const reading = await read(html, { url });
  if (reading.kind === 'refused') return [];
  const { origin } = new URL(url);
  return reading.document.items.map(({ article, isDated }) => [
    article.url.replace(origin, ''),
    article.headline,
    isDated ? (article.publishedAt?.toISOString() ?? null) : null,
  ]);
}

/** Pages in the shapes of sites of Kazakhstan and its neighbours; all their texts are invented. */
const pages: readonly (readonly [file: string, url: string, Expected])[] = [
  [
    'cards-kk',
    'https://samal.example/kz/qogam',
    [
      ['/kz/qogam/41877-zhana-mektep', 'Ақтөбеде 600 орындық жаңа мектеп ашылды', '2026-11-28T05:45:00.000Z'],
      ['/kz/qogam/41876-zhol', 'Боранға байланысты үш облыста жол жабылды', '2026-11-28T04:20:00.000Z'],
      ['/kz/qogam/41871-kitap', 'Ауыл кітапханасы оқырманға ашық', '2026-11-27T13:05:00.000Z'],
    ],
  ],
  [
    'link-cards-ru',
    'https://courier.example/economy',
    [
      [
        '/economy/na-yuge-strany-sobrali-rekordnyy-urozhay-hlopka-7f3a',
        'На юге страны собрали рекордный урожай хлопка',
        '2026-11-28T04:50:00.000Z',
      ],
      ['/economy/tarify-na-vodu-9c1e', 'Тарифы на воду вырастут с января', '2026-11-28T03:15:00.000Z'],
      ['/economy/kto-kupil-zavod-1d2b', 'Кто купил завод в Рудном', '2026-11-27T14:02:00.000Z'],
    ],
  ],
  [
    'table-ru',
    'http://akimat.example/news.php',
    [
      ['/news.php?news_id=1204', 'В районе завершён ремонт дороги Кулан — Луговое', null],
      [
        '/news.php?news_id=1203',
        'Аким района провёл встречу с жителями села Каменка',
        '2026-11-26T19:00:00.000Z',
      ],
      [
        '/news.php?news_id=1201',
        'Объявлен приём заявок на гранты для молодых предпринимателей',
        '2026-11-24T19:00:00.000Z',
      ],
      ['/news.php?news_id=1199', 'День донора', '2026-11-23T19:00:00.000Z'],
    ],
  ],
  [
    'articles-en',
    'https://caravan.example/business',
    [
      [
        '/business/2026/nov/28/pipeline-repairs',
        'Pipeline repairs to take three weeks, operator says',
        '2026-11-28T04:10:00.000Z',
      ],
      [
        '/business/2026/nov/28/rate-held',
        'Central bank holds its rate at 14.25%',
        '2026-11-28T03:00:00.000Z',
      ],
      ['/business/2026/nov/27/rail', 'Why freight trains are late again', '2026-11-27T12:30:00.000Z'],
    ],
  ],
  [
    'lenta-ru',
    'https://taraz.example/lenta',
    [
      [
        '/news/88412.html',
        'Полиция ищет свидетелей аварии на трассе Тараз — Шымкент',
        '2026-11-28T06:20:00.000Z',
      ],
      ['/news/88410.html', 'Снег в горах: перевал закрыт до понедельника', '2026-11-28T05:05:00.000Z'],
      ['/news/88409.html', 'Хлеб подорожал', '2026-11-28T04:30:00.000Z'],
      ['/news/88401.html', 'Сборная области выиграла турнир по борьбе', '2026-11-27T16:40:00.000Z'],
      ['/news/88398.html', 'В музее открылась выставка старых карт', '2026-11-27T13:00:00.000Z'],
    ],
  ],
  [
    'flat-ru',
    'http://mayak.example/index.htm',
    [
      ['/2026/11/pozhar-na-sklade.htm', 'Пожар на складе потушили за два часа', '2026-11-28T03:40:00.000Z'],
      ['/2026/11/shkola.htm', 'Школьники посадили аллею у вокзала', '2026-11-27T10:10:00.000Z'],
      ['/2026/11/rybaki.htm', 'Рыбаков предупредили о тонком льде', '2026-11-26T07:00:00.000Z'],
    ],
  ],
  [
    'json-ld-en',
    'https://silkwire.example/latest',
    [
      ['/story/customs-go-digital', 'Customs go digital at six border posts', '2026-11-28T04:15:00.000Z'],
      ['/story/drone-post', 'Drones carry the post to mountain villages', '2026-11-28T02:00:00.000Z'],
      ['/story/tea', 'Tea exports double after the new railway opens', null],
    ],
  ],
  [
    'gallery-kk',
    'https://alatau.example/kaz/photo',
    [
      ['/kaz/photo/5521', 'Көкпардан ел біріншілігі: үздік сәттер', '2026-11-26T19:00:00.000Z'],
      ['/kaz/photo/5519', 'Алғашқы қар түскен қала', '2026-11-25T19:00:00.000Z'],
      ['/kaz/photo/5514', 'Қолөнер жәрмеңкесі', '2026-11-23T19:00:00.000Z'],
    ],
  ],
  [
    'scroll-ru',
    'https://meridian.example/politics/',
    [
      [
        '/politics/novyy-zakon-o-yazyke',
        'Новый закон о языке вынесли на обсуждение',
        '2026-11-28T06:02:00.000Z',
      ],
      ['/politics/vizit', 'Премьер прилетел в Бишкек', '2026-11-28T04:48:00.000Z'],
      [
        '/politics/sostav-komissii',
        'Состав комиссии расширили: кто в неё вошёл и почему…',
        '2026-11-27T15:00:00.000Z',
      ],
      ['/society/sneg', 'Снег выпал там, где его не ждали', '2026-11-28T05:40:00.000Z'],
    ],
  ],
  [
    'wordpress-en',
    'https://oasis.example/category/sport/',
    [
      ['/judo-team-wins-two-golds/', 'Judo team wins two golds', '2026-11-28T03:00:00.000Z'],
      ['/?p=809', 'Skaters & sledgers: a week on the ice', '2026-11-27T14:30:00.000Z'],
    ],
  ],
  [
    'bitrix-kk',
    'https://culture.example/kaz/culture/',
    [
      ['/kaz/culture/detail.php?ID=9071', 'Театр маусымы жаңа қойылыммен басталды', null],
      [
        '/kaz/culture/detail.php?ID=9070',
        'Домбырашылар байқауының жеңімпаздары анықталды',
        '2026-11-25T19:00:00.000Z',
      ],
      ['/kaz/culture/detail.php?ID=9064', '«Абай жолы» жаңа форматта', '2026-11-24T19:00:00.000Z'],
    ],
  ],
  [
    'front-page-ru',
    'https://bereg.example/',
    [
      [
        '/news/2026-11-28/zavod-titana-vozobnovil-rabotu',
        'Завод титана возобновил работу после аварии',
        null,
      ],
      [
        '/business/2026-11-28/medovyy-spas',
        'Пасечники просят защитить местный мёд',
        '2026-11-28T04:00:00.000Z',
      ],
      [
        '/news/2026-11-28/most',
        'Мост через Иртыш закроют на ночь с субботы на воскресенье',
        '2026-11-28T06:20:00.000Z',
      ],
    ],
  ],
  [
    'definition-list-kk',
    'https://uni.example/kk/news',
    [
      ['/kk/news/konferenciya-oetti', 'Агроинженерлер конференциясы өтті', null],
      ['/kk/news/grant', 'Үш ғалым халықаралық грант алды', '2026-11-25T19:00:00.000Z'],
      ['/kk/news/zhana-zhyl-keshi', 'Жаңа жыл кешіне шақырамыз', '2025-12-29T19:00:00.000Z'],
    ],
  ],
  [
    'latest-with-time-en',
    'https://radio.example/z/630',
    [
      [
        '/a/river-water-deal/33001122.html',
        'Neighbours Sign River Water Deal After Ten Years Of Talks',
        null,
      ],
      ['/a/teachers/33000987.html', 'Teachers Return To Class', '2026-11-26T19:00:00.000Z'],
      ['/a/33000950.html', 'Wolves Seen Near The Capital As Snow Falls Early', '2026-11-26T19:00:00.000Z'],
    ],
  ],
];

describe('a section page', () => {
  test.each(pages)('%s: its articles, and nothing around them', async (file, url, expected) => {
    const html = readFileSync(join(import.meta.dirname, 'sections', `${file}.html`));
    expect(await listed(html, url)).toEqual(expected);
  });

  test('gives first guesses, and the addresses of articles are their keys', async () => {
    const html = readFileSync(join(import.meta.dirname, 'sections', 'articles-en.html'));
    const url = 'https://caravan.example/business';
    const reading = await read(html, { url, section: 'Business', name: 'caravan' });
    if (reading.kind === 'refused') throw new Error(reading.reason);
    const { document, facts, refusals, notices } = reading;
    expect(document.items[0]).toEqual({
      name: 'link 1',
      keys: ['url:caravan.example/business/2026/nov/28/pipeline-repairs'],
      isDated: true,
      article: {
        id: expect.stringMatching(/^page-[0-9a-f]{16}$/),
        url: 'https://caravan.example/business/2026/nov/28/pipeline-repairs',
        headline: 'Pipeline repairs to take three weeks, operator says',
        language: 'en',
        section: 'Business',
        publishedAt: new Date('2026-11-28T04:10:00Z'),
      },
    });
    expect(document).toMatchObject({ withdrawn: [], isWhole: true });
    expect(facts).toMatchObject({ title: 'Business | The Caravan', next: null });
    expect([refusals, notices]).toEqual([[], []]);
  });

  test('names its next page', async () => {
    const html = readFileSync(join(import.meta.dirname, 'sections', 'cards-kk.html'));
    const reading = await read(html, { url: 'https://samal.example/kz/qogam' });
    expect(reading).toMatchObject({ facts: { next: 'https://samal.example/kz/qogam?page=2' } });
  });

  test('in windows-1251 is read as what it is', async () => {
    const text = '<h3><a href="/2026/11/28/%u2116">Новый мост открыли</a></h3>';
    const bytes = Buffer.from(Array.from(text, (letter) => cp1251(letter.codePointAt(0) ?? 0)));
    expect(await listed(bytes, 'https://a.example/')).toMatchObject([
      [expect.anything(), 'Новый мост открыли', null],
    ]);
  });
});

/** The byte of a Russian letter in windows-1251. */
function cp1251(code: number): number {
  return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
}

/** Three cards, so that a page is a list. */
function list(...links: string[]): string {
  return `<main>${links.map((link) => `<div class="c">${link}</div>`).join('')}</main>`;
}

describe('a link of a section page', () => {
  const url = 'https://a.example/news';
  const good = '<h2><a href="/news/one-story-of-today">The first story of today</a></h2>';

  test.each([
    ['another site', 'https://b.example/news/one-two-three-four'],
    ['a site with a similar name', 'https://nota.example/news/one-two-three-four'],
    ['the home page', 'https://a.example/'],
    ['the section itself', 'https://www.a.example/news/?utm_source=x'],
    ['another page of the section', '/news?page=2'],
    ['a list of a tag', '/tag/one-two-three-four'],
    ['a picture', '/news/one-two-three-four-2026.jpg'],
    ['a document', '/news/report-of-the-year-2026.pdf'],
    ['a place in the page', '#one-two-three-four'],
    ['mail', 'mailto:a@a.example'],
    ['a script', 'javascript:alert(1)'],
    ['an address with a user', 'https://me:secret@a.example/news/one-two-three-four'],
    ['an address that is none', 'https://'],
    ['an endless address', `/news/${'one-two-'.repeat(400)}`],
  ])('to %s is no article', async (_, href) => {
    const html = list(good, `<h2><a href="${href}">The second story of today</a></h2>`);
    expect(await listed(html, url)).toEqual([['/news/one-story-of-today', 'The first story of today', null]]);
  });

  test.each([
    ['a subdomain', 'https://kaz.a.example/news/one-two-three-four'],
    ['the same site with www', 'https://www.a.example/news/one-two-three-four'],
    ['the same site by http', 'http://a.example/news/one-two-three-four'],
  ])('to %s is one', async (_, href) => {
    expect(await listed(list(`<h2><a href="${href}">The second story of today</a></h2>`), url)).toHaveLength(
      1,
    );
  });

  test('is counted once, whatever its tracking, scheme and slash', async () => {
    const again = ['?utm_source=top', '/', '#more', '/?fbclid=1'].map(
      (ending) => `<h2><a href="/news/one-story-of-today${ending}">The first story of today</a></h2>`,
    );
    expect(await listed(list(good, ...again), url)).toHaveLength(1);
  });

  test.each([
    ['<nav>%</nav>', false],
    ['<footer>%</footer>', false],
    ['<div class="header-menu">%</div>', false],
    ['<div role="navigation">%</div>', false],
    ['<div class="top__most-read">%</div>', false],
    ['<section><h3>Самое популярное</h3>%</section>', false],
    ['<section><div class="block-title">Жарнама</div>%</section>', false],
    ['<div hidden>%</div>', true],
    ['<article><footer>%</footer></article>', true],
    ['<section><h3>Последние новости</h3>%</section>', true],
    ['<div class="card"><span>Реклама</span>%</div>', false],
  ])('in %s is an article: %s', async (frame, isArticle) => {
    const link = '<h2><a href="/news/second-story-of-today">The second story of today</a></h2>';
    const more = '<h2><a href="/news/third-story-of-today">The third story of today</a></h2>';
    const paths = (await listed(`${list(good, more)}${frame.replace('%', link)}`, url)).map(([path]) => path);
    expect(paths.includes('/news/second-story-of-today')).toBe(isArticle);
  });
});

describe('what is no section page', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'Hello'],
    ['JSON', '{"a": 1}'],
    ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a page without links', '<html><body><h1>Under construction</h1></body></html>'],
    ['a login page', '<form><a href="/password-of-a-user-reset">I forgot my password again</a></form>'],
    ['nested without an end', '<div>'.repeat(100_000)],
    ['more elements than news has', '<i></i>'.repeat(60_000)],
  ])('%s is refused', async (_, html) => {
    expect(await read(html, { url: 'https://a.example/news' })).toMatchObject({
      kind: 'refused',
      code: 'SOURCE_IS_NO_FEED',
    });
  });

  test('a page that is cut off is read as far as it goes, and is not whole', async () => {
    const html = readFileSync(join(import.meta.dirname, 'sections', 'lenta-ru.html'), 'utf8');
    const cut = html.slice(0, html.indexOf('/news/88409.html'));
    const reading = await read(cut, { url: 'https://taraz.example/lenta' });
    expect(reading).toMatchObject({ kind: 'document', document: { isWhole: false } });
    expect(reading.kind === 'document' && reading.document.items).toHaveLength(2);
  });
});

describe('a link without words of its own', () => {
  const news = [
    ['zhana-kopir', 'Есіл өзенінде жаңа көпір ашылды'],
    ['ceny-na-hleb', 'Цены на хлеб вырастут с января'],
    ['new-school', 'A school for 600 pupils opens in Taraz'],
  ] as const;
  const cards: [name: string, card: (path: string, headline: string) => string][] = [
    [
      'has its headline as a title',
      (path, headline) => `<a href="${path}" title="${headline}"><img src="/a.jpg"></a>`,
    ],
    ['has it for screen readers', (path, headline) => `<a href="${path}" aria-label="${headline}"></a>`],
    [
      'has it as the words of its picture',
      (path, headline) => `<a href="${path}"><img src="/a.jpg" alt="${headline}"></a>`,
    ],
    [
      'lies over a card with its heading',
      (path, headline) =>
        `<a class="stretched" href="${path}"></a><div><h3>${headline}</h3><p>12:30</p></div>`,
    ],
  ];

  test.each(cards)('%s', async (_name, card) => {
    const html = news
      .map(([slug, headline]) => `<div class="card">${card(`/n/${slug}`, headline)}</div>`)
      .join('');
    const found = await listed(`<html><body><main>${html}</main></body></html>`, 'https://dala.example/n/');
    expect(found.map(([path, headline]) => [path, headline])).toEqual(
      news.map(([slug, headline]) => [`/n/${slug}`, headline]),
    );
  });

  const unclosed: [string, (path: string, headline: string) => string][] = [
    ['whose link is never closed', (path, headline) => `<li><a href="${path}">${headline}`],
    [
      'whose link is never closed, but its item is',
      (path, headline) => `<li><a href="${path}">${headline}<span>12:30</span></li>`,
    ],
    [
      'whose link is never closed, before a line break',
      (path, headline) => `<a href="${path}">${headline}<br>`,
    ],
    [
      'whose time stands beside its headline in the same link',
      (path, headline) =>
        `<li><a href="${path}"><span>12:30</span><span>${headline}</span><span>👁 1 204</span></a>`,
    ],
    [
      'whose page for telephones is listed first',
      (path, headline) =>
        `<li><a href="https://m.dala.example${path}/amp">${headline}</a><a href="${path}">${headline}</a></li>`,
    ],
  ];

  test.each(unclosed)('%s', async (_name, item) => {
    const list = Array.from({ length: 50 }, () => news)
      .flat()
      .map(([slug, headline], index) => [`/n/${slug}-${Math.floor(index / news.length)}`, headline] as const);
    const html = `<html><body><main><ul>${list.map(([path, headline]) => item(path, headline)).join('')}</ul></main></body></html>`;
    const found = await listed(html, 'https://dala.example/n/');
    expect(found.map(([path, headline]) => [path, headline])).toEqual(list);
  });

  test('is an icon beside the headline of another one', async () => {
    const html = news
      .map(
        ([slug, headline]) =>
          `<div class="card"><h3><a href="/n/${slug}">${headline}</a></h3><a class="icon" href="/save/${slug}"></a></div>`,
      )
      .join('');
    const found = await listed(`<html><body><main>${html}</main></body></html>`, 'https://dala.example/n/');
    expect(found.map(([path]) => path)).toEqual(news.map(([slug]) => `/n/${slug}`));
  });
});
