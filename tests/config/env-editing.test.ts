import { isDeepStrictEqual } from 'node:util';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withSettings } from '../../src/config/env-editing.ts';

const wanted = new Map([['BOT_TOKEN', '1:new']]);

test.each([
  [null, 'BOT_TOKEN=1:new\n'],
  ['', 'BOT_TOKEN=1:new\n'],
  ['A=1', 'A=1\nBOT_TOKEN=1:new\n'],
  ['A=1\r\nB=2\r\n', 'A=1\r\nB=2\r\nBOT_TOKEN=1:new\r\n'],
  ['# of the bot\nexport BOT_TOKEN = "1:old" # ours\nB=2\n', '# of the bot\nBOT_TOKEN=1:new\nB=2\n'],
  ['BOT_TOKEN=1:first\nBOT_TOKEN=1:last\n', 'BOT_TOKEN=1:first\nBOT_TOKEN=1:new\n'],
  ['# text\n#BOT_TOKEN=1:example\n\n# next\n', '# text\n#BOT_TOKEN=1:example\nBOT_TOKEN=1:new\n\n# next\n'],
  ['BOT_TOKEN: 1:old\n', 'BOT_TOKEN=1:new\n'],
])('%j becomes %j', (before, after) => {
  expect(withSettings(before, wanted)).toBe(after);
});

test('a value of several lines that looks like the setting is left alone', () => {
  expect(withSettings('A="one\nBOT_TOKEN=two"\n', wanted)).toBeNull();
});

test('no other setting ever changes', () => {
  const piece = fc.constantFrom(
    'A=1',
    'BOT_TOKEN=x',
    '#BOT_TOKEN=y',
    "B='",
    "'",
    '"',
    'C="a',
    '\n',
    '\r\n',
    '# ',
    ' ',
  );
  const isKept = (before: string) => {
    const after = withSettings(before, wanted);
    return after === null || isDeepStrictEqual({ ...parse(after) }, { ...parse(before), BOT_TOKEN: '1:new' });
  };
  const texts = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  expect(fc.check(fc.property(texts, isKept)).failed).toBe(false);
});
