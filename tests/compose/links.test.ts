import { describe, expect, test } from 'vitest';
import { usableImage, usableLink } from '../../src/compose/links.ts';

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
    ['https://img.kz/a.SVG', null],
    ['http://10.0.0.1/a.jpg', null],
    ['http://192.168.1.1/a.jpg', null],
    ['http://172.20.0.1/a.jpg', null],
    ['http://127.1/a.jpg', null],
    ['http://[::1]/a.jpg', null],
    ['http://[fd00::1]/a.jpg', null],
    ['http://[2a00:1450::1]/a.jpg', 'http://[2a00:1450::1]/a.jpg'],
    ['http://cms.internal/a.jpg', null],
    ['data:image/png;base64,AA', null],
    [null, null],
  ])('%s', (text, url) => {
    expect(usableImage(text)).toBe(url);
  });
});
