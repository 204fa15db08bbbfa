import { isUtf8 } from 'node:buffer';

/**
 * The places where the Kazakh standard KZ-1048 (also RK1048) differs from windows-1251. The platform cannot decode it,
 * and many sites call it windows-1251.
 */
const kazakhPlaces: ReadonlyMap<string, string> = new Map([
  ['Ќ', 'Қ'],
  ['ќ', 'қ'],
  ['Ћ', 'Һ'],
  ['ћ', 'һ'],
  ['Ў', 'Ұ'],
  ['ў', 'ұ'],
  ['Ј', 'Ә'],
  ['ј', 'ә'],
  ['Ґ', 'Ө'],
  ['ґ', 'ө'],
  ['Є', 'Ғ'],
  ['є', 'ғ'],
  ['Ї', 'Ү'],
  ['ї', 'ү'],
  ['Ѕ', 'Ң'],
  ['ѕ', 'ң'],
]);

const kazakhLabel = /^(?:kz-?1048|(?:cs)?kz1048|rk-?1048|strk1048-2002)$/u;

/** The encodings of one byte a letter in which Kazakh and Russian pages are written. */
const cyrillicEncodings = ['windows-1251', 'koi8-r', 'iso-8859-5', 'ibm866'];

/** Frequent pairs of letters. A text that is decoded wrongly has hardly any of them. */
const pairs =
  /ст|но|то|на|ен|ко|ра|ов|ро|го|ал|пр|ли|ре|ни|во|ка|по|ер|не|ла|ан|ол|ор|ет|ел|де|те|ва|ат|ин|да|ды|ар|ты|ың|ға|қа|ді/gu;
const leastPairs = 0.12;

/** Decodes bytes in an encoding by its label. Null if they are not in it, or the label is unknown. */
export function decodeAs(bytes: Uint8Array, label: string): string | null {
  if (kazakhLabel.test(label)) return decodeKazakh(bytes);
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    return /^(?:windows-1251|cp-?1251|x-cp1251)$/u.test(label) && isKazakhCalledRussian(text)
      ? decodeKazakh(bytes)
      : text;
  } catch {
    return null;
  }
}

/**
 * Decodes bytes in the Cyrillic encoding in which they look most like a text. Null if they look like none: any bytes are
 * valid in these encodings.
 */
export function decodeCyrillic(bytes: Uint8Array): string | null {
  let best: string | null = null;
  let most = leastPairs;
  for (const encoding of cyrillicEncodings) {
    const text = decodeAs(bytes, encoding);
    const share = text === null ? 0 : shareOfPairs(text);
    if (share > most) [best, most] = [text, share];
  }
  return best;
}

/** A part that is in another encoding than the rest may be this much of a text. */
const mostForeignShare = 0.5;

/** Decodes UTF-8 of which parts are windows-1251. Null if it is something else. */
export function decodeMixed(bytes: Uint8Array): string | null {
  const strict = new TextDecoder('utf-8', { fatal: true });
  const pieces: string[] = [];
  let foreign = 0;
  for (const { isUtf8: isRight, from, to } of runsOf(bytes)) {
    const part = bytes.subarray(from, to);
    pieces.push(isRight ? strict.decode(part) : (decodeAs(part, 'windows-1251') ?? ''));
    if (!isRight) foreign += to - from;
  }
  const text = pieces.join('');
  return foreign < bytes.length * mostForeignShare && looksCyrillic(text) ? text : null;
}

/** The parts of a text that are UTF-8, and those that are not. */
function* runsOf(bytes: Uint8Array): Generator<{ isUtf8: boolean; from: number; to: number }> {
  let from = 0;
  let isRun = true;
  for (let at = 0; at < bytes.length;) {
    const length = lengthOfLetter(bytes, at);
    const isRight = length > 0;
    if (isRight !== isRun) {
      if (at > from) yield { isUtf8: isRun, from, to: at };
      [from, isRun] = [at, isRight];
    }
    at += Math.max(length, 1);
  }
  if (bytes.length > from) yield { isUtf8: isRun, from, to: bytes.length };
}

/** The bytes of the letter of UTF-8 that begins here; 0: none begins here. */
function lengthOfLetter(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return length > 0 && isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length ? length : 0;
}

/** Whether a text with foreign letters looks like Kazakh or Russian. A text without them does too. */
export function looksCyrillic(text: string): boolean {
  return !/[\u0080-\u{10FFFF}]/u.test(text) || shareOfPairs(text) > leastPairs;
}

/** Frequent pairs for each letter that is not ASCII. */
function shareOfPairs(text: string): number {
  const foreign = text.match(/[\u0080-\u{10FFFF}]/gu)?.length ?? 0;
  return foreign === 0 ? 0 : (text.match(pairs)?.length ?? 0) / foreign;
}

function decodeKazakh(bytes: Uint8Array): string {
  const text = new TextDecoder('windows-1251').decode(bytes);
  return text.replaceAll(/[ЌќЋћЎўЈјҐґЄєЇїЅѕ]/gu, (letter) => kazakhPlaces.get(letter) ?? letter);
}

/** No language has the Macedonian ќ or ѕ beside the Belarusian ў or the Ukrainian ґ, є and ї. */
function isKazakhCalledRussian(text: string): boolean {
  return /[ќѕЌЅ]/u.test(text) && /[ўґєїЎҐЄЇ]/u.test(text);
}
