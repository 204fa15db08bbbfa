import type { NewArticle } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import type { Item, Source } from '../../news/source.ts';
import { keysOfItems } from '../items/item-keys.ts';
import { urlKey } from '../../news/url-key.ts';
import type { DocumentReading } from '../source-document.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import { plainLine } from '../text/plain-text.ts';
import { decodePage } from '../text/text-decoding.ts';
import { removeTracking } from '../tracking-parameters.ts';
import { idFromUrl } from './page-article.ts';
import { addressOfArticle, type SectionPlace } from './section/article-addresses.ts';
import { isHeadline } from './section/card-headline.ts';
import { listedArticles } from './section/item-lists.ts';
import { withMomentsAround } from './section/list-dates.ts';
import { elementsOf, readPageTree, type PageElement } from './section/page-element.ts';
import { findCards } from './section/section-links.ts';
import { visibleTextOf } from './section/text-segments.ts';

/** What a section page says of one article. */
interface Listed {
  url: string;
  headline: string;
  publishedAt: Date | null;
}

/** As many as are taken of a feed. */
const mostItems = 500;

/**
 * Reads a section page: the articles of its own site that it lists, once each and in its order. Menus, advertisements,
 * pagers, footers and boxes of what is read most are left out. Headline and date are a first guess: each article's own
 * page says more.
 * @param url where it was found, after redirects: relative addresses are resolved against it.
 * @param contentType the header of the answer, for the encoding; null: there is none.
 */
export async function readSectionDocument(
  bytes: Uint8Array,
  contentType: string | null,
  source: Source,
  url: string,
  now: Date,
): Promise<DocumentReading> {
  const decoded = decodePage(bytes, contentType);
  if (decoded.kind === 'refused') return noPage(decoded.reason);
  if (!/<[a-z!]/iu.test(decoded.text)) return noPage('it is no page of HTML');
  const root = await readPageTree(decoded.text);
  if (root === null) return noPage('it has more elements than a page of news, or deeper ones');
  const base = baseOf(root, url);
  const place: SectionPlace = { url, keptNames: source.keptParameters };
  const clock = { now, timeZone: source.timeZone };
  const cards = withMomentsAround(root, findCards(root, base, place, clock), clock);
  const seen = cards.map(({ url: address, headline, moment }) => ({
    url: address,
    headline,
    publishedAt: moment === null ? null : guessOf(moment, now),
  }));
  const listed = merged(seen, listedIn(root, base, place, source.timeZone), source.keptParameters);
  if (listed.length === 0) return noPage('no link of it looks like an article of its site');
  const items = itemsOf(listed.slice(0, mostItems), source, url, languageOf(root), now);
  return {
    kind: 'document',
    document: { items, withdrawn: [], isWhole: isWhole(decoded.text) },
    facts: { title: titleOf(root), ttlMinutes: null, self: null, hub: null, next: nextOf(root, base) },
    refusals: [],
    notices: [],
  };
}

function noPage(reason: string): DocumentReading {
  return { kind: 'refused', code: 'SOURCE_IS_NO_FEED', reason };
}

/** A page may end without its end tags, but not in the middle of one. */
function isWhole(html: string): boolean {
  return html.lastIndexOf('<') <= html.lastIndexOf('>');
}

/** A day without a time says little of today's news: they count as seen now. */
function guessOf({ at, hasTime }: { at: Date; hasTime: boolean }, now: Date): Date | null {
  const isToday = !hasTime && now.getTime() - at.getTime() < 86_400_000;
  return isToday || at > now ? null : at;
}

function baseOf(root: PageElement, url: string): string {
  for (const { name, attributes } of elementsOf(root)) {
    const base = name === 'base' ? URL.parse(attributes['href'] ?? '', url) : null;
    if (base !== null && /^https?:$/u.test(base.protocol)) return base.href;
  }
  return url;
}

function listedIn(root: PageElement, base: string, place: SectionPlace, timeZone: string): Listed[] {
  return listedArticles(root, timeZone).flatMap(({ href, headline, publishedAt }) => {
    const url = addressOfArticle(href, base, place);
    return url === null ? [] : [{ url: url.href, headline: headline ?? '', publishedAt }];
  });
}

/** What readers see comes first; the list of JSON-LD adds dates, and articles that a script shows. */
function merged(seen: readonly Listed[], listed: readonly Listed[], keptNames: readonly string[]): Listed[] {
  const byKey = new Map<string, Listed>();
  for (const each of [...seen, ...listed]) {
    const key = urlKey(each.url, keptNames) ?? each.url;
    const known = byKey.get(key);
    if (known !== undefined) byKey.set(key, { ...known, publishedAt: known.publishedAt ?? each.publishedAt });
    else if (isHeadline(each.headline) || seen.includes(each)) byKey.set(key, each);
  }
  return [...byKey.values()];
}

function itemsOf(
  listed: readonly Listed[],
  source: Source,
  address: string,
  claimed: string | null,
  now: Date,
): Item[] {
  const keys = keysOfItems(
    listed.map(({ url, headline }) => ({ guid: null, url, headline })),
    { address: source.url, otherAddresses: [address], site: source.site, keptNames: source.keptParameters },
  );
  return listed.map(({ url, headline, publishedAt }, index) => {
    const bare = new URL(url);
    removeTracking(bare, source.keptParameters);
    const article: NewArticle = {
      id: idFromUrl(bare.href),
      url: bare.href,
      headline: plainLine(headline),
      language: source.language ?? recogniseLanguage(headline, claimed),
      publishedAt: publishedAt ?? now,
      ...(source.section === null ? {} : { section: source.section }),
    };
    return { name: `link ${index + 1}`, keys: keys[index] ?? [], isDated: publishedAt !== null, article };
  });
}

function languageOf(root: PageElement): string | null {
  for (const { name, attributes } of elementsOf(root)) {
    if (name === 'html') return languageOfTag(attributes['lang'] ?? attributes['xml:lang'] ?? '');
  }
  return null;
}

function titleOf(root: PageElement): string | null {
  for (const element of elementsOf(root)) if (element.name === 'title') return visibleTextOf(element) || null;
  return null;
}

function nextOf(root: PageElement, base: string): string | null {
  for (const { name, attributes } of elementsOf(root)) {
    const isNext = (name === 'link' || name === 'a') && /\bnext\b/iu.test(attributes['rel'] ?? '');
    const url = isNext ? URL.parse(attributes['href'] ?? '', base) : null;
    if (url !== null && /^https?:$/u.test(url.protocol)) return url.href;
  }
  return null;
}
