import { isHeadline } from './card-headline.ts';
import { aroundOf, elementsOf, isAny, marksOf, type PageElement } from './page-element.ts';
import { visibleTextOf } from './text-segments.ts';

/** Words of class and id of what stands around a list of news. */
const asideMarks = new Set(
  `nav navbar navigation menu submenu topmenu mainmenu hamburger drawer footer breadcrumb breadcrumbs crumbs pagination
  pagenavi paginator pager pages ad ads adv advert adverts advertisement advertising adfox adsbygoogle reklama jarnama
  promo sponsored sponsor banner banners partner partners popular mostread trending recommend recommended
  recommendations recommendation related social socials share sharing comments comment login auth search subscribe
  subscription newsletter cookie cookies tags tagcloud tagged author authors langs languages lang copyright
  weather currency rates horoscope poll vote infographic-promo outbrain taboola mgid`
    .trim()
    .split(/\s+/u),
);
/** Pairs of words that mean the same: `most-read`, `top-news`. */
const asidePairs =
  /\b(?:most (?:read|popular|viewed|commented)|page numbers|load more|read also|you may|site header|tag cloud|tag list)\b/u;

const asideElements = new Set(['nav', 'footer', 'form', 'dialog', 'menu']);
const asideRoles = new Set([
  'navigation',
  'contentinfo',
  'search',
  'banner',
  'menu',
  'menubar',
  'dialog',
  'complementary',
]);

/** They are frames around everything, whatever their class says. */
const frames = new Set([
  '#root',
  'html',
  'body',
  'main',
  'article',
  'a',
  'h1',
  'h2',
  'h3',
  'h4',
  'time',
  'img',
]);

/** Headings of boxes with news that are not new, or not of this site. */
const boxHeading =
  /^(?:популярн\p{L}*(?: (?:новости|сейчас|за \p{L}+|статьи|материалы))?|сам(?:ое|ые) (?:читаем\p{L}*|популярн\p{L}*|обсуждаем\p{L}*|интересн\p{L}*)(?: \p{L}+){0,3}|чита(?:ют|йте)(?: (?:сейчас|также|ещё|еще))|топ(?:[- ]?\d+)?(?: (?:новост\p{L}*|недели|дня|месяца|за \p{L}+))?|рекоменду\p{L}*|выбор редак\p{L}*|новости партн[её]ров|партн[её]р\p{L}*|реклама|спецпроект\p{L}*|обсуждаем\p{L}*|танымал(?: \p{L}+){0,2}|(?:ең )?көп (?:оқыл|қаралған|талқылан)\p{L}*(?: \p{L}+){0,2}|оқырман таңдауы|редакция таңдауы|ұсынамыз|серіктес\p{L}*(?: \p{L}+)?|жарнама|most (?:read|popular|viewed|commented|shared)|popular(?: (?:news|stories|posts|now))?|trending(?: (?:now|news))?|editor[’']?s[’']? (?:picks?|choice)|recommended(?: for you)?|you may also like|from our partners|sponsored(?: content)?|advertisement|paid content)\s*[:.…]?$/iu;

/** A zone that has more of the links than this is the list itself, whatever its class says. */
const mostOfLinks = 0.6;

/** No page has more boxes under such headings. */
const mostBoxes = 50;

/**
 * The elements of a page in which no list of news stands: menus, footers, advertisements, pagers, boxes of what is read
 * most. `links` are those that may be articles.
 */
export function findAsides(root: PageElement, links: readonly PageElement[]): ReadonlySet<PageElement> {
  const zones = new Set<PageElement>();
  let boxes = 0;
  for (const element of elementsOf(root)) {
    if (isAlwaysAside(element) || isMarkedAside(element)) zones.add(element);
    if (boxes === mostBoxes || !isBoxHeading(element)) continue;
    boxes += 1;
    for (const box of boxUnder(element)) zones.add(box);
  }
  const counts = new Map<PageElement, number>();
  for (const link of links) {
    for (const zone of aroundOf(link)) if (zones.has(zone)) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  for (const [zone, count] of counts) {
    if (!isAlwaysAside(zone) && count > links.length * mostOfLinks) zones.delete(zone);
  }
  return zones;
}

export function isWithin(element: PageElement, zones: ReadonlySet<PageElement>): boolean {
  return isAny(aroundOf(element), (each) => zones.has(each));
}

/** A footer or a header of one card is part of it. */
function isAlwaysAside({ name, attributes, parent }: PageElement): boolean {
  const isOfCard = (): boolean =>
    parent !== null && isAny(aroundOf(parent), (each) => each.name === 'article');
  if (asideElements.has(name)) return name === 'nav' || !isOfCard();
  return asideRoles.has(attributes['role'] ?? '');
}

function isMarkedAside(element: PageElement): boolean {
  if (element.name === 'aside') return true;
  if (frames.has(element.name)) return false;
  const marks = marksOf(element);
  return marks.some((mark) => asideMarks.has(mark)) || asidePairs.test(marks.join(' '));
}

/** What stands under a heading such as «Самое читаемое»: what follows it, up to the next heading. */
function* boxUnder(heading: PageElement): Generator<PageElement> {
  for (const each of aroundOf(heading)) {
    const siblings = each.parent?.children.filter((child) => typeof child === 'object') ?? [];
    const after = siblings.slice(siblings.indexOf(each) + 1);
    const next = after.findIndex((sibling) => isSameHeading(sibling, each));
    const box = next === -1 ? after : after.slice(0, next);
    if (!box.some(hasLink)) continue;
    yield* box;
    return;
  }
}

function isBoxHeading(element: PageElement): boolean {
  const isHeading =
    /^h[1-6]$/u.test(element.name) || marksOf(element).some((mark) => /title|head|caption/u.test(mark));
  return isHeading && element.children.length <= 3 && boxHeading.test(visibleTextOf(element));
}

/** Headlines are headings, too, and end no box. */
function isSameHeading(one: PageElement, other: PageElement): boolean {
  if (hasLink(one) && isHeadline(visibleTextOf(one))) return false;
  if (/^h[1-6]$/u.test(other.name)) return /^h[1-6]$/u.test(one.name) && one.name <= other.name;
  return one.name === other.name && one.attributes['class'] === other.attributes['class'];
}

function hasLink(root: PageElement): boolean {
  return isAny(elementsOf(root), ({ name }) => name === 'a');
}
