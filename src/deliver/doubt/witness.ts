import { Api } from 'grammy/web';
import type { Post } from '../../news/post.ts';
import type { Clock } from '../../time/clock.ts';
import { failureOf } from '../telegram/failure.ts';
import { UnansweredTries } from '../unanswered-tries.ts';
import { formSeen } from './same-message.ts';
import type { Finding, Searcher } from './searcher.ts';
import { ArrivalWindow } from './arrival-window.ts';
import { seenMessageOf, type SeenMessage } from '../telegram/seen-message.ts';
import type { Log } from '../delivery.ts';
import { asGrammy, grammyFetch, type Address, type Telegram } from '../telegram/telegram.ts';

export interface WitnessSettings {
  token: string;
  apiRoot: string | null;
  settleTimeMs: number;
}

/** How long one look for updates waits: short, so that "everything up to now was heard" is soon true. */
const pollSeconds = 1;
const pauseMs = 3_000;
/** How often an unsure post is looked for in what was heard. */
const lookMs = 250;
/** Posts remembered per channel: far more than can be in doubt at once. */
const remembered = 500;

interface Heard extends SeenMessage {
  messageId: number;
}

/**
 * A second bot in the same channels. Telegram does not show a bot its own posts, but it shows them to another
 * one, so this one settles unsure posts at once and without forwards. Where it cannot know, because it was not
 * listening yet when the post left, it leaves the answer to reading back.
 */
export class Witness implements Searcher {
  readonly #api: Api;
  readonly #otherwise: Searcher;
  readonly #telegram: Telegram;
  readonly #clock: Clock;
  readonly #log: Log;
  /** By number and by @name, in lower case. */
  readonly #heard = new Map<string, Heard[]>();
  /** Since when nothing was missed; null: it does not listen. */
  #since: Date | null = null;
  /** Everything up to this moment of the steady clock was heard. */
  #untilMs = 0;
  readonly #arrivalWindow: ArrivalWindow;
  readonly #unanswered: UnansweredTries;
  #id: number | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(settings: WitnessSettings, otherwise: Searcher, telegram: Telegram, clock: Clock, log: Log) {
    const apiRoot = settings.apiRoot === null ? {} : { apiRoot: settings.apiRoot };
    this.#api = new Api(settings.token, { ...apiRoot, timeoutSeconds: pollSeconds + 15, fetch: grammyFetch });
    this.#arrivalWindow = new ArrivalWindow(clock, settings.settleTimeMs);
    this.#unanswered = new UnansweredTries(telegram, clock);
    this.#otherwise = otherwise;
    this.#telegram = telegram;
    this.#clock = clock;
    this.#log = log;
  }

  start(stopping: AbortSignal): void {
    this.#running = this.#listen(stopping);
  }

  async stopped(): Promise<void> {
    await this.#running;
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    let found: Finding | null = null;
    for (const heard of this.#after(channel, post.floor)) {
      const form = post.message === null ? null : formSeen(heard, post.message);
      if (form !== null) found = { kind: 'found', messageId: heard.messageId, form };
    }
    if (found !== null) return found;
    const settledAtMs = this.#arrivalWindow.endOf(post);
    const { claimedAt, unsureAt } = post;
    // In doubt before it left: the clock was set back since, and does not tell which came first.
    const isPuzzling = claimedAt !== null && unsureAt !== null && claimedAt > unsureAt;
    if (isPuzzling || !this.#heardSince(claimedAt)) return this.#otherwise.find(post, channel, signal);
    if (this.#untilMs > settledAtMs) {
      return (await this.#isInside(channel, signal))
        ? { kind: 'absent' }
        : this.#otherwise.find(post, channel, signal);
    }
    return { kind: 'wait', untilMs: this.#clock.steadyMs() + lookMs };
  }

  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<Finding | { kind: 'swept' }> {
    // Nothing was looked up before a channel's very first post was sent again: its first copy may be older than this
    // process, and what that one heard is gone.
    const isKnown = post.floor !== null && this.#heardSince(post.claimedAt);
    if (!isKnown || !(await this.#isInside(channel, signal))) {
      return this.#otherwise.sweep(post, channel, signal);
    }
    for (const heard of this.#after(channel, (post.sweepFrom ?? 1) - 1)) {
      if (post.message === null || post.messageId === null || heard.messageId >= post.messageId) continue;
      if (formSeen(heard, post.message) === null) continue;
      const deleted = await this.#telegram.delete(channel, heard.messageId, signal);
      if (deleted.kind === 'unsure') {
        const untilMs = await this.#unanswered.pausedUntil(`${post.id} ${heard.messageId}`, signal);
        if (untilMs === null) continue;
        return { kind: 'wait', untilMs };
      }
      if (deleted.kind !== 'done' && deleted.kind !== 'gone' && deleted.kind !== 'refused') {
        return { kind: 'rest', outcome: deleted };
      }
    }
    return { kind: 'swept' };
  }

  #heardSince(moment: Date | null): boolean {
    return this.#since !== null && moment !== null && this.#since <= moment;
  }

  /**
   * Only an administrator is shown what a channel posts, and in a group no bot is shown what another one says:
   * there silence proves nothing. Source: https://core.telegram.org/bots/faq#why-doesn-39t-my-bot-see-messages-from-other-bots
   */
  async #isInside(channel: Address, signal: AbortSignal): Promise<boolean> {
    try {
      this.#id ??= (await this.#api.getMe(asGrammy(signal))).id;
      const { status } = await this.#api.getChatMember(channel.chatId, this.#id, asGrammy(signal));
      if (status !== 'administrator' && status !== 'creator') return false;
      return (await this.#api.getChat(channel.chatId, asGrammy(signal))).type === 'channel';
    } catch {
      return false;
    }
  }

  #after(channel: Address, number: number | null): Heard[] {
    const heard = this.#heard.get(channel.chatId.toLowerCase()) ?? [];
    return heard.filter(({ messageId }) => messageId > (number ?? 0));
  }

  async #listen(stopping: AbortSignal): Promise<void> {
    let offset = 0;
    let isQuiet = false;
    while (!stopping.aborted) {
      try {
        const askedAt = this.#clock.now();
        const askedAtMs = this.#clock.steadyMs();
        // After news it asks again at once, or where something is always posted it would never know that it heard all.
        const updates = await this.#api.getUpdates(
          { offset, timeout: isQuiet ? pollSeconds : 0, allowed_updates: ['channel_post'] },
          asGrammy(stopping),
        );
        isQuiet = updates.length === 0;
        for (const { update_id, channel_post } of updates) {
          offset = update_id + 1;
          if (channel_post !== undefined) this.#hear(channel_post);
        }
        this.#since ??= askedAt;
        if (isQuiet) this.#untilMs = askedAtMs;
      } catch (error) {
        if (stopping.aborted) return;
        const failure = failureOf(error);
        // What was posted meanwhile is still delivered later, so nothing is missed: only the news are late. Unless
        // another program listens in this bot's name: what that one is told, this one never hears.
        if (failure.kind === 'answer' && failure.code === 409) this.#since = null;
        this.#log.warn({ reason: failure }, 'the witness bot hears nothing');
        await this.#clock.wait(pauseMs, stopping);
      }
    }
  }

  #hear(post: Parameters<typeof seenMessageOf>[0]): void {
    // Ours never are forwards, but somebody may forward one of ours within the channel.
    if (post.forward_origin !== undefined) return;
    const names = [String(post.chat.id)];
    if ('username' in post.chat && post.chat.username !== undefined)
      names.push(`@${post.chat.username.toLowerCase()}`);
    for (const name of names) {
      const heard = this.#heard.get(name) ?? [];
      heard.push({ messageId: post.message_id, ...seenMessageOf(post) });
      if (heard.length > remembered) heard.shift();
      this.#heard.set(name, heard);
    }
  }
}
