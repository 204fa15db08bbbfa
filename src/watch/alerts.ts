import { levelOf } from '../store/engines/failures.ts';
import { LogChatFailure, type LogChat } from './log-chat.ts';
import { botKey, limitedKey } from '../deliver/channel-gate.ts';
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
import { approvalKey } from './approval.ts';
import { burstButtons, burstText, isBurstKey } from './burst.ts';
import { diskSpaceKey, diskSpaceText } from './disk-space.ts';
import { gonePageButtons, gonePageText, isGonePage } from './gone-page-text.ts';
import { brakeButtons, endsSilently, isSourceKey, sourceText } from './source-text.ts';
import { isStopKey } from '../deliver/addresses/stops.ts';
import { stopText, strangerButtons } from './stop-text.ts';
import { silenceKey, silenceText } from './silence.ts';
import { tooOldKey, tooOldText } from './too-old.ts';
import { counts } from '../words/counts.ts';
import { statisticsWords } from '../words/statistics.ts';
import { channelWords } from '../words/channels.ts';
import { reasonText, words, type Words } from '../words/log-chat.ts';

/** The key of the trouble that changed settings were not taken. */
export const settingsKey = 'settings';

const noticeWords = {
  refused: 'refused',
  'entities refused': 'entitiesRefused',
  uncomposable: 'uncomposable',
  uncertain: 'uncertain',
  stuck: 'stuck',
  'correction refused': 'correctionRefused',
  'picture refused': 'pictureRefused',
  'picture left out': 'pictureLeftOut',
  'picture stays': 'pictureStays',
  'kill refused': 'killRefused',
  'may stand twice': 'mayStandTwice',
  'nobody answered': 'nobodyAnswered',
} as const satisfies Record<NoticeKind, keyof Words>;

/** Alerts of one reason are added to the first one for so long, milliseconds. */
const bundleMs = 10 * 60_000;

/** A message is changed at most once in this time, milliseconds: Telegram counts edits like messages. */
const amendPauseMs = 3_000;

/** Posts that are listed by name in one alert. */
const mostListed = 10;

/** One message in the log chat about several troubles. */
interface Bundle {
  messageId: number;
  troubles: readonly Trouble[];
  beganAtMs: number;
  changedAtMs: number;
}

/**
 * Tells the log chat of the troubles and notices that stand in the store (see `Notices`), once at the start and once at
 * the end of each, over restarts. If it cannot be told now, it is told later.
 */
export class Alerts {
  readonly #troubles: Store['troubles'];
  /** That of the people in the log chat. */
  readonly #language: () => SpokenLanguage;
  /** null: there is nobody to tell. */
  readonly #logChat: LogChat | null;
  readonly #log: Logger;
  readonly #bundles = new Map<string, Bundle>();
  /** A 429 forbids everything before this moment. */
  #quietUntilMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    troubles: Store['troubles'],
    language: () => SpokenLanguage,
    logChat: LogChat | null,
    log: Logger,
  ) {
    this.#troubles = troubles;
    this.#language = language;
    this.#logChat = logChat;
    this.#log = log;
  }

  /** Tells everything that is not told yet. Called at each trouble, and now and then for what failed before. */
  tell(): void {
    this.#telling = this.#telling.then(() => this.#tellAll()).catch((error: unknown) => this.#rest(error));
  }

  /** Telegram makes a bot that goes on asking wait ever longer. */
  #rest(error: unknown): void {
    const seconds = error instanceof LogChatFailure ? error.retryAfterSeconds : null;
    if (seconds !== null) this.#quietUntilMs = performance.now() + seconds * 1_000;
    this.#log[levelOf(error)]({ error }, 'the log chat could not be told');
  }

  async settled(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#telling;
  }

  async #tellAll(): Promise<void> {
    if (performance.now() < this.#quietUntilMs) return;
    const untold = await this.#troubles.untold();
    const bundles = Map.groupBy(untold, (trouble) => bundleKeyOf(trouble) ?? '');
    for (const [key, troubles] of bundles)
      if (key !== '') await this.#attempt(troubles, () => this.#tellBundle(key, troubles));
    for (const trouble of bundles.get('') ?? []) await this.#attempt([trouble], () => this.#tellOne(trouble));
  }

  async #tellOne(trouble: Trouble): Promise<void> {
    // Nobody needs to hear of a trouble that ended before it was told. But where the bot itself was refused, it could
    // not be told earlier.
    const isNews =
      trouble.endedAt === null || (trouble.isTold && !endsSilently(trouble.key)) || trouble.key === botKey;
    if (isNews) await this.#logChat?.tell(troubleText(trouble, this.#language()), this.#buttonsOf(trouble));
    await this.#markTold(trouble);
  }

  /** An alert that Telegram refuses keeps no other from being told. If it is refused for ever, it stands in the log. */
  async #attempt(troubles: readonly Trouble[], tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      if (!(error instanceof LogChatFailure) || error.refused === null) throw error;
      const alert = bundleText(troubles, this.#language());
      this.#log.error(
        { alert, reason: error.message },
        'Telegram does not take an alert; it stands only here',
      );
      if (error.refused === 'for ever') for (const trouble of troubles) await this.#markTold(trouble);
    }
  }

  /** Alerts of one reason within a short time stand in one message. The first comes at once, the others are added. */
  async #tellBundle(key: string, troubles: readonly Trouble[]): Promise<void> {
    const nowMs = performance.now();
    const known = this.#bundles.get(key);
    const isOpen = known !== undefined && nowMs - known.beganAtMs < bundleMs && !isAgain(known, troubles);
    const open = isOpen ? known : null;
    if (open !== null && nowMs - open.changedAtMs < amendPauseMs) return this.#tellLater();
    const all = [...(open?.troubles ?? []), ...troubles];
    const text = bundleText(all, this.#language());
    const isAdded = open !== null && (await this.#logChat?.amend(open.messageId, text)) === true;
    if (isAdded) Object.assign(open, { troubles: all, changedAtMs: nowMs });
    else {
      const messageId = await this.#logChat?.tell(bundleText(troubles, this.#language()));
      // What the owners got in place of the log chat is not changed later.
      if (messageId === null) this.#bundles.delete(key);
      else {
        const bundle = { messageId: messageId ?? 0, troubles, beganAtMs: nowMs, changedAtMs: nowMs };
        this.#bundles.set(key, bundle);
      }
    }
    for (const trouble of troubles) await this.#markTold(trouble);
    for (const [old, { beganAtMs }] of this.#bundles)
      if (nowMs - beganAtMs >= bundleMs) this.#bundles.delete(old);
  }

  #tellLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.tell();
    }, amendPauseMs).unref();
  }

  async #markTold(trouble: Trouble): Promise<void> {
    await this.#troubles.markTold(trouble, new Date());
    if (trouble.key.startsWith(noticePrefix) || isGonePage(trouble)) await this.#forget(trouble);
  }

  /** A notice has no end, so it ends once it is told. */
  async #forget(trouble: Trouble): Promise<void> {
    const endedAt = new Date();
    await this.#troubles.end(trouble.key, endedAt);
    await this.#troubles.markTold({ ...trouble, endedAt }, endedAt);
  }

  /** An uncertain post, a picture that cannot leave its post, a burst, and the chat of a channel ask for something. */
  #buttonsOf(trouble: Trouble): Button[] {
    if (isBurstKey(trouble.key))
      return trouble.endedAt === null ? burstButtons(trouble.key, this.#language()) : [];
    if (isGonePage(trouble)) return gonePageButtons(trouble, this.#language());
    if (isSourceKey(trouble.key)) return brakeButtons(trouble, this.#language());
    if (!trouble.key.startsWith(noticePrefix)) return strangerButtons(trouble, this.#language());
    const { kind, messageId, postId = 0 } = noticeOf(trouble.detail);
    if (kind === 'picture stays')
      return [{ text: words[this.#language()].anewButton, data: `anew:${postId}:${messageId ?? 0}` }];
    if (kind !== 'uncertain' && kind !== 'stuck') return [];
    return uncertainButtons(postId, words[this.#language()]);
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
  if (subject === limitedKey) {
    const span = statisticsWords[language].formats.duration(Number(trouble.detail));
    return trouble.endedAt === null ? say.channelLimited(name, span) : say.channelOpen(name);
  }
  if (subject === botKey) return botText(trouble, language);
  if (isBurstKey(trouble.key)) return burstText(trouble, language);
  if (isStopKey(trouble.key)) return stopText(trouble, language);
  if (isGonePage(trouble)) return gonePageText(trouble, language);
  if (isSourceKey(trouble.key)) return sourceText(trouble, language);
  if (subject === 'pictures') {
    return trouble.endedAt === null
      ? say.picturesFail(name, reasonText(trouble.detail, language))
      : say.picturesWork(name);
  }
  if (subject === silenceKey) return silenceText(trouble, language);
  if (subject === diskSpaceKey) return diskSpaceText(trouble, language);
  if (subject === tooOldKey) return tooOldText(trouble, language);
  if (subject === 'desk') return deskText(trouble, language);
  if (subject === approvalKey) return trouble.endedAt === null ? say.approvalUnasked : say.approvalAsked;
  if (subject === settingsKey)
    return trouble.endedAt === null ? say.settingsRefused(trouble.detail) : say.settingsTaken;
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

/** Troubles with the same key are told in one message; null: this one stands alone. */
function bundleKeyOf({ detail, endedAt, isTold, key }: Trouble): string | null {
  if (endedAt !== null || isTold) return null;
  if (key.startsWith('channel:')) return `channel ${withoutNumbers(detail)}`;
  if (!key.startsWith(noticePrefix)) return null;
  const { kind, reason } = noticeOf(detail);
  return severalWords(kind) === null ? null : `${kind} ${withoutNumbers(reason)}`;
}

/** What was told already and begins again is news: a change of the old message would be seen by nobody. */
function isAgain(bundle: Bundle, troubles: readonly Trouble[]): boolean {
  return troubles.some(({ key }) => bundle.troubles.some((told) => told.key === key));
}

/** The place of a mistake in a text, for example, differs from one post to the next. */
function withoutNumbers(reason: string): string {
  return reason.replaceAll(/\d+/g, '#');
}

/** null: each such post is told by itself, because it asks for an answer of its own. */
function severalWords(kind: NoticeKind): keyof Words['several'] | null {
  const name = noticeWords[kind];
  const isAlone =
    name === 'uncertain' || name === 'stuck' || name === 'nobodyAnswered' || name === 'pictureStays';
  return isAlone ? null : name;
}

/** The text about troubles of one reason. */
function bundleText(troubles: readonly Trouble[], language: SpokenLanguage): string {
  const [first] = troubles;
  if (first === undefined) return '';
  if (troubles.length === 1) return troubleText(first, language);
  const say = words[language];
  if (!first.key.startsWith(noticePrefix)) {
    const names = troubles.map(({ key }) => key.slice('channel:'.length)).join(', ');
    return say.channelClosed(names, reasonText(first.detail, language));
  }
  const notices = troubles.map(({ detail }) => noticeOf(detail));
  const { posts } = counts[language];
  const { kind, reason } = noticeOf(first.detail);
  const sentence = say.several[severalWords(kind) ?? 'refused'];
  const what = sentence(posts(notices.length), reasonText(reason, language));
  const lines = notices.slice(0, mostListed).map((notice) => lineOf(notice, language));
  if (notices.length > mostListed) lines.push(say.andMore(posts(notices.length - mostListed)));
  return [what, '', ...lines].join('\n');
}

/** Limit of letters of a headline in a list. */
const mostListedTitle = 100;

function lineOf({ articleId, channel, headline }: Notice, language: SpokenLanguage): string {
  const title = articleId === null ? channelWords[language].digest : (headline ?? '');
  const subject = articleId === null ? channel : postSubject(articleId, channel);
  return `• ${[cutAtLetter(title, mostListedTitle), subject].filter((part) => part !== '').join(' · ')}`;
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
