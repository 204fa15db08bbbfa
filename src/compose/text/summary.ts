import type { Article } from '../../news/article.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutAtWord, withoutCutMark } from './cutting.ts';
import { withoutDateline } from './dateline.ts';
import { isBackground, isBoilerplate, isLabel, isTagList } from './boilerplate.ts';
import { isCaption } from './captions.ts';
import { isDependent } from './dependence.ts';
import { faultOfDescription, type DescriptionFault } from './description.ts';
import { lettersOf } from '../../sources/text/letters.ts';
import { joinLists } from './list-sentences.ts';
import { splitSentences } from './sentences.ts';

// Lengths in UTF-16 units. Sentences are added until `goodLength` is reached, but none that would exceed
// `maxSummaryLength`. Only the first sentence may be longer, up to `maxLeadLength`; beyond that it is cut.
const goodLength = 200;
const maxSummaryLength = 350;
const maxLeadLength = 500;
const maxSentences = 3;
// The lead is at the beginning, so the rest of the body is not read.
const maxBodyLength = 6000;
const mostFragmentWords = 3;
const endOfSentence = /[.!?…。！？][»”"’')\]]*$/u;
const shortestParagraph = 80;

// A line break after a short line is not a wrapped line but the end of a subheading or a date.
const shortLine = /(?<=^.{1,50})\n(?=\P{Ll})/gmu;

// An entry of a live blog begins with its time: "9:40 a.m. — The airport".
const entryTime = /^\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?\s?[–—-]\s(?=\p{Lu})/u;

type Story = Pick<Article, 'summary' | 'body' | 'headline' | 'language'>;

/** A text that could have been the summary, or a part of it, and the reason why it is not. */
export interface PassedOver {
  text: string;
  reason: string;
}

export interface SummaryChoice {
  /** Null: there is nothing to summarise. */
  text: string | null;
  /** `description`: the newsroom's or page's own; `lead`: whole sentences of the body; `opening`: its first words. */
  from: 'description' | 'lead' | 'opening' | 'nothing';
  passedOver: PassedOver[];
}

/**
 * The newsroom's own summary if it is a good one, or the lead of the body: one to three whole sentences, word for word,
 * about 200 to 350 UTF-16 units. The text is clean (`cleanText`). Null: there is nothing to summarise.
 */
export function summaryOf(article: Story): string | null {
  return chooseSummary(article).text;
}

/** Like `summaryOf`, with the reasons. */
export function chooseSummary(article: Story): SummaryChoice {
  const choice = choose(article);
  return { ...choice, text: withoutCutMark(choice.text ?? '') || null };
}

function choose(article: Story): SummaryChoice {
  const { language } = article;
  const passedOver: PassedOver[] = [];
  const given = cleanText(article.summary ?? '');
  const own = isCaption(given) ? given : withoutDateline(given);
  const fault = own === '' ? null : faultOfDescription(own, facts(article));
  if (own !== '' && fault === null) return { text: own, from: 'description', passedOver };
  if (fault !== null) passedOver.push({ text: own, reason: fault });
  const title = lettersOf(cleanText(article.headline));
  const story = () => storyParagraphs(article.body ?? '', title, language);
  const lead = collectLead(leadSentences(story(), title, language, passedOver), language, passedOver);
  if (lead !== '') return { text: lead, from: 'lead', passedOver };
  const text =
    (fault === null ? '' : repairedDescription(own, fault, title, language)) ||
    openingText(story(), language);
  if (text !== '') return { text, from: fault === null ? 'opening' : 'description', passedOver };
  return { text: null, from: 'nothing', passedOver };
}

function facts({ headline, body, language }: Story) {
  return { headline: cleanText(headline), body: cleanText((body ?? '').slice(0, maxBodyLength)), language };
}

/** A description with a fault, and no story beside it, may have good sentences: they are better than none. */
function repairedDescription(own: string, fault: DescriptionFault, title: string, language: string): string {
  if (fault === 'it is too long' || (fault === 'it is no sentence' && !isTagList(own))) return own;
  if (fault === 'it repeats the headline')
    return collectLead(leadSentences([own], title, language, []), language, []);
  if (fault === 'it says a sentence twice') return [...new Set(splitSentences(own, language))].join(' ');
  if (fault !== 'it is cut') return '';
  const bare = own
    .replace(/(?:\s*[[(<]\s*(?:…|\.{2,}|&?hellip;?)\s*[\])>]|\s*(?:…|\.{2,}))+[»”"'’\s]*$/u, '')
    .trim();
  const whole = collectLead(leadSentences([bare], title, language, []), language, []);
  return whole !== '' || bare === '' || isDependent(bare, language)
    ? whole
    : `${bare.replace(/[\s,;:.–—-]+$/u, '')}…`;
}

/** The paragraphs of the story, without boilerplate. A generator, because the first one or two are usually enough. */
export function* storyParagraphs(body: string, title: string, language: string): Generator<string> {
  for (const paragraph of cleanText(body.slice(0, maxBodyLength)).split('\n\n')) {
    const lines = paragraph
      .split('\n')
      .map((line) => storyOf(line, title, language))
      .filter((line) => line !== '');
    const text = withoutDateline(lines.join('\n').replace(entryTime, '').replace(shortLine, '\n\n'));
    if (text !== '') yield text.replace(/(?<!\n)\n(?!\n)/g, ' ');
  }
}

/** A line as far as it belongs to the story. */
function storyOf(line: string, title: string, language: string): string {
  let rest = line;
  for (let labels = 0; labels <= mostLabels; labels += 1) {
    if (!/[\p{L}\p{N}]/u.test(rest) || repeats(rest, title) || isFragments(rest, language)) return '';
    if (!isBoilerplate(rest)) return rest;
    // «Реклама. Министерство сообщило…»: after a short label a whole paragraph may follow.
    const [first = ''] = splitSentences(rest.slice(0, shortestParagraph), language);
    const isShortLabel = first.length <= shortestParagraph / 2 && isBoilerplate(first);
    rest = rest.slice(first.length).trim();
    if (!isShortLabel || rest.length < shortestParagraph) return '';
  }
  return '';
}

/** Labels that may stand before a paragraph. A line of nothing else would be split again for each of them. */
const mostLabels = 5;

/** «КХЛ. Регулярный чемпионат. Астана. Барыс-Арена»: names of a few words, and no full stop at the end. */
function isFragments(line: string, language: string): boolean {
  if (line.length > shortestParagraph * 2 || endOfSentence.test(line)) return false;
  const parts = splitSentences(line, language);
  return parts.length > 1 && parts.every((part) => part.split(' ').length <= mostFragmentWords);
}

/** Whether a line repeats the headline, apart from punctuation and spaces. */
function repeats(line: string, title: string): boolean {
  return line.length < 2 * title.length + 20 && lettersOf(line) === title;
}

function openingText(paragraphs: Iterable<string>, language: string): string {
  const opening = cutAtWord(cleanLine(openingOf(paragraphs)), maxSummaryLength);
  return isDependent(opening, language) ? '' : opening;
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
function collectLead(sentences: Iterable<string>, language: string, passedOver: PassedOver[]): string {
  let lead = '';
  let count = 0;
  const said = new Set<string>();
  for (const sentence of sentences) {
    // A standfirst often repeats a sentence of the text.
    if (said.has(sentence)) {
      passedOver.push({ text: sentence, reason: 'it was said' });
      continue;
    }
    if (count === 0 && (isDependent(sentence, language) || isAside(sentence))) {
      passedOver.push({ text: sentence, reason: 'it does not stand on its own' });
      continue;
    }
    if (count === 0 && sentence.length > maxLeadLength) return cutAtWord(sentence, maxSummaryLength);
    // Speech behind a dash begins a paragraph of its own. Within one it looks like a slip of the typist.
    if (count > 0 && dashMark.test(sentence) && lead.length >= shortestParagraph) return lead;
    if (count > 0 && (isBackground(sentence) || lead.length + 1 + sentence.length > maxSummaryLength))
      return lead;
    lead = lead === '' ? sentence : `${lead} ${sentence}`;
    said.add(sentence);
    count += 1;
    if (count === maxSentences || lead.length >= goodLength) return lead;
  }
  return lead;
}

/** The sentences that can stand in a summary. */
function* leadSentences(
  paragraphs: Iterable<string>,
  title: string,
  language: string,
  passedOver: PassedOver[],
): Generator<string> {
  let before = '';
  for (const paragraph of joinLists(paragraphs, maxSummaryLength)) {
    for (const [index, sentence] of splitSentences(paragraph, language).entries()) {
      if (index === 0 && isReply(sentence)) break;
      const reason = isListed(sentence, before) ? 'it belongs to a list' : whyNotInLead(sentence, title);
      if (reason === null) yield sentence;
      else passedOver.push({ text: sentence, reason });
      before = sentence;
    }
  }
}

/** Why a sentence cannot stand in the lead; null: it can. */
function whyNotInLead(sentence: string, title: string): string | null {
  if (!endOfSentence.test(sentence) || isLoud(sentence)) return 'it is a subheading or no sentence';
  if (isLabel(sentence) || isBoilerplate(sentence)) return 'it does not belong to the story';
  return repeats(sentence, title) ? 'it repeats the headline' : null;
}

const loudWords = 3;

/** A subheading in capitals, or the headline once more. */
function isLoud(sentence: string): boolean {
  return sentence === sentence.toUpperCase() && (sentence.match(/\p{Lu}{3}/gu)?.length ?? 0) >= loudWords;
}

/** «Кто он?», "What next?": a short question leads to an answer that follows elsewhere. */
function isAside(sentence: string): boolean {
  return /\?[»”"’')\]]*$/u.test(sentence) && sentence.split(' ').length <= mostFragmentWords;
}

const listMark = /^(?:[•▪●◦*]|\d{1,2}[.)])\s/u;
const dashMark = /^[–—-]\s/u;
// «– Салып бітеміз, – деді ол»: the speaker is named after the words.
const attributed = /[,!?…]\s?[–—-]\s\p{Ll}/u;

/** "Q: Why?", «Сұрақ: Неге?» */
const interview = /^(?:[QA]|Question|Answer|Вопрос|Ответ|Сұрақ|Жауап)[:.]\s/u;

/** An item of a list, which says nothing without its introduction. */
function isListed(sentence: string, before: string): boolean {
  return before.endsWith(';') || listMark.test(sentence);
}

/** A line of a dialogue without its speaker, or an item of a list. */
function isReply(sentence: string): boolean {
  return (dashMark.test(sentence) && !attributed.test(sentence)) || interview.test(sentence);
}
