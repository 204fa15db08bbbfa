import { createHash } from 'node:crypto';
import type { NewArticle } from '../../news/article.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import type { PageDraft } from '../text/text-page.ts';

/** What a page does not say itself, or says wrongly: a hint goes before what was found on a page. */
export interface PageHints {
  url?: string;
  language?: string;
  section?: string;
}

/** Query parameters that say how a reader came, not what the page is. */
const trackingParameter = /^(?:utm_\w+|fbclid|gclid|yclid|ysclid|_openstat)$/u;

/** Makes an article of a page, the same at each reading, and says what is missing. */
export function articleFromPage(
  page: PageDraft,
  hints: PageHints,
): { article: NewArticle; notices: string[] } {
  const known = hints.url ?? page.url;
  const id = known === null ? idFromContent(page.headline, page.publishedAt) : idFromUrl(known);
  const section = hints.section ?? page.section;
  const { headline, body, summary, imageUrl, imageCredit, author, publishedAt, views, keywords } = page;
  const article: NewArticle = {
    id,
    url: known ?? unknownAddress(id),
    language: hints.language ?? languageOf(page),
    headline,
    body,
    ...(section === undefined ? {} : { section }),
    ...(summary === undefined ? {} : { summary }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(imageCredit === undefined ? {} : { imageCredit }),
    ...(author === undefined ? {} : { author }),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(views === undefined ? {} : { views }),
    ...(keywords.length === 0 ? {} : { keywords }),
  };
  return { article, notices: noticesOf(known, publishedAt) };
}

function noticesOf(url: string | null, publishedAt: Date | undefined): string[] {
  const notices: string[] = [];
  if (url === null) {
    notices.push('no address known: it will be posted without a link; give it with --url https://…');
  }
  if (publishedAt === undefined) notices.push('no date found on the page: it counts as published now');
  return notices;
}

/**
 * The url of an article whose page does not say where it stands. The article store asks for a url, and refusing a
 * good article for the want of one would lose news; a host without a dot can be no public site, so the composer
 * makes no link of it.
 */
export function unknownAddress(id: string): string {
  return `https://localhost/${id}`;
}

/** The id of the page at an address, the same with and without a fragment and tracking parameters. */
export function idFromUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return pageId(address);
  url.hash = '';
  const tracking = [...url.searchParams.keys()].filter((name) => trackingParameter.test(name));
  for (const name of tracking) url.searchParams.delete(name);
  return pageId(url.href);
}

function idFromContent(headline: string, publishedAt: Date | undefined): string {
  const words = headline.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  return pageId(`${words}\n${publishedAt?.toISOString() ?? ''}`);
}

function pageId(content: string): string {
  return `page-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}

/** Letters tell our three languages apart better than templates do; for any other the page's word counts. */
function languageOf(page: PageDraft): string {
  const claimed = page.claimedLanguage?.toLowerCase().split(/[-_]/u, 1)[0] ?? '';
  const isOther = /^[a-z]{2,3}$/u.test(claimed) && !['kk', 'ru', 'en', 'und'].includes(claimed);
  const recognised = recogniseLanguage(`${page.headline}\n${page.body ?? ''}`);
  if (isOther && recognised !== 'kk') return claimed;
  return recognised === 'und' && claimed !== '' ? claimed : recognised;
}
