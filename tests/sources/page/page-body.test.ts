import { describe, expect, test } from 'vitest';
import { readHtmlPage } from '../../../src/sources/page/html-page.ts';
import { readDetails } from '../../../src/sources/page/page-details.ts';
import { isNoise } from '../../../src/sources/page/page-noise.ts';
import { readTextPage } from '../../../src/sources/text/text-page.ts';

const almaty = 'Asia/Almaty';

const stories = {
  kk: [
    'Оралда биыл екі көпір күрделі жөндеуден өтеді, деп хабарлайды облыс әкімдігінің баспасөз қызметі.',
    'Жөндеуге тоғыз жүз миллион теңге бөлінді, жұмыс қыркүйек айының соңына дейін аяқталады.',
    'Көпірлер жабық тұрғанда автобустар айналма жолмен жүреді, жаңа кесте аялдамаларда ілінген.',
  ],
  ru: [
    'В Уральске в этом году отремонтируют два моста, сообщила пресс-служба областного акимата.',
    'На ремонт выделили девятьсот миллионов тенге, работы закончат к последней неделе сентября.',
    'Пока мосты закрыты, автобусы пойдут в объезд, новое расписание уже висит на остановках.',
  ],
  en: [
    'Two bridges in Oral will be repaired this year, the press service of the region said on Monday.',
    'Nine hundred million tenge have been set aside, and the work is to end in the last week of September.',
    'While the bridges are closed, buses will take another way; the new timetable hangs at all stops.',
  ],
};
const headlines = {
  kk: 'Оралда екі көпір жөнделеді',
  ru: 'В Уральске отремонтируют мосты',
  en: 'Two bridges to be repaired in Oral',
};
type Language = keyof typeof stories;

const bodyOf = async (language: Language, inner: (paragraphs: string[]) => string) => {
  const html = `<html><head><meta charset="utf-8"><title>${headlines[language]}</title></head><body><article><h1>${headlines[language]}</h1>
    <time datetime="2026-10-14T11:20:00+05:00"></time>${inner(stories[language])}</article></body></html>`;
  const reading = await readHtmlPage(html, almaty);
  return reading.kind === 'page' ? reading.page.body : reading.reason;
};
const p = (text: string | undefined) => `<p>${text ?? ''}</p>`;

/** What stands in the middle of articles and does not end them. */
const interruptions: readonly (readonly [Language, string])[] = [
  ['kk', '<p>Тағы оқыңыз:</p><p><a href="/1">Ақтауда жаңа саябақ ашылды</a></p>'],
  ['kk', '<p>© Дала таңы</p>'],
  ['kk', '<div class="share-buttons"><p>Бөлісу:</p><p>Telegram</p></div>'],
  ['kk', '<p>Оқи отырыңыз: Ақтауда саябақ ашылды</p>'],
  ['kk', '<p>Біз cookie файлдарын қолданамыз, келісесіз бе?</p>'],
  ['ru', '<p>Читайте также:</p><ul><li>В Актау открыли парк</li><li>Цены на хлеб выросли</li></ul>'],
  ['ru', '<p>Читайте также</p><p>В Актау открыли парк</p>'],
  ['ru', '<figure><img src="a.jpg"><figcaption>Мост. Фото: © Степь</figcaption></figure>'],
  [
    'ru',
    '<div class="newsletter-box"><p>Получайте главные новости недели на почту, это бесплатно и удобно для всех.</p></div>',
  ],
  ['ru', '<p>Реклама</p>'],
  ['en', '<p>Most popular</p><p>Park opens in Aktau</p>'],
  ['en', '<p>Read more</p><p>Park opens in Aktau</p>'],
  ['en', '<p>© Steppe Courier / A. Kim</p>'],
  [
    'en',
    '<div class="paywall"><p>This article is for subscribers. Create a free account to read the rest of it today.</p></div>',
  ],
  ['en', '<p>Sign up for our newsletter</p>'],
  [
    'en',
    '<aside class="related-list"><p>Park opens in Aktau after two years of work, the city said on Friday.</p></aside>',
  ],
];

describe('the body of a page', () => {
  test.each(interruptions)('%s: %s does not end the article', async (language, box) => {
    const body = await bodyOf(language, ([first, second, third]) => p(first) + p(second) + box + p(third));
    expect(body).toBe(stories[language].join('\n\n'));
  });

  test.each<[Language, string, string]>([
    ['kk', 'Оралда биыл екі көпір', 'күрделі жөндеуден өтеді, деп хабарлайды облыс әкімдігі.'],
    ['ru', 'В Уральске в этом году отремонтируют', 'два моста через реку, сообщила пресс-служба акимата.'],
    [
      'en',
      'Two bridges in the city of Oral will be',
      'repaired this year, the press service of the region said.',
    ],
  ])('%s: a paragraph that is broken at a box is one', async (language, one, other) => {
    const body = await bodyOf(
      language,
      ([, second, third]) => `${p(one)}<div class="advert"><p>Ad</p></div>${p(other)}${p(second)}${p(third)}`,
    );
    expect(body).toBe([`${one} ${other}`, ...stories[language].slice(1)].join('\n\n'));
  });

  test.each<[Language, string]>([
    ['kk', '<p>Тағы оқыңыз</p><p>Ақтауда саябақ ашылды</p><p>Нан қымбаттады</p>'],
    ['ru', '<p>Читайте также</p><p>В Актау открыли парк</p><p>Цены на хлеб выросли</p><p>Снег в горах</p>'],
    ['en', '<p>Related news</p><p>Park opens in Aktau</p><p>Bread prices rise</p>'],
    [
      'kk',
      '<div class="author-box"><p>Айгүл Серік — Дала таңы тілшісі, он жыл бойы қала өмірі туралы жазып келеді.</p></div>',
    ],
    [
      'ru',
      '<div class="author-bio"><p>Анна Ким — корреспондент, десять лет пишет о жизни города и его мостах.</p></div>',
    ],
    [
      'en',
      '<div id="cookie-banner"><p>We use cookies to make this site better, and you can agree or refuse them here.</p></div>',
    ],
  ])('%s: what follows is not in it: %s', async (language, tail) => {
    const body = await bodyOf(language, (paragraphs) => paragraphs.map(p).join('') + tail);
    expect(body).toBe(stories[language].join('\n\n'));
  });

  test.each<Language>(['kk', 'ru', 'en'])(
    '%s: entities that were escaped twice are decoded',
    async (language) => {
      const body = await bodyOf(
        language,
        ([first, ...rest]) => p(`&amp;laquo;Су&amp;raquo;&amp;nbsp;— ${first}`) + rest.map(p).join(''),
      );
      expect(body).toMatch(/^«Су»[\u00A0 ]— /u);
    },
  );
});

describe('a page saved as text', () => {
  const pageOf = (language: Language, middle: string) =>
    `${headlines[language]}\n\n14.10.2026 11:20\n\n${stories[language].slice(0, 1).join('')}\n\n${middle}\n\n${stories[language].slice(1).join('\n\n')}\n`;

  test.each<[Language, string]>([
    ['kk', 'Тағы оқыңыз:\nАқтауда жаңа саябақ ашылды'],
    ['ru', 'Читайте также:\nВ Актау открыли парк\nЦены на хлеб выросли'],
    ['en', 'Read more\nPark opens in Aktau'],
    ['en', 'Most popular\nPark opens in Aktau'],
    ['ru', '© Степной вестник'],
  ])('%s: %j in the middle does not end it', (language, middle) => {
    expect(readTextPage(pageOf(language, middle), almaty)).toMatchObject({
      page: { body: stories[language].join('\n\n') },
    });
  });

  test('a moment without a zone is in the zone of the site', () => {
    expect(readTextPage(pageOf('en', ''), 'Europe/Warsaw')).toMatchObject({
      page: { publishedAt: new Date('2026-10-14T09:20:00Z') },
    });
  });
});

describe('small print of Kazakh and Russian sites', () => {
  const at = new Date('2026-10-14T06:20:00Z');
  test.each<[string, object]>([
    [
      'көпір, Орал, жөндеу, сурет - Aqpar.kz жаңалық 14.10.2026 11:20 Сурет: Aqpar.kz/Ерлан Досов',
      { publishedAt: at, imageCredit: 'Aqpar.kz/Ерлан Досов' },
    ],
    [
      'мектеп, оқушы, сынып - Dala.kz жаңалық 14.10.2026 11:20 Сурет: Dala.kz',
      { publishedAt: at, imageCredit: 'Dala.kz' },
    ],
    [
      'мост, ремонт, Уральск, фото - Vestnik.kz новость 14.10.2026 11:20 Фото: акимат',
      { publishedAt: at, imageCredit: 'акимат' },
    ],
    [
      'bridge, repair, photo - Courier.kz news 14.10.2026 11:20 Photo: MFA',
      { publishedAt: at, imageCredit: 'MFA' },
    ],
    ['Білім • 21 Ақпан, 2025', { section: 'Білім', publishedAt: new Date('2025-02-20T19:00:00Z') }],
    ['Қоғам | 14.10.2026 11:20', { section: 'Қоғам', publishedAt: at }],
    ['Экономика • 21 февраля 2025', { section: 'Экономика' }],
    ['Culture · 21 February 2025', { section: 'Culture' }],
    ['14.10.2026 11:20 4236 рет', { publishedAt: at, views: 4236 }],
    ['14.10.2026 11:20 • 812 көрсетілді', { publishedAt: at, views: 812 }],
    ['14.10.2026 11:20 Көрсетілді: 97', { publishedAt: at, views: 97 }],
    ['14.10.2026 11:20 1 204 рет көрсетілді', { publishedAt: at, views: 1204 }],
    ['BY ANNA KIM in SOCIETY on 1 JUNE 2025', { author: 'ANNA KIM', section: 'SOCIETY' }],
    ['By Timur Alan in City | 14.10.2026 11:20', { author: 'Timur Alan', section: 'City', publishedAt: at }],
    // Credits lose stray brackets.
    ['Фото: (МФА', { imageCredit: 'МФА' }],
    ['Сурет: Ерлан Досов)', { imageCredit: 'Ерлан Досов' }],
    ['Photo: AP (archive)', { imageCredit: 'AP (archive)' }],
    ['Photo: [MFA', { imageCredit: 'MFA' }],
  ])('%s', (line, details) => {
    expect(readDetails(line, almaty)).toMatchObject(details);
  });

  test.each([
    '2 мин',
    '2 мин оқу',
    'оқу үшін',
    'оқу үшін 2 мин',
    'Время чтения: 3 мин',
    '5 min read',
    'KZ РУ EN',
    'ҚАЗ | РУС | ENG',
    'Қазақша Русский English',
    'KZ',
    'Рус',
    'Реклама',
    'Жарнама',
    'Advertisement',
    'We use cookies to improve this site',
    'Мы используем файлы cookie',
    'Сайт cookie файлдарын қолданады',
    'This article is for subscribers',
    'Материал доступен только подписчикам',
    'Sign up for our newsletter',
  ])('%s is noise', (line) => {
    expect(isNoise(line)).toBe(true);
  });

  test.each([
    'Сайт закрыли на два дня из-за атаки.',
    'Реклама табака запрещена, напомнил министр.',
    'Subscribers of the library get new cards.',
    'English is taught from the first class.',
    'Русский музей открыл выставку.',
    'Жарнама туралы заң өзгерді.',
    'The court banned cookies with nuts in schools.',
  ])('%s is not', (line) => {
    expect(isNoise(line)).toBe(false);
  });

  const head = 'KZ РУ EN\nБасты бет\nЖаңалықтар\nБілім\n\n';
  test.each<[string, string, object]>([
    ['a language switch is no section', 'KZ РУ EN\n\nОралда екі көпір жөнделеді\n14.10.2026 11:20\n', {}],
    [
      'an empty path',
      '» » Оралда екі көпір жөнделеді\n\nОралда екі көпір жөнделеді\n14.10.2026 11:20 4236 рет\n',
      { views: 4236 },
    ],
    [
      'a path that ends with the headline',
      'Басты бет » Қоғам » Оралда екі көпір жөнделеді\n\nОралда екі көпір жөнделеді\n14.10.2026 11:20\n',
      { section: 'Қоғам' },
    ],
    [
      "today's date above",
      '28 қараша 2026\n\nОралда екі көпір жөнделеді\n\n14.10.2026 11:20\n2 мин оқу\n',
      {},
    ],
    [
      'the section beside the date',
      'Оралда екі көпір жөнделеді\nҚоғам • 14.10.2026 11:20\n4236 рет\n',
      { section: 'Қоғам', views: 4236 },
    ],
    [
      'a writer in capitals',
      'Оралда екі көпір жөнделеді\nBY ANNA KIM in SOCIETY on 14 OCTOBER 2026, 11:20\n',
      { author: 'ANNA KIM', section: 'SOCIETY' },
    ],
    [
      'a sidebar above',
      `${head}12:40\nАқтауда саябақ ашылды бүгін\n12:05\nНан қымбаттап жатыр тағы\n\nОралда екі көпір жөнделеді\n\nОралда екі көпір жөнделеді\n14.10.2026 11:20\n`,
      {},
    ],
    [
      'alternative text with commas',
      'Қоғам\n\nОралда екі көпір жөнделеді\n\nкөпір, Орал, өзен, сурет - Aqpar.kz жаңалық 14.10.2026 11:20 Сурет: Aqpar.kz\n',
      { section: 'Қоғам', imageCredit: 'Aqpar.kz' },
    ],
  ])('%s', (_, top, details) => {
    const reading = readTextPage(`${top}\n${stories.kk.join('\n\n')}\n`, almaty);
    expect(reading).toMatchObject({
      kind: 'page',
      page: { headline: headlines.kk, body: stories.kk.join('\n\n'), publishedAt: at, ...details },
    });
  });

  test.each(['KZ РУ EN', 'ҚАЗ | РУС | ENG', 'KZ\nRU\nEN'])('the switch %j is no section', (line) => {
    const reading = readTextPage(
      `${line}\n\n${headlines.kk}\n14.10.2026 11:20\n\n${stories.kk.join('\n\n')}\n`,
      almaty,
    );
    expect(reading).toMatchObject({ kind: 'page', page: { headline: headlines.kk } });
    expect(reading.kind === 'page' ? reading.page : {}).not.toHaveProperty('section');
  });
});
