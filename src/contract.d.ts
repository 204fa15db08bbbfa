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
}

export interface Postgres {
  moment: Date;
  list: string[];
}

/** A row of the table `articles`. */
export interface ArticleRow<Engine extends Sqlite | Postgres = Sqlite> {
  id: string;
  url: string;
  language: string;
  headline: string;
  section: string | null;
  sections: Engine['list'] | null;
  summary: string | null;
  body: string | null;
  author: string | null;
  image_url: string | null;
  image_credit: string | null;
  keywords: Engine['list'] | null;
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

type Needed = 'id' | 'url' | 'language' | 'headline';

/** What an INSERT into `articles` needs. The table fills in the rest. */
export type NewArticleRow<Engine extends Sqlite | Postgres = Sqlite> = Pick<ArticleRow<Engine>, Needed> &
  Partial<Omit<ArticleRow<Engine>, Needed>>;

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
}
