import { splitSentences } from './sentences.ts';

let graphemes: Intl.Segmenter | undefined;

/**
 * Cuts a text to at most `maxUnits` UTF-16 units: after a whole sentence if that keeps at least half of the units,
 * otherwise after a word, otherwise within a word, with an ellipsis. '' if nothing fits. It never cuts within a
 * grapheme cluster, such as an accented letter, a flag or a family emoji.
 */
export function cutText(text: string, maxUnits: number, language: string): string {
  if (text.length <= maxUnits) return text;
  const whole = cutAtSentence(text, maxUnits, language);
  return whole.length >= maxUnits / 2 ? whole : cutAtWord(text, maxUnits);
}

/** Cuts a text to at most `letters` code points. The last one is an ellipsis if the text was cut, also within a word. */
export function cutAtLetter(text: string, letters: number): string {
  const all = Array.from(text);
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** Like `cutText`, but ignores sentences: for a headline. */
export function cutAtWord(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits < 2) return '';
  const head = text.slice(0, maxUnits);
  const space = Math.max(...[' ', '\n', '\u00A0', '\u202F'].map((white) => head.lastIndexOf(white)));
  // A word that takes more than half of the units is cut itself.
  const end = letterStart(text, space > maxUnits / 2 ? space : maxUnits - 1);
  const kept = text.slice(0, end).replace(/[\s,;:.…–—«“„"([-]+$/u, '');
  return kept === '' ? '' : `${kept}…`;
}

/** The text without "[…]" at its end, with which a program marks where it cut. */
export function withoutCutMark(text: string): string {
  return text.replace(/(?:\s*[[(]\s*(?:…|\.{2,})\s*[\])])+[\s…]*$/u, '');
}

function cutAtSentence(text: string, maxUnits: number, language: string): string {
  // A little more text than fits is needed to decide where the last sentence ends.
  let end = 0;
  const head = text.slice(0, maxUnits + 100);
  for (const sentence of splitSentences(head, language)) {
    const next = head.indexOf(sentence, end) + sentence.length;
    if (next > maxUnits || next === head.length) break;
    end = next;
  }
  return text.slice(0, end);
}

/** The beginning of the grapheme cluster at this place. */
function letterStart(text: string, place: number): number {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  // A cluster of a clean text is short, so the text up to shortly after this place is enough.
  return graphemes.segment(text.slice(0, place + 64)).containing(place)?.index ?? place;
}
