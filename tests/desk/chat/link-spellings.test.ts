import { describe, expect, test } from 'vitest';
import { spellingsOf } from '../../../src/desk/chat/link-spellings.ts';

describe('an address is known however it was copied', () => {
  test.each([
    ['https://news.kz/a', 'https://news.kz/a'],
    ['https://news.kz/a', 'https://news.kz/a/'],
    ['https://news.kz/a/', 'https://news.kz/a'],
    ['http://news.kz/a', 'https://news.kz/a'],
    ['https://news.kz/a', 'http://news.kz/a'],
    ['news.kz/a', 'https://news.kz/a'],
    ['https://news.kz/a#comments', 'https://news.kz/a'],
    ['https://news.kz/a?id=5&utm_source=tg&utm_medium=x', 'https://news.kz/a?id=5'],
    ['https://news.kz/a?fbclid=1&yclid=2&ysclid=3&gclid=4', 'https://news.kz/a'],
    ['https://news.kz/%D0%B0%D0%B1', 'https://news.kz/аб'],
    ['https://news.kz/аб', 'https://news.kz/%D0%B0%D0%B1'],
    ['https://xn--80aaqw4fuxvb.xn--80ao21a/a?utm_source=tg', 'https://жаңалық.қаз/a'],
    ['HTTPS://NEWS.KZ/a', 'https://news.kz/a'],
    ['https://news.kz', 'https://news.kz/'],
  ])('%s means %s', (given, stored) => expect(spellingsOf(given)).toContain(stored));

  test.each([
    ['https://news.kz/a?id=5', 'https://news.kz/a'],
    ['https://news.kz/a?page=2&utm_source=tg', 'https://news.kz/a'],
  ])('%s does not mean %s', (given, stored) => expect(spellingsOf(given)).not.toContain(stored));

  test.each(['', 'a', '12345', 'a.b', 'one two.kz/x', 'https://', 'https://[', 'ftp://news.kz/a', '/a/b'])(
    '%j is none',
    (given) => expect(spellingsOf(given)).toEqual([]),
  );
});
