import type { Article } from '../../news/article.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutAtWord } from './cutting.ts';
import { withoutDateline } from './dateline.ts';
import { isBackground, isBoilerplate, isLabel } from './boilerplate.ts';
import { splitSentences } from './sentences.ts';

// UTF-16 units. Up to `goodLength` sentences are added; one that passes `maxSummaryLength` is not, unless it is the
// lead itself, which may be as long as `maxLeadLength` and is cut beyond that.
const goodLength = 200;
const maxSummaryLength = 350;
const maxLeadLength = 500;
const maxSentences = 3;
// The lead stands at the beginning; what follows after so much is not read.
const maxBodyLength = 6000;

// A new line after a short one is no wrap but the end of a subheading or a date.
const shortLine = /(?<=^.{1,50})\n(?=\P{Ll})/gmu;

/**
 * The newsroom's own summary, or else the lead of the body, word for word: one to three whole sentences, about
 * 200 to 350 UTF-16 units; null: there is nothing to summarise. Clean text (`cleanText`).
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
 * The paragraphs that tell the story, without what stands around it on a page; one after another, because the
 * first one or two are mostly enough.
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

/** The headline once more, whatever marks and spaces it has there. */
function repeats(line: string, title: string): boolean {
  return line.length < 2 * title.length + 20 && lettersOf(line) === title;
}

function lettersOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Where no paragraph has a whole sentence, the first one speaks for itself, or for its list. */
function openingOf(paragraphs: Iterable<string>): string {
  let opening = '';
  for (const paragraph of paragraphs) {
    opening = opening === '' ? paragraph : `${opening} ${paragraph}`;
    if (!/[:;]$/u.test(paragraph) || opening.length > maxSummaryLength) break;
  }
  return opening;
}

/** The first whole sentences, as many as a summary takes; '' when there is none. */
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

/** The sentences that tell something by themselves. */
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

/** Not a subheading, which has no mark at its end, nor a credit, nor the headline once more. */
function canStandInLead(sentence: string, title: string): boolean {
  if (!/[.!?…。！？][»”"’')\]]*$/u.test(sentence) || isLabel(sentence)) return false;
  return !repeats(sentence, title);
}

const listMark = /^(?:[•▪●◦*]|\d{1,2}[.)])\s/u;
const dashMark = /^[–—-]\s/u;
// «– Салып бітеміз, – деді ол»: who said it stands behind the words.
const attributed = /[,!?…]\s?[–—-]\s\p{Ll}/u;

/** One of a list, which says nothing without what stands before it. */
function isListed(sentence: string, before: string): boolean {
  return before.endsWith(';') || listMark.test(sentence);
}

/** One side of a dialogue, or one of a list: nobody would know whose words these are. */
function isReply(sentence: string): boolean {
  return dashMark.test(sentence) && !attributed.test(sentence);
}
