import { opensSentence } from './abbreviations.ts';
import { endsGlued } from './glued.ts';
import { fullStopEnds, isListNumber, wordOf } from './full-stops.ts';
import type { Next } from './full-stops.ts';
import { splitListItems } from './list-items.ts';
import { findQuotations } from './quotations.ts';

// Marks that may end a sentence, with footnotes, closing quotation marks and brackets. Typists also write `. . .`.
const ending =
  /(\.(?:[ \u00A0]\.){2,}|[.!?…]+)(?:\[\d{1,3}\])*([»”“"’')\]}]*)(?=\s|$|[«“„"‘]?\p{Lu})|(?<=\p{Ll}{4}|\))\.\d{1,3}(?:[ ,]\d{1,3})*(?=\s\p{Lu})|[。！？]+[」』”’）]*|\n(?=\s*(?:[•▪●*–—-]\s|\d{1,2}[.)]\s))/gu;
const following = /\s+((?:(?:--|[–—-])\s+)?[«“„"'‘`([]*)(\S+)(?:\s+(\S+))?/uy;

/**
 * The sentences of a text, without the white space between them. A blank line always ends a sentence.
 * `language` is a BCP 47 tag. Languages other than `kk` and `ru` are split by the rules of English and their script.
 */
export function splitSentences(text: string, language: string): string[] {
  const primary = language.toLowerCase().slice(0, 2);
  const sentences: string[] = [];
  for (const paragraph of text.split(/\n[^\S\n]*\n/)) {
    const lines = listedLines(paragraph.trim());
    for (const line of lines)
      for (const item of splitListItems(line)) splitParagraph(item.trim(), primary, sentences);
  }
  return sentences;
}

const longestListedLine = 40;

/** Several short lines without a mark are a list. Otherwise the lines of a paragraph belong together. */
function listedLines(paragraph: string): string[] {
  if (!paragraph.includes('\n')) return [paragraph];
  const lines = paragraph.split('\n');
  const isList =
    lines.length > 2 &&
    lines.every((line) => line.length <= longestListedLine && !/[.!?…:;,–—-]\s*$/u.test(line));
  return isList ? lines : [paragraph];
}

function splitParagraph(paragraph: string, language: string, sentences: string[]): void {
  const quotations = findQuotations(paragraph);
  let start = 0;
  let speechEnd = endOfSpeech(paragraph, 0);
  for (const match of paragraph.matchAll(ending)) {
    const end = match.index + match[0].length;
    const [, marks = '', closers = ''] = match;
    if (quotations.isInside(end) || end <= speechEnd) continue;
    const isGlued = marks !== '' && /\S/.test(paragraph[end] ?? ' ');
    if (isGlued && !endsGlued(paragraph, match.index, end, language)) continue;
    if (marks !== '' && !isGlued) {
      const before = paragraph.slice(start, match.index).trimStart();
      const opened = closers === '' ? undefined : quotations.openOf.get(end - 1);
      const lead = opened === undefined ? null : paragraph.slice(start, opened).trim();
      const next = readNext(paragraph, end);
      if (next !== null && !endsSentence({ before, marks, closers, lead, next, language })) continue;
    }
    pushSentence(sentences, paragraph.slice(start, end));
    start = end;
    speechEnd = endOfSpeech(paragraph, start);
  }
  pushSentence(sentences, paragraph.slice(start));
}

const speechStart = /\s*[–—-]\s/uy;
// The speaker follows the speech («…! – деді бапкер»), or the next speech begins.
const afterSpeech = /[,!?…]\s?[–—-]\s(?=\p{Ll})|[.!?…]\s[–—-]\s(?=\p{Lu})/u;
// A longer speech is told in several sentences.
const maxSpeechLength = 300;

/** Where the speaker is named, if speech behind a dash begins here: nothing before ends a sentence. Otherwise 0. */
function endOfSpeech(paragraph: string, start: number): number {
  speechStart.lastIndex = start;
  if (!speechStart.test(paragraph)) return 0;
  const words = paragraph.slice(speechStart.lastIndex, speechStart.lastIndex + maxSpeechLength);
  const found = afterSpeech.exec(words);
  const isNamed =
    found !== null && /^[,!?…]/u.test(found[0]) && /\p{Ll}/u.test(words[found.index + found[0].length] ?? '');
  return isNamed ? speechStart.lastIndex + found.index + 1 : 0;
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
    isBracketed: opening.endsWith('('),
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
  if (isListNumber(before) && closers === ')') return false;
  // Three dots after a space leave something out; a fourth is the full stop.
  if (marks.length === 5 && marks.includes('. ') && /\s$/u.test(before)) return false;
  // After «…!» – the speaker follows, even with a capital.
  if (next.dash && /[»”"]/.test(closers)) return false;
  // “…the picture of two stairs” (Smith 55): the source of a quotation.
  if (/[»”"’]$/.test(closers) && next.isBracketed && /^\p{Lu}[\p{L}.,& ]{1,60}\d+\)/u.test(next.ahead))
    return false;
  // A bracket (in the middle of a sentence!) does not end it.
  if (/[)\]]$/.test(closers) && lead !== null && lead !== '') return false;
  if (marks === '.') return closers === '' ? fullStopEnds(before, next, language) : true;
  if (/["”’]/.test(closers) && speaks.test(next.ahead)) return false;
  if (/\bYahoo$/.test(before)) return opensSentence(wordOf(next), language);
  // «Что делать?» Чернышевского is a title, not speech, if no colon or comma comes before it.
  const isName = lead !== null && /[\p{L}\p{N}]$/u.test(lead) && !marks.includes('.');
  return !isName || opensSentence(wordOf(next), language);
}
