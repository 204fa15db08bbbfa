import type { Article } from '../../news/article.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutAtWord } from './cutting.ts';
import { withoutDateline } from './dateline.ts';
import { isBackground, isBoilerplate, isLabel } from './boilerplate.ts';
import { splitSentences } from './sentences.ts';

// Lengths in UTF-16 units. Sentences are added until `goodLength` is reached, but none that would exceed
// `maxSummaryLength`. Only the first sentence may be longer, up to `maxLeadLength`; beyond that it is cut.
const goodLength = 200;
const maxSummaryLength = 350;
const maxLeadLength = 500;
const maxSentences = 3;
// The lead is at the beginning, so the rest of the body is not read.
const maxBodyLength = 6000;

// A line break after a short line is not a wrapped line but the end of a subheading or a date.
const shortLine = /(?<=^.{1,50})\n(?=\P{Ll})/gmu;

/**
 * The newsroom's own summary, or the lead of the body: one to three whole sentences, word for word, about 200 to 350
 * UTF-16 units. The text is clean (`cleanText`). Null: there is nothing to summarise.
 */
export function summaryOf(
  article: Pick<Article, 'summary' | 'body' | 'headline' | 'language'>,
): string | null {
  const own = cleanText(article.summary ?? '');
  if (own !== '') return own;
  const title = lettersOf(cleanText(article.headline));
  const story = () => storyParagraphs(article.body ?? '', title);
  const lead = collectLead(leadSentences(story(), title, article.language));
  if (lead !== '') return lead;
  return cutAtWord(cleanLine(openingOf(story())), maxSummaryLength) || null;
}

/**
 * The paragraphs of the story, without boilerplate. A generator, because the first one or two are usually enough.
 */
function* storyParagraphs(body: string, title: string): Generator<string> {
  for (const paragraph of cleanText(body.slice(0, maxBodyLength)).split('\n\n')) {
    const lines = paragraph.split('\n').filter((line) => isStory(line, title));
    const text = withoutDateline(lines.join('\n').replace(shortLine, '\n\n'));
    if (text !== '') yield text.replace(/(?<!\n)\n(?!\n)/g, ' ');
  }
}

function isStory(line: string, title: string): boolean {
  return /[\p{L}\p{N}]/u.test(line) && !isBoilerplate(line) && !repeats(line, title);
}

/** Whether a line repeats the headline, apart from punctuation and spaces. */
function repeats(line: string, title: string): boolean {
  return line.length < 2 * title.length + 20 && lettersOf(line) === title;
}

function lettersOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The first paragraph, for bodies without a whole sentence. If it introduces a list, the list follows. */
function openingOf(paragraphs: Iterable<string>): string {
  let opening = '';
  for (const paragraph of paragraphs) {
    opening = opening === '' ? paragraph : `${opening} ${paragraph}`;
    if (!/[:;]$/u.test(paragraph) || opening.length > maxSummaryLength) break;
  }
  return opening;
}

/** The first whole sentences, as many as a summary may have; '' if there is none. */
function collectLead(sentences: Iterable<string>): string {
  let lead = '';
  let count = 0;
  for (const sentence of sentences) {
    if (count === 0 && sentence.length > maxLeadLength) return cutAtWord(sentence, maxSummaryLength);
    if (count > 0 && (isBackground(sentence) || lead.length + 1 + sentence.length > maxSummaryLength))
      return lead;
    lead = lead === '' ? sentence : `${lead} ${sentence}`;
    count += 1;
    if (count === maxSentences || lead.length >= goodLength) return lead;
  }
  return lead;
}

/** The sentences that can stand in a summary. */
function* leadSentences(paragraphs: Iterable<string>, title: string, language: string): Generator<string> {
  let before = '';
  for (const paragraph of paragraphs) {
    for (const [index, sentence] of splitSentences(paragraph, language).entries()) {
      if (index === 0 && isReply(sentence)) break;
      if (canStandInLead(sentence, title) && !isListed(sentence, before)) yield sentence;
      before = sentence;
    }
  }
}

/** False for subheadings, which have no mark at their end, for credits, and for the headline itself. */
function canStandInLead(sentence: string, title: string): boolean {
  if (!/[.!?…。！？][»”"’')\]]*$/u.test(sentence) || isLabel(sentence)) return false;
  return !repeats(sentence, title);
}

const listMark = /^(?:[•▪●◦*]|\d{1,2}[.)])\s/u;
const dashMark = /^[–—-]\s/u;
// «– Салып бітеміз, – деді ол»: the speaker is named after the words.
const attributed = /[,!?…]\s?[–—-]\s\p{Ll}/u;

/** An item of a list, which says nothing without its introduction. */
function isListed(sentence: string, before: string): boolean {
  return before.endsWith(';') || listMark.test(sentence);
}

/** A line of a dialogue without its speaker, or an item of a list. */
function isReply(sentence: string): boolean {
  return dashMark.test(sentence) && !attributed.test(sentence);
}
