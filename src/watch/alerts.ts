import type { Button } from './log-chat.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Store } from '../store/store.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { uncertainDecisions } from '../news/decisions.ts';
import { postSubject } from '../store/records/audit.ts';
import { diskSpaceKey, diskSpaceText } from './disk-space.ts';
import { silenceKey, silenceText } from './silence.ts';
import { cutAtLetter } from '../compose/text/cutting.ts';
import { channelWords } from '../words/channels.ts';
import { reasonText, words, type Words } from '../words/log-chat.ts';

/** What the log chat is told once, about one post. */
export type NoticeKind = keyof typeof noticeWords;

export interface NoticeFacts {
  channel: string;
  /** null: a digest. */
  articleId: string | null;
  /** By which editors know an article; null: there is none. */
  headline: string | null;
  postId?: number;
  reason: string;
}

const noticeWords = {
  refused: 'refused',
  'entities refused': 'entitiesRefused',
  uncomposable: 'uncomposable',
  uncertain: 'uncertain',
  stuck: 'stuck',
  'correction refused': 'correctionRefused',
  'picture refused': 'pictureRefused',
  'kill refused': 'killRefused',
} as const satisfies Record<string, keyof Words>;

/** Sends plain text to the log chat, with a row of buttons; rejects when that failed. */
export type Say = (text: string, buttons: Button[]) => Promise<void>;

const noticePrefix = 'notice:';

/**
 * Tells the log chat of troubles, once at the start and once at the end of each, over restarts; and of posts
 * that were put aside, once each. What cannot be told now is told later.
 */
export class Alerts {
  readonly #troubles: Store['troubles'];
  readonly #language: SpokenLanguage;
  readonly #say: Say | null;
  readonly #onFailure: (error: unknown) => void;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    troubles: Store['troubles'],
    language: SpokenLanguage,
    say: Say | null,
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
      if (isNews && this.#say !== null)
        await this.#say(troubleText(trouble, this.#language), this.#buttonsOf(trouble));
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

  /** Only an uncertain post asks for something. */
  #buttonsOf(trouble: Trouble): Button[] {
    if (!trouble.key.startsWith(noticePrefix)) return [];
    const { kind, postId = 0 } = noticeOf(trouble.detail);
    if (kind !== 'uncertain' && kind !== 'stuck') return [];
    return uncertainButtons(postId, words[this.#language]);
  }
}

/** The question under a post of which nobody knows whether it stands in its channel. */
export function uncertainButtons(postId: number, words: Words): Button[] {
  return uncertainDecisions.map((decision) => ({
    text: words.uncertainButtons[decision],
    data: `uncertain:${postId}:${decision}`,
  }));
}

/** What people read of the start of a trouble, or of its end. */
export function troubleText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  const [subject, name = ''] = trouble.key.split(':', 2);
  if (subject === 'notice') return noticeText(trouble.detail, language);
  if (subject === 'channel') {
    if (trouble.endedAt !== null) return say.channelOpen(name);
    return say.channelClosed(name, reasonText(trouble.detail, language));
  }
  if (subject === silenceKey) return silenceText(trouble, language);
  if (subject === diskSpaceKey) return diskSpaceText(trouble, language);
  return trouble.endedAt === null ? say.databaseFails(trouble.detail) : say.databaseWell;
}

/** What happened, and under it which post is meant. */
function noticeText(detail: string, language: SpokenLanguage): string {
  const { kind, channel, articleId, headline, reason } = noticeOf(detail);
  const what = words[language][noticeWords[kind]](reasonText(reason, language));
  const title = articleId === null ? channelWords[language].digest : headline;
  const subject = articleId === null ? channel : postSubject(articleId, channel);
  return [what, '', title && cutAtLetter(title, mostTitle), subject]
    .filter((line) => line !== null)
    .join('\n');
}

const mostTitle = 200;

function noticeOf(detail: string): NoticeFacts & { kind: NoticeKind } {
  const notice = JSON.parse(detail) as NoticeFacts & { kind: NoticeKind | 'held' }; // written by `Alerts.notice`
  // Until 0.2.0 it was called `held`.
  return { ...notice, kind: notice.kind === 'held' ? 'uncertain' : notice.kind };
}
