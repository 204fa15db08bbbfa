import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText } from '../../../src/compose/text/clean-text.ts';
import { hostileText } from '../../stage/hostile.ts';
import { cleanAsTelegram } from '../strict-html.ts';
import { runs } from '../../stage/sizes.ts';

describe('cleanText', () => {
  test.each([
    ['spaces', '  a \t b\u2003c  ', 'a b c'],
    ['a lone no-break space stays', '25\u00A0млн', '25\u00A0млн'],
    ['several do not', '25\u00A0 млн', '25 млн'],
    ['line ends of every kind', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['many blank lines', 'a\n \n\t\n\nb', 'a\n\nb'],
    ['controls', 'a\u0000b\u0007c\u009Fd', 'a b c d'],
    ['direction overrides', 'a\u202Ecba\u202C', 'acba'],
    ['direction marks', '\u200Fa\u200E\u200Eb', 'ab'],
    ['zero-width', 'a\u200Bb\uFEFFc\u2060d\u00ADe', 'abcde'],
    ['a joiner among letters stays', 'می\u200Cخواهم', 'می\u200Cخواهم'],
    ['a joiner alone goes', 'a \u200D b\u200D\u200D', 'a b'],
    ['families stay', '👨‍👩‍👧‍👦 ❤️‍🔥 👍🏽', '👨‍👩‍👧‍👦 ❤️‍🔥 👍🏽'],
    ['decomposed letters are composed', 'и\u0306 A\u030A', 'й Å'],
    ['marks that Telegram removes', 'x\u0333y\u033Fz\u030A', 'xyz'],
    ['stacks of marks', `a${'\u0316'.repeat(50)}b`, `a${'\u0316'.repeat(6)}b`],
    ['a mark without a letter', '\u0301 text', 'text'],
    ['half characters', 'a\uD83Db\uDE00c', 'abc'],
    ['nothing visible', '\u200B\u3164\u2800\uFEFF', ''],
    ['markup is text', '<b>&nbsp;</b>', '<b>&nbsp;</b>'],
    ['Kazakh letters', 'әғқңөұүһі ӘҒҚҢӨҰҮҺІ', 'әғқңөұүһі ӘҒҚҢӨҰҮҺІ'],
  ])('%s', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  test('leaves nothing for Telegram to change, and nothing for a second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const clean = cleanText(text);
        expect(cleanAsTelegram(clean)).toBe(clean);
        expect(cleanText(clean)).toBe(clean);
        expect(clean.normalize('NFC')).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toMatch(/\n{3}| \n|\n |^\s|\s$/);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('a line is one line', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = cleanLine(text);
        expect(line).not.toContain('\n');
        expect(cleanLine(line)).toBe(line);
      }),
      { numRuns: runs(300) },
    );
  });
});
