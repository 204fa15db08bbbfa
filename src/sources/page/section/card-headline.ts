import { findMoment, anyZone } from '../dates-in-text.ts';
import { bareLetters } from '../page-body.ts';
import { aroundOf, elementsOf, marksOf, type PageElement } from './page-element.ts';
import { segmentsOf, visibleTextOf, type TextSegment } from './text-segments.ts';

/** What stands in a link and is no headline: buttons, counters, kinds of news. */
const noHeadline =
  /^(?:[\d\s\p{P}\p{S}]*|(?:read|see|view|show|learn) (?:more|all|full story)|more|next|previous|continue reading|full story|подробн\p{L}*|чита(?:ть|йте)(?: (?:далее|дальше|полностью|подробнее|ещё|еще|статью|новость))?|далее|дальше|ещё|еще|назад|вперёд|вперед|показать ещё|показать еще|все новости|смотреть(?: (?:все|видео|фото))?|фото|видео|толығырақ|толық(?: оқу)?|ары қарай|әрі қарай|жалғасы(?:н оқу)?|оқу|келесі|алдыңғы|тағы(?: көрсету)?|барлық жаңалықтар|video|photos?|gallery|live)(?:\s*[→»>…:.]*)$/iu;

/** Marks of a headline among the parts of a card. */
const titleMark = /^(?:title|headline|heading|header|zagolovok|zag|taqyryp|name|caption)$/u;

/** Limit of a headline. A longer text is a summary. */
const longest = 300;

/** A text that may stand as a headline wherever it is found. */
export function isHeadline(text: string): boolean {
  if (!isText(text)) return false;
  const words = text.split(' ').length;
  return (words >= 3 && text.length >= 15) || (words >= 2 && text.length >= 20);
}

/**
 * The headline of a card: its heading, what is marked as its title, or the first text of its links that reads like one.
 * A headline that is cut off is completed from the title of the link.
 */
export function headlineOf(links: readonly PageElement[], card: PageElement): string | null {
  const segments = links.flatMap(segmentsOf);
  const named = links.flatMap(namesOf).filter(isHeadline);
  const candidates = [
    ...links.flatMap((link) => headingAround(link, card)),
    ...headingsIn(links).filter(isText),
    ...segments.filter(isTitled).map(({ text }) => text),
    segments.map(({ text }) => text).find(isHeadline),
    ...headingsIn([card]).filter(isText),
    ...segmentsOf(card)
      .filter(isTitled)
      .map(({ text }) => text),
    named[0],
    segments.map(({ text }) => text).find(isText),
  ];
  const found = candidates.find((text) => text !== undefined && isText(text));
  return found === undefined ? null : completed(found, named);
}

/** Something that can be read, and is neither a date nor a button. */
function isText(text: string): boolean {
  if (text.length > longest || bareLetters(text).length < 6 || noHeadline.test(text)) return false;
  const moment = text.length > 60 ? null : findMoment(text, anyZone);
  return moment === null || bareLetters(text.slice(0, moment.start) + text.slice(moment.end)).length >= 12;
}

/** The text of a heading around a link and in its card, if the link is most of it. */
function headingAround(link: PageElement, card: PageElement): string[] {
  for (const element of aroundOf(link)) {
    if (/^h[1-6]$/u.test(element.name)) {
      const text = visibleTextOf(link);
      return bareLetters(text).length * 2 > bareLetters(visibleTextOf(element)).length ? [text] : [];
    }
    if (element === card) break;
  }
  return [];
}

/** The texts of the headings in these elements. */
export function headingsIn(elements: readonly PageElement[]): string[] {
  return elements
    .flatMap((element) => [...elementsOf(element)])
    .filter(({ name, attributes }) => /^h[1-6]$/u.test(name) || attributes['itemprop'] === 'headline')
    .map(visibleTextOf);
}

function isTitled({ element, text }: TextSegment): boolean {
  return marksOf(element).some((mark) => titleMark.test(mark)) && isText(text);
}

/** What a link is called besides its text: for a pointer, for a screen reader, and by its picture. */
export function namesOf(link: PageElement): string[] {
  const alts = [...elementsOf(link)]
    .filter(({ name }) => name === 'img')
    .map(({ attributes }) => attributes['alt']);
  return [link.attributes['title'], link.attributes['aria-label'], ...alts]
    .map((text) => text?.replaceAll(/\s+/gu, ' ').trim() ?? '')
    .filter((text) => text !== '');
}

function completed(headline: string, names: readonly string[]): string {
  const cut = /^(?<start>.{10,}?)\s*(?:…|\.\.\.)$/u.exec(headline);
  const start = bareLetters(cut?.groups?.['start'] ?? '');
  return start === ''
    ? headline
    : (names.find((name) => bareLetters(name).startsWith(start) && !/(?:…|\.\.\.)$/u.test(name)) ?? headline);
}
