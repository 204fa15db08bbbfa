import type { Post } from '../../news/post.ts';
import type { Clock } from '../../time/clock.ts';
import { failureOf } from '../telegram/failure.ts';
import { UnansweredTries } from '../unanswered-tries.ts';
import { formSeen } from './same-message.ts';
import { ArrivalWindow, type Finding, type Searcher } from './searcher.ts';
import { WitnessBot, type Heard } from '../telegram/witness-bot.ts';
import type { Logger } from '../../log.ts';
import type { Address, Messenger } from '../messenger.ts';

export interface WitnessSettings {
  token: string;
  apiRoot: string | null;
  settleTimeMs: number;
}

const pauseMs = 3_000;
/** How often an unsure post is looked for in what was heard. */
const lookMs = 250;
/** Posts remembered per channel: far more than can be in doubt at once. */
const remembered = 500;

/**
 * A second bot in the same channels. Telegram does not show a bot its own posts, but it shows them to another
 * one, so this one settles unsure posts at once and without forwards. Where it cannot know, because it was not
 * listening yet when the post left, it leaves the answer to reading back.
 */
export class Witness implements Searcher {
  readonly #bot: WitnessBot;
  readonly #otherwise: Searcher;
  readonly #messenger: Messenger;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** By number and by @name, in lower case. */
  readonly #heard = new Map<string, Heard[]>();
  /** Since when nothing was missed; null: it does not listen. */
  #since: Date | null = null;
  /** Everything up to this moment of the steady clock was heard. */
  #untilMs = 0;
  readonly #arrivalWindow: ArrivalWindow;
  readonly #unanswered: UnansweredTries;
  #running: Promise<void> = Promise.resolve();

  constructor(
    settings: WitnessSettings,
    otherwise: Searcher,
    messenger: Messenger,
    clock: Clock,
    log: Logger,
  ) {
    this.#bot = new WitnessBot(settings.token, settings.apiRoot);
    this.#arrivalWindow = new ArrivalWindow(clock, settings.settleTimeMs);
    this.#unanswered = new UnansweredTries(messenger, clock);
    this.#otherwise = otherwise;
    this.#messenger = messenger;
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
      return (await this.#bot.canHear(channel, signal))
        ? { kind: 'absent' }
        : this.#otherwise.find(post, channel, signal);
    }
    return { kind: 'wait', untilMs: this.#clock.steadyMs() + lookMs };
  }

  async sweep(post: Post, channel: Address, signal: AbortSignal): Promise<Finding | { kind: 'swept' }> {
    // Nothing was looked up before a channel's very first post was sent again: its first copy may be older than this
    // process, and what that one heard is gone.
    const isKnown = post.floor !== null && this.#heardSince(post.claimedAt);
    if (!isKnown || !(await this.#bot.canHear(channel, signal))) {
      return this.#otherwise.sweep(post, channel, signal);
    }
    for (const heard of this.#after(channel, (post.sweepFrom ?? 1) - 1)) {
      if (post.message === null || post.messageId === null || heard.messageId >= post.messageId) continue;
      if (formSeen(heard, post.message) === null) continue;
      const deleted = await this.#messenger.delete(channel, heard.messageId, signal);
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
        // After news it asks again at once. Otherwise it would never know that it heard all where posts never stop.
        const answer = await this.#bot.hear(offset, isQuiet, stopping);
        ({ offset, isQuiet } = answer);
        answer.heard.forEach((post) => this.#remember(post));
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

  #remember(post: Heard): void {
    for (const name of post.channels) {
      const heard = this.#heard.get(name) ?? [];
      heard.push(post);
      if (heard.length > remembered) heard.shift();
      this.#heard.set(name, heard);
    }
  }
}
