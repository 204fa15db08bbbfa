import type { NewArticle } from './article.ts';

/** What reading a source gave: articles, and what could not be read, each with its name and the reason. */
export interface Harvest {
  articles: NewArticle[];
  refusals: Refusal[];
}

export interface Refusal {
  /** The file, or the file and the place in it: `news.jsonl:3`. */
  name: string;
  reason: string;
}
