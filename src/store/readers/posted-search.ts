import { setImmediate } from 'node:timers/promises';
import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Article } from '../../news/article.ts';
import { listColumns, startOf, toArticle, type ListedRow } from '../articles/article-columns.ts';
import { beginningOf, foldWords } from '../articles/folding.ts';
import { overrideOf } from '../articles/override-columns.ts';
import { padded } from '../engines/lists.ts';
import type { Page, WordIndex } from '../articles/word-index.ts';
import type { Tables } from '../schema.ts';

/** An article that stands in a channel which everybody can open. */
export interface PostedArticle {
  postId: number;
  channel: string;
  /** The address of the post. */
  link: string;
  sentAt: Date;
  /** Without its body. */
  article: Article;
}

/** Limit of words of a query. */
const mostWords = 8;

/** Keys of the index that are looked at in one step, and for one query. SQLite reads in our own thread. */
const keysAtOnce = 100;
const mostKeys = 1_500;

/** So many results are ranked; who looks further types another word. */
const mostRanked = 100;

/** What readers may find: only posts that stand, in channels whose links everybody can open. */
export class PostedSearch {
  readonly #db: Kysely<Tables>;
  readonly #words: WordIndex;

  constructor(db: Kysely<Tables>, words: WordIndex) {
    this.#db = db;
    this.#words = words;
  }

  /**
   * Articles posted in these channels that have, for each word of `query`, a word with the same beginning: those with more
   * of the words in the headline first, then the newest. A query without letters and digits finds the newest.
   */
  async find(query: string, channels: readonly string[], { limit, offset }: Page): Promise<PostedArticle[]> {
    if (channels.length === 0 || offset >= mostRanked) return [];
    const typed = [...new Set(foldWords(query))].slice(0, mostWords);
    if (typed.length === 0) return this.#newest(channels, { limit, offset });
    const beginnings = [...new Set(typed.map(beginningOf))];
    const found = await this.#posted(beginnings, channels);
    const ranked = found
      .map((posted) => ({ posted, rank: rankOf(posted.article, beginnings) }))
      .toSorted(
        (one, other) => other.rank - one.rank || other.posted.sentAt.getTime() - one.posted.sentAt.getTime(),
      );
    return ranked.slice(offset, offset + limit).map(({ posted }) => posted);
  }

  /** The newest that the index finds and that are posted; it gives up where they are too rare. */
  async #posted(beginnings: readonly string[], channels: readonly string[]): Promise<PostedArticle[]> {
    const found = new Map<string, PostedArticle>();
    for (let offset = 0; offset < mostKeys && found.size < mostRanked; offset += keysAtOnce) {
      const keys = await this.#words.find(this.#db, beginnings, { offset, limit: keysAtOnce });
      for (const posted of await this.#standingOf(keys, channels)) found.set(posted.article.id, posted);
      if (keys.length < keysAtOnce) break;
      // Posts leave in between.
      await setImmediate();
    }
    return [...found.values()];
  }

  /**
   * Two queries, each by one index. In one, SQLite would walk through all posts of the channels and look at the key of
   * each: 1.6 s with a hundred thousand posts.
   */
  async #standingOf(keys: readonly number[], channels: readonly string[]): Promise<PostedArticle[]> {
    if (keys.length === 0) return [];
    const articles = await this.#db
      .selectFrom('article_keys')
      .select('article_id')
      .where('key', 'in', padded(keys))
      .execute();
    const ids = articles.map(({ article_id }) => article_id);
    if (ids.length === 0) return [];
    const rows = await this.#standing(channels).where('posts.article_id', 'in', padded(ids)).execute();
    return postedOf(rows, channels);
  }

  async #newest(channels: readonly string[], { limit, offset }: Page): Promise<PostedArticle[]> {
    const found: PostedArticle[] = [];
    for (const channel of channels) {
      const rows = await this.#standing([channel])
        .where('posts.sent_at', 'is not', null)
        .orderBy('posts.sent_at', 'desc')
        .limit(Math.min(offset + limit, mostRanked))
        .execute();
      found.push(...postedOf(rows, channels));
    }
    const once = new Map(found.toReversed().map((posted) => [posted.article.id, posted]));
    return [...once.values()]
      .toSorted((one, other) => other.sentAt.getTime() - one.sentAt.getTime())
      .slice(offset, offset + limit);
  }

  /** Not those that are about to be killed, and none with a link that only members can open. */
  #standing(channels: readonly string[]) {
    return this.#db
      .selectFrom('posts')
      .innerJoin('articles', 'articles.id', 'posts.article_id')
      .select(listColumns)
      .select([startOf('summary'), overrideOf('summary')])
      .select(['posts.id as post_id', 'posts.channel', 'posts.link', 'posts.sent_at'])
      .where('posts.channel', 'in', channels)
      .where('posts.state', '=', 'sent')
      .where('articles.status', '=', 'usable')
      .where(sql<SqlBool>`coalesce(posts.due_change, '') <> 'kill'`)
      .where('posts.link', 'like', 'https://t.me/%')
      .where('posts.link', 'not like', 'https://t.me/c/%');
  }
}

type Row = ListedRow & {
  summary: string | null;
  summary_override: string | null;
  post_id: number;
  channel: string;
  link: string | null;
  sent_at: number | null;
};

/** An article that stands in several channels is shown in the first one of the settings. */
function postedOf(rows: readonly Row[], channels: readonly string[]): PostedArticle[] {
  const inOrder = rows.toSorted(
    (one, other) => channels.indexOf(one.channel) - channels.indexOf(other.channel),
  );
  const found = new Map<string, PostedArticle>();
  for (const { channel, link, post_id, sent_at, ...row } of inOrder) {
    const unread = { body: null, author: null, image_url: null, image_credit: null, media: null };
    const article = toArticle({ ...row, ...unread });
    if (article === null || link === null || found.has(article.id)) continue;
    const sentAt = new Date(sent_at ?? 0);
    found.set(article.id, { postId: post_id, channel, link, sentAt, article });
  }
  return [...found.values()];
}

/** How many of the words stand in the headline. */
function rankOf({ headline }: Article, beginnings: readonly string[]): number {
  const words = foldWords(headline);
  return beginnings.filter((beginning) => words.some((word) => word.startsWith(beginning))).length;
}
