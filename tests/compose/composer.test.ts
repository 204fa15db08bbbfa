import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeArticle, composeKillNotice } from '../../src/compose/composer.ts';
import { cleanLine } from '../../src/compose/text/clean-text.ts';
import type { Message } from '../../src/news/post.ts';
import { article, channel, hostileArticle, hostileChannel } from '../stage/hostile.ts';
import { cleanAsTelegram, readStrictly } from './strict-html.ts';
import { runs } from '../stage/sizes.ts';

const illustrated = { ...article, imageUrl: 'https://img.kz/1.jpg' };

describe('a post', () => {
  test('has its parts in order', () => {
    const message = composeArticle(
      { ...article, imageUrl: 'https://img.kz/1.jpg', imageCredit: 'MFA', section: 'News / Economy' },
      { ...channel, hashtags: 'section', footer: '@news' },
    );
    expect(message).toEqual({
      photo: {
        url: 'https://img.kz/1.jpg',
        caption: {
          html: message.text.html.replace('<a ', 'Photo: MFA\n<a '),
          shown: message.text.shown.replace('Read more', 'Photo: MFA\nRead more'),
        },
      },
      text: {
        html:
          '<b>Kazakhstan keeps its key rate</b>\n\nThe National Bank kept the rate at 14.25%.\n\n' +
          '<a href="https://news.kz/story/1">Read more</a>\n\n#News #Economy\n@news',
        shown:
          'Kazakhstan keeps its key rate\n\nThe National Bank kept the rate at 14.25%.\n\n' +
          'Read more\n\n#News #Economy\n@news',
      },
      plain:
        'Kazakhstan keeps its key rate\n\nThe National Bank kept the rate at 14.25%.\n\n' +
        'https://news.kz/story/1\n\n#News #Economy\n@news',
      previewUrl: 'https://news.kz/story/1',
      link: 'https://news.kz/story/1',
    });
  });

  test.each([
    ['kk', 'Фото: Ақорда\nТолығырақ'],
    ['ru-KZ', 'Фото: Ақорда\nПодробнее'],
    ['en', 'Photo: Ақорда\nRead more'],
    ['zh', 'Photo: Ақорда\nRead more'],
  ])('speaks the language of the article: %s', (language, end) => {
    const { photo } = composeArticle({ ...illustrated, language, imageCredit: 'Ақорда' }, channel);
    expect(photo?.caption.shown.endsWith(`\n\n${end}`)).toBe(true);
  });

  test.each(['Photo: MFA', 'Фото: MFA', 'Сурет: MFA', 'photo by MFA', 'Photo credit: MFA', ' MFA '])(
    'says "Photo" once: %s',
    (imageCredit) => {
      const { photo } = composeArticle({ ...illustrated, imageCredit }, channel);
      expect(photo?.caption.shown).toContain('\nPhoto: MFA\n');
    },
  );

  test.each([
    ['photo', 'https://i.kz/1.jpg', 'https://i.kz/1.jpg', 'https://news.kz/story/1'],
    ['photo', '/1.jpg', 'https://news.kz/1.jpg', 'https://news.kz/story/1'],
    ['photo', null, undefined, 'https://news.kz/story/1'],
    ['preview', 'https://i.kz/1.jpg', undefined, 'https://news.kz/story/1'],
    ['none', 'https://i.kz/1.jpg', undefined, null],
  ] as const)('images %s with %s', (images, imageUrl, photo, previewUrl) => {
    const message = composeArticle({ ...article, imageUrl, imageCredit: 'MFA' }, { ...channel, images });
    expect(message.photo?.url).toBe(photo);
    expect(message.previewUrl).toBe(previewUrl);
    // A credit stands under its picture, and nowhere else.
    expect(message.text.shown).not.toContain('MFA');
    expect(message.plain).not.toContain('MFA');
    expect(message.photo?.caption.shown.includes('Photo: MFA') ?? true).toBe(true);
  });

  test('may be composed as its text was until 0.2.0, for comparison', () => {
    const { text } = composeArticle({ ...article, imageCredit: 'MFA' }, channel, { isCreditInText: true });
    expect(text.shown).toContain('\nPhoto: MFA\nRead more');
  });

  test('takes the words of the link from the channel', () => {
    const { text } = composeArticle(article, { ...channel, linkText: ' Open <the> story ' });
    expect(text.html).toContain('<a href="https://news.kz/story/1">Open &lt;the&gt; story</a>');
  });

  test('keeps markup and entities of a headline as text', () => {
    const { text } = composeArticle({ ...article, headline: 'A&nbsp;<b>"B"</b>' }, channel);
    expect(text.html).toContain('<b>A&amp;nbsp;&lt;b&gt;&quot;B&quot;&lt;/b&gt;</b>');
    expect(text.shown).toContain('A&nbsp;<b>"B"</b>');
  });

  test.each([
    ['blank headline', { headline: ' \u200B ' }, 'The National Bank kept the rate at 14.25%.\n\nRead more'],
    ['blank headline and summary', { headline: '', summary: '\n' }, 'News\n\nRead more'],
    ['no link', { url: 'javascript:alert(1)', summary: null }, 'Kazakhstan keeps its key rate'],
  ])('%s', (_, fields, shown) => {
    expect(composeArticle({ ...article, ...fields }, channel).text.shown).toBe(shown);
  });
});

describe('a post that is too long', () => {
  const long = Array.from(
    { length: 100 },
    (_, index) => `Sentence ${index + 100} is one of very many sentences. `,
  ).join('');

  test('shows a summary whole up to 900 units, and then whole sentences', () => {
    const summary = `${Array.from({ length: 42 }, (_, index) => `Number ${index + 10} is here. `).join('')}The end.`;
    expect(summary.length).toBeLessThan(900);
    expect(composeArticle({ ...article, summary }, channel).text.shown).toContain(summary);
    const shown = composeArticle({ ...article, summary: long }, channel).text.shown;
    expect(shown).toMatch(/sentences\.\n\nRead more$/);
    expect(shown.length).toBeGreaterThan(850);
  });

  test('keeps credit, link, hashtags and footer in a caption', () => {
    const { photo } = composeArticle(
      {
        ...article,
        headline: 'word '.repeat(90),
        summary: long,
        imageUrl: 'https://i.kz/1.jpg',
        imageCredit: 'MFA',
        section: 'Economy',
      },
      { ...channel, hashtags: 'section', footer: 'f'.repeat(200) },
    );
    expect(photo?.caption.shown.length).toBeLessThanOrEqual(1024);
    expect(photo?.caption.shown).toMatch(
      /^(?:word )+word…\n\nSentence .+ sentences\.\n\nPhoto: MFA\nRead more\n\n#Economy\nf{200}$/,
    );
  });

  test('cuts a headline of 10,000 letters without a space', () => {
    const { text } = composeArticle({ ...article, headline: 'ы'.repeat(10_000) }, channel);
    expect(text.shown.split('\n')[0]).toBe(`${'ы'.repeat(299)}…`);
  });

  test('keeps its link when a summary is full of hashtags', () => {
    const { text } = composeArticle({ ...article, summary: `People say ${'#a '.repeat(290)}here.` }, channel);
    expect(text.shown.match(/#/g)?.length).toBeLessThanOrEqual(98);
    expect(text.html).toContain('<a href=');
  });

  test('keeps its link when a headline is full of what Telegram may link', () => {
    const { text, link } = composeArticle({ ...article, headline: 'a#'.repeat(150) }, channel);
    expect(text.html).toContain(`<a href="${link}">`);
    expect(text.shown).toMatch(/^(?:a#){50,}a?…/);
  });

  test.each([`https://news.kz${'/a'.repeat(150)}`, `https://${'a.'.repeat(120)}kz/`])(
    'keeps a bare link that is full of what Telegram may link: %#',
    (url) => {
      const { plain } = composeArticle({ ...article, url }, channel);
      expect(plain).toBe(`${article.headline}\n\n${article.summary}\n\n${url}`);
    },
  );

  test('never tears a family', () => {
    const { text } = composeArticle({ ...article, headline: '👨‍👩‍👧‍👦'.repeat(100) }, channel);
    expect(text.shown.split('\n')[0]).toMatch(/^(?:👨‍👩‍👧‍👦)+…$/u);
  });
});

function allForms(message: Message): { html: string; shown: string; limit: number }[] {
  const forms = [{ ...message.text, limit: 4096 }];
  if (message.photo !== null) forms.push({ ...message.photo.caption, limit: 1024 });
  return forms;
}

describe('any article gives a post that Telegram takes', () => {
  test('as HTML', () => {
    fc.assert(
      fc.property(hostileArticle, hostileChannel, (article, channel) => {
        const message = composeArticle(article, channel);
        for (const { html, shown, limit } of allForms(message)) {
          const read = readStrictly(html);
          expect(read.shown).toBe(shown);
          expect(shown).not.toBe('');
          expect(shown.length).toBeLessThanOrEqual(limit);
          expect(Buffer.byteLength(html)).toBeLessThan(32_768);
          expect(shown.isWellFormed()).toBe(true);
          expect(cleanAsTelegram(shown)).toBe(shown);
          const links = read.entities.filter(({ type }) => type === 'text_link').map(({ url }) => url);
          expect(links).toEqual(message.link === null ? [] : [message.link]);
          for (const { offset, length } of read.entities) {
            const part = shown.slice(offset, offset + length);
            expect(part).toBe(part.trim());
          }
        }
      }),
      { numRuns: runs(400) },
    );
  });

  test('as plain text', () => {
    fc.assert(
      fc.property(hostileArticle, hostileChannel, (article, channel) => {
        const { plain, link, photo, previewUrl } = composeArticle(article, channel);
        expect(plain.length).toBeGreaterThan(0);
        expect(plain.length).toBeLessThanOrEqual(4096);
        expect(cleanAsTelegram(plain)).toBe(plain);
        expect(plain.isWellFormed()).toBe(true);
        const urls = [link, photo?.url, previewUrl].filter((url) => typeof url === 'string');
        expect(urls.map((url) => new URL(url).href)).toEqual(urls);
        expect(plain.split('\n')).toEqual(expect.arrayContaining(link === null ? [] : [link]));
      }),
      { numRuns: runs(200) },
    );
  });

  test.each([
    'e' + '\u0301'.repeat(5_000_000),
    '👨‍👩‍👧‍👦'.repeat(400_000),
    '\t'.repeat(5_000_000),
    'News / '.repeat(700_000),
  ])('soon, and without a fault, of five million units: %#', (text) => {
    const startedAt = performance.now();
    const fields = { headline: text, summary: text, imageCredit: text, section: text, keywords: [text] };
    const { text: sent } = composeArticle(
      { ...article, ...fields, url: `https://news.kz/${text}` },
      { ...channel, hashtags: 'section', footer: text },
    );
    expect(readStrictly(sent.html).shown).toBe(sent.shown);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test('always the same', () => {
    fc.assert(
      fc.property(hostileArticle, hostileChannel, (article, channel) => {
        expect(composeArticle(article, channel)).toEqual(composeArticle(article, channel));
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('a withdrawal', () => {
  test.each(['kk', 'ru', 'en', 'fr'])('is one short line: %s', (language) => {
    const { html, shown } = composeKillNotice(language);
    expect(readStrictly(html)).toEqual({ shown, entities: [] });
    expect(cleanLine(shown)).toBe(shown);
    expect(shown.length).toBeLessThan(100);
  });
});
