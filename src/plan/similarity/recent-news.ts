import type { Article } from '../../news/article.ts';
import { likenessOf, printOfText, type TextPrint } from './likeness.ts';

/** An earlier article that says much the same. */
export interface Similar {
  id: string;
  /** From 0 to 1. */
  likeness: number;
}

/** From here on two articles are the same news; from the lower one on, an editor may see it so. */
export const sameFrom = 0.5;
export const perhapsFrom = 0.35;

/** News of the last three days, and at most so many articles. */
export const rememberedMs = 72 * 3_600_000;
export const mostRemembered = 5_000;

/** Signatures that are likely to be alike enough are compared exactly. */
const worthALook = 0.12;

const hashes = 64;
/** Odd numbers, by which a hash becomes 64 different ones. */
const multipliers = Uint32Array.from({ length: hashes }, (_, index) => Math.imul(index + 1, 0x9e3779b1) | 1);

interface Remembered {
  id: string;
  at: number;
  print: TextPrint;
  signature: Uint32Array;
}

type Remembering = Pick<Article, 'id' | 'language' | 'headline' | 'summary' | 'body' | 'follows' | 'storyId'>;

/**
 * Recent news, to find out whether an article says what another one said. Each has a signature of 64 minima (MinHash),
 * which is compared with all of its language; what comes near is compared exactly.
 */
export class RecentNews {
  readonly #byLanguage = new Map<string, Remembered[]>();

  /** Remembers an article that is news at this moment. */
  add(article: Remembering, at: Date): void {
    const list = this.#byLanguage.get(article.language) ?? [];
    this.#byLanguage.set(article.language, list);
    if (list.some(({ id }) => id === article.id)) return;
    const print = printOfText(article);
    list.push({ id: article.id, at: at.getTime(), print, signature: signatureOf(print) });
    while (list.length > mostRemembered || (list[0]?.at ?? Infinity) < at.getTime() - rememberedMs)
      list.shift();
  }

  /** The earlier article that is most like this one, and like it enough. null: there is none. */
  find(article: Remembering): Similar | null {
    const print = printOfText(article);
    const signature = signatureOf(print);
    let best: Similar | null = null;
    for (const known of this.#byLanguage.get(article.language) ?? []) {
      if (known.id === article.id || known.id === article.follows) continue;
      const isShort = print.shingles.size === 0 && known.print.shingles.size === 0;
      if (!isShort && sharedPart(signature, known.signature) < worthALook) continue;
      const likeness = likenessOf(print, known.print);
      if (likeness >= perhapsFrom && likeness > (best?.likeness ?? 0)) best = { id: known.id, likeness };
    }
    return best;
  }
}

function signatureOf({ shingles }: TextPrint): Uint32Array {
  const signature = new Uint32Array(hashes).fill(0xffffffff);
  for (const shingle of shingles)
    for (let index = 0; index < hashes; index += 1) {
      let hash = Math.imul(shingle ^ (shingle >>> 15), multipliers[index] ?? 1) >>> 0;
      hash = (hash ^ (hash >>> 13)) >>> 0;
      if (hash < (signature[index] ?? 0)) signature[index] = hash;
    }
  return signature;
}

function sharedPart(one: Uint32Array, other: Uint32Array): number {
  let same = 0;
  for (let index = 0; index < hashes; index += 1) if (one[index] === other[index]) same += 1;
  return same / hashes;
}
