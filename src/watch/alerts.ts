import type { LogChat } from './log-chat.ts';
import { botKey } from '../deliver/channel-gate.ts';
import { forbiddenKeys } from '../deliver/content-kinds.ts';
import { noticePrefix, type Notice, type NoticeKind } from '../deliver/notices.ts';
import type { Button } from '../deliver/messenger.ts';
import type { Logger } from '../log.ts';
import { cutAtLetter } from '../compose/text/cutting.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Store } from '../store/store.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { uncertainDecisions } from '../news/decisions.ts';
import { postSubject } from '../store/records/audit.ts';
import { diskSpaceKey, diskSpaceText } from './disk-space.ts';
import { isStopKey } from '../deliver/addresses/stops.ts';
import { stopText, strangerButtons } from './stop-text.ts';
import { silenceKey, silenceText } from './silence.ts';
import { channelWords } from '../words/channels.ts';
import { reasonText, words, type Words } from '../words/log-chat.ts';

const noticeWords = {
  refused: 'refused',
  'entities refused': 'entitiesRefused',
  uncomposable: 'uncomposable',
  uncertain: 'uncertain',
  stuck: 'stuck',
  'correction refused': 'correctionRefused',
  'picture refused': 'pictureRefused',
  'kill refused': 'killRefused',
  'may stand twice': 'mayStandTwice',
  'nobody answered': 'nobodyAnswered',
} as const satisfies Record<NoticeKind, keyof Words>;

/**
 * Tells the log chat of the troubles and notices that stand in the store (see `Notices`), once at the start and once at
 * the end of each, over restarts. If it cannot be told now, it is told later.
 */
export class Alerts {
  readonly #troubles: Store['troubles'];
  readonly #language: SpokenLanguage;
  /** null: there is nobody to tell. */
  readonly #logChat: LogChat | null;
  readonly #log: Logger;
  #telling: Promise<void> = Promise.resolve();

  constructor(troubles: Store['troubles'], language: SpokenLanguage, logChat: LogChat | null, log: Logger) {
    this.#troubles = troubles;
    this.#language = language;
    this.#logChat = logChat;
    this.#log = log;
  }

  /** Tells everything that is not told yet. Called at each trouble, and now and then for what failed before. */
  tell(): void {
    this.#telling = this.#telling
      .then(() => this.#tellAll())
      .catch((error: unknown) => this.#log.warn({ error }, 'the log chat could not be told'));
  }

  async settled(): Promise<void> {
    await this.#telling;
  }

  async #tellAll(): Promise<void> {
    for (const trouble of await this.#troubles.untold()) {
      // Nobody needs to hear of a trouble that ended before it was told. But where the bot itself was refused, it could
      // not be told earlier.
      const isNews = trouble.endedAt === null || trouble.isTold || trouble.key === botKey;
      if (isNews) await this.#logChat?.say(troubleText(trouble, this.#language), this.#buttonsOf(trouble));
      await this.#troubles.markTold(trouble, new Date());
      if (trouble.key.startsWith(noticePrefix)) await this.#forget(trouble);
    }
  }

  /** A notice has no end, so it ends once it is told. */
  async #forget(trouble: Trouble): Promise<void> {
    const endedAt = new Date();
    await this.#troubles.end(trouble.key, endedAt);
    await this.#troubles.markTold({ ...trouble, endedAt }, endedAt);
  }

  /** Only an uncertain post, or the chat of a channel, asks for something. */
  #buttonsOf(trouble: Trouble): Button[] {
    if (!trouble.key.startsWith(noticePrefix)) return strangerButtons(trouble, this.#language);
    const { kind, postId = 0 } = noticeOf(trouble.detail);
    if (kind !== 'uncertain' && kind !== 'stuck') return [];
    return uncertainButtons(postId, words[this.#language]);
  }
}

/** The buttons of the question about an uncertain post. */
export function uncertainButtons(postId: number, words: Words): Button[] {
  return uncertainDecisions.map((decision) => ({
    text: words.uncertainButtons[decision],
    data: `uncertain:${postId}:${decision}`,
  }));
}

/** Limit of letters of a headline. */
const mostTitle = 200;

/** The text that people read when a trouble begins, or ends. */
export function troubleText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  const [subject, name = ''] = trouble.key.split(':', 2);
  if (subject === 'notice') return noticeText(trouble.detail, language);
  if (subject === 'channel') {
    if (trouble.endedAt !== null) return say.channelOpen(name);
    return say.channelClosed(name, reasonText(trouble.detail, language));
  }
  if (subject === forbiddenKeys.photo || subject === forbiddenKeys.text) {
    const kind = subject === forbiddenKeys.photo ? 'photo' : 'text';
    return trouble.endedAt === null
      ? say.kindForbidden[kind](name, reasonText(trouble.detail, language))
      : say.kindAllowed[kind](name);
  }
  if (subject === botKey) return botText(trouble, language);
  if (isStopKey(trouble.key)) return stopText(trouble, language);
  if (subject === silenceKey) return silenceText(trouble, language);
  if (subject === diskSpaceKey) return diskSpaceText(trouble, language);
  if (subject === 'desk') return deskText(trouble, language);
  return trouble.endedAt === null ? say.databaseFails(trouble.detail) : say.databaseWell;
}

function botText({ detail, endedAt, isTold }: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (endedAt !== null && isTold) return say.botWell;
  const reason = reasonText(detail, language);
  return endedAt === null ? say.botRefused(reason) : say.botWasRefused(reason);
}

/** The detail is a `Deafness` of desk/chat/hearing.ts. */
function deskText({ detail, endedAt }: Trouble, language: SpokenLanguage): string {
  if (endedAt !== null) return words[language].deskHears;
  const [why = '', ...host] = detail.split(':');
  return words[language].deskDeaf(
    why === 'poller' || why === 'webhook' ? why : 'unreachable',
    host.join(':'),
  );
}

/** First what happened, and under it which post is meant. */
function noticeText(detail: string, language: SpokenLanguage): string {
  const { kind, channel, articleId, headline, reason } = noticeOf(detail);
  const what = words[language][noticeWords[kind]](reasonText(reason, language));
  const title = articleId === null ? channelWords[language].digest : headline;
  const subject = articleId === null ? channel : postSubject(articleId, channel);
  return [what, '', title && cutAtLetter(title, mostTitle), subject]
    .filter((line) => line !== null)
    .join('\n');
}

function noticeOf(detail: string): Notice {
  // Written by `Notices.about`. Until 0.2.0 the kind `uncertain` was called `held`.
  const notice = JSON.parse(detail) as Omit<Notice, 'kind'> & { kind: NoticeKind | 'held' };
  return { ...notice, kind: notice.kind === 'held' ? 'uncertain' : notice.kind };
}
