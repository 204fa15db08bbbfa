/** The stretches of a paragraph in quotation marks or brackets. */
export interface Quotations {
  /** Whether this place stands between the two marks of a pair, the closing mark itself counting as inside. */
  isInside(place: number): boolean;
  /** Where the mark is that the one at this place closes. */
  openOf: ReadonlyMap<number, number>;
}

const pairs: Readonly<Record<string, string>> = { '«': '»', '“': '”', '(': ')', '[': ']' };
const closers = new Set(Object.values(pairs));
// A mark was forgotten somewhere, or the quotation is a text of its own.
const maxQuotationLength = 600;
// Nobody nests so many; a text of opening marks alone stays quick to read.
const maxNesting = 40;

/**
 * The quotations and brackets of a paragraph that have both their marks. Kazakh and Russian names often close
 * two marks with one («АО «КТЖ»): the inner ones then make the pair.
 */
export function findQuotations(paragraph: string): Quotations {
  const openOf = new Map<number, number>();
  const pending: { closer: string; open: number }[] = [];
  for (const match of paragraph.matchAll(/[«»“”„"()[\]]/g)) {
    const mark = match[0];
    const place = match.index;
    if (pending.length > maxNesting) pending.shift();
    const expected = pending.findLastIndex(
      ({ closer }) => closer === mark || (closer === '“' && mark === '”'),
    );
    if (expected !== -1 && (mark !== '"' || !opensHere(paragraph, place))) {
      const [pair] = pending.splice(expected);
      if (pair !== undefined && place - pair.open <= maxQuotationLength) openOf.set(place, pair.open);
    } else if (mark === '„' || mark === '"') {
      pending.push({ closer: mark === '„' ? '“' : '"', open: place });
    } else if (!closers.has(mark)) {
      pending.push({ closer: pairs[mark] ?? mark, open: place });
    }
  }
  return { openOf, isInside: insideTest(openOf, paragraph.length) };
}

function insideTest(openOf: ReadonlyMap<number, number>, length: number): (place: number) => boolean {
  if (openOf.size === 0) return () => false;
  const covered = new Uint8Array(length + 1);
  for (const [close, open] of openOf) covered.fill(1, open + 1, close + 1);
  return (place) => covered[place] === 1;
}

/** A straight quotation mark opens when a space or an opening mark stands before it, and a letter after it. */
function opensHere(paragraph: string, place: number): boolean {
  const before = paragraph[place - 1] ?? ' ';
  return /[\s(«[–—-]/.test(before) && /\S/.test(paragraph[place + 1] ?? ' ');
}
