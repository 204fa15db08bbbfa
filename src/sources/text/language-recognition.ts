import { scoreCyrillic, type Scores } from './cyrillic-languages.ts';
import { europeanLanguages, scoreLatin } from './latin-languages.ts';

/** Only the beginning is read, in UTF-16 units. It is enough to be sure, and a long text takes no longer. */
const sampleLength = 1_500;

/** A text with fewer words may be in either of two languages that score nearly the same. */
const fewWords = 6;

/** What a language needs in its favour before it is preferred to Russian or English, which win without any. */
const leastScore = 4;
/** The same in a text of a few words, for a language with letters or endings of its own. */
const leastShortScore = 2;

type Script = 'Cyrillic' | 'Latin' | 'Arabic' | 'other';

/**
 * The language of a text by its letters and words, also for a short headline: a tag such as `kk`, `ru`, `en`, `uk`, or
 * `und` (BCP 47 for "undetermined") in another script. `claimed` is the tag that a page or a source gives; it is kept
 * unless the text contradicts it. Kazakh is recognised in Cyrillic, in the Latin alphabets of 2017, 2018 and 2021, and
 * in Arabic script.
 */
export function recogniseLanguage(text: string, claimed: string | null = null): string {
  const sample = text.slice(0, sampleLength).normalize('NFC');
  const claim = claimed === 'und' ? null : claimed;
  const script = scriptOf(sample);
  if (script === 'Cyrillic') return decide(scoreCyrillic(sample), 'ru', sample, claim, notCyrillic);
  if (script === 'Latin') return decide(scoreLatin(sample), 'en', sample, claim, notLatin);
  if (script === 'Arabic' && isKazakhInArabic(sample)) return 'kk';
  // These three are written in other scripts, so the claim is wrong.
  return claim === null || (script === 'Arabic' && ['ru', 'en', 'kk'].includes(claim)) ? 'und' : claim;
}

/** Claims that a script contradicts. Kazakh is written in both. */
const notCyrillic = new Set(
  'en de fr es it pt nl pl cs sv nb fi hu tr az id vi zh ja ko ar fa he ka hy'.split(' '),
);
const notLatin = new Set('ru uk be bg ky mn tg zh ja ko ar fa he ka hy'.split(' '));

/** @param usual the language that wins without anything in its favour */
function decide(
  scores: Scores,
  usual: string,
  sample: string,
  claim: string | null,
  impossible: ReadonlySet<string>,
): string {
  const scoreOf = (tag: string) => scores.get(tag) ?? 0;
  let best = usual;
  for (const [tag, score] of scores) if (score > scoreOf(best)) best = tag;
  const wordCount = sample.trim().split(/\s+/u).length;
  const isShort = wordCount <= fewWords;
  const lead = scoreOf(best) - scoreOf(usual);
  const isClaimPossible = claim !== null && !impossible.has(claim);
  if (isClaimPossible) {
    const isUnknown = !scores.has(claim) && claim !== usual;
    const isNear = scoreOf(claim) >= scoreOf(best) - (isShort ? 1 : 0);
    // A language that we do not know is believed unless the text is clearly in another one.
    if (isUnknown ? scoreOf(best) < wordCount * 0.5 : isNear) return claim;
  }
  if (best === usual || (best === 'kk' && usual === 'ru')) return best;
  if (best === claim) return best;
  // One short word, such as "die" or "la", also stands in English names.
  const least = isShort && !isEuropean(best) ? leastShortScore : leastScore;
  return lead >= least ? best : usual;
}

function isEuropean(tag: string): boolean {
  return europeanLanguages.some(([known]) => known === tag);
}

/**
 * Kazakh writes ە, ۇ, ۋ and ڭ, a hamza before its soft words, or ى within a word, where Arabic never has it. Uyghur has
 * letters of its own, Kurdish too.
 */
function isKazakhInArabic(text: string): boolean {
  return /[ەۇڭۋٵٶٷٸ]|(?<!\p{L})ء\p{L}|ى\p{L}/u.test(text) && !/[ئېۈێڕڵے]/u.test(text) && /[ىيە]/u.test(text);
}

/** Compares character codes instead of Unicode classes, because an import may have a million articles. */
function scriptOf(text: string): Script {
  const letters = { cyrillic: 0, latin: 0, arabic: 0, other: 0 };
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x400 && code < 0x530) letters.cyrillic += 1;
    else if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) letters.latin += 1;
    else if (code >= 0xc0 && code < 0x250 && code !== 0xd7 && code !== 0xf7) letters.latin += 1;
    else if (code >= 0x1e00 && code < 0x1f00) letters.latin += 1;
    else if (code >= 0x600 && code < 0x700) letters.arabic += 1;
    else if (code >= 0x250 && /\p{L}/u.test(letter)) letters.other += 1;
  }
  const { cyrillic, latin, arabic, other } = letters;
  if (arabic > cyrillic + latin + other) return 'Arabic';
  if (cyrillic + latin === 0 || other + arabic > cyrillic + latin) return 'other';
  // Latin names are frequent in Russian and Kazakh texts, but Cyrillic is rare in English ones.
  return cyrillic < 0.3 * (cyrillic + latin) ? 'Latin' : 'Cyrillic';
}
