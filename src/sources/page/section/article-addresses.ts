import { isSameSite } from '../../items/same-site.ts';
import { isHomePage, urlKey } from '../../../news/url-key.ts';

/** What is no page: pictures, documents, sounds, feeds, programs. */
const noPage =
  /\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|gz|mp[34]|m4[av]|ogg|wav|avi|mov|webm|css|js|json|xml|rss|atom|apk|exe)$/iu;

/** A page whose path has one of these as its last part or as the one before it lists things, or serves readers. */
const listings = new Set(
  `tag tags tegi author authors avtor avtory autor category categories rubric rubrics rubrika rubriki search poisk login
  signin register user users profile subscribe rss feed feeds page archive archives arhiv arkhiv cart basket`.split(
    /\s+/u,
  ),
);
/** The same, where it is the last part. */
const services =
  /^(?:about|about-us|contacts?|contact-us|advertising|advert|reklama|privacy|terms|rules|policy|vakansii|vacancies|redakciya|redaktsiya|sitemap|help|faq|partners|o-nas|kontakty|bailanys|jarnama|biz-turaly)(?:\.\w+)?$/iu;

/** Parameters that name a page of a list. */
const pagers = /^(?:page|p|paged|pagen_\d+|start|offset|skip)$/iu;

/** Limit of an address, as of the client. */
const longest = 2_000;

/** Which pages of a site may be articles of a section. */
export interface SectionPlace {
  /** The address of the section page. */
  url: string;
  keptNames: readonly string[];
}

/** The address of a link, if an article of the section's own site may stand there; else null. */
export function addressOfArticle(href: string, base: string, place: SectionPlace): URL | null {
  const written = href.trim();
  if (written === '' || written.startsWith('#') || written.length > longest) return null;
  const url = URL.parse(written, base);
  if (url === null || !/^https?:$/u.test(url.protocol) || url.username !== '') return null;
  url.hash = '';
  const isOther = !isSameSite(url.href, place.url) || isHomePage(url.href) || noPage.test(url.pathname);
  return isOther || isListing(url) || isAround(url, place) ? null : url;
}

/** Whether an address looks like an article's: it has a date, a number, or several words. */
export function looksLikeArticle({ pathname, searchParams }: URL): boolean {
  const path = decodedPath(pathname);
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  const words = last
    .replace(/\.\w+$/u, '')
    .split(/[-_]/u)
    .filter((word) => word.length > 1);
  const hasNumber = /\d{4,}/u.test(last) || /\/\d{3,}(?:\/|$|-)/u.test(path);
  const hasDate = /\/(?:19|20)\d{2}\/\d{1,2}\//u.test(path);
  const isNumbered = [...searchParams].some(
    ([name, value]) => /(?:^|_)(?:id|news|article|post|p|story)$/iu.test(name) && /^\d{2,}$/u.test(value),
  );
  return hasNumber || hasDate || isNumbered || words.length >= 4;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray percent sign
  }
}

function isListing({ pathname }: URL): boolean {
  const parts = pathname
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '');
  const [last = '', before = ''] = parts.toReversed();
  return listings.has(last) || listings.has(before) || services.test(last);
}

/** The section itself, another page of its list, and the sections that it is in. */
function isAround(url: URL, { url: section, keptNames }: SectionPlace): boolean {
  const [key, own] = [urlKey(url.href, keptNames) ?? '', urlKey(section, keptNames) ?? ''];
  if (key === own) return true;
  const [path = '', query = ''] = key.split('?');
  const [ownPath = ''] = own.split('?');
  if (query === '') return ownPath.startsWith(`${path}/`);
  const isPager = query.split('&').every((pair) => pagers.test(pair.split('=')[0] ?? ''));
  return path === ownPath && isPager && !/^p=\d{3,}$/u.test(query);
}
