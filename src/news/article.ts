/** The statuses of an article, ninjs `pubstatus`. A `canceled` article is a kill. */
export const articleStatuses = ['usable', 'withheld', 'canceled'] as const;
export type ArticleStatus = (typeof articleStatuses)[number];

/** One piece of news as it stands in the article store. */
export interface Article {
  /** The newsroom's own stable id. */
  id: string;
  /** The page to link to, http or https. */
  url: string;
  /** BCP 47 primary tag, lower case: `kk`, `ru`, `en`, … */
  language: string;
  headline: string;
  section: string | null;
  /** The newsroom's own standfirst; null: one is made from `body`. */
  summary: string | null;
  /** Plain text, paragraphs divided by a blank line. */
  body: string | null;
  author: string | null;
  imageUrl: string | null;
  /** Whose the picture is: "MFA". */
  imageCredit: string | null;
  keywords: readonly string[];
  /** IPTC's scale, 1 (flash) to 8. */
  urgency: number;
  status: ArticleStatus;
  publishedAt: Date;
  embargoedUntil: Date | null;
  /** The site's counter; ranks the digest. */
  views: number;
  /** The same for the language versions of one story. */
  storyId: string | null;
  /** The id of an earlier article of the same developing story. */
  follows: string | null;
  /** Raised by the database whenever the content changes; starts at 1. */
  revision: number;
}

/** What a source says of an article: what it does not know is left to the store's defaults. */
export type NewArticle = Pick<Article, 'id' | 'url' | 'language' | 'headline'> &
  Partial<Omit<Article, 'id' | 'url' | 'language' | 'headline' | 'revision'>>;

/** Urgency 1 and 2 are breaking news: they go first, with sound. */
export function isBreaking(article: Pick<Article, 'urgency'>): boolean {
  return article.urgency <= 2;
}

/** The moment from which an article may be posted: published, and its embargo over. */
export function dueAt(article: Pick<Article, 'publishedAt' | 'embargoedUntil'>): Date {
  const { publishedAt, embargoedUntil } = article;
  return embargoedUntil !== null && embargoedUntil > publishedAt ? embargoedUntil : publishedAt;
}
