import { splitSentences } from './sentences.ts';

let graphemes: Intl.Segmenter | undefined;

/**
 * The text in at most `maxUnits` UTF-16 units: whole sentences when they fill enough of the maxUnits, else up to a
 * word, else up to a letter, with an ellipsis; '' when not one letter fits. Letters are grapheme clusters, so
 * that no accent, flag or family is torn.
 */
export function cutText(text: string, maxUnits: number, language: string): string {
  if (text.length <= maxUnits) return text;
  const whole = cutAtSentence(text, maxUnits, language);
  return whole.length >= maxUnits / 2 ? whole : cutAtWord(text, maxUnits);
}

/** At most `letters` code points, the last of them an ellipsis where the text was cut. Words may be cut in two. */
export function cutAtLetter(text: string, letters: number): string {
  const all = Array.from(text);
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** The same without regard to sentences: for a headline. */
export function cutAtWord(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  if (maxUnits < 2) return '';
  const head = text.slice(0, maxUnits);
  const space = Math.max(...[' ', '\n', '\u00A0', '\u202F'].map((white) => head.lastIndexOf(white)));
  // A word that fills more than half of the maxUnits is itself cut.
  const end = letterStart(text, space > maxUnits / 2 ? space : maxUnits - 1);
  const kept = text.slice(0, end).replace(/[\s,;:.…–—«“„"([-]+$/u, '');
  return kept === '' ? '' : `${kept}…`;
}

function cutAtSentence(text: string, maxUnits: number, language: string): string {
  // A sentence that ends beyond the maxUnits needs no exact end; a little more than the maxUnits decides the last one.
  let end = 0;
  const head = text.slice(0, maxUnits + 100);
  for (const sentence of splitSentences(head, language)) {
    const next = head.indexOf(sentence, end) + sentence.length;
    if (next > maxUnits || next === head.length) break;
    end = next;
  }
  return text.slice(0, end);
}

/** The last beginning of a grapheme cluster at or before this place. */
function letterStart(text: string, place: number): number {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  // Clusters reach back a few units; the text is clean, so a window is enough, and is much faster than all of it.
  return graphemes.segment(text.slice(0, place + 64)).containing(place)?.index ?? place;
}
