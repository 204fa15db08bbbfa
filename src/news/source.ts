import type { NewArticle } from './article.ts';

export interface Refusal {
  /** The file, or the file and the place in it: `news.jsonl:3`. */
  name: string;
  reason: string;
}

/** A part of what was read of a source. */
export interface ReadBatch {
  articles: NewArticle[];
  /** The names of items that could not be read, and the reasons. */
  refusals: Refusal[];
  /** What articles lack that were read. */
  notices: Refusal[];
  /** The articles come from pages: a summary is the page's own description. */
  isPage?: boolean;
}
