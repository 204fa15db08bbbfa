import type { NewArticle } from './article.ts';

/** The result of reading a source: its articles, and the names and reasons of items that could not be read. */
export interface Harvest {
  articles: NewArticle[];
  refusals: Refusal[];
}

export interface Refusal {
  /** The file, or the file and the place in it: `news.jsonl:3`. */
  name: string;
  reason: string;
}
