import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTextPage } from '../../../src/sources/text/text-page.ts';
import type { PageDraft } from '../../../src/sources/text/text-page.ts';

const almaty = 'Asia/Almaty';

const pages = join(import.meta.dirname, '../pages');
const seed = join(import.meta.dirname, '../../../../shared/seeds/article-page.txt');

function read(text: string): PageDraft {
  const reading = readTextPage(text, almaty);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading.page;
}

const headline = 'Volunteers planted ten thousand trees along the Ishim river';
const paragraphs = [
  'Four hundred people came to the river bank on Saturday morning, many of them with their children.',
  'The saplings were grown in the city nursery and will be watered by students until autumn.',
  'The next planting day is planned for September, the organisers said.',
];

/** A page with the parts that are given; the others are as on most pages. */
function pageOf(
  parts: Partial<Record<'rates' | 'section' | 'titles' | 'details' | 'body' | 'tail', string>> = {},
): string {
  const { rates, section, titles, details, body, tail } = {
    rates: '481.84\n531.33\n5.07\n\n',
    section: 'News\n\n',
    titles: `${headline}\n\n${headline}\n`,
    details: 'Фото: MFA 22.06.2023 09:34 675\n\n',
    body: `${paragraphs.join('\n\n')}\n\n`,
    tail: 'Share:\nTelegram Subscribe to our Telegram channel and be the first to know the news!',
    ...parts,
  };
  return rates + section + titles + details + body + tail;
}

const expected = {
  headline,
  section: 'News',
  imageCredit: 'MFA',
  publishedAt: new Date('2023-06-22T03:34:00.000Z'),
  views: 675,
  body: paragraphs.join('\n\n'),
};

describe('a page saved as text', () => {
  test.skipIf(!existsSync(seed))('the page of the newsroom becomes one article', () => {
    const page = read(readFileSync(seed, 'utf8'));
    expect(page).toMatchObject({
      headline:
        'Initiative of Head of State on proclamation of international year of volunteers discussed in Kazakh MFA',
      section: 'News',
      imageCredit: 'MFA',
      publishedAt: new Date('2023-06-22T03:34:00.000Z'),
      views: 675,
    });
    const body = (page.body ?? '').split('\n\n');
    expect(body).toHaveLength(7);
    expect(body[0]).toMatch(/^First Deputy Minister of Foreign Affairs Kairat Umarov met/u);
    expect(body[6]).toMatch(/Kazakh volunteers in global UN projects\.$/u);
    expect(page.body).not.toMatch(/481|Share|Subscribe|Initiative of Head of State on/u);
  });

  test.each<[string, string]>([
    ['as most pages are', pageOf()],
    ['no rates', pageOf({ rates: '' })],
    ['many rates', pageOf({ rates: '481.84\n531.33\n5.07\n66,91\n+0.5%\n\n' })],
    ['rates in one line', pageOf({ rates: '481.84 531.33 5.07\n' })],
    ['rates with names', pageOf({ rates: 'USD 481.84 ▲ EUR 531.33 ▼ RUB 5.07\n\n$ 481.84 | € 531.33\n' })],
    ['headline once', pageOf({ titles: `${headline}\n` })],
    ['headline thrice', pageOf({ titles: `${headline}\n\n`.repeat(3) })],
    [
      'headline repeated below the small print',
      pageOf({ body: `${headline}\n\n${paragraphs.join('\n\n')}\n\n` }),
    ],
    ['breadcrumbs', pageOf({ section: 'Home / News\n' })],
    ['breadcrumbs with the headline', pageOf({ section: `Home » News » ${headline}\n` })],
    ['crumbs on lines', pageOf({ section: 'Home\nNews\n' })],
    ['Windows newlines', pageOf().replaceAll('\n', '\r\n')],
    ['old Mac newlines', pageOf().replaceAll('\n', '\r')],
    ['no blank lines at all', pageOf().replaceAll(/\n+/gu, '\n')],
    ['blank lines everywhere', pageOf().replaceAll(/\n+/gu, '\n\n\n')],
    ['trailing spaces', pageOf().replaceAll('\n', '  \t\n')],
    ['leading spaces and no-break spaces', pageOf().replaceAll('\n', '\n\u00A0 ')],
    ['blank lines that hold spaces', pageOf().replaceAll('\n\n', '\n \u00A0 \n')],
    ['a byte order mark', `\uFEFF${pageOf()}`],
    ['details on lines of their own', pageOf({ details: 'Photo: MFA\n22.06.2023 09:34\n675\n\n' })],
    ['details with blank lines', pageOf({ details: '\nPhoto: MFA\n\n22.06.2023\u00A009:34\n\n675\n\n' })],
    ['a comma in the time', pageOf({ details: 'Photo: MFA, 22.06.2023, 09:34, 675\n' })],
    ['pipes', pageOf({ details: 'Photo: MFA | 22.06.2023 | 09:34 | 675\n' })],
    ['Kazakh words', pageOf({ details: 'Сурет: MFA 22 маусым 2023, 09:34 675\n' })],
    ['Kazakh order', pageOf({ details: 'Сурет: MFA 2023 жылғы 22 маусым, 09:34 Қаралды: 675\n' })],
    ['Russian words', pageOf({ details: 'Фото: MFA 22 июня 2023 г., 09:34 Просмотров: 675\n' })],
    ['English words', pageOf({ details: 'Photo: MFA June 22, 2023 09:34 675 views\n' })],
    ['time before date', pageOf({ details: 'Фото: MFA 09:34, 22.06.2023 675\n' })],
    ['credit after the date', pageOf({ details: '22.06.2023 09:34 675 Фото: MFA\n' })],
    ['credit last, below the text', pageOf({ details: '22.06.2023 09:34 675\n', tail: 'Фото: MFA\nShare:' })],
    [
      'small print between section and headline',
      pageOf({ titles: '', details: `Фото: MFA 22.06.2023 09:34 675\n${headline}\n` }),
    ],
    ["today's date above", pageOf({ rates: '24.11.2026\n481.84\n531.33\n' })],
    [
      'sharing links above the text too',
      pageOf({ body: `Share:\nFacebook\nX\n${paragraphs.join('\n\n')}\n\n` }),
    ],
    ['Russian tail', pageOf({ tail: 'Поделиться:\nПодпишись на наш Telegram-канал' })],
    ['Kazakh tail', pageOf({ tail: 'Бөлісу:\nTelegram-арнамызға жазылыңыз' })],
    [
      'only an invitation',
      pageOf({ tail: 'Telegram Subscribe to our Telegram channel and be the first to know the news!' }),
    ],
    [
      'an invitation within the text',
      pageOf({ body: `${paragraphs.join('\n\nПодписывайтесь на наш канал в Telegram!\n\n')}\n\n` }),
    ],
    [
      'related news',
      pageOf({
        tail: 'Share:\n\nRead also:\nA new bridge was opened in the north of the city on Sunday.\n23.06.2023 10:00',
      }),
    ],
    ['date, time and views on three lines', pageOf({ details: 'Фото: MFA\n22.06.2023\n09:34\n675\n' })],
    ['rates with their names on lines', pageOf({ rates: 'USD\n481.84\nEUR\n531.33\nRUB\n5.07\n' })],
    ['the date below the text', pageOf({ details: 'Фото: MFA\n', tail: '22.06.2023 09:34 675\nShare:' })],
    ['small print glued to the text', pageOf({ details: 'Фото: MFA 22.06.2023 09:34 675 ' })],
    [
      'small print glued, with views after a date',
      pageOf({ details: '22.06.2023 09:34 675 ', tail: 'Фото: MFA' }),
    ],
    ['no tail', pageOf({ tail: '' })],
    [
      'lines broken at a width',
      pageOf({
        body: `${paragraphs.map((text) => text.replaceAll(/(.{40,60}) /gu, '$1\n')).join('\n\n')}\n\n`,
      }),
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each<[string, string, keyof PageDraft]>([
    ['section', pageOf({ section: '' }), 'section'],
    ['credit', pageOf({ details: '22.06.2023 09:34 675\n' }), 'imageCredit'],
    ['views', pageOf({ details: 'Фото: MFA 22.06.2023 09:34\n' }), 'views'],
  ])('without its %s, the rest is the same', (_, text, missing) => {
    const page = read(text);
    const rest = Object.entries(expected).filter(([name]) => name !== missing);
    expect(page).toMatchObject(Object.fromEntries(rest));
    expect(page[missing]).toBeUndefined();
  });

  test('a page in Russian', () => {
    const page = read(readFileSync(join(pages, 'library-ru.txt'), 'utf8'));
    expect(page).toMatchObject({
      headline: 'В Костанае открыли библиотеку, которая работает ночью',
      section: 'Общество',
      imageCredit: 'пресс-служба акимата',
      publishedAt: new Date('2023-06-22T03:34:00.000Z'),
      views: 1675,
      keywords: ['библиотека', 'Костанай'],
    });
    expect(page.body?.split('\n\n')).toHaveLength(3);
  });

  test('a page in Kazakh', () => {
    const page = read(readFileSync(join(pages, 'festival-kk.txt'), 'utf8'));
    expect(page).toMatchObject({
      headline: 'Түркістанда ұлттық тағамдар мерекесі өтті',
      section: 'Мәдениет',
      imageCredit: 'қала әкімдігі',
      publishedAt: new Date('2023-06-22T03:34:00.000Z'),
      views: 840,
    });
    expect(page.body?.split('\n\n')).toHaveLength(2);
  });

  test.each([
    ['22.06.2023 09:34\nАйгуль Ахметова\n1 234\n\n', 'Айгуль Ахметова', 1234],
    ['22.06.2023 09:34\nДинара Серікқызы\nФото: MFA\n\n', 'Динара Серікқызы', undefined],
    ['22.06.2023 09:34\n\nDana A. Omirgazy\n\n', 'Dana A. Omirgazy', undefined],
  ])('a name alone below the date is who wrote it: %j', (details, author, views) => {
    const page = read(pageOf({ details }));
    expect(page).toMatchObject({ author, body: paragraphs.join('\n\n') });
    expect(page.views).toBe(views);
  });

  test('a section may be the last of a path with bars', () => {
    expect(read(pageOf({ section: 'News | Kazakhstan\n\n' })).section).toBe('Kazakhstan');
  });

  test('a headline of two words stays one, with a subheading below', () => {
    const titles = 'Мост открыт\nМост открыт\n';
    const body = `Что известно о мосте\n\n${paragraphs.join('\n\n')}`;
    expect(read(pageOf({ titles, body, tail: '' }))).toMatchObject({ headline: 'Мост открыт', body });
  });

  test('the date of other news is not taken', () => {
    const tail = 'Read also:\nA bridge was opened\n01.02.2024 10:00 17';
    const page = read(pageOf({ details: '', tail }));
    expect(page).toMatchObject({ headline, body: paragraphs.join('\n\n') });
    expect(page.publishedAt).toBeUndefined();
  });

  test('since 2024-03-01 the clocks show UTC+5', () => {
    const page = read(pageOf({ details: 'Фото: MFA 22.06.2024 09:34 675\n' }));
    expect(page.publishedAt).toEqual(new Date('2024-06-22T04:34:00.000Z'));
  });

  test('an address on a line of its own is taken, a sharing link is not', () => {
    const address = 'https://news.example.com/en/trees';
    expect(read(`${address}\n${pageOf()}`).url).toBe(address);
    expect(read(`${pageOf()}\n\nSource: ${address}`).url).toBe(address);
    expect(read(`${pageOf()}\nhttps://t.me/newsroom/12\nhttps://news.example.com/`).url).toBeNull();
  });

  test.each([
    'Сегодня, 12:30',
    'Вчера в 9:05',
    'Бүгін, 14:20',
    'Кеше сағат 14:20',
    'Today at 4:30 p.m.',
    '14:20',
    '2 hours ago',
    '15 минут назад',
    'час назад',
    '3 сағат бұрын',
  ])('a time without its day is no headline, no text and no date: %s', (details) => {
    const page = read(pageOf({ titles: `${headline}\n`, details: `${details}\n\n` }));
    expect(page).toMatchObject({ headline, body: expected.body });
    expect(page.publishedAt).toBeUndefined();
  });

  test.each<[string, string, string | undefined]>([
    [
      'By Dana Ali and Tom Reed | Nov. 27, 2026, 4:30 p.m.',
      'Dana Ali and Tom Reed',
      '2026-11-27T11:30:00.000Z',
    ],
    ['By Timur B., Nov. 27, 2026 16:30', 'Timur B.', '2026-11-27T11:30:00.000Z'],
    ['By Anne-Marie O’Neill', 'Anne-Marie O’Neill', undefined],
  ])('the writer of an English page: %s', (details, author, publishedAt) => {
    const page = read(pageOf({ titles: `${headline}\n`, details: `${details}\n\n` }));
    expect(page).toMatchObject({ headline, author, body: expected.body });
    expect(page.publishedAt?.toISOString()).toBe(publishedAt);
  });

  test('paragraphs that look a little like small print stay', () => {
    const kept = [
      'By Christmas the bridge will be open.',
      'Today at 12:30 the first tram crossed the river.',
      '22 июня 2023 года в Астане открылся форум волонтёров, на который приехали гости из сорока стран.',
      '22.06.2023 09:34 Astana time was the moment at which the first of the four hundred boats left the pier, and the last came back after midnight, as the organisers of the regatta had hoped.',
      'Programme of the day',
      'Share prices of the company rose by 5.07 percent on Thursday, the exchange reported.',
      '«Фото: история города» — так называется выставка, которая работает до конца лета в музее.',
      'The ministry asked readers to follow the news of the flood on its Telegram channel.',
      '— 675 participants from seven regions',
    ];
    expect(read(pageOf({ body: `${kept.join('\n\n')}\n\n` })).body).toBe(kept.join('\n\n'));
  });

  test.each<[string, string, RegExp]>([
    ['empty', '', /empty/u],
    ['spaces', ' \n\t\n', /empty/u],
    ['a shopping list', readFileSync(join(pages, 'shopping-list.txt'), 'utf8'), /no paragraph/u],
    ['a shopping list with a date', 'Shopping list\n22.06.2023 09:34\nmilk\nbread\n', /no paragraph/u],
    ['one long paragraph', paragraphs.join(' '), /no (?:paragraph|headline)/u],
    ['rates only', '481.84\n531.33\n5.07\n', /no headline/u],
    ['a note', 'Call the plumber\nPlease do not forget the keys this time.', /no date/u],
  ])('no article: %s', (_, text, reason) => {
    expect(readTextPage(text, almaty)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});
