import { cleanBody, endsSentence, isProse, isSameText, splitLines } from '../page/page-body.ts';
import { anyZone } from '../page/dates-in-text.ts';
import type { PageLine } from '../page/page-body.ts';
import { cleanAuthor } from '../page/page-authors.ts';
import { isSectionName } from '../page/page-section.ts';
import { isDetails, joinDetails, parseViews, readDetails, splitGluedDetails } from '../page/page-details.ts';
import type { PageDetails } from '../page/page-details.ts';
import { isAfterTheArticle, isNoise, isRates, readAddress, readTags } from '../page/page-noise.ts';

/** What a page tells about its article, before hints are applied. */
export interface PageDraft {
  headline: string;
  body: string | null;
  summary?: string;
  section?: string;
  imageUrl?: string;
  imageCredit?: string;
  author?: string;
  publishedAt?: Date;
  views?: number;
  keywords: string[];
  url: string | null;
  /** The language that the page names, which is often wrong. */
  claimedLanguage?: string;
}

export type PageReading = { kind: 'page'; page: PageDraft } | { kind: 'refused'; reason: string };

interface PageParts {
  header: PageLine[];
  details: PageDetails;
  rest: PageLine[];
}

/** A longer line is a paragraph. */
const maxHeadlineLength = 300;
/** A text without a date needs this much running text, so that notes are not taken for articles. */
const minUndatedProseLength = 200;

const homeWords = /^(?:home(?: ?page)?|main(?: page)?|главная(?: страница)?|на главную|басты бет|басты)$/iu;

/**
 * Reads a news page that was saved as text: rates, section, headline (once or repeated), small print with credit, time
 * and views, paragraphs, sharing links. Only headline and paragraphs are required. A moment without a zone is in
 * `timeZone` (IANA).
 */
export function readTextPage(text: string, timeZone: string): PageReading {
  const lines = joinTimes(splitLines(text).map(withoutEmptyCrumbs).flatMap(splitGlued));
  if (lines.length === 0) return refuse('it is empty');
  const parts = splitAtDetails(lines, timeZone) ?? splitAtProse(lines, timeZone);
  const heading = findHeading(parts);
  if (heading === null) return refuse('no headline was found above the text; is it a news page?');
  const found = cleanBody(heading.rest, heading.headline, { timeZone });
  if (found.body === null) return refuse('no paragraph of text was found; is it a news page?');
  const details = joinDetails([parts.details, found.details]);
  if (details.publishedAt === undefined && !looksWritten(found.body)) {
    return refuse('it has no date and little text; a news page has a headline, a date and paragraphs');
  }
  const { hasTime: _, ...named } = details;
  const { author, ...others } = named;
  const said = author === undefined ? others : { ...others, ...authorOf(author) };
  const section = findSection(heading.above, heading.headline);
  const page: PageDraft = {
    headline: heading.headline,
    body: found.body,
    keywords: found.keywords,
    url: parts.header.map((line) => readAddress(line.text)).find((url) => url !== null) ?? found.url,
    ...(section === null ? {} : { section }),
    ...said,
  };
  return { kind: 'page', page };
}

/** An e-mail address and the name of a site are no author. */
function authorOf(written: string): { author?: string } {
  const author = cleanAuthor(written, new Set());
  return author === undefined ? {} : { author };
}

function refuse(reason: string): PageReading {
  return { kind: 'refused', reason };
}

/** Whether a text without a date is long enough to be an article. */
export function looksWritten(body: string): boolean {
  const prose = body.split('\n\n').filter(isProse);
  return prose.length >= 2 || prose.join('').length >= minUndatedProseLength;
}

/** "» » HEADLINE": a path whose parts were links without a text. */
function withoutEmptyCrumbs(line: PageLine): PageLine {
  return { ...line, text: line.text.replace(/^(?:[»›>→/]\s*)+(?=\S)/u, '') };
}

function splitGlued(line: PageLine): PageLine[] {
  const parts = splitGluedDetails(line.text);
  return parts === null ? [line] : parts.map((text) => ({ text, isAfterBlank: true }));
}

/** Joins a time on a line of its own with the date above or below it. */
function joinTimes(lines: readonly PageLine[]): PageLine[] {
  const isTime = (text: string) => /^\d{1,2}:\d{2}$/u.test(text);
  const isDay = (text: string) => readDetails(text, anyZone)?.hasTime === false;
  const joined: PageLine[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const isPair =
      last !== undefined &&
      ((isTime(line.text) && isDay(last.text)) || (isTime(last.text) && isDay(line.text)));
    if (isPair) joined[joined.length - 1] = { ...last, text: `${last.text} ${line.text}` };
    else joined.push(line);
  }
  return joined;
}

/** Divides the page at its small print. Null if no line has a date. */
function splitAtDetails(lines: readonly PageLine[], timeZone: string): PageParts | null {
  const at = findDateline(lines);
  if (at === null) return null;
  const hasDetails = (line: PageLine | undefined) => line !== undefined && isDetails(line.text);
  let start = at;
  while (hasDetails(lines[start - 1])) start -= 1;
  let end = at + 1;
  while (hasDetails(lines[end]) || isWriter(lines, end)) end += 1;
  const details = joinDetails(
    lines.slice(start, end).map(({ text }) => readDetails(text, timeZone) ?? { author: text }),
  );
  // Views may stand on a line of their own.
  const views = details.views === undefined ? parseViews(lines[end]?.text ?? '') : null;
  return {
    header: lines.slice(0, start),
    details: views === null ? details : { ...details, views },
    rest: lines.slice(views === null ? end : end + 1),
  };
}

/** Whether a line is the author: a name alone below the date, followed by more small print or the text. */
function isWriter(lines: readonly PageLine[], at: number): boolean {
  const [name, next] = [lines[at]?.text ?? '', lines[at + 1]?.text ?? ''];
  const isBefore = isDetails(next) || parseViews(next) !== null || isProse(next);
  return /^\p{Lu}\p{Ll}+(?: \p{Lu}[\p{L}.-]+){1,2}$/u.test(name) && isBefore;
}

/**
 * The line with the article's date. It is the first date below a possible headline, because some sites show today's
 * date at the top; otherwise the first date above the text. Dates below the text belong to other news.
 */
function findDateline(lines: readonly PageLine[]): number | null {
  let first: number | null = null;
  let hasHeadline = false;
  const sentences = new Set<string>();
  for (const [index, { text }] of lines.entries()) {
    const details = readDetails(text, anyZone);
    if (details?.publishedAt !== undefined) {
      if (hasHeadline) return index;
      first ??= index;
    } else if (details === null && !isNoise(text)) {
      hasHeadline ||= text.split(' ').length >= 3 && !isBreadcrumb(text);
      if (isProse(text) && endsSentence(text)) sentences.add(text);
      // One sentence above the date may be a standfirst or a headline with a full stop. Two of them are the text.
      if (sentences.size >= 2 || (first !== null && sentences.size > 0)) return first;
    }
  }
  return first;
}

/** Divides a page without small print: the header is everything above the first paragraph. */
function splitAtProse(lines: readonly PageLine[], timeZone: string): PageParts {
  const at = lines.findIndex((line, index) => index > 0 && isProse(line.text) && !isNoise(line.text));
  const end = at === -1 ? lines.length : at;
  const header = lines.slice(0, end);
  const details = joinDetails(header.map((line) => readDetails(line.text, timeZone) ?? {}));
  return {
    header: header.filter((line) => !isDetails(line.text)),
    details,
    rest: lines.slice(end),
  };
}

interface Heading {
  headline: string;
  /** The lines above the headline. */
  above: string[];
  rest: readonly PageLine[];
}

function findHeading(parts: PageParts): Heading | null {
  const header = parts.header.filter((line) => isHeaderLine(line.text));
  const texts = header.map((line) => line.text);
  const [next, ...below] = parts.rest;
  const repeated = texts.findIndex((text, index) =>
    texts.slice(index + 1).some((other) => isSameText(text, other)),
  );
  const isOnlySection =
    repeated === -1 && texts.every((text) => text.split(' ').length <= 2 || isBreadcrumb(text));
  if (isOnlySection && next !== undefined && isHeadingAbove(next.text, below)) {
    return { headline: next.text, above: texts, rest: below };
  }
  const at = repeated === -1 ? lastHeadline(withoutWriters(texts)) : repeated;
  const headline = texts[at];
  if (headline === undefined || headline.length > maxHeadlineLength) return null;
  // A standfirst between the headline and the small print is the article's first paragraph.
  const lead = header.slice(at + 1).filter((line) => isProse(line.text) && !isSameText(line.text, headline));
  return { headline, above: texts.slice(0, at), rest: [...lead, ...parts.rest] };
}

function isHeaderLine(text: string): boolean {
  return !isNoise(text) && !isAfterTheArticle(text) && readAddress(text) === null && readTags(text) === null;
}

/** Without the names of authors between the headline and the date. */
function withoutWriters(texts: readonly string[]): readonly string[] {
  const isWriter = (text: string, index: number) =>
    isNameAlone(text) || (isNameBelow(text) && (texts[index - 1] ?? '').split(' ').length > mostNameWords);
  const end = texts.findLastIndex((text, index) => !isWriter(text, index));
  const isHeadlineLeft = (texts[end] ?? '').split(' ').length >= 3;
  return isHeadlineLeft ? texts.slice(0, end + 1) : texts;
}

/** «Сергей ИВАНОВ», "Dana Sarsen": two or three words, each with a capital, the last one perhaps in capitals. */
function isNameAlone(text: string): boolean {
  return /^\p{Lu}\p{Ll}+ (?:\p{Lu}\.? |\p{Lu}\p{Ll}+ )?(?:\p{Lu}{3,}|\p{Lu}\p{Ll}+(?:ов|ова|ев|ева|ин|ина|ұлы|улы|қызы|кызы|ский|ская|ко))$/u.test(
    text,
  );
}

const mostNameWords = 3;

/** Two or three words with capitals, which are a name if they stand below a headline. */
function isNameBelow(text: string): boolean {
  return /^\p{Lu}\p{Ll}+(?: \p{Lu}[\p{L}.-]+){1,2}$/u.test(text);
}

/** The index of the last line; of the line before it, if the last one is a standfirst. */
function lastHeadline(texts: readonly string[]): number {
  const last = texts.length - 1;
  const before = texts[last - 1];
  const isLead = isProse(texts[last] ?? '') && before !== undefined && before.split(' ').length >= 3;
  return isLead && !endsSentence(before) ? last - 1 : last;
}

function isHeadingAbove(text: string, below: readonly PageLine[]): boolean {
  const isHeading =
    text.split(' ').length >= 3 && text.length <= maxHeadlineLength && !/[.…:;,]$/u.test(text);
  return isHeading && isHeaderLine(text) && below.some((line) => isProse(line.text));
}

/** The section: the last breadcrumb, or the short line above the headline. Null for a long menu. */
function findSection(above: readonly string[], headline: string): string | null {
  const candidates = above
    .flatMap((text) => (isBreadcrumb(text) || isBarred(text) ? crumbsOf(text) : [text]))
    .filter((text) => !homeWords.test(text) && !isRates(text) && !isSameText(text, headline))
    .filter((text) => isSectionName(text, new Set()) && !endsSentence(text) && !isNameAlone(text));
  const last = candidates.at(-1);
  if (last === undefined) return null;
  const isMenu = candidates.length > 3 && candidates.indexOf(last) === candidates.length - 1;
  return isMenu ? null : last;
}

function isBreadcrumb(text: string): boolean {
  return text.length <= maxHeadlineLength && /\S\s*[>»›→]\s*\S|\S \/ \S/u.test(text) && !text.includes('«');
}

/** "News | Kazakhstan"; a longer one is a headline with the site's name. */
function isBarred(text: string): boolean {
  return text.length <= 40 && / \| /u.test(text) && text.split(' ').length <= 5;
}

function crumbsOf(text: string): string[] {
  return text.split(/\s*[>»›→]\s*| [/|] /u).filter((crumb) => crumb !== '');
}
