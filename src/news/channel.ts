export const hashtagKinds = ['section', 'keywords', 'none'] as const;
export const imageKinds = ['photo', 'preview', 'none'] as const;

/** A Telegram channel that we serve: what it takes and how its posts look. */
export interface Channel {
  /** Short and unique; the ledger knows the channel by it, and editors name it in commands. */
  name: string;
  /** `@name` or `-100…`. */
  id: string;
  /** Takes only articles in this language; null: every language. */
  language: string | null;
  /** Takes only articles of these sections; null: all. Compared without case. */
  sections: readonly string[] | null;
  /** Takes only articles with one of these keywords; null: all. Compared without case. */
  keywords: readonly string[] | null;
  /** Refuses articles that have one of these as a keyword or section, or as a word of the headline. */
  exclude: readonly string[];
  /** Articles due longer ago are not posted, milliseconds; null: no limit. */
  maxAgeMs: number | null;
  /** The words of the link; null: the usual ones in the article's language. */
  linkText: string | null;
  /** A last line under each post, plain text; null: none. */
  footer: string | null;
  hashtags: (typeof hashtagKinds)[number];
  images: (typeof imageKinds)[number];
  /** A forum's thread; null: none. */
  topic: number | null;
  /** 0: no pacing. */
  postsPerMinute: number;
}
