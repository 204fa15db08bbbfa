import { anyZone, findMoment } from './dates-in-text.ts';

/** The facts in the small print of a page: "Фото: MFA 22.06.2023 09:34 675". */
export interface PageDetails {
  imageCredit?: string;
  author?: string;
  section?: string;
  publishedAt?: Date;
  /** False if only a day was given. */
  hasTime?: boolean;
  views?: number;
}

type DetailKind = 'credit' | 'author' | 'views' | 'count' | 'moment' | 'date' | 'none';

/** A longer line is a paragraph, whatever it begins with. */
const maxDetailsLength = 160;
const maxNameLength = 90;

/** Replaces the time that was found in a line. It is not a character, so no text contains it. */
const momentMark = '\uFFFF';

const labels: readonly [DetailKind, RegExp][] = [
  [
    'credit',
    /(?<!\p{L})(?:фото(?:сурет|графия|граф)?|foto(?:ğraf)?|bild|crédit photo|сурет\p{L}*|photo(?:graph)?|image|picture|иллюстрация)(?:\s+(?:credit|source|courtesy|автора?|авторы|түсірген|from|by(?=\s*:)))?\s*(?::|©|\bby(?!\p{L}))(?:\s*[:©])?|^fot\./iu,
  ],
  [
    'author',
    /(?<!\p{L})(?:автор\p{L}*|авторы|author|authors|written by|текст|мәтін|журналист|тілші|корреспондент)\s*:/iu,
  ],
  // "By Dana Ali and Tom Reed": only names, up to the end of the line or a separator, so that sentences do not match.
  [
    'author',
    /^(?:By|BY)\s+(?=\p{Lu}[\p{L}.'’-]*(?:(?:\s+and|,)?\s+\p{Lu}[\p{L}.'’-]*){0,7}\s*(?:$|[|•·—–,]|\uFFFF))/u,
  ],
  [
    'views',
    /(?<!\p{L})(?:(?:количество\s+)?(?:просмотр\p{L}*|показов)|қарал\p{L}*(?:\s+саны)?|көрілім\p{L}*|көрсетіл\p{L}*|оқылды|прочитано|прочтений|views|viewed|reads)\s*:|👁\uFE0F?/iu,
  ],
  [
    'date',
    /(?<!\p{L})(?:опубликован\p{L}*|обновлен\p{L}*|обновлён\p{L}*|дата(?:\s+публикации)?|время|жарияланған\p{L}*(?:\s+күні)?|жарияланды|күні|уақыты|published(?:\s+(?:on|at))?|posted(?:\s+on)?|updated|date|сегодня|бүгін|today)(?:\s*:|(?=\s*\uFFFF))|[📅🕒🕐⏰🗓]\uFE0F?/iu,
  ],
  // Counters that say nothing of the article.
  [
    'count',
    /(?<!\p{L})(?:комментари\p{L}*|пікір\p{L}*|comments?|рейтинг|лайк\p{L}*|likes?|shares?|на чтение|время чтения)\s*:/iu,
  ],
  ['moment', /\uFFFF/u],
];

/** «пятница, 27 ноября», "Fri 27 Nov", «жұма, 27 қараша» */
const dayOfWeek =
  /(?<!\p{L})(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі|(?:mon|tues|wednes|thurs|fri|satur|sun)day|пн|вт|ср|чт|пт|сб|вс|дс|сс|бс|жм|сн|жс|mon|tue|wed|thu|fri|sat|sun)[.,]*\s*$/iu;

const viewCount = /^(?:\d{1,3}(?:[ ,.]\d{3})+|\d{1,9})$/u;
const viewWords =
  /^(?<count>\d[\d ,]*)\s*(?:просмотр\p{L}*|рет\s+(?:қарал|оқыл|көрсетіл)\p{L}*|қаралым\p{L}*|қаралды|көрілім\p{L}*|көрсетілді|көрсетілім\p{L}*|рет|views?|reads?|прочтени\p{L}*|👁)$/iu;
const separators = /^[\s|,;:/•·—–()[\]-]+|[\s|,;:/•·—–([-]+$/gu;

/**
 * Reads a line of small print: picture credit, author, time and views, in any order. Null for any other line. A
 * paragraph that begins with a date is not small print, because other words remain.
 */
export function readDetails(line: string, timeZone: string): PageDetails | null {
  if (line === '' || line.length > maxDetailsLength) return null;
  const found = findMoment(line, timeZone);
  const whole =
    found === null
      ? line
      : line.slice(0, found.start).replace(dayOfWeek, '') + momentMark + line.slice(found.end);
  const details: PageDetails = found === null ? {} : { publishedAt: found.at, hasTime: found.hasTime };
  const named = readWriter(whole);
  if (named !== null) return { ...details, ...named };
  const marked = withoutSection(withoutAltText(whole), details);
  for (const [kind, value] of splitByLabels(marked)) {
    if (!addDetail(details, kind, value)) return null;
  }
  return Object.keys(details).length === 0 ? null : details;
}

/** Whether a line is small print. */
export function isDetails(line: string): boolean {
  return readDetails(line, anyZone) !== null;
}

/** "By NAME in SECTION on 1 JUNE 2025" */
function readWriter(marked: string): PageDetails | null {
  const writer =
    /^(?:posted\s+)?by\s+(?<author>.{2,60}?)\s+in\s+(?<section>.{2,40}?)\s*(?:\bon\b|[,|•·—–-])?\s*\uFFFF$/iu.exec(
      marked,
    )?.groups;
  return writer === undefined ? null : { author: writer['author'] ?? '', section: writer['section'] ?? '' };
}

/**
 * Removes the alternative text of a picture before its date and credit: "көпір, Орал, сурет - Aqpar.kz жаңалық
 * 14.10.2026 11:20 Сурет: …". It is a list of words, or names the picture or the site.
 */
function withoutAltText(marked: string): string {
  const at = marked.indexOf(momentMark);
  const alt = marked.slice(0, Math.max(at, 0)).trim();
  const isFollowedByCredit = labels.some(
    ([kind, pattern]) => kind === 'credit' && pattern.test(marked.slice(at)),
  );
  const isAlt =
    /,.*,/u.test(alt) ||
    /(?<!\p{L})(?:сурет|фото|photo|image)\s*[-–—]/iu.test(alt) ||
    /\s[-–—]\s\S+\.\p{L}{2,4}(?!\p{L})/u.test(alt);
  return at > 0 && isFollowedByCredit && isAlt && !/[:©]/u.test(alt) ? marked.slice(at) : marked;
}

/** «Білім • 21 Ақпан, 2025»: the section, a bullet or a bar, and the date. It is taken out and written to `details`. */
function withoutSection(marked: string, details: PageDetails): string {
  const section = /^(?<name>\p{Lu}[\p{L} -]{2,29}?)\s*[•·|]\s*(?=\uFFFF)/u.exec(marked);
  const name = section?.groups?.['name'];
  if (section === null || name === undefined || firstLabel(name) !== null) return marked;
  details.section = name;
  return marked.slice(section[0].length);
}

/**
 * Separates small print from a paragraph after a lost newline: "Фото: MFA 22.06.2023 09:34 675 The minister met …".
 * Null if there is nothing to separate. A paragraph that only begins with a date has neither credit nor views.
 */
export function splitGluedDetails(line: string): [string, string] | null {
  const head = line.slice(0, maxDetailsLength);
  const moment = isDetails(line) ? null : findMoment(head, anyZone);
  if (moment === null || !moment.hasTime) return null;
  const count = /^\s+\d{1,3}(?: \d{3})*(?=\s)|^\s+\d+(?=\s)/u.exec(line.slice(moment.end));
  const end = moment.end + (count?.[0].length ?? 0);
  const details = readDetails(line.slice(0, end), anyZone);
  const rest = line.slice(end).trim();
  const isSmallPrint = details?.imageCredit !== undefined || details?.views !== undefined;
  return isSmallPrint && /^[\p{Lu}«"“]/u.test(rest) ? [line.slice(0, end), rest] : null;
}

/** A number of views: "675", "1 675", "675 views". Null for any other text. */
export function parseViews(text: string): number | null {
  const digits = viewCount.test(text) ? text : viewWords.exec(text)?.groups?.['count'];
  if (digits === undefined) return null;
  const views = Number(digits.replaceAll(/\D/gu, ''));
  return Number.isSafeInteger(views) ? views : null;
}

/** Merges the details of several lines. For each fact the first line counts. */
export function joinDetails(lines: readonly PageDetails[]): PageDetails {
  return Object.assign({}, ...lines.toReversed());
}

function splitByLabels(marked: string): [DetailKind, string][] {
  const parts: [DetailKind, string][] = [];
  let kind: DetailKind = 'none';
  let rest = marked;
  for (;;) {
    const next = firstLabel(rest);
    const value = (next === null ? rest : rest.slice(0, next.start)).replaceAll(separators, '');
    parts.push([kind, value]);
    if (next === null) return parts;
    kind = next.kind;
    rest = rest.slice(next.end);
  }
}

function firstLabel(text: string): { kind: DetailKind; start: number; end: number } | null {
  let first: { kind: DetailKind; start: number; end: number } | null = null;
  for (const [kind, pattern] of labels) {
    const match = pattern.exec(text);
    if (match === null || (first !== null && first.start <= match.index)) continue;
    first = { kind, start: match.index, end: match.index + match[0].length };
  }
  return first;
}

/** Adds one part to the details. @returns false if it does not look like small print */
function addDetail(details: PageDetails, kind: DetailKind, value: string): boolean {
  if (kind === 'credit') return addCredit(details, value);
  if (kind === 'author') {
    if (value !== '') details.author = value;
    return value.length <= maxNameLength;
  }
  if (value === '') return true;
  if (kind === 'count') return /^\d{1,6}(?:\s*\p{L}+\.?)?$/u.test(value);
  const views = parseViews(value);
  if (
    views !== null &&
    (kind === 'moment' || kind === 'views' || viewWords.test(value) || details.publishedAt)
  ) {
    details.views = views;
    return true;
  }
  // A few words beside a full date and time are the place, the agency or the section: "Астана, 22.06.2023 09:34".
  return kind !== 'views' && details.hasTime === true && isTag(value);
}

function addCredit(details: PageDetails, value: string): boolean {
  const trailing = /^(?<name>.*\S)\s+(?<count>\d+)$/u.exec(value)?.groups;
  const isCount = trailing !== undefined && details.publishedAt !== undefined && details.views === undefined;
  if (isCount) details.views = Number(trailing['count']);
  const name = isCount ? (trailing['name'] ?? value) : value;
  const credit = withoutStrayBrackets(name.replaceAll(separators, ''));
  if (credit !== '') details.imageCredit = credit;
  return name.length <= maxNameLength;
}

/** "(МФА" and "МФА)": one bracket of two was left behind. */
function withoutStrayBrackets(name: string): string {
  const opened = name.split(/[([]/u).length;
  const closed = name.split(/[)\]]/u).length;
  return opened === closed ? name : name.replaceAll(/[()[\]]/gu, '').trim();
}

function isTag(text: string): boolean {
  return text.length <= 30 && text.split(' ').length <= 3 && !/[.!?…]$/u.test(text);
}
