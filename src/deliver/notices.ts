import type { Events } from '../events.ts';
import type { Post } from '../news/post.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

export const noticeKinds = [
  'refused',
  'entities refused',
  'uncomposable',
  'uncertain',
  'stuck',
  'correction refused',
  'picture refused',
  'picture left out',
  'picture stays',
  'media left out',
  'media stay',
  'kill refused',
  'may stand twice',
  'nobody answered',
] as const;

/** Why the log chat is told of a post, once. */
export type NoticeKind = (typeof noticeKinds)[number];

/** The facts of a notice, as they are kept until it is told. */
export interface Notice {
  kind: NoticeKind;
  channel: string;
  /** null: a digest. */
  articleId: string | null;
  /** By which editors know an article; null: there is none. */
  headline: string | null;
  postId?: number;
  /** Where the post stands; absent or null: nobody asked, or nobody knows. */
  messageId?: number | null;
  reason: string;
  /** Where a person finds the post, if a person has to change it. Absent or null: that is not asked. */
  link?: string | null;
}

/** Keys of troubles that are notices begin so. A notice has no end. */
export const noticePrefix = 'notice:';

type Books = Pick<Store, 'articles' | 'troubles'>;

/**
 * Writes down what the people of a bot, or of all bots, should be told: troubles, which begin and end, and notices about single posts. It stands in
 * the store before anybody hears of it, so that nothing is forgotten when the program ends; watch/alerts tells it.
 */
export class Notices {
  readonly #books: readonly [Books, ...Books[]];
  readonly #events: Events;
  readonly #clock: Clock;

  /** `books`: the store as each of the bots knows it. */
  constructor(books: Books | readonly [Books, ...Books[]], events: Events, clock: Clock) {
    this.#books = 'troubles' in books ? [books] : books;
    this.#events = events;
    this.#clock = clock;
  }

  /** A trouble that is known already goes on. */
  async begin(key: string, detail: string): Promise<void> {
    await this.#each(({ troubles }) => troubles.begin(key, detail, this.#clock.now()));
  }

  /** A trouble that goes on is told once more. */
  async tellAgain(key: string, detail: string): Promise<void> {
    await this.#each(({ troubles }) => troubles.tellAgain(key, detail));
  }

  async end(key: string): Promise<void> {
    await this.#each(({ troubles }) => troubles.end(key, this.#clock.now()));
  }

  async about(
    post: Pick<Post, 'id' | 'channel' | 'articleId'> & Partial<Pick<Post, 'messageId'>>,
    kind: NoticeKind,
    reason: string,
    link: string | null = null,
  ): Promise<void> {
    const { id: postId, channel, articleId, messageId = null } = post;
    const article = articleId === null ? null : await this.#books[0].articles.find(articleId);
    const headline = article?.headline ?? null;
    const notice: Notice = { kind, channel, articleId, headline, postId, messageId, reason, link };
    await this.begin(`${noticePrefix}${kind}:${postId}`, JSON.stringify(notice));
  }

  async #each(write: (books: Books) => Promise<boolean>): Promise<void> {
    let isNews = false;
    for (const books of this.#books) isNews = (await write(books)) || isNews;
    if (isNews) this.#events.announce({ kind: 'trouble' });
  }
}
