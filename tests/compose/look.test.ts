import { describe, expect, test } from 'vitest';
import { composeArticle } from '../../src/compose/composer.ts';
import { withoutUtm } from '../../src/compose/links.ts';
import { canonical } from '../../src/deliver/doubt/same-message.ts';
import { article, channel } from '../stage/hostile.ts';

describe('the look of a channel', () => {
  test('the headline is the link', () => {
    const { plain, text } = composeArticle(article, { ...channel, isHeadlineLinked: true });
    expect(text.html).toBe(
      '<a href="https://news.kz/story/1"><b>Kazakhstan keeps its key rate</b></a>\n\n' +
        'The National Bank kept the rate at 14.25%.',
    );
    expect(plain).toBe(
      'Kazakhstan keeps its key rate\nhttps://news.kz/story/1\n\nThe National Bank kept the rate at 14.25%.',
    );
  });

  test('a footer has links', () => {
    const footer = '[Site](https://news.kz/a_(b)) | [Insta<gram>](https://instagram.com/n) [x](ftp://y)';
    const { plain, text } = composeArticle(article, { ...channel, footer });
    expect(text.html).toMatch(
      /\n\n<a href="https:\/\/news\.kz\/a_\(b\)">Site<\/a> \| <a href="https:\/\/instagram\.com\/n">Insta&lt;gram&gt;<\/a> \[x\]\(ftp:\/\/y\)$/,
    );
    expect(plain).toMatch(/\n\nSite https:\/\/news\.kz\/a_\(b\) \| Insta<gram> https:\/\/instagram\.com\/n /);
  });

  test('the preview stands above', () => {
    const look = { ...channel, previewPlace: 'above' } as const;
    expect(composeArticle(article, look).isPreviewAbove).toBe(true);
    expect(composeArticle(article, { ...look, images: 'none' })).not.toHaveProperty('isPreviewAbove');
    expect(composeArticle(article, channel)).not.toHaveProperty('isPreviewAbove');
  });

  test('a source is named in the language of the article', () => {
    const look = { ...channel, hasSourceLine: true };
    const url = 'https://www.xn--80ajjghgc9c.xn--80ao21a/a';
    expect(composeArticle({ ...article, language: 'kk', url }, look).text.shown).toMatch(
      /\n\nДереккөз: жаңалық\.қаз\nТолығырақ$|\n\nДереккөз: .+\nТолығырақ$/u,
    );
    expect(composeArticle(article, look).text.shown).toContain('\n\nSource: news.kz\nRead more');
  });

  test('what follows the summary stands in a quotation', () => {
    const sentences = Array.from({ length: 300 }, (_, index) => `Sentence number ${index} is a sentence.`);
    const given = { ...article, summary: null, body: sentences.join(' '), imageUrl: 'https://img.kz/1.jpg' };
    const { photo, plain, text } = composeArticle(given, { ...channel, longText: 'expand' });
    expect(text.html).toMatch(
      /a sentence\.\n\n<blockquote expandable>Sentence number 3 .+ a sentence\.<\/blockquote>\n\n<a href=/,
    );
    expect(text.shown.length).toBeGreaterThan(3_900);
    expect(text.shown.length).toBeLessThanOrEqual(4_096);
    expect(photo?.caption.shown.length).toBeLessThanOrEqual(1_024);
    expect(photo?.caption.html).toContain('</blockquote>\n\n<a href=');
    expect(plain).not.toContain('<');
    const short = composeArticle(
      { ...given, body: 'Only this sentence is here.' },
      { ...channel, longText: 'expand' },
    );
    expect(short.text.html).not.toContain('blockquote');
  });
});

describe('parameters of a link', () => {
  const utm = { source: 'telegram', medium: null, campaign: '{channel} {section}' };
  const look = { ...channel, utm, name: 'kk' };

  test.each([
    [
      'https://news.kz/a',
      'https://news.kz/a?utm_source=telegram&utm_campaign=kk%20%D2%9A%D0%BE%D2%93%D0%B0%D0%BC',
    ],
    [
      'https://news.kz/a?x=a%20b&utm_source=rss&y=#top',
      'https://news.kz/a?x=a%20b&y=&utm_source=telegram&utm_campaign=kk%20%D2%9A%D0%BE%D2%93%D0%B0%D0%BC#top',
    ],
  ])('are added: %s', (url, link) => {
    const message = composeArticle({ ...article, url, section: 'Қоғам' }, look);
    expect(message.link).toBe(link);
    expect(message.text.html).toContain(`<a href="${link.replaceAll('&', '&amp;')}">`);
    expect(message.previewUrl).toBe(link);
  });

  test.each([
    ['https://news.kz/a?utm_source=t&x=%20&utm_campaign=b#top', 'https://news.kz/a?x=%20#top'],
    ['https://news.kz/a?utm_source=t', 'https://news.kz/a'],
    ['https://news.kz/a?b=c+d', 'https://news.kz/a?b=c+d'],
  ])('are no part of what an address means: %s', (url, bare) => {
    expect(withoutUtm(url)).toBe(bare);
    expect(canonical(url)).toBe(bare);
  });

  test('are left out where the address would be too long', () => {
    const url = `https://news.kz/${'a'.repeat(2_020)}`;
    expect(composeArticle({ ...article, url }, look).link).toBe(url);
  });
});
