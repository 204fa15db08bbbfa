import { describe, expect, test } from 'vitest';
import { isSamePicture, usableImage, usableLink } from '../../src/compose/links.ts';

describe('usableLink', () => {
  test.each([
    ['https://news.kz/a', 'https://news.kz/a'],
    [' HTTPS://NEWS.KZ ', 'https://news.kz/'],
    ['https://news.kz/жаңа?б=1', 'https://news.kz/%D0%B6%D0%B0%D2%A3%D0%B0?%D0%B1=1'],
    ['https://қазақстан.қаз/', 'https://xn--80aaa0a6awh12ed.xn--80ao21a/'],
    ['https://news.kz/a b"c<d>?x=1&y=2', 'https://news.kz/a%20b%22c%3Cd%3E?x=1&y=2'],
    ['http://93.184.216.34:8080/a', 'http://93.184.216.34:8080/a'],
    ['http://[2a00:1450::1]/', 'http://[2a00:1450::1]/'],
  ])('%s', (text, link) => {
    expect(usableLink(text)).toBe(link);
  });

  test.each([
    '',
    'news.kz/a',
    '/a',
    '//news.kz/a',
    'https:news.kz',
    'javascript:alert(1)',
    'mailto:a@news.kz',
    'ftp://news.kz/a',
    'tg://user?id=1',
    'http://localhost/a',
    'http://localhost:3000/a',
    'https://news.kz@elsewhere.com/',
    'https://news.kz:0/',
    'https://news.kz:99999/',
    'https://a"b.kz/',
    'https://.kz',
    'https://',
    `https://news.kz/${'a'.repeat(2048)}`,
    'https://news.kz/\uD83D',
  ])('refuses or mends %s', (text) => {
    expect(usableLink(text)).toBe(text.endsWith('\uD83D') ? 'https://news.kz/%EF%BF%BD' : null);
  });
});

describe('usableImage', () => {
  test.each([
    ['https://img.kz/a.jpg', 'https://img.kz/a.jpg'],
    [' https://img.kz/a b.jpg ', 'https://img.kz/a%20b.jpg'],
    // As on the page of the article.
    ['/uploads/a.jpg', 'https://news.kz/uploads/a.jpg'],
    ['uploads/a.jpg', 'https://news.kz/2026/uploads/a.jpg'],
    ['../a.jpg', 'https://news.kz/a.jpg'],
    ['?image=1', 'https://news.kz/2026/story?image=1'],
    ['//img.kz/a.jpg', 'https://img.kz/a.jpg'],
    // As HTML writes it.
    ['https://img.kz/a?w=1&amp;h=2', 'https://img.kz/a?w=1&h=2'],
    ['https://img.kz/a?w=1&#038;h=2&#x26;q=3', 'https://img.kz/a?w=1&h=2&q=3'],
    ['https://img.kz/a?w=1&amp;amp;h=2', 'https://img.kz/a?w=1&h=2'],
    ['/a?w=1&amp;h=2', 'https://news.kz/a?w=1&h=2'],
    ['https://img.kz/a?amp;=1&amplitude=2', 'https://img.kz/a?amp;=1&amplitude=2'],
    // Whoever sends it decides whether it may be fetched there.
    ['http://10.0.0.1/a.jpg', 'http://10.0.0.1/a.jpg'],
    ['http://cms:8080/a.jpg', 'http://cms:8080/a.jpg'],
    ['https://me:secret@img.kz/a.jpg', null],
    ['https:a.jpg', null],
    ['data:image/png;base64,AA', null],
    ['javascript:alert(1)', null],
    ['ftp://img.kz/a.jpg', null],
    ['#', null],
    ['', null],
    ['  ', null],
    [`https://img.kz/${'a'.repeat(2048)}`, null],
    [null, null],
  ])('%s', (text, url) => {
    expect(usableImage(text, 'https://news.kz/2026/story')).toBe(url);
  });

  test.each(['', 'javascript:alert(1)', '/story', 'https://me@news.kz/'])(
    'is not resolved against %s',
    (page) => expect(usableImage('/a.jpg', page)).toBeNull(),
  );

  test('is the same with an ampersand as HTML writes it', () => {
    expect(isSamePicture('https://img.kz/a?w=1&amp;h=2', 'https://img.kz/a?w=1&h=2')).toBe(true);
    expect(isSamePicture('https://img.kz/a', 'https://img.kz/b')).toBe(false);
    expect(isSamePicture(undefined, 'https://img.kz/b')).toBe(false);
  });
});
