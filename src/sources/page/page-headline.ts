import { plainLine } from '../text/plain-text.ts';
import { clean } from './linked-data.ts';
import { bareLetters } from './page-body.ts';
import type { PageDocument, PageNode } from './page-node.ts';

/** What a page offers as its headline, in the order in which it is believed. */
export interface HeadlineSources {
  /** `headline` and `name` of the article in JSON-LD. */
  linked: string | undefined;
  linkedName: string | undefined;
  /** `og:title`, or what stands for it. */
  social: string | undefined;
  section: string | undefined;
}

const separator = /\s+[|—–•·»:-]\s+|\s*[|]\s*|(?<=^[^:]{2,40}):\s+/u;
const anyDomain =
  /^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:kz|ru|com|org|net|info|media|news|kg|uz|by|ua|eu|io|asia)$/iu;

/** Titles that say what a page is, and nothing of its news. */
const generic =
  /^(?:home(?: ?page)?|news|latest news|article|articles|blog|post|untitled|index|breaking news|новости|главная(?: страница)?|статья|статьи|лента новостей|все новости|публикации|жаңалықтар|жаңалық|басты бет|мақала|мақалалар|wikimedia (?:list article|disambiguation page|project page|article))$/iu;

/** A site's name has at most so many words. */
const mostNameWords = 5;

/** The names of a site: as it calls itself, as its publisher, and as its domain. Without spaces, in small letters. */
export function siteNames(
  names: readonly (string | undefined)[],
  url: string | undefined,
): ReadonlySet<string> {
  const host = url === undefined ? undefined : URL.parse(url)?.hostname.replace(/^(?:www|m|amp)\./u, '');
  const labels = host === undefined ? [] : [host, host.split('.').at(-2)];
  const all = [...names, ...labels].filter((name) => name !== undefined).map(bareLetters);
  return new Set(all.filter((name) => name.length > 1));
}

/**
 * The headline of a page: of JSON-LD, of the article's own h1, of `og:title`, or of the title. The site's name before or
 * after it is removed. The site's name alone, a section's name and a general title are no headlines.
 */
export function chooseHeadline(
  document: PageDocument,
  sources: HeadlineSources,
  names: ReadonlySet<string>,
): string | undefined {
  const title = textWithin(document.querySelector('title')?.textContent);
  const own = ownHeading(document, [sources.social, title], names);
  const withoutName = (text: string | undefined) =>
    text === undefined ? undefined : withoutSiteName(text, names);
  const rest = [own, withoutName(sources.social), withoutName(titleHeadline(title, names))];
  const linked = linkedHeadline(sources, [own, sources.social, title]);
  const isHeadline = (text: string | undefined) =>
    text !== undefined && !isNoHeadline(text, names) && !isSection(text, sources.section);
  return [completed(withoutName(linked), rest), ...rest].find(isHeadline) ?? anyHeading(document, names);
}

/** Wikipedia's JSON-LD has a short description as its headline, and the title as its name. */
function linkedHeadline(
  { linked, linkedName }: HeadlineSources,
  seen: readonly (string | undefined)[],
): string | undefined {
  if (linked === undefined) return linkedName;
  const isSeen = (text: string) => seen.some((other) => other !== undefined && sharesWords(text, other));
  return !isSeen(linked) &&
    seen.some((text) => text !== undefined) &&
    linkedName !== undefined &&
    isSeen(linkedName)
    ? linkedName
    : linked;
}

/** JSON-LD may cut a headline off after 110 characters. */
function completed(
  headline: string | undefined,
  others: readonly (string | undefined)[],
): string | undefined {
  const cut = headline === undefined ? null : /^(?<start>.{20,}?)\s*(?:…|\.\.\.)$/u.exec(headline);
  const start = bareLetters(cut?.groups?.['start'] ?? '');
  return start === ''
    ? headline
    : (others.find((text) => bareLetters(text ?? '').startsWith(start)) ?? headline);
}

/** The h1 that the title repeats, or that stands in the article. Not a logo, and not the name of the site. */
function ownHeading(
  document: PageDocument,
  titles: readonly (string | undefined)[],
  names: ReadonlySet<string>,
): string | undefined {
  const candidates: { text: string; points: number }[] = [];
  for (const heading of document.querySelectorAll('h1')) {
    const text = textWithin(heading.textContent);
    if (text === undefined || isNoHeadline(text, names) || isTitleOfSite(text, titles, document)) continue;
    if (isLogo(heading)) continue;
    const isRepeated = titles.some(
      (title) => title !== undefined && bareLetters(title).includes(bareLetters(text)),
    );
    const isInside = heading.closest?.('article, main, [itemtype*="Article"]') != null;
    const isAround = heading.closest?.('header nav, nav, footer, aside, [class*="logo"]') != null;
    const points =
      (isRepeated ? 4 : 0) + (isInside ? 2 : 0) + (text.split(' ').length > 2 ? 1 : 0) - (isAround ? 4 : 0);
    candidates.push({ text, points });
  }
  const best = candidates.toSorted((one, other) => other.points - one.points)[0];
  return best !== undefined && best.points > 0 ? best.text : undefined;
}

/** A heading that leads to the front page. */
function isLogo(heading: PageNode): boolean {
  const href =
    heading.querySelector?.('a')?.getAttribute?.('href') ?? heading.closest?.('a')?.getAttribute?.('href');
  return href != null && /^(?:https?:\/\/[^/]+)?\/?(?:kk|kz|ru|en|index\.\w+)?\/?$/u.test(href);
}

/** "Headline – Site" with the site in the h1: another heading has the headline, or the site's part is the short one. */
function isTitleOfSite(
  heading: string,
  titles: readonly (string | undefined)[],
  document: PageDocument,
): boolean {
  for (const title of titles) {
    const parts = title?.split(separator) ?? [];
    const [first, last] = [parts[0] ?? '', parts.at(-1) ?? ''];
    if (parts.length < 2) continue;
    const isLast = bareLetters(last) === bareLetters(heading);
    const isFirst = bareLetters(first) === bareLetters(heading);
    if (!isLast && !isFirst) continue;
    const other = bareLetters(isLast ? first : last);
    if (
      [...document.querySelectorAll('h1, h2')].some((node) => bareLetters(node.textContent ?? '') === other)
    ) {
      return bareLetters(heading).length < other.length;
    }
    if (isLast && first.split(' ').length > heading.split(' ').length) return true;
  }
  return false;
}

function anyHeading(document: PageDocument, names: ReadonlySet<string>): string | undefined {
  for (const heading of document.querySelectorAll('h1, h2')) {
    const text = textWithin(heading.textContent);
    const isNews = text !== undefined && !isNoHeadline(text, names) && !isLogo(heading);
    if (isNews && text.split(' ').length > 2) return text;
  }
  return textWithin(document.querySelector('h1')?.textContent);
}

/** A title without the site's name after it, also where the site does not say its name. */
function titleHeadline(title: string | undefined, names: ReadonlySet<string>): string | undefined {
  if (title === undefined || withoutSiteName(title, names) !== title) return title;
  return title.replace(/\s+[|—–]\s+[^|—–]{2,40}$/u, '');
}

function withoutSiteName(text: string, names: ReadonlySet<string>): string {
  let rest = text;
  for (;;) {
    const found = [...rest.matchAll(new RegExp(separator, 'gu'))];
    const [first, last] = [found[0], found.at(-1)];
    if (first === undefined || last === undefined) return rest;
    const head = rest.slice(0, first.index);
    const tail = rest.slice(last.index + last[0].length);
    if (isSiteName(tail, names)) rest = rest.slice(0, last.index);
    else if (isSiteName(head, names)) rest = rest.slice(first.index + first[0].length);
    else return rest;
    if (rest.trim() === '') return text;
  }
}

/** The name itself, a domain, or the name with a word or two: "BBC News Русская служба". */
function isSiteName(part: string, names: ReadonlySet<string>): boolean {
  const bare = bareLetters(part);
  if (bare === '' || anyDomain.test(part.trim()) || names.has(bare)) return true;
  const isShort = part.trim().split(/\s+/u).length <= mostNameWords;
  return (
    isShort && [...names].some((name) => name.length > 3 && (bare.startsWith(name) || bare.endsWith(name)))
  );
}

function isNoHeadline(text: string, names: ReadonlySet<string>): boolean {
  const bare = bareLetters(text);
  // The logo says «Сыр бойы», the site calls itself «Сыр бойы газеті».
  const isBeginningOfName = bare.length > 4 && [...names].some((name) => name.startsWith(bare));
  return generic.test(text) || anyDomain.test(text) || names.has(bare) || isBeginningOfName;
}

function isSection(text: string, section: string | undefined): boolean {
  return section !== undefined && bareLetters(text) === bareLetters(section) && text.split(' ').length <= 3;
}

/** Whether half of the words of the shorter text stand in the other one. */
function sharesWords(one: string, other: string): boolean {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  const [left, right] = [wordsOf(one), wordsOf(other)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared > 0 && shared * 2 >= Math.min(left.size, right.size);
}

function textWithin(text: string | null | undefined): string | undefined {
  return text == null ? undefined : clean(plainLine(text));
}
