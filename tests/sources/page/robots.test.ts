import { expect, test } from 'vitest';
import { isAllowedBy, readRobots } from '../../../src/sources/page/robots.ts';

function allows(robots: string, path: string, product = 'khabarshy'): boolean {
  return isAllowedBy(readRobots(Buffer.from(robots), product), `https://a.example${path}`);
}

const everybody = (...rules: string[]): string => ['User-agent: *', ...rules].join('\n');

test.each([
  // Nothing is said.
  ['', '/x', true],
  ['<!doctype html><title>Not found</title>', '/x', true],
  [everybody('Disallow:'), '/x', true],
  ['Disallow: /', '/x', true],
  // The longest rule decides, and of two that are as long the one that allows.
  [everybody('Disallow: /'), '/x', false],
  [everybody('Disallow: /news', 'Allow: /news/open'), '/news/open/1', true],
  [everybody('Allow: /news/open', 'Disallow: /news'), '/news/closed', false],
  [everybody('Disallow: /news', 'Allow: /news'), '/news/1', true],
  [everybody('Disallow: /news/'), '/news', true],
  [everybody('Disallow: /News'), '/news', true],
  [everybody('Disallow: /'), '/robots.txt', true],
  // Names as sites write them
  ['User agent: *\nDisallow: /', '/x', false],
  ['Useragent: *\nDissallow: /', '/x', false],
  // Wildcards
  [everybody('Disallow: /*.php$'), '/a/b.php', false],
  [everybody('Disallow: /*.php$'), '/a/b.php?id=1', true],
  [everybody('Disallow: /*.php'), '/a/b.php?id=1', false],
  [everybody('Disallow: *print'), '/news/print', false],
  [everybody('Disallow: /a*b*c$'), '/axbxcxc', false],
  [everybody('Disallow: /a*b*c$'), '/axcxb', true],
  [everybody('Disallow: /ab*b$'), '/ab', true],
  [everybody('Disallow: /$'), '/', false],
  [everybody('Disallow: /$'), '/x', true],
  [everybody('Disallow: /*?'), '/news?page=2', false],
  [everybody(`Disallow: /${'*a'.repeat(2000)}$`), `/${'a'.repeat(4000)}b`, true],
  // The same letters, with and without a percent sign
  [everybody('Disallow: /жаңалық'), '/%d0%b6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B/1', false],
  [everybody('Disallow: /%7Eme'), '/~me', false],
  [everybody('Disallow: /a%2Fb'), '/a/b', true],
  [everybody('Disallow: /a%2fb'), '/a%2Fb', false],
  // Groups
  ['User-agent: khabarshy\nDisallow: /a\n\nUser-agent: *\nDisallow: /', '/b', true],
  ['User-agent: *\nDisallow: /\n\nUser-agent: Khabarshy/1.0\nAllow: /', '/b', true],
  ['User-agent: other\nUser-agent: KHABARSHY\nDisallow: /b', '/b', false],
  [
    'User-agent: khabarshy\nDisallow: /a\nUser-agent: other\nDisallow: /c\nUser-agent: khabarshy\nDisallow: /b',
    '/b',
    false,
  ],
  [
    'User-agent: khabarshy\nDisallow: /a\nUser-agent: other\nDisallow: /c\nUser-agent: khabarshy\nDisallow: /b',
    '/c',
    true,
  ],
  ['User-agent: khabarshy-news\nDisallow: /', '/b', true],
  ['User-agent: other\nDisallow: /', '/b', true],
  // Other lines and spellings
  [
    '\ufeffuser-AGENT : *  # all\r\nCrawl-delay: 10\r\ndisallow :/b # not this\r\nSitemap: https://a.example/map.xml',
    '/b',
    false,
  ],
  ['User-agent: *\nCrawl-delay: 5\nUser-agent: other\nDisallow: /b', '/b', false],
  ['User-agent: *\rDisallow: /b\r', '/b', false],
])('%j about %s: %s', (robots, path, expected) => expect(allows(robots, path)).toBe(expected));

test('no more than 500 KiB are read', () => {
  const filling = `# ${'x'.repeat(97)}\n`;
  const robots = (lines: number) => `${everybody()}\n${filling.repeat(lines)}Disallow: /b\n`;
  expect([allows(robots(5_000), '/b'), allows(robots(6_000), '/b')]).toEqual([false, true]);
});
