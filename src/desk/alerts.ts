import type { SpokenLanguage } from '../news/language.ts';
import type { Store, Trouble } from '../store/store.ts';
import { words, type Words } from './words.ts';

/** What the log chat is told once, about one post. */
export type NoticeKind = keyof typeof noticeWords;

export interface NoticeFacts {
  channel: string;
  articleId: string | null;
  postId?: number;
  reason: string;
}

const noticeWords = {
  refused: 'refused',
  'entities refused': 'entitiesRefused',
  uncomposable: 'uncomposable',
  held: 'held',
  'correction refused': 'correctionRefused',
  'kill refused': 'killRefused',
} as const satisfies Record<string, keyof Words>;

const noticePrefix = 'notice:';

/**
 * Tells the log chat of troubles, once at the start and once at the end of each, over restarts; and of posts
 * that were put aside, once each. What cannot be told now is told later.
 */
export class Alerts {
  readonly #troubles: Store['troubles'];
  readonly #language: SpokenLanguage;
  /** Sends plain text to the log chat; rejects when that failed. null: there is no log chat. */
  readonly #say: ((text: string) => Promise<void>) | null;
  readonly #onFailure: (error: unknown) => void;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    troubles: Store['troubles'],
    language: SpokenLanguage,
    say: ((text: string) => Promise<void>) | null,
    onFailure: (error: unknown) => void,
  ) {
    this.#troubles = troubles;
    this.#language = language;
    this.#say = say;
    this.#onFailure = onFailure;
  }

  async begin(key: string, detail: string): Promise<void> {
    if (await this.#troubles.begin(key, detail, new Date())) this.tell();
  }

  async end(key: string): Promise<void> {
    if (await this.#troubles.end(key, new Date())) this.tell();
  }

  async notice(kind: NoticeKind, facts: NoticeFacts): Promise<void> {
    const about = facts.postId ?? `${facts.channel}:${facts.articleId}`;
    await this.begin(`${noticePrefix}${kind}:${about}`, JSON.stringify({ kind, ...facts }));
  }

  /** Says what is still to be said; called again now and then, for what could not be said the first time. */
  tell(): void {
    this.#telling = this.#telling.then(() => this.#tellAll()).catch(this.#onFailure);
  }

  async settled(): Promise<void> {
    await this.#telling;
  }

  async #tellAll(): Promise<void> {
    for (const trouble of await this.#troubles.untold()) {
      // A trouble that ended before anybody was told of it needs no words.
      const isNews = trouble.endedAt === null || trouble.isTold;
      if (isNews && this.#say !== null) await this.#say(this.#textOf(trouble));
      await this.#troubles.markTold(trouble, new Date());
      if (trouble.key.startsWith(noticePrefix)) await this.#forget(trouble);
    }
  }

  /** A notice has no end. */
  async #forget(trouble: Trouble): Promise<void> {
    const endedAt = new Date();
    await this.#troubles.end(trouble.key, endedAt);
    await this.#troubles.markTold({ ...trouble, endedAt }, endedAt);
  }

  #textOf(trouble: Trouble): string {
    const say = words[this.#language];
    const [subject, name = ''] = trouble.key.split(':', 2);
    if (subject === 'notice') return this.#noticeText(trouble.detail);
    if (subject === 'channel') {
      return trouble.endedAt === null ? say.channelClosed(name, trouble.detail) : say.channelOpen(name);
    }
    return trouble.endedAt === null ? say.databaseFails(trouble.detail) : say.databaseWell;
  }

  #noticeText(detail: string): string {
    const notice = JSON.parse(detail) as NoticeFacts & { kind: NoticeKind }; // written by `notice` above
    const what = `${notice.articleId ?? '—'} → ${notice.channel}`;
    return words[this.#language][noticeWords[notice.kind]](what, notice.reason);
  }
}
