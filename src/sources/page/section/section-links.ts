import { bareLetters } from '../page-body.ts';
import { addressOfArticle, looksLikeArticle, type SectionPlace } from './article-addresses.ts';
import { headingsIn, headlineOf, isHeadline, namesOf } from './card-headline.ts';
import { atTimeOf, readListMoment, type ListClock, type ListMoment } from './list-moments.ts';
import { aroundOf, elementsOf, isAny, marksOf, nearestOf, type PageElement } from './page-element.ts';
import { findAsides, isWithin } from './page-zones.ts';
import { segmentsOf } from './text-segments.ts';
import { urlKey } from '../../../news/url-key.ts';

/** One article of a section page. */
export interface Card {
  key: string;
  url: string;
  headline: string;
  /** Its links, in the order of the page. */
  links: PageElement[];
  /** The largest element around its first link that has no link to another article. */
  element: PageElement;
  moment: ListMoment | null;
}

/** All links of a page to one address. */
interface Candidate {
  key: string;
  url: URL;
  links: PageElement[];
}

/** A menu's link has two points, a card's link has five and more. */
const leastPoints = 4;
/** No list shows more, and no card has more links to its article. */
const mostLinks = 5_000;
const mostOfOne = 10;

/** Finds the articles of a section page, in its order, each once. */
export function findCards(root: PageElement, base: string, place: SectionPlace, clock: ListClock): Card[] {
  const all = findCandidates(root, base, place);
  const asides = findAsides(
    root,
    all.flatMap(({ links }) => links),
  );
  const candidates = all
    .map((each) => ({ ...each, links: each.links.filter((link) => !isWithin(link, asides)) }))
    .filter((each) => each.links.length > 0 && mayBeArticle(each));
  const owners = ownersOf(candidates);
  const shapes = countShapes(candidates);
  const cards: Card[] = [];
  for (const candidate of candidates) {
    const [link] = candidate.links;
    if (link === undefined) continue;
    const element = cardAround(link, owners);
    const written = headlineOf(candidate.links, element);
    if (written === null || isAdvertised(element, candidate.links)) continue;
    const { headline, moment } = splitMoment(written, clock);
    const card: Card = {
      key: candidate.key,
      url: candidate.url.href,
      headline,
      links: candidate.links,
      element,
      moment: moment ?? momentIn(element, written, clock),
    };
    if (isListed(card, candidate, shapes, place)) cards.push(card);
  }
  return cards;
}

function findCandidates(root: PageElement, base: string, place: SectionPlace): Candidate[] {
  const found = new Map<string, Candidate>();
  let count = 0;
  for (const element of elementsOf(root)) {
    const href = element.name === 'a' ? element.attributes['href'] : undefined;
    if (href === undefined || element.attributes['hreflang'] !== undefined) continue;
    if ((count += 1) > mostLinks) break;
    const url = addressOfArticle(href, base, place);
    const key = url === null ? null : urlKey(url.href, place.keptNames);
    if (url === null || key === null) continue;
    const known = found.get(key);
    if (known === undefined) found.set(key, { key, url, links: [element] });
    else {
      if (isTwin(known.url) && !isTwin(url)) known.url = url;
      if (known.links.length < mostOfOne) known.links.push(element);
    }
  }
  return [...found.values()];
}

/** Whether an address is the one of a page for telephones, beside which a page for everybody stands. */
function isTwin({ hostname, pathname }: URL): boolean {
  return /^(?:m|mobile|amp)\./u.test(hostname) || /\/amp\/?$/u.test(pathname);
}

/** Names of sections and buttons are links, too, and stand in the cards of others. */
function mayBeArticle({ url, links }: Candidate): boolean {
  return (
    looksLikeArticle(url) ||
    links.some((link) => isHeadline(textOf(link)) || namesOf(link).some(isHeadline) || liesOverCard(link))
  );
}

/** A link without a text lies over its card: the heading stands beside it, and nothing else there is a link. */
function liesOverCard(link: PageElement): boolean {
  if (textOf(link) !== '') return false;
  const { href } = link.attributes;
  return nearestOf(link, 4).some((element) => {
    const [heading, another] = headingsIn([element]);
    if (heading === undefined || another !== undefined || !isHeadline(heading)) return false;
    return !isAny(elementsOf(element), (each) => each.name === 'a' && each.attributes['href'] !== href);
  });
}

function textOf(link: PageElement): string {
  return segmentsOf(link).reduce((longest, { text }) => (text.length > longest.length ? text : longest), '');
}

/** The candidate whose links alone stand in an element; null: there are several. */
type Owners = ReadonlyMap<PageElement, Candidate | null>;

function ownersOf(candidates: readonly Candidate[]): Owners {
  const owners = new Map<PageElement, Candidate | null>();
  for (const candidate of candidates) {
    for (const link of candidate.links) {
      for (const element of aroundOf(link)) {
        const owner = owners.get(element);
        owners.set(element, owner === undefined || owner === candidate ? candidate : null);
      }
    }
  }
  return owners;
}

function cardAround(link: PageElement, owners: Owners): PageElement {
  let card = link;
  for (const element of aroundOf(link)) {
    if (owners.get(element) === null || ['main', 'body', 'html', '#root'].includes(element.name)) break;
    card = element;
  }
  return card;
}

/** Lists repeat the same elements around each link. */
function shapeOf(link: PageElement): string {
  return nearestOf(link, 4)
    .map(({ name, attributes }) => `${name}.${attributes['class']?.split(/\s+/u, 1)[0] ?? ''}`)
    .join(' ');
}

function countShapes(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { links } of candidates) {
    for (const shape of new Set(links.map(shapeOf))) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  return counts;
}

/** A date of the card: in `time` or marked as one, else in a short text beside the headline. */
function momentIn(element: PageElement, headline: string, clock: ListClock): ListMoment | null {
  for (const each of elementsOf(element)) {
    const { attributes, name } = each;
    const isMarked = name === 'time' || /^date(?:Published|Created)$/u.test(attributes['itemprop'] ?? '');
    const written = isMarked ? (attributes['datetime'] ?? attributes['content']) : undefined;
    const moment = written === undefined ? null : readListMoment(written, clock);
    if (moment?.hasDay === true && moment.hasTime) return moment;
  }
  const texts = segmentsOf(element).map(({ text }) => text);
  const moments = texts
    .filter((text) => bareLetters(text) !== bareLetters(headline))
    .flatMap((text) => readListMoment(text, clock) ?? []);
  const [first] = moments;
  // «28 ноября» and «10:30» may stand in two elements.
  const time = first?.hasTime === false ? moments.find((moment) => !moment.hasDay) : undefined;
  return moments.find((moment) => moment.hasDay && moment.hasTime) ?? joined(first, time, clock) ?? null;
}

function joined(
  day: ListMoment | undefined,
  time: ListMoment | undefined,
  clock: ListClock,
): ListMoment | undefined {
  return day === undefined || time === undefined ? day : atTimeOf(day, time, clock);
}

const adLabel =
  /^(?:реклама|на правах рекламы|жарнама|спецпроект|sponsored(?: by .{1,40})?|advertisement|promoted|ad|партн[её]рский материал|промо)$/iu;

function isAdvertised(element: PageElement, links: readonly PageElement[]): boolean {
  if (links.some(({ attributes }) => /\b(?:sponsored|nofollow sponsored)\b/u.test(attributes['rel'] ?? '')))
    return true;
  return segmentsOf(element).some(({ text }) => adLabel.test(text));
}

/** Whether a link looks enough like an article's: by where it stands, and by its words and its address. */
function isListed(
  { headline, element, moment, links }: Card,
  { url }: Candidate,
  shapes: ReadonlyMap<string, number>,
  place: SectionPlace,
): boolean {
  const words = headline.split(' ').length;
  const places: [boolean, number][] = [
    [links.some((link) => isInHeading(link) || hasHeading(link)), 2],
    [isAny(aroundOf(element), isArticle) || isAny(elementsOf(element), isArticle), 2],
    [moment !== null, 2],
    [links.some((link) => (shapes.get(shapeOf(link)) ?? 0) >= 3), 1],
  ];
  const signs: [boolean, number][] = [
    [looksLikeArticle(url), 2],
    [isBelow(url, place), 2],
    [words >= 3, 1],
    [words >= 5 && headline.length >= 30, 1],
    [isAny(aroundOf(element), isMain), 1],
  ];
  return places.some(([is]) => is) && sumOf([...places, ...signs]) >= leastPoints;
}

function sumOf(signs: readonly [boolean, number][]): number {
  return signs.reduce((sum, [is, points]) => sum + (is ? points : 0), 0);
}

/** Whether a page stands in the folder of its section. */
function isBelow(url: URL, place: SectionPlace): boolean {
  const section = urlKey(place.url, place.keptNames)?.replace(/\?.*$/u, '') ?? '';
  return section.includes('/') && (urlKey(url.href) ?? '').startsWith(`${section}/`);
}

/** «10:40 Снег выпал»: the time stands in the same text as the headline. */
function splitMoment(text: string, clock: ListClock): { headline: string; moment: ListMoment | null } {
  const match = leadingMoment.exec(text);
  const moment = match === null ? null : readListMoment(match[0].replace(/[\s|,–—-]+$/u, ''), clock);
  const headline = match === null ? text : text.slice(match[0].length);
  return moment === null || bareLetters(headline).length < 6
    ? { headline: text, moment: null }
    : { headline, moment };
}

const leadingMoment =
  /^(?:\d{1,2}[./]\d{2}[./]\d{2,4},?\s*)?(?:(?:[01]?\d|2[0-3]):[0-5]\d)?\s*[|–—-]?\s+(?=\p{L}|["«“])/u;

function isMain({ name, attributes }: PageElement): boolean {
  return name === 'main' || attributes['role'] === 'main';
}

function isArticle({ name, attributes }: PageElement): boolean {
  return name === 'article' || /(?:Article|BlogPosting)$/u.test(attributes['itemtype'] ?? '');
}

function isInHeading(link: PageElement): boolean {
  return nearestOf(link, 4).some((each) => /^h[1-6]$/u.test(each.name) || isTitle(each));
}

function hasHeading(link: PageElement): boolean {
  return isAny(elementsOf(link), (each) => /^h[1-6]$/u.test(each.name) || isTitle(each));
}

function isTitle(element: PageElement): boolean {
  return (
    element.attributes['itemprop'] === 'headline' ||
    marksOf(element).some((mark) => /^(?:title|headline|heading|zagolovok|taqyryp)$/u.test(mark))
  );
}
