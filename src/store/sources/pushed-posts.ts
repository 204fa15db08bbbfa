import type { Kysely } from 'kysely';
import type { PostState } from '../../news/post.ts';
import type { Tables } from '../schema.ts';

/** What became of an article in one channel. */
export interface ArticlePost {
  channel: string;
  state: PostState;
  link: string | null;
  /** Why it was not posted; null: it was, or will be. */
  reason: string | null;
  sentAt: Date | null;
}

/** What a program that pushed an article may ask about it. */
export class PushedPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The id of the article that was pushed under another id; null: there is none. */
  async idNamed(id: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('item_keys')
      .select('article_id')
      .where('key', '=', `id:${id}`)
      .executeTakeFirst();
    return row?.article_id ?? null;
  }

  /** In the order of the names of the channels. */
  async postsOf(articleId: string): Promise<ArticlePost[]> {
    const rows = await this.#db
      .selectFrom('posts')
      .select(['channel', 'state', 'link', 'reason', 'sent_at'])
      .where('article_id', '=', articleId)
      .orderBy('channel')
      .execute();
    return rows.map(({ sent_at, ...row }) => ({
      ...row,
      sentAt: sent_at === null ? null : new Date(sent_at),
    }));
  }
}
