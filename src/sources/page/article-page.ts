import type { Article } from '../../news/article.ts';
import { decodePage } from '../text/text-decoding.ts';
import { articleFromPage } from './page-article.ts';
import { readPageFacts, type PageFacts } from './page-facts.ts';
import { readPageTree } from './section/page-element.ts';

/** What an article's own page says of it. */
export type PageArticle = Partial<
  Pick<
    Article,
    | 'headline'
    | 'summary'
    | 'body'
    | 'section'
    | 'author'
    | 'imageUrl'
    | 'imageCredit'
    | 'keywords'
    | 'publishedAt'
    | 'language'
  >
>;

export type ArticlePage =
  | {
      kind: 'page';
      facts: PageFacts;
      /** null: it has no text that could be an article's. */
      article: PageArticle | null;
    }
  | { kind: 'refused'; reason: string };

/** The answer that a page came in. */
export interface PageAnswer {
  body: Uint8Array;
  contentType: string | null;
  /** Where it was found, after redirects. */
  url: string;
  /** The header `X-Robots-Tag`. */
  robotsHeader: string | null;
}

/** Reads the page of an article, with a DOM, because Readability needs one. It is loaded with the first page. */
export async function readArticlePage(answer: PageAnswer, timeZone: string): Promise<ArticlePage> {
  const decoded = decodePage(answer.body, answer.contentType);
  if (decoded.kind === 'refused') return decoded;
  const facts = await readFacts(decoded.text, answer, timeZone);
  if (facts === null)
    return { kind: 'refused', reason: 'it has more elements than a page of news, or deeper ones' };
  const { readHtmlPage } = await import('./html-page.ts');
  const reading = await readHtmlPage(decoded.text, timeZone, answer.url);
  if (reading.kind === 'refused') return { kind: 'page', facts, article: null };
  const {
    id: _id,
    url: _url,
    views: _views,
    ...article
  } = articleFromPage(reading.page, { url: answer.url }).article;
  return { kind: 'page', facts, article };
}

/** Only what a page says of itself, without its article; null: it is no page. */
export async function readPageSigns(answer: PageAnswer, timeZone: string): Promise<PageFacts | null> {
  const decoded = decodePage(answer.body, answer.contentType);
  return decoded.kind === 'refused' ? null : readFacts(decoded.text, answer, timeZone);
}

async function readFacts(
  html: string,
  { url, robotsHeader }: PageAnswer,
  timeZone: string,
): Promise<PageFacts | null> {
  const root = await readPageTree(html);
  return root === null ? null : readPageFacts(root, url, { timeZone, robotsHeader });
}
