import { articleStatuses, type ArticleStatus, type NewArticle } from '../../news/article.ts';
import { languageOfTag } from '../../news/language.ts';
import { articleFromItem } from '../feed/feed-article.ts';
import type { FeedItem } from '../feed/feed-item.ts';
import type { StatedFields } from '../json/article-json.ts';
import { unknownAddress } from '../page/page-article.ts';
import { recogniseLanguage } from '../text/language-recognition.ts';
import { plainLine } from '../text/plain-text.ts';

/** One article as a CMS or an agency describes it, whatever the format. */
export interface CmsItem {
  /** What it shows, as an item of a feed shows it. */
  shown: FeedItem;
  /** The id that it has in the newsroom; null: it is made of its address. */
  id: string | null;
  /** null: it is not said. */
  status: ArticleStatus | null;
  /** What is said of its status, if we do not understand it; null, or absent: we do. */
  unknownStatus?: string | null;
  urgency: number | null;
  /** undefined: it is not said; null: there is none. */
  embargoedUntil?: Date | null;
  storyId: string | null;
  /** All its sections, the first one before the others; null: its categories. */
  sections: readonly string[] | null;
  /** The moment of this version; null: it is not told. */
  versionAt: Date | null;
  /** Whether it describes the whole article, so that what it leaves out is empty. */
  isWhole: boolean;
}

/** What the settings say of all articles. */
export interface CmsHints {
  section?: string;
  language?: string;
  now: Date;
}

/** An article of a CMS, or why it is none. */
export type CmsReading =
  | {
      kind: 'article';
      article: NewArticle;
      /** What it states. Its date, and a language that was only recognised, count for a new article only. */
      stated: StatedFields;
      versionAt: Date | null;
    }
  | { kind: 'refused'; reason: string };

/** Makes an article of what a CMS says of it. */
export function articleFromCms(item: CmsItem, hints: CmsHints): CmsReading {
  const { unknownStatus = null } = item;
  if (unknownStatus !== null) return { kind: 'refused', reason: notUnderstood(unknownStatus) };
  const made = articleFromItem(item.shown, hints);
  if (made.kind === 'refused') return item.status === 'canceled' ? canceled(item, made) : made;
  const article: NewArticle = {
    ...made.article,
    ...(item.isWhole ? withGaps(made.article) : {}),
    ...sectionsOf(item, hints),
    ...(item.id === null ? {} : { id: item.id }),
    ...(item.status === null ? {} : { status: item.status }),
    ...(item.urgency === null ? {} : { urgency: item.urgency }),
    ...(item.embargoedUntil === undefined ? {} : { embargoedUntil: item.embargoedUntil }),
    ...(item.storyId === null ? {} : { storyId: item.storyId }),
  };
  const { id: _id, language, publishedAt: _date, ...stated } = article;
  const isTold = hints.language !== undefined || languageOfTag(item.shown.language ?? '') === language;
  // What is withdrawn has another address, or none of its texts.
  if (item.status === 'canceled')
    return { kind: 'article', article, stated: { status: 'canceled' }, versionAt: item.versionAt };
  return {
    kind: 'article',
    article,
    stated: { ...stated, ...(isTold ? { language } : {}) },
    versionAt: item.versionAt,
  };
}

function notUnderstood(status: string): string {
  const seen = JSON.stringify(status.slice(0, 40));
  return `its status ${seen} is not understood; known are ${articleStatuses.join(', ')}, and words such as published or draft`;
}

/** What was deleted may have neither address nor text, and is canceled all the same. */
function canceled({ id, shown, versionAt }: CmsItem, refusal: CmsReading & { kind: 'refused' }): CmsReading {
  if (id === null) return refusal;
  const headline = plainLine(shown.title).trim() || id;
  const language = recogniseLanguage(headline);
  const article: NewArticle = { id, url: unknownAddress(id), headline, language, status: 'canceled' };
  return { kind: 'article', article, stated: { status: 'canceled' }, versionAt };
}

/** A whole article that has no picture has none any more. */
function withGaps(article: NewArticle): StatedFields {
  const { author = null, body = null, imageCredit = null, imageUrl = null } = article;
  const { keywords = [], summary = null } = article;
  return { author, body, imageCredit, imageUrl, keywords, summary };
}

function sectionsOf({ sections }: CmsItem, hints: CmsHints): Pick<NewArticle, 'section' | 'sections'> {
  if (sections === null) return {};
  const all = [...new Set([...(hints.section === undefined ? [] : [hints.section]), ...sections])];
  const [first = null] = all;
  return { section: first, sections: all };
}

/** Nothing but an address, for readers that fill in the rest. */
export function emptyItem(name: string, base: string): FeedItem {
  return {
    name,
    guid: null,
    url: null,
    title: '',
    summary: null,
    content: null,
    authors: [],
    publishedAt: null,
    updatedAt: null,
    categories: [],
    language: null,
    pictures: [],
    base,
  };
}
