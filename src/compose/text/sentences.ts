import { opensSentence } from './abbreviations.ts';
import { fullStopEnds, wordOf } from './full-stops.ts';
import type { Next } from './full-stops.ts';
import { findQuotations } from './quotations.ts';

// Marks that may end a sentence, with footnotes, closing quotation marks and brackets.
const ending =
  /([.!?…]+)(?:\[\d{1,3}\])*([»”“’"')\]}]*)(?=\s|$)|[。！？]+[」』”’）]*|\n(?=\s*(?:[•▪●*–—-]\s|\d{1,2}[.)]\s))/g;
const following = /\s+((?:[–—-]\s+)?[«“„"'‘([]*)(\S+)(?:\s+(\S+))?/y;

/**
 * The sentences of a text, without the white space between them. A blank line always ends a sentence.
 * `language` is a BCP 47 tag. Languages other than `kk` and `ru` are split by the rules of English and their script.
 */
export function splitSentences(text: string, language: string): string[] {
  const primary = language.toLowerCase().slice(0, 2);
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n[^\S\n]*\n/)) splitParagraph(paragraph.trim(), primary, sentences);
  return sentences;
}

function splitParagraph(paragraph: string, language: string, sentences: string[]): void {
  const quotations = findQuotations(paragraph);
  let start = 0;
  for (const match of paragraph.matchAll(ending)) {
    const end = match.index + match[0].length;
    const [, marks = '', closers = ''] = match;
    if (quotations.isInside(end)) continue;
    if (marks !== '') {
      const before = paragraph.slice(start, match.index).trimStart();
      const opened = closers === '' ? undefined : quotations.openOf.get(end - 1);
      const lead = opened === undefined ? null : paragraph.slice(start, opened).trim();
      const next = readNext(paragraph, end);
      if (next !== null && !endsSentence({ before, marks, closers, lead, next, language })) continue;
    }
    pushSentence(sentences, paragraph.slice(start, end));
    start = end;
  }
  pushSentence(sentences, paragraph.slice(start));
}

function pushSentence(sentences: string[], sentence: string): void {
  const trimmed = sentence.trim();
  if (trimmed !== '') sentences.push(trimmed);
}

function readNext(paragraph: string, end: number): Next | null {
  following.lastIndex = end;
  const match = following.exec(paragraph);
  if (match === null) return null;
  const [whole, opening = '', word = '', second = ''] = match;
  const space = whole.slice(0, whole.indexOf(opening + word));
  const wordAt = end + space.length + opening.length;
  return {
    dash: /^[–—-]/.test(opening),
    word,
    second,
    ahead: paragraph.slice(wordAt, wordAt + 80),
    begins: beginningOf(word),
    newLine: space.includes('\n'),
  };
}

function beginningOf(word: string): Next['begins'] {
  // "iPhone", "eGov", "www.gov.kz" can begin a sentence in lower case.
  if (/^(?:\p{Ll}{1,2}-?\p{Lu}|https?:|www\.|[a-z\d-]+\.(?:kz|ru|com|org|net|info)\b)/u.test(word))
    return 'upper';
  if (/^\p{Ll}/u.test(word)) return 'lower';
  if (/^[\p{L}]/u.test(word)) return 'upper';
  if (/^\p{N}/u.test(word)) return 'digit';
  return 'other';
}

interface Place {
  /** The sentence up to this place, without the marks. */
  before: string;
  marks: string;
  closers: string;
  /** The sentence before the quotation or bracket that closes here; null: none closes here. */
  lead: string | null;
  next: Next;
  language: string;
}

// A speaker after a quotation: "…?" Lavrov asked. "…!" Prime Minister O. Bektenov said.
const speaks =
  /^(?!(?:He|She|They|We|It|I|The|A|An|This|That|No|Nobody)\s)(?:\p{Lu}[\p{L}.’'-]*\s){1,5}(?:said|says|asked|asks|told|added|wrote|shouted|replied|answered|exclaimed|joked)\b/u;

function endsSentence(place: Place): boolean {
  const { before, marks, closers, lead, next, language } = place;
  if (!/[\p{L}\p{N}]/u.test(before) || next.begins === 'lower' || /^[,;:)»”]/.test(next.word)) return false;
  // After «…!» – the speaker follows, even with a capital.
  if (next.dash && /[»”"]/.test(closers)) return false;
  // A bracket (in the middle of a sentence!) does not end it.
  if (/[)\]]$/.test(closers) && lead !== null && lead !== '') return false;
  if (marks === '.') return closers === '' ? fullStopEnds(before, next, language) : true;
  if (/["”’]/.test(closers) && speaks.test(next.ahead)) return false;
  if (/\bYahoo$/.test(before)) return opensSentence(wordOf(next), language);
  // «Что делать?» Чернышевского is a title, not speech, if no colon or comma comes before it.
  const isName = lead !== null && /[\p{L}\p{N}]$/u.test(lead) && !marks.includes('.');
  return !isName || opensSentence(wordOf(next), language);
}
