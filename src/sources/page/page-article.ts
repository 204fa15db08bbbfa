import { createHash } from 'node:crypto';
import type { NewArticle } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import type { PageDraft } from '../text/text-page.ts';
import { removeOutsideIds, withoutTracking } from '../tracking-parameters.ts';

/** Facts that a page lacks or has wrong. A hint overrides what is found on a page. */
export interface ArticleHints {
  url?: string;
  language?: string;
  section?: string;
}

/** What a page needs besides: its text does not tell it. */
export interface PageHints extends ArticleHints {
  /** The time zone of the site (IANA), for moments without a zone. */
  timeZone: string;
}

/** Makes an article from a page, with the same id each time, and notices about what is missing. */
export function articleFromPage(
  page: PageDraft,
  hints: ArticleHints,
): { article: NewArticle; notices: string[] } {
  const known = hints.url ?? page.url;
  const id = known === null ? idFromContent(page.headline, page.publishedAt) : idFromUrl(known);
  const section = hints.section ?? page.section;
  const { headline, body, summary, imageUrl, imageCredit, author, publishedAt, views, keywords } = page;
  const article: NewArticle = {
    id,
    url: known === null ? unknownAddress(id) : withoutTracking(known),
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
    notices.push('no address known: it will be posted without a link; pass the address with --url https://…');
  }
  if (publishedAt === undefined) notices.push('no date found on the page: it counts as published now');
  return notices;
}

/**
 * The url of an article whose page does not tell its address. The article store requires a url, and refusing a good
 * article would lose news. A host without a dot is not a public site, so the composer makes no link of it.
 */
export function unknownAddress(id: string): string {
  return `https://localhost/${id}`;
}

/** The id for an address, which is the same with and without a fragment and tracking parameters. */
export function idFromUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return pageId(address);
  removeOutsideIds(url);
  return pageId(url.href);
}

function idFromContent(headline: string, publishedAt: Date | undefined): string {
  const words = headline.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  return pageId(`${words}\n${publishedAt?.toISOString() ?? ''}`);
}

function pageId(content: string): string {
  return `page-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}

/** The page's own tag, unless its text contradicts it: templates often claim a wrong language. */
function languageOf(page: PageDraft): string {
  return recogniseLanguage(`${page.headline}\n${page.body ?? ''}`, languageOfTag(page.claimedLanguage ?? ''));
}
