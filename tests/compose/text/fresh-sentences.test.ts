import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { splitSentences } from '../../../src/compose/text/sentences.ts';

/*
 * News text written for this test before anybody looked at the rules. A bar stands where a sentence ends; without spaces
 * around it the two sentences are glued.
 */
test.each(['kk', 'ru', 'en'])('news text in %s is split where an editor would split it', (language) => {
  const file = new URL(`sentences/${language}.txt`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(60);
  const wrong = lines.flatMap((line) => {
    const expected = line.split(/ ?\| ?/u);
    const found = splitSentences(line.replaceAll(' | ', ' ').replaceAll('|', ''), language);
    return found.join(' | ') === expected.join(' | ') ? [] : [found.join(' | ')];
  });
  expect(wrong).toEqual([]);
});
