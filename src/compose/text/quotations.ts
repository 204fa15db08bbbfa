/** The parts of a paragraph in quotation marks or brackets. */
export interface Quotations {
  /** Whether this place is inside a pair of marks. The closing mark counts as inside. */
  isInside(place: number): boolean;
  /** From the place of a closing mark to the place of its opening mark. */
  openOf: ReadonlyMap<number, number>;
}

const pairs: Readonly<Record<string, string>> = { '«': '»', '“': '”', '(': ')', '[': ']' };
const closers = new Set(Object.values(pairs));
// If a quotation is longer, a mark was probably forgotten, or the quotation is a text of its own.
const maxQuotationLength = 600;
// Nobody nests this deep. The limit keeps a text of opening marks fast to read.
const maxNesting = 40;

/**
 * Finds the quotations and brackets that are closed. In Kazakh and Russian names one mark often closes two («АО «КТЖ»);
 * then the inner two form the pair.
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
  for (const [close, open] of singleQuotations(paragraph)) openOf.set(close, open);
  return { openOf, isInside: insideTest(openOf, paragraph.length) };
}

// The same character is an apostrophe, so only a mark at the edge of a word counts: "'nineties" opens and is never
// closed, and "the ministers’ plan" may close only when no better mark follows.
const singleOpening = /(?<![\p{L}\p{N}])[‘'`](?=[\p{L}\p{N}])/gu;
const singleClosing = /(?<=[^\s‘'`])['’](?![\p{L}\p{N}])/gu;
const endOfSpeech = /[.,!?…]/;

/** Quotations in single marks, from the closing to the opening mark. */
function singleQuotations(paragraph: string): [close: number, open: number][] {
  if (!/[‘'`]/.test(paragraph)) return [];
  const closings = Array.from(paragraph.matchAll(singleClosing), ({ index }) => index);
  const openings = Array.from(paragraph.matchAll(singleOpening), ({ index }) => index);
  return openings.flatMap((open, index): [number, number][] => {
    const limit = Math.min(open + maxQuotationLength, openings[index + 1] ?? Infinity);
    const first = closings.findIndex((close) => close > open + 1);
    const found: number[] = [];
    for (let at = first; at !== -1 && (closings[at] ?? Infinity) <= limit; at += 1)
      found.push(closings[at] ?? 0);
    const close = found.find((at) => endOfSpeech.test(paragraph[at - 1] ?? '')) ?? found[0];
    return close === undefined ? [] : [[close, open]];
  });
}

function insideTest(openOf: ReadonlyMap<number, number>, length: number): (place: number) => boolean {
  if (openOf.size === 0) return () => false;
  const covered = new Uint8Array(length + 1);
  for (const [close, open] of openOf) covered.fill(1, open + 1, close + 1);
  return (place) => covered[place] === 1;
}

/** A straight quotation mark opens a quotation if a space or an opening mark comes before it, and no space after it. */
function opensHere(paragraph: string, place: number): boolean {
  const before = paragraph[place - 1] ?? ' ';
  return /[\s(«[–—-]/.test(before) && /\S/.test(paragraph[place + 1] ?? ' ');
}
