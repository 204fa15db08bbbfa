import fc from 'fast-check';
import type { Article } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import { article as anyArticle, channel as anyChannel } from './builders.ts';

export const article = anyArticle({
  url: 'https://news.kz/story/1',
  language: 'en',
  headline: 'Kazakhstan keeps its key rate',
  section: null,
  summary: 'The National Bank kept the rate at 14.25%.',
  publishedAt: new Date('2026-06-22T08:00:00Z'),
});

export const channel = anyChannel({ id: '@news', images: 'photo' });

/** What a feed may bring on its worst day. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      // Any UTF-16 unit, so also half a character.
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 })
        .map((units) => String.fromCharCode(...units)),
      fc.constantFrom(
        '<b>',
        '</b>',
        '&amp;',
        '&nbsp;',
        '<a href="',
        "'",
        '"',
        '>',
        '&#60;',
        '\r\n',
        '\n\n\n',
        '\t',
        '\u0000',
      ),
      fc.constantFrom(
        '\u202E',
        '\u2028',
        '\u200F\u200E',
        '\uFEFF',
        '\u200B',
        '\u200D',
        '\u030A',
        'e\u0301',
        'A\u030A\u0323',
      ),
      fc.constantFrom(
        '👨‍👩‍👧‍👦',
        '🇰🇿',
        '👍🏽',
        '\uD83D',
        '\uDE00',
        '#тег',
        '@name',
        'a.kz',
        '/cmd',
        '12:30',
        '. ',
        ' ',
        '\u00A0',
      ),
      fc.constantFrom(
        'Қазақстан',
        'Президент ',
        'The minister said. ',
        'г. ',
        '«',
        '»',
        '…',
        'ы'.repeat(400),
        'слово '.repeat(120),
      ),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

const maybeText = fc.option(hostileText, { nil: null });
const hostileUrl = fc.oneof(
  fc.constantFrom(
    'javascript:alert(1)',
    'mailto:a@b.kz',
    '/story/1',
    '//b.kz',
    'http://localhost/x',
    'http://a.kz:0/',
    'ftp://a.kz',
  ),
  fc.constantFrom(
    'https://a.kz/"><b>',
    'https://a.kz/a b?x=1&y=<2>',
    'https://қазақстан.қаз/жаңа',
    'http://[2a00::1]/',
    'HTTPS://A.KZ',
  ),
  hostileText.map((tail) => `https://news.kz/${tail}`),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  hostileText,
);

export const hostileArticle: fc.Arbitrary<Article> = fc
  .record({
    url: hostileUrl,
    language: fc.oneof(fc.constantFrom('kk', 'ru', 'en', 'zh', 'ru-KZ', ''), hostileText),
    headline: hostileText,
    section: maybeText,
    summary: maybeText,
    body: maybeText,
    imageUrl: fc.option(hostileUrl, { nil: null }),
    imageCredit: maybeText,
    keywords: fc.array(hostileText, { maxLength: 8 }),
  })
  .map((fields) => ({ ...article, ...fields }));

export const hostileChannel: fc.Arbitrary<Channel> = fc
  .record({
    linkText: maybeText,
    footer: maybeText,
    hashtags: fc.constantFrom('section', 'keywords', 'none'),
    images: fc.constantFrom('photo', 'preview', 'none'),
  })
  .map((fields) => ({ ...channel, ...fields }));
