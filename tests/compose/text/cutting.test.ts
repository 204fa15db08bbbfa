import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/compose/text/clean-text.ts';
import { cutAtWord, cutText } from '../../../src/compose/text/cutting.ts';
import { hostileText } from '../../stage/hostile.ts';
import { runs } from '../../stage/sizes.ts';

describe('cutText', () => {
  test.each([
    ['fits', 'Short text.', 11, 'Short text.'],
    ['at a sentence', 'One sentence here. Another one there.', 30, 'One sentence here.'],
    [
      'at a word when the sentence is too short',
      'No. Another sentence that is long.',
      30,
      'No. Another sentence that is…',
    ],
    ['at a word', 'One sentence that is too long for it.', 20, 'One sentence that…'],
    ['without a loose comma or quotation mark', 'Ministers said, «yes they will».', 18, 'Ministers said…'],
    ['not at an abbreviation', 'Встреча прошла в г. Астана вчера вечером.', 24, 'Встреча прошла в г…'],
  ])('%s', (_, text, room, cut) => {
    expect(cutText(text, room, 'ru')).toBe(cut);
  });

  test.each([
    ['flags', '🇰🇿'.repeat(10), 11, `${'🇰🇿'.repeat(2)}…`],
    ['letters', 'ы'.repeat(20), 10, `${'ы'.repeat(9)}…`],
    ['nothing fits', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 11, ''],
    ['no room', 'word', 1, ''],
  ])('words: %s', (_, text, room, cut) => {
    expect(cutAtWord(text, room)).toBe(cut);
  });

  test('keeps to its room, and begins like the text, letter by letter', () => {
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    const lettersOf = (text: string): string[] =>
      Array.from(segmenter.segment(text), ({ segment }) => segment);
    fc.assert(
      fc.property(hostileText.map(cleanText), fc.integer({ min: 0, max: 300 }), (text, room) => {
        const cut = cutText(text, room, 'kk');
        expect(cut.length).toBeLessThanOrEqual(room);
        expect(cut).toBe(cut.trim());
        const kept = lettersOf(text.startsWith(cut) ? cut : cut.slice(0, -1));
        expect(lettersOf(text).slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: runs(500) },
    );
  });
});
