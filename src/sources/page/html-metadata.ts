import { plainLine, plainParagraphs } from '../text/plain-text.ts';
import { findMoment, parseMoment } from './dates-in-text.ts';
import { bareLetters } from './page-body.ts';
import { clean, findLinkedArticle, namesOf, pictureIn, textOf, type LinkedArticle } from './linked-data.ts';
import { authorsOf } from './page-authors.ts';
import { chooseHeadline, siteNames } from './page-headline.ts';
import type { PageDocument, PageNode } from './page-node.ts';
import { isHome, sectionOf } from './page-section.ts';

/** The metadata of a page about its article: JSON-LD first, then Open Graph and other meta tags. */
export interface PageMetadata {
  headline?: string;
  summary?: string;
  body?: string;
  section?: string;
  author?: string;
  imageUrl?: string;
  publishedAt?: Date;
  keywords: string[];
  url: string | null;
  claimedLanguage?: string;
  /** The site's own names, in small letters without spaces. They are no authors. */
  siteNames: ReadonlySet<string>;
  /** The texts of all links, in small letters without spaces: a section is a link. */
  links: ReadonlySet<string>;
}

type MetaTags = ReadonlyMap<string, string>;

/** The meta tags that name the moment of publication, the most exact first. */
const dateTags =
  `article:published_time og:published_time og:article:published_time datepublished article:published parsely-pub-date
  sailthru.date publish-date publishdate publish_date pubdate publication_date dc.date.issued dcterms.created
  dcterms.issued dcterms.date dc.date date article.published cxenseparse:recs:publishtime date_published
  datecreated`.split(/\s+/u);

/**
 * Reads JSON-LD, Open Graph, and the meta tags of news sites. A moment without a zone is in `timeZone` (IANA).
 * @param address where the page was found; null: it is not known.
 */
export function readMetadata(document: PageDocument, timeZone: string, address: string | null): PageMetadata {
  const meta = readMetaTags(document);
  const base = baseOf(document, address);
  const named = [canonicalOf(document), meta.get('og:url')].map((written) => absolute(written, base));
  const linked = findLinkedArticle(document, named.find(isPageAddress) ?? address ?? undefined);
  const data = linked.article;
  const url = addressOf(document, linked, meta, base);
  const publishers = namesOf(data.get('publisher'), linked.byId);
  const said = [meta.get('og:site_name'), meta.get('application-name'), ...publishers, ...logosOf(document)];
  const names = siteNames(said, url);
  const section = sectionOf(document, linked, meta, names);
  const imageUrl = absolute(
    pictureIn(data.get('image'), linked.byId) ?? meta.get('og:image') ?? meta.get('twitter:image'),
    base ?? url,
  );
  const sources = {
    linked: textOf(data.get('headline')),
    linkedName: textOf(data.get('name')),
    social: meta.get('og:title') ?? meta.get('twitter:title'),
    section,
  };
  return withoutGaps({
    headline: chooseHeadline(document, sources, names),
    summary: textOf(data.get('description')) ?? meta.get('og:description') ?? meta.get('description'),
    body: bodyOf(data.get('articleBody')),
    section,
    author: authorsOf(document, linked, meta, names),
    imageUrl,
    publishedAt: momentOf(document, linked, meta, timeZone),
    keywords: keywordsOf(data.get('keywords'), meta.get('keywords') ?? meta.get('news_keywords')),
    url: url ?? null,
    claimedLanguage: languageOf(document, linked, meta),
    siteNames: names,
    links: new Set([...document.querySelectorAll('a')].map((link) => bareLetters(link.textContent ?? ''))),
  });
}

type Always = 'keywords' | 'url' | 'siteNames' | 'links';
type WithGaps = { [name in keyof PageMetadata]: PageMetadata[name] | undefined } & Pick<PageMetadata, Always>;

function withoutGaps(found: WithGaps): PageMetadata {
  const { headline, summary, body, section, author, imageUrl, publishedAt, claimedLanguage, ...rest } = found;
  return {
    keywords: rest.keywords,
    url: rest.url,
    siteNames: rest.siteNames,
    links: rest.links,
    ...(headline === undefined ? {} : { headline }),
    ...(summary === undefined ? {} : { summary }),
    ...(body === undefined ? {} : { body }),
    ...(section === undefined ? {} : { section }),
    ...(author === undefined ? {} : { author }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(claimedLanguage === undefined ? {} : { claimedLanguage }),
  };
}

function readMetaTags(document: PageDocument): MetaTags {
  const tags = new Map<string, string>();
  for (const tag of document.querySelectorAll('meta')) {
    const name =
      tag.getAttribute?.('property') ??
      tag.getAttribute?.('name') ??
      tag.getAttribute?.('itemprop') ??
      tag.getAttribute?.('http-equiv');
    const content = clean(plainLine(tag.getAttribute?.('content') ?? ''));
    if (name != null && content !== undefined && !tags.has(name.toLowerCase()))
      tags.set(name.toLowerCase(), content);
  }
  return tags;
}

/** Relative addresses are resolved against it. Undefined: there is none. */
function baseOf(document: PageDocument, address: string | null): string | undefined {
  const href = document.querySelector('base')?.getAttribute?.('href') ?? null;
  return absolute(href ?? undefined, address ?? undefined) ?? address ?? undefined;
}

function addressOf(
  document: PageDocument,
  { article }: LinkedArticle,
  meta: MetaTags,
  base: string | undefined,
): string | undefined {
  const main = textOf(article.get('mainEntityOfPage'), '@id');
  return [canonicalOf(document), meta.get('og:url'), textOf(article.get('url')), main]
    .map((written) => (isPageAddress(written) ? written : absolute(written, base)))
    .find(isPageAddress);
}

function canonicalOf(document: PageDocument): string | undefined {
  return document.querySelector('link[rel="canonical"]')?.getAttribute?.('href') ?? undefined;
}

function languageOf(document: PageDocument, { article }: LinkedArticle, meta: MetaTags): string | undefined {
  const html = document.querySelector('html');
  const lang = clean(html?.getAttribute?.('lang')) ?? clean(html?.getAttribute?.('xml:lang'));
  return (
    textOf(article.get('inLanguage')) ??
    lang ??
    meta.get('content-language') ??
    meta.get('og:locale') ??
    undefined
  );
}

/** The date stands at the end of a title. */
const longestTitle = 120;

/** A link to the front page says the site's name, if it does not say "home". It has at most so many words. */
const mostLogoWords = 4;

function logosOf(document: PageDocument): string[] {
  return [...document.querySelectorAll('a[href="/"], a[rel="home"]')]
    .map((link) => clean(link.textContent ?? '') ?? '')
    .filter((text) => text !== '' && !isHome(text) && text.split(' ').length <= mostLogoWords);
}

function bodyOf(value: unknown): string | undefined {
  return typeof value === 'string' ? plainParagraphs(value).trim() || undefined : undefined;
}

function keywordsOf(data: unknown, meta: string | undefined): string[] {
  const listed = Array.isArray(data)
    ? data.filter((item) => typeof item === 'string').map(plainLine)
    : [textOf(data) ?? meta ?? ''];
  const words = listed.flatMap((item) => item.split(/\s*[,;]\s*/u)).map((word) => word.trim());
  return [...new Set(words)].filter((word) => word !== '' && word.length <= 60).slice(0, 20);
}

function momentOf(
  document: PageDocument,
  { article }: LinkedArticle,
  meta: MetaTags,
  timeZone: string,
): Date | undefined {
  const texts = [
    textOf(article.get('datePublished')),
    ...dateTags.map((name) => meta.get(name)),
    ...timeTags(document),
    textOf(article.get('dateCreated')),
    textOf(article.get('dateModified')),
  ];
  for (const text of texts) {
    const at = text === undefined ? null : parseMoment(text, timeZone);
    if (at !== null) return at;
  }
  return undefined;
}

/** A moment in the title of a page: «Мост открыли: 28 ноября 2026, 14:34 - новости на Steppe.kz». A date alone may be of the news. */
export function momentInTitle(document: PageDocument, timeZone: string): Date | undefined {
  const found = findMoment(
    (document.querySelector('title')?.textContent ?? '').slice(-longestTitle),
    timeZone,
  );
  return found?.hasTime === true ? found.at : undefined;
}

/** The moments of the article's own tags. Those of related news, comments and sidebars belong to others. */
function timeTags(document: PageDocument): string[] {
  const own = [
    ...document.querySelectorAll('[itemprop="datePublished"], time[pubdate]'),
    ...document.querySelectorAll('article time[datetime], main time[datetime]'),
    ...document.querySelectorAll('time[datetime], abbr.published'),
  ];
  return own
    .filter((tag) => !isAside(tag))
    .flatMap((tag) => {
      const text = ['datetime', 'content', 'title']
        .map((name) => tag.getAttribute?.(name))
        .find((found) => found != null);
      return text ?? clean(tag.textContent) ?? [];
    });
}

function isAside(tag: PageNode): boolean {
  const place =
    'aside, footer, nav, [class*="related"], [class*="comment"], [class*="sidebar"], [class*="widget"]';
  return tag.closest?.(place) != null;
}

function isPageAddress(text: string | null | undefined): text is string {
  const url = text == null ? null : URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && url.pathname !== '/' && !/\s/u.test(text ?? '');
}

function absolute(address: string | undefined, page: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address, page);
  return url !== null && /^https?:$/u.test(url.protocol) ? url.href : undefined;
}
