import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { hashtagsOf } from '../../src/compose/hashtags.ts';
import { findEntities } from '../../src/sandbox/html/found-entities.ts';
import { parseHtml } from '../../src/sandbox/html/parser.ts';
import { cleanText } from '../../src/sandbox/html/text-cleaning.ts';
import { article, channel } from '../stage/hostile.ts';
import { runs } from '../stage/sizes.ts';

/** Letters that a news page in Cyrillic never has, and what stands in addresses. */
const rare = [
  'مرحبا',
  'السَّلَامُ',
  'שָׁלוֹם',
  'می\u200Cخواهم',
  'क्\u200Dष',
  'हिन्दी',
  'ไทย',
  '日本語',
  '𝓗𝓮𝓵𝓵𝓸',
  'ﷺ',
  'İ',
  'ǅ',
  '\u202E',
  '\u2066',
  '\u2069',
  '\u200E\u200F',
  '\u061C',
  '\u180E',
  '\u3164',
  '\u2800',
  '\u{E0041}',
  '\uFFFE',
  `e${'\u0301'.repeat(50)}`,
  '\u0489',
  '\u20DD',
  '\uFE0F',
  '1️⃣',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '🇰🇿🇰',
  '\u{1F3FB}',
  '\u{10FFFF}',
  '\uD83D',
  '\uDE00',
  '#тег',
  '＃тег',
  '##a',
  '$KZT',
  '@name',
  '/start@bot',
  'u@a.kz',
  'https://a.kz/a"b',
  '<b>',
  '&#x3C;',
  '"',
  "'",
  ' ',
  '\n',
];
const rareText = fc.oneof(
  fc.array(fc.constantFrom(...rare), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...rare), { maxLength: 200 }).map((parts) => parts.join('. ')),
  fc.constantFrom(...rare).map((part) => part.repeat(10_000)),
);
const rareUrl = fc.constantFrom(
  'https://a.kz/\'"<b>',
  'https://қаз.қаз:8443/жаңа#бөлім',
  'https://a.kz:99999/',
  'https://u:p@a.kz/',
  'https://a.kz/%zz',
  'https://a.kz/\u202E',
  'https://a.kz/👨‍👩‍👧‍👦',
  'https://[2a00::1]:80/',
  'https://0x7f.1/',
  'https://a.kz\\x',
  'https://a。kz/',
  `https://a.kz/?${'&'.repeat(2000)}`,
  `https://a.kz/${'я'.repeat(330)}`,
  'https://a.kz/&#34;',
  'https://xn--/',
  ' https://a.kz ',
);

const rareArticle = fc.record({
  url: rareUrl,
  headline: rareText,
  section: rareText,
  summary: fc.option(rareText, { nil: null }),
  body: rareText,
  imageUrl: fc.option(rareUrl, { nil: null }),
  imageCredit: rareText,
  keywords: fc.array(rareText, { maxLength: 6 }),
});

describe('by the judgement of the sandbox, a post of rare letters', () => {
  test('stands as it was composed, in both forms, with its link and its hashtags', () => {
    fc.assert(
      fc.property(
        rareArticle,
        rareText,
        fc.constantFrom('section', 'keywords'),
        (fields, footer, hashtags) => {
          const news = { ...article, ...fields };
          const { text, photo, link } = composeArticle(news, { ...channel, footer, hashtags });
          for (const { html, shown } of photo === null ? [text] : [text, photo.caption]) {
            const read = cleanText(parseHtml(html));
            expect(read?.text).toBe(shown);
            const found = findEntities(shown);
            const links = read?.entities.filter(({ type }) => type === 'text_link').map(({ url }) => url);
            expect(links).toEqual(link === null ? [] : [link]);
            expect(found.length + (read?.entities.length ?? 0)).toBeLessThanOrEqual(100);
            const parts = new Set(found.map(({ offset, length }) => shown.slice(offset, offset + length)));
            const tags = hashtagsOf(news, { ...channel, hashtags });
            // Hashtags give way together, as one line.
            const wanted = shown.includes(tags.join(' ')) ? tags : [];
            expect(wanted.filter((tag) => !parts.has(tag))).toEqual([]);
          }
        },
      ),
      { numRuns: runs(150) },
    );
  });
});
