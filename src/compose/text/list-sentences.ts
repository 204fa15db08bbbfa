// «Үкімет үш басымдықты атады: / су шаруашылығы; / жол салу; / мектеп.»: a sentence that stands in several paragraphs.

const mark = /^(?:[•▪●◦*–—-]|\d{1,2}[.)])\s+/u;
const middle = /[;,]$/u;
const last = /[.!]$/u;

/**
 * The paragraphs, with a list and its introduction joined to one sentence where that is not longer than `maxLength`. Its
 * items end with semicolons, and the last one with a full stop.
 */
export function* joinLists(paragraphs: Iterable<string>, maxLength: number): Generator<string> {
  let pending: string[] = [];
  for (const paragraph of paragraphs) {
    if (pending.length === 0) {
      if (paragraph.endsWith(':') && paragraph.length < maxLength) pending = [paragraph];
      else yield paragraph;
      continue;
    }
    pending.push(paragraph);
    const length = pending.reduce((sum, part) => sum + part.length + 1, 0);
    if (middle.test(paragraph) && length <= maxLength) continue;
    const isList = pending.length > 2 && isItem(paragraph) && last.test(paragraph) && length <= maxLength;
    if (isList) yield pending.map((part) => part.replace(mark, '')).join(' ');
    else yield* pending;
    pending = [];
  }
  yield* pending;
}

/** An item goes on with the sentence: it has a mark, or begins with a small letter. */
function isItem(paragraph: string): boolean {
  return mark.test(paragraph) || /^\p{Ll}/u.test(paragraph);
}
