/**
 * The public contract of the store as types, for a newsroom's program in TypeScript. docs/articles.md explains each
 * column. It holds types only: such a program brings a driver of its own.
 *
 *     import type { NewArticleRow } from 'khabarshy';
 */

/** How each engine writes a moment and a list of strings. SQLite has neither: both are text there. */
export interface Sqlite {
  /** `2026-11-27T04:30:00.000Z`, in UTC and with milliseconds */
  moment: string;
  /** A JSON array. */
  list: string;
  /** A JSON array of `Medium`. */
  media: string;
}

/** A photo, video, animation, audio or document of an article. */
export interface Medium {
  kind: 'photo' | 'video' | 'animation' | 'audio' | 'document';
  url: string;
  caption?: string | null;
  credit?: string | null;
}

export interface Postgres {
  moment: Date;
  list: string[];
  media: Medium[];
}

/** A row of the table `articles`. */
export interface ArticleRow<Engine extends Sqlite | Postgres = Sqlite> {
  id: string;
  /** null: an editor wrote the post by hand. A program always gives one. */
  url: string | null;
  language: string;
  headline: string;
  section: string | null;
  sections: Engine['list'] | null;
  summary: string | null;
  body: string | null;
  author: string | null;
  image_url: string | null;
  image_credit: string | null;
  /** A JSON array of objects with `kind` (photo, video, animation, audio, document) and `url`, perhaps `caption` and `credit`. */
  media: Engine['media'] | null;
  keywords: Engine['list'] | null;
  /** Any of `advertising`, `partner`, `sponsored`, `pr` and `ai`. null: not stated; empty: none. */
  labels: Engine['list'] | null;
  /** From how many years on, 0 to 21. */
  age: number | null;
  /** IPTC's scale, 1 (flash) to 8. */
  urgency: number;
  /** `withheld`: not posted now; `canceled`: its posts are killed. */
  status: 'usable' | 'withheld' | 'canceled';
  published_at: Engine['moment'];
  embargoed_until: Engine['moment'] | null;
  views: number;
  story_id: string | null;
  follows: string | null;
}

type Needed = 'id' | 'language' | 'headline';

/** What an INSERT into `articles` needs. The table fills in the rest. */
export type NewArticleRow<Engine extends Sqlite | Postgres = Sqlite> = Pick<ArticleRow<Engine>, Needed> & {
  url: string;
} & Partial<Omit<ArticleRow<Engine>, Needed | 'url'>>;

/** A row of the view `article_posts`: what became of an article in a channel. */
export interface ArticlePostRow<Engine extends Sqlite | Postgres = Sqlite> {
  article_id: string;
  /** Its name in the settings. */
  channel: string;
  /** docs/architecture.md explains them. */
  state:
    | 'promised'
    | 'waiting'
    | 'ready'
    | 'sending'
    | 'sent'
    | 'unsure'
    | 'uncertain'
    | 'refused'
    | 'dropped'
    | 'killed';
  message_id: number | null;
  /** The address at t.me. */
  link: string | null;
  sent_at: Engine['moment'] | null;
  /** How many reactions stand under it. null: Telegram told us of none. */
  reactions: number | null;
  /** In the group of the channel. null: there is no such group, or the bot does not see it. */
  comments: number | null;
}
