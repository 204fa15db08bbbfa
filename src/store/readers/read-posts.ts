import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { padded } from '../engines/lists.ts';
import { textOf } from '../articles/faults.ts';
import type { Tables } from '../schema.ts';

/** A post that stands, with what readers did about it. */
export interface ReadPost {
  channel: string;
  /** null: a digest. */
  articleId: string | null;
  /** null: a digest, or the article was deleted. */
  headline: string | null;
  link: string | null;
  sentAt: Date;
  /** null: Telegram told us of none. */
  reactions: number | null;
  comments: number | null;
}

/** Sums over all posts of a period. null: nothing was ever told of. */
export interface ReaderTotals {
  reactions: number | null;
  comments: number | null;
}

/** Rows read in one step. SQLite reads in our own thread. */
const pageSize = 500;

/** Posts with the numbers of their readers. */
export class ReadPosts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The posts of these channels since then to which most readers reacted; then those with most comments. */
  async top(channels: readonly string[], since: Date, limit: number): Promise<ReadPost[]> {
    const found: ReadPost[] = [];
    for (const channel of channels) {
      const rows = await this.#standing(channel, since)
        .where((e) => e.or([e('reactions', '>', 0), e('comments', '>', 0)]))
        .orderBy((e) => e.fn.coalesce('reactions', e.lit(0)), 'desc')
        .orderBy((e) => e.fn.coalesce('comments', e.lit(0)), 'desc')
        .orderBy('sent_at', 'desc')
        .limit(limit)
        .execute();
      found.push(...rows.map(toReadPost));
      await setImmediate();
    }
    return found.toSorted(byNumbers).slice(0, limit);
  }

  /** All posts of a channel that stand, from a moment up to another, oldest first. */
  async *all(channel: string, since: Date, until: Date): AsyncGenerator<ReadPost> {
    let after = { sentAt: since.getTime(), id: -1 };
    for (;;) {
      const rows = await this.#standing(channel, since)
        .select('posts.id')
        .where('sent_at', '>=', after.sentAt)
        .where('sent_at', '<', until.getTime())
        .where((e) => e.or([e('sent_at', '>', after.sentAt), e('posts.id', '>', after.id)]))
        .orderBy('sent_at')
        .orderBy('posts.id')
        .limit(pageSize)
        .execute();
      yield* rows.map(toReadPost);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      after = { sentAt: last.sent_at ?? 0, id: last.id };
      await setImmediate();
    }
  }

  async totals(channel: string, since: Date, until: Date): Promise<ReaderTotals> {
    const row = await this.#db
      .selectFrom('posts')
      .innerJoin('post_readers', (join) =>
        join
          .onRef('post_readers.chat_id', '=', 'posts.chat_id')
          .onRef('post_readers.message_id', '=', 'posts.message_id'),
      )
      .select((e) => [
        e.fn.sum<number | null>('reactions').as('reactions'),
        e.fn.sum<number | null>('comments').as('comments'),
      ])
      .where('channel', '=', channel)
      .where('sent_at', '>=', since.getTime())
      .where('sent_at', '<', until.getTime())
      .where('state', '=', 'sent')
      .executeTakeFirstOrThrow();
    return { reactions: numberOf(row.reactions), comments: numberOf(row.comments) };
  }

  /** The reactions to the posts of articles in a channel, by the ids of the articles. */
  async reactionsIn(channel: string, articleIds: readonly string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (let from = 0; from < articleIds.length; from += pageSize) {
      const rows = await this.#db
        .selectFrom('posts')
        .innerJoin('post_readers', (join) =>
          join
            .onRef('post_readers.chat_id', '=', 'posts.chat_id')
            .onRef('post_readers.message_id', '=', 'posts.message_id'),
        )
        .select(['article_id', 'reactions'])
        .where('channel', '=', channel)
        .where('article_id', 'in', padded(articleIds.slice(from, from + pageSize)))
        .execute();
      for (const { article_id, reactions } of rows) found.set(article_id ?? '', reactions ?? 0);
    }
    return found;
  }

  #standing(channel: string, since: Date) {
    return this.#db
      .selectFrom('posts')
      .leftJoin('post_readers', (join) =>
        join
          .onRef('post_readers.chat_id', '=', 'posts.chat_id')
          .onRef('post_readers.message_id', '=', 'posts.message_id'),
      )
      .leftJoin('articles', 'articles.id', 'posts.article_id')
      .select(['channel', 'article_id', 'headline', 'link', 'sent_at', 'reactions', 'comments'])
      .where('channel', '=', channel)
      .where('state', '=', 'sent')
      .where('sent_at', '>=', since.getTime());
  }
}

interface Row {
  channel: string;
  article_id: string | null;
  headline: string | null;
  link: string | null;
  sent_at: number | null;
  reactions: number | null;
  comments: number | null;
}

function toReadPost({ channel, article_id, comments, headline, link, reactions, sent_at }: Row): ReadPost {
  return {
    channel,
    articleId: article_id,
    headline: headline === null ? null : textOf(headline),
    link,
    sentAt: new Date(sent_at ?? 0),
    reactions,
    comments,
  };
}

function byNumbers(one: ReadPost, other: ReadPost): number {
  const most = (number: number | null) => number ?? 0;
  return (
    most(other.reactions) - most(one.reactions) ||
    most(other.comments) - most(one.comments) ||
    other.sentAt.getTime() - one.sentAt.getTime()
  );
}

/** Postgres sums up to a bigint, which comes as text. */
function numberOf(sum: number | string | null): number | null {
  return sum === null ? null : Number(sum);
}
