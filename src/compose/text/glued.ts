import { abbreviationKind, opensSentence } from './abbreviations.ts';

// Two sentences without a space between them: "The bridge is open.Traffic is light."

// Addresses are full of marks with letters after them.
const address = /[@/\\=]|www\./i;
const domain = /^(?:KZ|RU|COM|ORG|NET|INFO|UZ|KG|ASIA|MEDIA|TV)(?!\p{L})/u;
const vowel = /[аәеёиоөуұүыіэюяaeiouy]/iu;
const title = /^(?:Mr|Mrs|Ms|Dr)\./;
const runLength = 60;

/** Whether a mark without a space after it ends a sentence. `end` is the place after the marks. */
export function endsGlued(paragraph: string, start: number, end: number, language: string): boolean {
  const left = /\S*$/u.exec(paragraph.slice(Math.max(0, start - runLength), start))?.[0] ?? '';
  const right = /^\S*/u.exec(paragraph.slice(end, end + runLength))?.[0] ?? '';
  if (address.test(left) || address.test(right) || domain.test(right)) return false;
  const word = /^[«“„"‘]?(\p{Lu}[\p{L}\p{M}’'-]*)/u.exec(right)?.[1];
  if (word === undefined) return false;
  if (!/^\.$/.test(paragraph.slice(start, end))) return /[\p{L}\p{N}%][»”"’')\]]*$/u.test(left);
  // "spent 1,000.That is a lot"
  if (/^\d{1,3}(?:[,\u00A0]\d{3})+$|\d%$|[»”"’)\]]$/u.test(left)) return true;
  const last = /[\p{L}\p{M}’'-]+$/u.exec(left)?.[0] ?? '';
  if (
    !/\p{Ll}{2}$/u.test(last) ||
    last.length < 3 ||
    !vowel.test(last) ||
    abbreviationKind(last, language) !== undefined
  )
    return false;
  // «Яндекс.Такси» and "Kolesa.Group" are names; «Алматыда.Бұл» is not.
  if (/^\p{Ll}/u.test(left)) return left === last || !left.includes('.');
  return opensSentence(word, language) || title.test(right);
}
