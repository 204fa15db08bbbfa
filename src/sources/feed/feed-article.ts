import type { NewArticle } from '../../news/article.ts';
import { isNoSection } from '../../news/section.ts';
import { languageOfTag } from '../../news/language.ts';
import { anyZone } from '../page/dates-in-text.ts';
import { cleanAuthor } from '../page/page-authors.ts';
import { readDetails } from '../page/page-details.ts';
import { idFromUrl } from '../page/page-article.ts';
import { isHomePage } from '../../news/url-key.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import { plainLine } from '../text/plain-text.ts';
import { withoutTracking } from '../tracking-parameters.ts';
import { resolveAddress, type FeedItem } from './feed-item.ts';
import { bestPicture } from './feed-pictures.ts';
import { readHtmlContent, type HtmlContent } from './html-content.ts';
import { textsOfItem } from './item-texts.ts';

/** What the settings of a source say of all its items. */
export interface ItemHints {
  section?: string;
  language?: string;
  /** When the item was first seen. A later date of its own is a mistake, and would hold the post back. */
  now: Date;
  /** Query parameters that name a page, although they look like tracking. */
  keptNames?: readonly string[];
}

/** An article, or why an item is none. */
export type ItemReading = { kind: 'article'; article: NewArticle } | { kind: 'refused'; reason: string };

/** Limit of a headline that is made from the first sentence, in letters. */
const longestSentence = 200;
/** A shorter one is a dateline: «Астана.» */
const shortestSentence = 20;

/** The names of the site, which are no authors, are not known to an item. */
const noNames: ReadonlySet<string> = new Set();

const noContent: HtmlContent = { text: '', pictures: [] };

/** Makes an article of an item. The same address gives the same id each time. */
export function articleFromItem(item: FeedItem, hints: ItemHints): ItemReading {
  const url = item.url === null ? null : addressOf(item.url, hints);
  if (url === null) return refused('it has no address of its own, and a post needs a link');
  if (isHomePage(url)) return refused(`its address ${url} is the home page of a site`);
  const content = item.content === null ? noContent : readHtmlContent(item.content);
  const summary = item.summary === null ? noContent : readHtmlContent(item.summary);
  const written = plainLine(item.title).replaceAll(/\s+/gu, ' ').trim();
  const headline = written === '' ? firstSentence(content.text || summary.text) : written;
  if (headline === '') return refused('it has neither a headline nor a text');
  const texts = textsOfItem(summary.text, content.text, headline);
  const categories = item.categories.map((name) => plainLine(name).trim()).filter((name) => name !== '');
  const author = item.authors.flatMap((name) => cleanAuthor(name, noNames) ?? []);
  const named = categories.filter((name) => !isNoSection(name));
  const section = hints.section ?? named[0];
  const all = [headline, texts.summary, texts.body].filter((text) => text !== null).join('\n');
  const article: NewArticle = {
    id: idFromUrl(url),
    url,
    headline,
    language: hints.language ?? recogniseLanguage(all, languageOfTag(item.language ?? '')),
    publishedAt: dateOf(item, hints.now),
    ...texts,
    ...pictureOf(item, [...content.pictures, ...summary.pictures]),
    ...sectionsOf(section, named),
    ...(author.length === 0 ? {} : { author: author.join(', ') }),
    ...(categories.length === 0 ? {} : { keywords: categories }),
  };
  return { kind: 'article', article };
}

/** Limit of sections. A site may write all its tags into categories. */
const mostSections = 20;

function sectionsOf(
  section: string | undefined,
  categories: readonly string[],
): Pick<NewArticle, 'section' | 'sections'> {
  if (section === undefined) return {};
  const sections = [...new Set([section, ...categories])].slice(0, mostSections);
  return sections.length === 1 ? { section } : { section, sections };
}

function refused(reason: string): ItemReading {
  return { kind: 'refused', reason };
}

function addressOf(written: string, { keptNames }: ItemHints): string {
  const url = new URL(withoutTracking(written, keptNames));
  url.hash = '';
  return url.href;
}

function firstSentence(text: string): string {
  const [paragraph = ''] = text.split('\n\n');
  let sentence = '';
  for (const { segment } of new Intl.Segmenter('ru', { granularity: 'sentence' }).segment(paragraph)) {
    sentence += segment;
    if (sentence.trim().length >= shortestSentence) break;
  }
  sentence = sentence.trim();
  if (sentence.length <= longestSentence) return sentence;
  return `${sentence.slice(0, longestSentence).replace(/\s+\S*$/u, '')}…`;
}

/** A date in the future, or none, counts as now: news that stands in a feed is published. */
function dateOf({ publishedAt }: FeedItem, now: Date): Date {
  return publishedAt === null || publishedAt > now ? now : publishedAt;
}

function pictureOf(
  { base, pictures }: FeedItem,
  inText: HtmlContent['pictures'],
): Pick<NewArticle, 'imageUrl' | 'imageCredit'> {
  const best = bestPicture(pictures);
  if (best !== null) return { imageUrl: best.url, ...creditOf(best.credit) };
  for (const { src, caption } of inText) {
    const url = resolveAddress(src, base);
    if (url !== null) return { imageUrl: url, ...creditOf(creditInCaption(caption)) };
  }
  return {};
}

function creditInCaption(caption: string | null): string | null {
  return caption === null ? null : (readDetails(caption, anyZone)?.imageCredit ?? null);
}

function creditOf(written: string | null): Pick<NewArticle, 'imageCredit'> {
  const credit = plainLine(written ?? '').trim();
  return credit === '' ? {} : { imageCredit: credit };
}
