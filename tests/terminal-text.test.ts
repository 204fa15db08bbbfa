import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLine } from '../src/terminal-text.ts';

/** Controls but line break and tab, and what turns the direction of writing: Unicode's own lists. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

test('nothing that a terminal obeys is printed, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(obeyed);
      expect(printableLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }),
  );
});

test.each([
  ['\u001B[2J', String.raw`\u001b[2J`],
  ['a\rb\u007F', String.raw`a\u000db\u007f`],
  ['\u009B31m', String.raw`\u009b31m`],
  ['\u202Etxt.exe\u2069', String.raw`\u202etxt.exe\u2069`],
  ['\u061C\u200E\u200F', String.raw`\u061c\u200e\u200f`],
  ['Қазақ\tтілі\n«ё» 👨‍👩‍👧', 'Қазақ\tтілі\n«ё» 👨‍👩‍👧'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('JSON keeps its meaning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
    }),
  );
});
