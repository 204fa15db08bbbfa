import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../../src/compose/fitting.ts';
import { bareText, firstLinkOf, markedHtml, marksUpTo } from '../../src/compose/marked-text.ts';
import { markKinds, type Mark, type MarkKind } from '../../src/news/written.ts';
import { parseHtml } from '../../src/sandbox/html/parser.ts';
import type { MessageEntity } from '../../src/sandbox/shapes.ts';
import { runs } from '../stage/sizes.ts';

const types: Readonly<Record<string, string>> = {
  link: 'text_link',
  quote: 'blockquote',
  'long quote': 'expandable_blockquote',
};

/** How each unit of a text is formatted, which is all that a reader sees of entities. */
function formatsOf(text: string, marks: readonly Mark[]): string[] {
  return Array.from({ length: text.length }, (_, place) =>
    marks
      .filter(({ end, start }) => start <= place && place < end)
      .map(({ href = '', kind, language = '' }) => `${types[kind] ?? kind} ${href}${language}`)
      .sort()
      .join(', '),
  );
}

function seenFormatsOf(text: string, entities: readonly MessageEntity[]): string[] {
  return Array.from({ length: text.length }, (_, place) =>
    entities
      .filter(({ length, offset }) => offset <= place && place < offset + length)
      .map(({ language = '', type, url = '' }) => `${type} ${url}${language}`)
      .sort()
      .join(', '),
  );
}

const text = fc
  .array(fc.constantFrom('a', 'Қ', ' ', '\n', '<', '&', '"', '👍🏽', '🇰🇿', 'é', '&amp;'), {
    minLength: 1,
    maxLength: 30,
  })
  .map((letters) => letters.join(''));

/** Places where no pair of surrogates is torn: Telegram gives no others. */
function placesIn(whole: string): number[] {
  const places = [0];
  for (const letter of whole) places.push((places.at(-1) ?? 0) + letter.length);
  return places;
}

/** As Telegram sends them: styles may cross, one quotation, and links or code that do not overlap. */
const formatted = text.chain((whole) => {
  const places = placesIn(whole);
  const range = fc
    .tuple(fc.nat(places.length - 1), fc.nat(places.length - 1))
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({
      start: places[Math.min(one, other)] ?? 0,
      end: places[Math.max(one, other)] ?? 0,
    }));
  const style = fc.constantFrom<MarkKind[]>('bold', 'italic', 'underline', 'strikethrough', 'spoiler');
  const styles = fc
    .uniqueArray(style, { maxLength: 5 })
    .chain((kinds) => fc.tuple(...kinds.map((kind) => range.map((place) => ({ kind, ...place })))));
  const link = range.map((place): Mark => ({ kind: 'link', href: 'https://a.kz/?b=1&c="d"', ...place }));
  const quote = fc
    .tuple(fc.constantFrom('quote' as const, 'long quote' as const), range)
    .map(([kind, place]): Mark => ({ kind, ...place }));
  return fc.record({
    text: fc.constant(whole),
    marks: fc.tuple(styles, fc.option(link), fc.option(quote)).map(([some, a, b]) => {
      // A link lies within a quotation, or outside of it.
      const isTorn = a !== null && b !== null && a.start < b.end && b.start < a.end;
      return [...some, ...(a === null || isTorn ? [] : [a]), ...(b === null ? [] : [b])];
    }),
  });
});

describe('a formatted text as HTML', () => {
  test('is read by Telegram as it was written, whatever crosses what', () => {
    fc.assert(
      fc.property(formatted, ({ marks, text: whole }) => {
        const read = parseHtml(markedHtml({ text: whole, marks }, escapeHtml));
        expect(read.text).toBe(whole);
        expect(seenFormatsOf(whole, read.entities)).toEqual(formatsOf(whole, marks));
      }),
      { numRuns: runs(400) },
    );
  });

  test.each<[string, readonly Mark[], string]>([
    ['plain', [], 'AB &lt;C&gt;'],
    ['bold', [{ kind: 'bold', start: 0, end: 2 }], '<b>AB</b> &lt;C&gt;'],
    [
      'styles that cross',
      [
        { kind: 'bold', start: 0, end: 2 },
        { kind: 'italic', start: 1, end: 6 },
      ],
      '<b>A<i>B</i></b><i> &lt;C&gt;</i>',
    ],
    [
      'a quotation is never torn by a style',
      [
        { kind: 'bold', start: 0, end: 4 },
        { kind: 'long quote', start: 3, end: 6 },
      ],
      '<b>AB </b><blockquote expandable><b>&lt;</b>C&gt;</blockquote>',
    ],
    ['code', [{ kind: 'code', start: 0, end: 1 }], '<code>A</code>B &lt;C&gt;'],
    ['pre', [{ kind: 'pre', start: 0, end: 6 }], '<pre>AB &lt;C&gt;</pre>'],
    [
      'pre with a language',
      [{ kind: 'pre', start: 0, end: 2, language: 'sql' }],
      '<pre><code class="language-sql">AB</code></pre> &lt;C&gt;',
    ],
    [
      'a link with signs of HTML',
      [{ kind: 'link', start: 0, end: 2, href: 'https://a.kz/?b=1&c' }],
      '<a href="https://a.kz/?b=1&amp;c">AB</a> &lt;C&gt;',
    ],
  ])('%s', (_what, marks, html) => {
    expect(markedHtml({ text: 'AB <C>', marks }, escapeHtml)).toBe(html);
  });

  test('knows every kind of mark', () => {
    for (const kind of markKinds) {
      const mark: Mark = { kind, start: 0, end: 1, ...(kind === 'link' ? { href: 'https://a.kz/' } : {}) };
      const [entity] = parseHtml(markedHtml({ text: 'A', marks: [mark] }, escapeHtml)).entities;
      expect(entity?.type).toBe(types[kind] ?? kind);
    }
  });
});

test('a text that is cut keeps what is formatted in the rest', () => {
  const marks: Mark[] = [
    { kind: 'bold', start: 0, end: 2 },
    { kind: 'italic', start: 1, end: 9 },
    { kind: 'code', start: 6, end: 9 },
  ];
  expect(marksUpTo(marks, 6)).toEqual([
    { kind: 'bold', start: 0, end: 2 },
    { kind: 'italic', start: 1, end: 6 },
  ]);
});

test('without formatting an address stands after its words', () => {
  const marks: Mark[] = [
    { kind: 'link', start: 0, end: 4, href: 'https://a.kz/' },
    { kind: 'bold', start: 0, end: 4 },
    { kind: 'link', start: 9, end: 22, href: 'https://b.kz/' },
  ];
  expect(bareText({ text: 'Site and https://b.kz/.', marks })).toBe('Site https://a.kz/ and https://b.kz/.');
});

test.each([
  ['none', [], null],
  ['see https://a.kz/x, and https://b.kz', [], 'https://a.kz/x'],
  ['(https://a.kz/x)', [], 'https://a.kz/x'],
  ['AB https://a.kz', [{ kind: 'link' as const, start: 0, end: 2, href: 'https://b.kz/' }], 'https://b.kz/'],
  ['AB https://a.kz', [{ kind: 'link' as const, start: 0, end: 2, href: 'tg://user?id=1' }], 'https://a.kz/'],
])('the first link of %s', (whole, marks, link) => {
  expect(firstLinkOf({ text: whole, marks })).toBe(link);
});
