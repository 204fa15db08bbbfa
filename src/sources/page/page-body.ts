import { isDetails, joinDetails, readDetails } from './page-details.ts';
import type { PageDetails } from './page-details.ts';
import { anyZone } from './dates-in-text.ts';
import { isAfterTheArticle, isEndOfPage, isNoise, isShare, readAddress, readTags } from './page-noise.ts';

/** A trimmed line, and whether a blank line comes before it. */
export interface PageLine {
  text: string;
  isAfterBlank: boolean;
}

/** The article's text, and other facts that were found between its lines. */
export interface PageBody {
  /** Paragraphs separated by blank lines; null if there is none. */
  body: string | null;
  details: PageDetails;
  keywords: string[];
  url: string | null;
}

/** The whole text of a page, or the article that Readability found in it. */
type TextOrigin = 'page' | 'readable';

const sentenceEnd = /[.!?…][»"”’')\]]*$/u;

/** The lines of a page without invisible characters, with one space between words. */
export function splitLines(text: string): PageLine[] {
  const lines: PageLine[] = [];
  let isAfterBlank = true;
  for (const raw of text.split(/\r\n|[\n\r\u0085\u2028\u2029\f\v]/u)) {
    const line = raw
      .replaceAll(/[\u200B\u2060\uFEFF\u00AD]/gu, '')
      .replaceAll(/[\s\u00A0]+/gu, ' ')
      .trim();
    if (line !== '') lines.push({ text: line, isAfterBlank });
    isAfterBlank = line === '';
  }
  return lines;
}

/** Whether a line is a paragraph of running text: it has enough words and the end of a sentence. */
export function isProse(line: string): boolean {
  if (line.length < 25 || !/^(?:\S+\s+){4}/u.test(line)) return false;
  return sentenceEnd.test(line) || line.length >= 120;
}

export function endsSentence(line: string): boolean {
  return sentenceEnd.test(line);
}

/** Compares letters and digits only, because a repeated headline may differ in quotes, case or spaces. */
export function isSameText(one: string, other: string): boolean {
  return one === other || bareLetters(one) === bareLetters(other);
}

/**
 * Finds the article's paragraphs in the lines below its headline. It leaves out a repeated headline, sharing links,
 * invitations, captions, tags and everything after the article, and joins lines that an editor wrapped.
 */
export function cleanBody(
  lines: readonly PageLine[],
  headline: string,
  { from = 'page', timeZone }: { from?: TextOrigin; timeZone: string },
): PageBody {
  const paragraphs: string[] = [];
  const details: PageDetails[] = [];
  const keywords: string[] = [];
  let url: string | null = null;
  let hasProse = false;
  const texts = joinWrapped(lines);
  let at = 0;
  while (at < texts.length) {
    const text = texts[at] ?? '';
    at += 1;
    // Sharing links above the text are dropped; below it they end the article, unless the text goes on.
    if (hasProse && (isShare(text) || isAfterTheArticle(text))) {
      const next = nextParagraph(texts.slice(at), from);
      if (next === null) break;
      at += next;
      continue;
    }
    const tags = readTags(text);
    const found = tags === null ? readDetails(text, timeZone) : null;
    const address = readAddress(text);
    if (tags !== null) keywords.push(...tags);
    else if (found !== null) details.push(found);
    else if (address !== null) url ??= address;
    else if (!isNoise(text) && !isSameText(text, headline) && !isAfterTheArticle(text)) {
      addParagraph(paragraphs, text);
      hasProse ||= isProse(text);
    }
  }
  const tail = tailAfter(lines);
  return {
    body: hasProse ? paragraphs.join('\n\n') : null,
    details: joinDetails(details),
    keywords: [...keywords, ...tail.keywords].filter((tag, index, all) => all.indexOf(tag) === index),
    url: url ?? tail.url,
  };
}

/** A paragraph of a story is longer than the teaser of a related one, in characters. */
const leastStoryParagraph = 70;

/**
 * The index of the paragraph with which a text goes on after a link to other news, a share bar or a credit. Null if what
 * follows belongs to other news: then there are as many headlines, dates and short lines as paragraphs. Readability has
 * already cut off what follows an article, so there one paragraph is enough.
 */
function nextParagraph(texts: readonly string[], from: TextOrigin): number | null {
  const end = texts.findIndex((text) => isEndOfPage(text));
  const rest = end === -1 ? texts : texts.slice(0, end);
  const isStory = (text: string) =>
    isProse(text) &&
    endsSentence(text) &&
    text.length >= leastStoryParagraph &&
    !isNoise(text) &&
    !isAfterTheArticle(text);
  const first = rest.findIndex(isStory);
  if (first === -1) return null;
  const after = rest.slice(first);
  const stories = after.filter(isStory).length;
  const others = after.filter((text) => !isProse(text)).length;
  const hasDates = rest.some((text) => readDetails(text, anyZone)?.publishedAt !== undefined);
  const least = from === 'readable' ? 1 : 2;
  return !hasDates && stories >= least && stories > others && first <= 6 ? first : null;
}

/** A link or a box within a sentence leaves it in two parts. */
function addParagraph(paragraphs: string[], text: string): void {
  const last = paragraphs.at(-1);
  const isPart =
    last !== undefined && /^\p{Lu}|^["«“]/u.test(last) && isBroken(last, text, 20) && !isListItem(text);
  if (isPart && (isProse(text) || endsSentence(text))) paragraphs[paragraphs.length - 1] = `${last} ${text}`;
  else paragraphs.push(text);
}

/** Reads tags and the page's address below the sharing links, where they often are. */
function tailAfter(lines: readonly PageLine[]): { keywords: string[]; url: string | null } {
  const shareAt = lines.findLastIndex(({ text }) => isShare(text));
  const tail = shareAt === -1 ? [] : lines.slice(shareAt + 1, shareAt + 12).map(({ text }) => text);
  return {
    keywords: tail.flatMap((text) => readTags(text) ?? []),
    url: tail.map(readAddress).find((url) => url !== null) ?? null,
  };
}

/** Joins the lines of paragraphs that were wrapped at some width. */
function joinWrapped(lines: readonly PageLine[]): string[] {
  const joined: string[] = [];
  for (const block of blocksOf(lines)) {
    const isWrapped = isWrappedBlock(block);
    let last = '';
    for (const line of block) {
      const goesOn =
        last !== '' && !readsAlone(last) && !readsAlone(line) && (isWrapped || isBroken(last, line));
      if (goesOn) joined[joined.length - 1] = `${joined.at(-1) ?? ''} ${line}`;
      else joined.push(line);
      last = line;
    }
  }
  return joined;
}

function blocksOf(lines: readonly PageLine[]): string[][] {
  const blocks: string[][] = [];
  for (const { text, isAfterBlank } of lines) {
    const last = blocks.at(-1);
    if (isAfterBlank || last === undefined) blocks.push([text]);
    else last.push(text);
  }
  return blocks;
}

/** Whether the lines have nearly the same width and most of them stop within a sentence. */
function isWrappedBlock(block: readonly string[]): boolean {
  const inner = block.slice(0, -1).filter((line) => !readsAlone(line));
  if (inner.length === 0) return false;
  const widest = inner.reduce((width, line) => Math.max(width, line.length), 0);
  const isEven = widest >= 45 && widest <= 120 && inner.every((line) => line.length >= widest - 25);
  const stopped = inner.filter((line) => sentenceEnd.test(line)).length;
  return isEven && stopped * 2 < inner.length;
}

function isBroken(line: string, next: string, leastLength = 30): boolean {
  return line.length >= leastLength && /^\p{Ll}/u.test(next) && !/[.!?…:;»”]$/u.test(line) && line !== next;
}

/** Whether a line never belongs to a paragraph. */
function readsAlone(line: string): boolean {
  return (
    isNoise(line) ||
    isAfterTheArticle(line) ||
    readTags(line) !== null ||
    readAddress(line) !== null ||
    isListItem(line)
  );
}

function isListItem(line: string): boolean {
  return /^(?:[-–—•*]|\d+[.)])\s/u.test(line) || isDetails(line);
}

/** Letters and digits only, in small letters: what two spellings of one text have in common. */
export function bareLetters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
