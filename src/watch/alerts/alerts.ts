import { botKey } from '../../deliver/channel-gate.ts';
import { noticePrefix } from '../../deliver/notices.ts';
import type { Logger } from '../../log.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { levelOf } from '../../store/engines/failures.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import type { Store } from '../../store/store.ts';
import type { Clock } from '../../time/clock.ts';
import { isDraft } from '../draft-text.ts';
import { isGonePage } from '../gone-page-text.ts';
import { movedKey } from '../refused-bots.ts';
import { LogChatFailure, type LogChat } from '../log-chat.ts';
import { endsSilently } from '../source-text.ts';
import { bundleKeyOf, bundleText, isAgain, type Bundle } from './bundles.ts';
import { buttonsOf } from './buttons.ts';
import { channelsOf } from './trouble-channels.ts';
import { troubleText } from './trouble-text.ts';

/** Alerts of one reason are added to the first one for so long, milliseconds. */
const bundleMs = 10 * 60_000;

/** A message is changed at most once in this time, milliseconds: Telegram counts edits like messages. */
const amendPauseMs = 3_000;

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
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #bundles = new Map<string, Bundle>();
  /** A 429 forbids everything before this moment. */
  #quietUntilMs = 0;
  #isWaiting = false;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    troubles: Store['troubles'],
    language: () => SpokenLanguage,
    logChat: LogChat | null,
    clock: Clock,
    log: Logger,
  ) {
    this.#troubles = troubles;
    this.#language = language;
    this.#logChat = logChat;
    this.#clock = clock;
    this.#log = log;
  }

  /** Tells everything that is not told yet. Called at each trouble, and now and then for what failed before. */
  tell(): void {
    this.#telling = this.#telling.then(() => this.#tellAll()).catch((error: unknown) => this.#rest(error));
  }

  /** Telegram makes a bot that goes on asking wait ever longer. */
  #rest(error: unknown): void {
    const seconds = error instanceof LogChatFailure ? error.retryAfterSeconds : null;
    if (seconds !== null) this.#quietUntilMs = this.#clock.steadyMs() + seconds * 1_000;
    this.#log[levelOf(error)]({ error }, 'the log chat could not be told');
  }

  async settled(): Promise<void> {
    this.#stopping.abort();
    await this.#telling;
  }

  async #tellAll(): Promise<void> {
    if (this.#clock.steadyMs() < this.#quietUntilMs) return;
    const untold = await this.#troubles.untold();
    const bundles = Map.groupBy(untold, (trouble) => this.#bundleKeyOf(trouble));
    for (const [key, troubles] of bundles)
      if (key !== '') await this.#attempt(troubles, () => this.#tellBundle(key, troubles));
    for (const trouble of bundles.get('') ?? []) await this.#attempt([trouble], () => this.#tellOne(trouble));
  }

  /** '': it stands alone. Troubles that belong to different topics are not told in one message. */
  #bundleKeyOf(trouble: Trouble): string {
    const key = bundleKeyOf(trouble);
    const topic = key === null ? null : (this.#logChat?.topicFor(channelsOf(trouble)) ?? null);
    return topic === null ? (key ?? '') : `${topic} ${key}`;
  }

  async #tellOne(trouble: Trouble): Promise<void> {
    // Nobody needs to hear of a trouble that ended before it was told. But where the bot itself was refused, it could
    // not be told earlier.
    const isNews =
      trouble.endedAt === null || (trouble.isTold && !endsSilently(trouble.key)) || trouble.key === botKey;
    const now = this.#clock.now();
    if (isNews)
      await this.#logChat?.tell(troubleText(trouble, this.#language()), {
        buttons: buttonsOf(trouble, this.#language()),
        about: channelsOf(trouble),
      });
    await this.#markTold(trouble, now);
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
      if (error.refused !== 'for ever') return;
      for (const trouble of troubles) await this.#markTold(trouble, this.#clock.now());
    }
  }

  /** Alerts of one reason within a short time stand in one message. The first comes at once, the others are added. */
  async #tellBundle(key: string, troubles: readonly Trouble[]): Promise<void> {
    const now = this.#clock.now();
    const nowMs = this.#clock.steadyMs();
    const known = this.#bundles.get(key);
    const isOpen = known !== undefined && nowMs - known.beganAtMs < bundleMs && !isAgain(known, troubles);
    const open = isOpen ? known : null;
    if (open !== null && nowMs - open.changedAtMs < amendPauseMs) return void this.#tellLater();
    const all = [...(open?.troubles ?? []), ...troubles];
    const text = bundleText(all, this.#language());
    const isAdded = open !== null && (await this.#logChat?.amend(open.messageId, text)) === true;
    if (isAdded) Object.assign(open, { troubles: all, changedAtMs: nowMs });
    else {
      const messageId = await this.#logChat?.tell(bundleText(troubles, this.#language()), {
        about: troubles.flatMap((trouble) => channelsOf(trouble)),
      });
      // What the owners got in place of the log chat is not changed later.
      if (messageId === null) this.#bundles.delete(key);
      else {
        const bundle = { messageId: messageId ?? 0, troubles, beganAtMs: nowMs, changedAtMs: nowMs };
        this.#bundles.set(key, bundle);
      }
    }
    for (const trouble of troubles) await this.#markTold(trouble, now);
    for (const [old, { beganAtMs }] of this.#bundles)
      if (nowMs - beganAtMs >= bundleMs) this.#bundles.delete(old);
  }

  async #tellLater(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.#clock.wait(amendPauseMs, this.#stopping.signal);
    this.#isWaiting = false;
    if (!this.#stopping.signal.aborted) this.tell();
  }

  /** `now`: when it began to be told. A trouble that goes on is told again after a time. */
  async #markTold(trouble: Trouble, now: Date): Promise<void> {
    await this.#troubles.markTold(trouble, now);
    const isNotice = trouble.key.startsWith(noticePrefix) || trouble.key.startsWith(`${movedKey}:`);
    if (isNotice || isGonePage(trouble) || isDraft(trouble)) await this.#forget(trouble);
  }

  /** A notice has no end, so it ends once it is told. */
  async #forget(trouble: Trouble): Promise<void> {
    const endedAt = this.#clock.now();
    await this.#troubles.end(trouble.key, endedAt);
    await this.#troubles.markTold({ ...trouble, endedAt }, endedAt);
  }
}
