import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixEntities } from '../../../src/sandbox/html/entities.ts';
import { readFormattedText } from '../../../src/sandbox/html/formatted-text.ts';
import type { MessageEntity } from '../../../src/sandbox/shapes.ts';

const read = (html: string) => readFormattedText(html, 'HTML', []);
const brief = ({ type, offset, length }: MessageEntity) => `${type} ${offset}+${length}`;

test.each<[string, string, string, string[]]>([
  ['the end is trimmed and its entity clipped', 'x<b>y  \n</b> ', 'xy', ['bold 1+1']],
  ['the beginning is trimmed up to the first entity', ' \n<b> x</b>', ' x', ['bold 0+2']],
  ['control characters become blanks', 'a\tb\u0001c', 'a b c', []],
  ['a line feed stays, a carriage return goes', 'a\r\n<b>b</b>', 'a\nb', ['bold 2+1']],
  ['invisible characters go', 'a\u2028\u202eb\u0333<i>c</i>', 'abc', ['italic 2+1']],
  ['of direction marks only the last stays', 'a\u200e\u200f\u200eb', 'a\u200c\u200c\u200eb', []],
  ['entities over nothing but what goes are dropped', 'a<b>\r</b>b', 'ab', []],
  ['a link over code is lost', '<a href="https://x.kz"><code>x</code></a>', 'x', ['code 0+1']],
  [
    'a link in a link is lost',
    '<a href="https://x.kz">a<a href="https://y.kz">b</a></a>',
    'ab',
    ['text_link 0+2'],
  ],
  [
    'a quote in a quote is lost',
    '<blockquote>a<blockquote>b</blockquote></blockquote>',
    'ab',
    ['blockquote 0+2'],
  ],
  ['styles in code are lost', '<code>a<b>b</b></code>', 'ab', ['code 0+2']],
  ['styles that touch are one', '<b>a</b><b>b</b>', 'ab', ['bold 0+2']],
  [
    'a style is cut by a link',
    '<b>a<a href="https://x.kz">b</a>c</b>',
    'abc',
    ['bold 0+1', 'text_link 1+1', 'bold 1+1', 'bold 2+1'],
  ],
  [
    'addresses are found',
    'см. qazinform.kz/a, https://x.kz/?q=(1).',
    'см. qazinform.kz/a, https://x.kz/?q=(1).',
    ['url 4+14', 'url 20+19'],
  ],
  [
    'hashtags, mentions, commands',
    '#Жаңалық @khabarshy /start #1',
    '#Жаңалық @khabarshy /start #1',
    ['hashtag 0+8', 'mention 9+10', 'bot_command 20+6'],
  ],
  [
    'nothing is found in a link',
    '<a href="https://x.kz">#x</a> #y',
    '#x #y',
    ['text_link 0+2', 'hashtag 3+2'],
  ],
  ['a decimal number is no address', '5.3 процента, т.д. и т.п.', '5.3 процента, т.д. и т.п.', []],
])('%s', (_name, html, text, entities) => {
  const result = read(html);
  expect(result.text).toBe(text);
  expect(result.entities.map(brief)).toEqual(entities);
});

describe('whatever is given', () => {
  const pieces = fc.constantFrom(
    ' ',
    '\n',
    '\r',
    '\t',
    '\u200e',
    '\u0333',
    'a',
    'Қ',
    '🏟',
    '#',
    '@',
    '/',
    '.',
    '&',
    '<',
    '>',
    '1',
  );
  const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
  const escape = (raw: string) =>
    raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  test('escaping changes nothing of what plain text would show, and cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const result = read(escape(raw));
        expect(result).toEqual(readFormattedText(raw, '', []));
        expect(read(escape(result.text)).text).toBe(result.text);
      }),
    );
  });

  test('entities lie within the text, in order, and keep the rules', () => {
    const tag = fc.constantFrom(
      'b',
      'i',
      'code',
      'pre',
      'blockquote',
      'u',
      'a href="https://x.kz"',
      'tg-spoiler',
    );
    const html = fc.array(
      fc.oneof(
        text.map(escape),
        fc.tuple(tag, text).map(([name, raw]) => `<${name}>${escape(raw)}`),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(html, (parts) => {
        const closing = parts.filter((part) => /^<[a-z]/.test(part)).map(() => '</>');
        const { text: shown, entities } = read(parts.join('') + closing.join(''));
        for (const { offset, length } of entities) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(shown.length);
        }
        expect(fixEntities(entities).map(brief)).toEqual(entities.map(brief));
      }),
    );
  });
});
