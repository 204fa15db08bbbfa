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
}

/** Keys of troubles that are notices begin so. A notice has no end. */
export const noticePrefix = 'notice:';

/**
 * Writes down what people should be told: troubles, which begin and end, and notices about single posts. It stands in
 * the store before anybody hears of it, so that nothing is forgotten when the program ends; watch/alerts tells it.
 */
export class Notices {
  readonly #store: Pick<Store, 'articles' | 'troubles'>;
  readonly #events: Events;
  readonly #clock: Clock;

  constructor(store: Pick<Store, 'articles' | 'troubles'>, events: Events, clock: Clock) {
    this.#store = store;
    this.#events = events;
    this.#clock = clock;
  }

  /** A trouble that is known already goes on. */
  async begin(key: string, detail: string): Promise<void> {
    if (await this.#store.troubles.begin(key, detail, this.#clock.now())) this.#announce();
  }

  /** A trouble that goes on is told once more. */
  async tellAgain(key: string, detail: string): Promise<void> {
    if (await this.#store.troubles.tellAgain(key, detail)) this.#announce();
  }

  async end(key: string): Promise<void> {
    if (await this.#store.troubles.end(key, this.#clock.now())) this.#announce();
  }

  async about(
    post: Pick<Post, 'id' | 'channel' | 'articleId'> & Partial<Pick<Post, 'messageId'>>,
    kind: NoticeKind,
    reason: string,
  ): Promise<void> {
    const { id: postId, channel, articleId, messageId = null } = post;
    const article = articleId === null ? null : await this.#store.articles.find(articleId);
    const headline = article?.headline ?? null;
    const notice: Notice = { kind, channel, articleId, headline, postId, messageId, reason };
    await this.begin(`${noticePrefix}${kind}:${postId}`, JSON.stringify(notice));
  }

  #announce(): void {
    this.#events.announce({ kind: 'trouble' });
  }
}
