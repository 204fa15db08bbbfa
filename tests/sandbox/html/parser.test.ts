import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HtmlError } from '../../../src/sandbox/html/tag.ts';
import { parseHtml } from '../../../src/sandbox/html/parser.ts';
import type { FormattedText, MessageEntity } from '../../../src/sandbox/shapes.ts';

interface Vector {
  input: string;
  text: string | null;
  entities: (MessageEntity & { td_date_flags?: number })[] | null;
  error: string | null;
  line: number;
}

const vectorsFile = new URL('../../../../shared/telegram/parse_html_vectors.json', import.meta.url);
const dateFlags: Record<string, number> = { r: 1, t: 2, T: 4, d: 8, D: 16, w: 32 };

describe.skipIf(!existsSync(vectorsFile))("TDLib's own cases of parse_html", () => {
  const vectors: Vector[] = existsSync(vectorsFile) ? JSON.parse(readFileSync(vectorsFile, 'utf8')) : [];
  test('there are 89 of them', () => expect(vectors).toHaveLength(89));
  test.each(vectors)('line $line: $input', ({ input, text, entities, error }) => {
    expect(read(input)).toEqual(error === null ? { text, entities } : { error });
  });
});

function read(input: string) {
  try {
    return asInVectors(parseHtml(input));
  } catch (error) {
    if (error instanceof HtmlError) return { error: error.message };
    throw error;
  }
}

function asInVectors({ text, entities }: FormattedText) {
  return {
    text,
    entities: entities.map(({ date_time_format, ...entity }) =>
      entity.type === 'date_time'
        ? {
            ...entity,
            td_date_flags: (date_time_format ?? '')
              .split('')
              .reduce((sum, letter) => sum + (dateFlags[letter] ?? 0), 0),
          }
        : entity,
    ),
  };
}

describe('parseHtml', () => {
  const errors: [string, string][] = [
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['a <', 'Unclosed start tag at byte offset 2'],
    ['<br>', 'Unsupported start tag "br" at byte offset 0'],
    ['<b/>', 'Unsupported start tag "b/" at byte offset 0'],
    ['<!-- x -->', 'Unsupported start tag "!--" at byte offset 0'],
    ['<a href="x"/>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href=https://x.kz>', 'Unexpected end of name token at byte offset 8'],
    ['қ<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 2'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<tg-emoji emoji-id="x">x</tg-emoji>', 'Invalid custom emoji identifier specified'],
    ['<tg-time unix="1" format="x">x</tg-time>', 'Invalid date format used'],
  ];
  test.each(errors)('%s', (html, message) => {
    expect(() => parseHtml(html)).toThrow(new HtmlError(message));
  });

  test.each<[string, string]>([
    ['&lt&gt;&amp;&quot', '<>&"'],
    ['&apos;&nbsp;&', '&apos;&nbsp;&'],
    ['&#1171;&#x493;&#x493', 'ғғғ'],
    ['&#0;&#x110000;&#00000041;&#X41;', '&#0;&#x110000;&#00000041;&#X41;'],
    ['a > b', 'a > b'],
  ])('references: %s', (html, text) => {
    expect(parseHtml(html)).toEqual({ text, entities: [] });
  });

  const links: [string, string | null][] = [
    ['https://Qazinform.KZ/a b?q=1', 'https://qazinform.kz/a%20b?q=1'],
    ['qazinform.kz', 'http://qazinform.kz/'],
    ['https://қаз.kz/жаңалық', 'https://қаз.kz/жаңалық'],
    ['mailto:u@x.com', 'http://mailto:u@x.com/'],
    ['tg://resolve?domain=x', 'tg://resolve?domain=x'],
    ['http://[::1]:80/', 'http://[::1]:80/'],
    ['http://x.kz:0/', null],
    ['ftp://x.kz', null],
    ['javascript:alert(1)', null],
    ['tel:+77', null],
    ['/relative', null],
    ['http://localhost/', null],
  ];
  test.each(links)('link %s becomes %s', (href, url) => {
    const { text, entities } = parseHtml(`<a href="${href}">x</a>`);
    expect(text).toBe('x');
    expect(entities.map((entity) => entity.url)).toEqual(url === null ? [] : [url]);
  });

  test('a link to a user is a mention', () => {
    expect(parseHtml('<a href="tg://user?id=42">x</a>').entities).toEqual([
      { type: 'text_mention', user: { id: 42 }, offset: 0, length: 1 },
    ]);
  });

  test('what was escaped comes back as it was, styled or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed());
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(parseHtml(escaped)).toEqual({ text, entities: [] });
        const length = text.length;
        expect(parseHtml(`<b>${escaped}</b>`).entities).toEqual(
          length === 0 ? [] : [{ type: 'bold', offset: 0, length }],
        );
      }),
    );
  });
});
