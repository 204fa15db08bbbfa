import type { Label } from './label.ts';
import type { Medium } from './medium.ts';
import type { Written } from './written.ts';

/** The statuses of an article, ninjs `pubstatus`. A `canceled` article is a kill. */
export const articleStatuses = ['usable', 'withheld', 'canceled'] as const;
export type ArticleStatus = (typeof articleStatuses)[number];

/** One piece of news as it stands in the article store. */
export interface Article {
  /** The newsroom's own stable id. */
  id: string;
  /** The page to link to, http or https. null: an editor wrote the post by hand, and it has no page. */
  url: string | null;
  /** BCP 47 primary tag, lower case: `kk`, `ru`, `en`, … */
  language: string;
  headline: string;
  section: string | null;
  /** All its sections, `section` first. A change of the others is no correction: more channels may take it. */
  sections: readonly string[];
  /** The newsroom's own standfirst. null: we make one from `body`. */
  summary: string | null;
  /** Plain text, with a blank line between paragraphs. */
  body: string | null;
  author: string | null;
  imageUrl: string | null;
  /** Its photos, videos and files, where they are more than a picture. null: there is only `imageUrl`, if that. */
  media: readonly Medium[] | null;
  /** Who owns the picture: "MFA". */
  imageCredit: string | null;
  keywords: readonly string[];
  /** What has to be said of it. null: not stated; empty: nothing. */
  labels: readonly Label[] | null;
  /** From how many years on it is meant for readers, 0 to 21. null: not stated. */
  age: number | null;
  /** IPTC's scale, 1 (flash) to 8. */
  urgency: number;
  status: ArticleStatus;
  publishedAt: Date;
  embargoedUntil: Date | null;
  /** The site's counter of page views; it ranks the digest. */
  views: number;
  /** All language versions of one story have the same. */
  storyId: string | null;
  /** The id of an earlier article of the same developing story. */
  follows: string | null;
  /** What an editor wrote by hand; the post says this in place of headline and summary. null: it is the newsroom's. */
  written: Written | null;
  /** Raised by the database whenever the content changes; starts at 1. */
  revision: number;
}

/** The columns of the article store that a post can show. */
export const shownColumns = [
  'url',
  'language',
  'headline',
  'section',
  'summary',
  'body',
  'image_url',
  'image_credit',
  'media',
  'keywords',
  'labels',
  'age',
  'urgency',
  'author',
  'published_at',
  'written',
] as const;
export type ShownColumn = (typeof shownColumns)[number];

/** An article as a source gives it. The store fills in defaults for the rest. */
export type NewArticle = Pick<Article, 'id' | 'language' | 'headline'> & { url: string } & Partial<
    Omit<Article, 'id' | 'url' | 'language' | 'headline' | 'revision' | 'written'>
  >;

/** Urgency 1 and 2 are breaking news: they go first, with sound. */
export function isBreaking(article: Pick<Article, 'urgency'>): boolean {
  return article.urgency <= 2;
}

/** The moment from which an article may be posted: it is published, and its embargo is over. */
export function dueAt(article: Pick<Article, 'publishedAt' | 'embargoedUntil'>): Date {
  const { publishedAt, embargoedUntil } = article;
  return embargoedUntil !== null && embargoedUntil > publishedAt ? embargoedUntil : publishedAt;
}
