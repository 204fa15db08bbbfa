import type { Article } from '../../news/article.ts';

/** What is compared of an article. */
export type ComparedText = Pick<Article, 'headline' | 'summary' | 'body'>;

/** The words of an article that are compared, and what stands in them. */
export interface TextPrint {
  /** Hashes of each three words that follow each other. */
  shingles: ReadonlySet<number>;
  /** The numbers of the text: those of a report of yesterday are others. */
  numbers: ReadonlySet<string>;
  /** Headline and summary without spaces and signs, for texts that are too short to be compared otherwise. */
  folded: string;
}

/** Agencies put the news first, and who takes it over cuts it from its end. */
const wordsCompared = 120;

/** Fewer words have too few shingles to tell anything. */
const fewestWords = 20;

const wordsOfShingle = 3;

/** Where both texts have so many numbers, they have to be the same ones mostly. */
const fewestNumbers = 2;
const leastSameNumbers = 0.5;

/** The print of a text. */
export function printOfText({ body, headline, summary }: ComparedText): TextPrint {
  const words = wordsOf(`${headline} ${longer(summary, body)}`).slice(0, wordsCompared);
  const shingles = new Set<number>();
  if (words.length >= fewestWords)
    for (let at = 0; at + wordsOfShingle <= words.length; at += 1)
      shingles.add(hashOf(words.slice(at, at + wordsOfShingle).join(' ')));
  const folded = wordsOf(`${headline} ${summary ?? ''}`).join('');
  return { shingles, numbers: new Set(words.filter((word) => /\d/u.test(word))), folded };
}

/**
 * How much two articles say the same, from 0 to 1: the part of all shingles that both have. Of a text that was cut, the
 * part of its own shingles counts, a little less.
 */
export function likenessOf(one: TextPrint, other: TextPrint): number {
  if (one.shingles.size === 0 || other.shingles.size === 0)
    return one.folded !== '' && one.folded === other.folded ? 1 : 0;
  const [smaller, larger] =
    one.shingles.size <= other.shingles.size
      ? [one.shingles, other.shingles]
      : [other.shingles, one.shingles];
  let common = 0;
  for (const shingle of smaller) if (larger.has(shingle)) common += 1;
  if (common === 0 || !haveSameNumbers(one.numbers, other.numbers)) return 0;
  const jaccard = common / (smaller.size + larger.size - common);
  return Math.max(jaccard, (common / smaller.size) * partOfCut);
}

/** What a text that is contained in another counts for. */
const partOfCut = 0.85;

/** A daily report, of rates or of the weather, has the words of yesterday's and other numbers. */
function haveSameNumbers(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const least = Math.min(one.size, other.size);
  if (least < fewestNumbers) return true;
  const common = [...one].filter((number) => other.has(number)).length;
  return common / least >= leastSameNumbers;
}

/** A feed has a short text where the page has the whole one: both begin alike. */
function longer(summary: string | null, body: string | null): string {
  return (body ?? '').length >= (summary ?? '').length ? (body ?? '') : (summary ?? '');
}

function wordsOf(text: string): string[] {
  const folded = text.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
  return folded.match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
