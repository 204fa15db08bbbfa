import { isSameSite } from '../items/same-site.ts';
import { isHomePage, urlKey } from '../../news/url-key.ts';
import { languageOfTag } from '../../news/language.ts';
import { parseMoment } from './dates-in-text.ts';
import { elementsOf, type PageElement } from './section/page-element.ts';
import { visibleTextOf } from './section/text-segments.ts';

/** What a page says of itself, besides its article. */
export interface PageFacts {
  /** Further addresses of the page, on its own site: its canonical one, and that for social networks. */
  addresses: string[];
  /** The addresses of all language versions, its own among them, by their languages. Empty: there is only one. */
  versions: ReadonlyMap<string, string>;
  modifiedAt: Date | null;
  /** Search engines are asked to leave the page out. */
  isNoindex: boolean;
  /** It says that there is no such page, although the server answers as if there was one. */
  isNotFound: boolean;
  /** Readers have to log in first. */
  isLogin: boolean;
}

const notFound =
  /(?:^|[\s(#])404(?:$|[\s).:,!])|(?:страниц\p{L}*|материал|новость|статья|публикация|запись|документ)\s+(?:\p{L}+\s+)?(?:не\s+найден\p{L}*|не\s+существует|удален\p{L}*|удалён\p{L}*|снят\p{L}* с публикации)|(?:бет|парақ\p{L}*|мақала|жаңалық|материал)\s+(?:табылмады|жоқ|жойылды|жойылған|өшірілді|өшірілген)|(?:page|article|story|post)\s+(?:could\s+not\s+be\s+|was\s+|is\s+|has\s+been\s+|not\s+)?(?:not\s+)?(?:found|removed|deleted|unavailable|no longer available)|(?:page|article|story)\s+(?:does\s*n[’']?o?t|doesn[’']t)\s+exist|^(?:не найдено|ничего не найдено|not found|табылмады|ошибка 404|error 404)[.!]?$/iu;

const login =
  /^(?:вход|войти|войдите|авторизация|авторизуйтесь|вход на сайт|кіру|жүйеге кіру|log ?in|sign ?in|please (?:log|sign) in|login required|just a moment|attention required!?|проверка браузера)(?=$|[\s.,|:…–—-])/iu;

/** @param address where the page was found, after redirects. */
export function readPageFacts(
  root: PageElement,
  address: string,
  { timeZone, robotsHeader }: { timeZone: string; robotsHeader: string | null },
): PageFacts {
  const elements = [...elementsOf(root)];
  const base = baseAddress(elements, address);
  const metas = metasOf(elements);
  const texts = [titleOf(elements), ...headingsOf(elements)];
  const modified =
    metas.get('article:modified_time') ?? metas.get('og:updated_time') ?? metas.get('datemodified');
  return {
    addresses: addressesOf(elements, metas, base, address),
    versions: versionsOf(elements, base, address),
    modifiedAt: modified === undefined ? null : parseMoment(modified, timeZone),
    isNoindex: [robotsHeader, metas.get('robots'), metas.get('googlebot')].some(
      (rule) => rule != null && /(?:^|[\s,:])(?:noindex|none)(?=$|[\s,])/iu.test(rule),
    ),
    isNotFound: texts.some((text) => text.length <= 120 && notFound.test(text)),
    isLogin: texts.some((text) => login.test(text)) || hasPassword(elements),
  };
}

/** Relative addresses are resolved against the base that the page names. */
function baseAddress(elements: readonly PageElement[], address: string): string {
  const href = elements.find(({ name }) => name === 'base')?.attributes['href'];
  return URL.parse(href ?? '', address)?.href ?? address;
}

function metasOf(elements: readonly PageElement[]): ReadonlyMap<string, string> {
  const metas = new Map<string, string>();
  for (const { name, attributes } of elements) {
    const key = attributes['property'] ?? attributes['name'] ?? attributes['itemprop'];
    const content = name === 'meta' ? attributes['content']?.trim() : undefined;
    if (key !== undefined && content !== undefined && !metas.has(key.toLowerCase()))
      metas.set(key.toLowerCase(), content);
  }
  return metas;
}

function titleOf(elements: readonly PageElement[]): string {
  const title = elements.find(({ name }) => name === 'title');
  return title === undefined ? '' : visibleTextOf(title);
}

function headingsOf(elements: readonly PageElement[]): string[] {
  return elements
    .filter(({ name }) => name === 'h1')
    .slice(0, 3)
    .map(visibleTextOf);
}

/** Templates name the home page, a list or another site as canonical. Those are addresses of no article. */
function addressesOf(
  elements: readonly PageElement[],
  metas: ReadonlyMap<string, string>,
  base: string,
  address: string,
): string[] {
  const canonical = linksOf(elements, 'canonical').map(({ attributes }) => attributes['href']);
  const found = [...canonical.slice(0, 1), metas.get('og:url')].flatMap(
    (href) => pageOf(href, base, address) ?? [],
  );
  return [...new Set(found)];
}

function versionsOf(
  elements: readonly PageElement[],
  base: string,
  address: string,
): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const { attributes } of linksOf(elements, 'alternate')) {
    const language = languageOfTag(attributes['hreflang'] ?? '');
    const url =
      language === null || attributes['hreflang'] === 'x-default'
        ? null
        : pageOf(attributes['href'], base, address);
    if (language !== null && url !== null && !isLanguageHome(url)) versions.set(language, url);
  }
  const keys = new Set([...versions.values()].map((url) => urlKey(url)));
  return keys.size > 1 ? versions : new Map();
}

function linksOf(elements: readonly PageElement[], rel: string): PageElement[] {
  return elements.filter(
    ({ name, attributes }) =>
      name === 'link' && (attributes['rel'] ?? '').toLowerCase().split(/\s+/u).includes(rel),
  );
}

/** An address of the same site that is not its home page. */
function pageOf(href: string | undefined, base: string, address: string): string | null {
  const url = URL.parse(href?.trim() ?? '', base);
  if (href === undefined || href.trim() === '' || url === null || !/^https?:$/u.test(url.protocol))
    return null;
  url.hash = '';
  return url.username === '' && isSameSite(url.href, address) && !isHomePage(url.href) ? url.href : null;
}

/** `/kz/`: the home page of a language, where a version is missing. */
function isLanguageHome(url: string): boolean {
  return /^\/[a-z]{2,3}(?:-[a-z]{2,4})?\/?$/iu.test(new URL(url).pathname);
}

function hasPassword(elements: readonly PageElement[]): boolean {
  const isInMain = elements.some(({ name }) => name === 'article');
  return (
    !isInMain &&
    elements.some(({ name, attributes }) => name === 'input' && attributes['type'] === 'password')
  );
}
