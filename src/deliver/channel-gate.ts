import type { Channel } from '../news/channel.ts';
import type { CountedOutcome } from '../measures.ts';
import { kindOf, type ContentKind, type Outcome, type Post } from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import { LanesLost } from '../store/lanes/holder.ts';
import { isTelegramAnswering, UnansweredTries, silencePausesMs } from './unanswered-tries.ts';
import { ContentKinds } from './content-kinds.ts';
import type { Delivery } from './delivery.ts';
import { trialPausesMs } from './trial.ts';
import type { Address, ChangeOutcome } from './messenger.ts';

/**
 * What a lane does after a step: the next one at once, or a look at that moment of the steady clock (null: when woken).
 */
export type Step = 'again' | { wakeAt: number | null };

/** An answer that says something about the channel, and nothing about the post. */
export type ChannelOutcome = Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }>;

/** Backoff: the growing pauses between retries while a channel is closed to us. */
const closedPausesMs = [30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** A longer wait is told, milliseconds: nothing else shows why the posts of a channel come late. */
const toldWaitMs = 5 * 60_000;

/** Keys of the troubles that Telegram wants a channel to wait for long begin so. The detail is the time, milliseconds. */
export const limitedKey = 'limited';

/** The key of the trouble that all channels of the bot are refused. */
export const botKey = 'bot';

export interface ChannelGateSettings {
  channel: Channel;
  /** Whether it was closed to us, and how often we retried. A restart retries at once: it may be repaired. */
  closed: { retries: number } | null;
}

/** The way into one channel: where it is, whether it is open to us, and when it may be tried next. */
export class ChannelGate {
  readonly channel: Channel;
  /** What its chat allows. */
  readonly kinds: ContentKinds;
  readonly #delivery: Delivery;
  #unreached = 0;
  #closedRetries: number;
  #isClosed: boolean;
  /** People may have been told that it has to wait; perhaps by an earlier run. */
  #mayBeLimited = true;
  /** How often it moved since its last success. */
  #moves = 0;
  readonly #unanswered: UnansweredTries;
  /** Nothing leaves before this moment of the steady clock, because Telegram is out of reach or the channel closed. */
  #restUntilMs = 0;

  constructor(settings: ChannelGateSettings, delivery: Delivery) {
    this.channel = settings.channel;
    this.#delivery = delivery;
    this.kinds = new ContentKinds(settings.channel.name, delivery);
    this.#unanswered = new UnansweredTries(isTelegramAnswering(delivery.messenger), delivery.clock);
    this.#isClosed = settings.closed !== null;
    this.#closedRetries = settings.closed?.retries ?? 0;
  }

  get name(): string {
    return this.channel.name;
  }

  get address(): Address {
    const place = this.#delivery.addresses.placeOf(this.name);
    return { chatId: place?.chatId ?? this.channel.id, topic: this.channel.topic };
  }

  /** The channel's @name without the sign; null: it has none. */
  get username(): string | null {
    return this.#delivery.addresses.placeOf(this.name)?.username ?? null;
  }

  /** Whether nothing new may leave until somebody changes the settings, or decides. */
  get isStopped(): boolean {
    return this.#delivery.addresses.stopOf(this.name) !== null;
  }

  /** Finds out which chat the channel is. @returns null: that is known. */
  async find(signal: AbortSignal): Promise<Step | null> {
    const { addresses } = this.#delivery;
    if (addresses.placeOf(this.name) !== null) return null;
    const finding = await addresses.find(this.name, signal);
    if (finding.kind === 'found') {
      await this.answered();
      return null;
    }
    const facts = { channel: this.name };
    if (finding.kind === 'unsure') return this.rest({ kind: 'unreached', reason: finding.reason }, facts);
    if (finding.kind === 'refused') return this.rest({ kind: 'closed', reason: finding.reason }, facts);
    return this.rest(finding, facts);
  }

  get restUntilMs(): number {
    return Math.max(this.#restUntilMs, this.#delivery.refusedChannels.botUntilMs);
  }

  /** Counts what became of a post, or of a request about it. */
  count(
    outcome: CountedOutcome,
    { form }: Pick<Post, 'form'>,
    kind: ContentKind | 'none' = form === null ? 'none' : kindOf(form),
  ): void {
    this.#delivery.measures.post(this.name, outcome, kind);
  }

  /** Counts a new post, and how long it took. */
  arrived(
    post: Pick<Post, 'form' | 'articleId' | 'dueAt' | 'promisedAt'>,
    kind: ContentKind,
    sentAt: Date,
  ): void {
    const { articleId, dueAt, promisedAt } = post;
    this.count('sent', post, kind);
    this.#delivery.events.announce({ kind: 'posted' });
    this.#delivery.measures.arrived(this.name, {
      dueAt: articleId === null ? null : dueAt,
      promisedAt,
      sentAt,
    });
  }

  /** Whether the channel is open to us, and nobody believes otherwise. */
  get isCalm(): boolean {
    const { mayBeBlamed } = this.#delivery.refusedChannels;
    return !this.#isClosed && !this.#mayBeLimited && !mayBeBlamed && this.kinds.isOpen;
  }

  /** A moment of the day on the steady clock. */
  steady(moment: Date): number {
    const { clock } = this.#delivery;
    return clock.steadyMs() + moment.getTime() - clock.now().getTime();
  }

  /** Draws the conclusions of an answer for the whole channel. The outcome of the post itself is recorded before. */
  async rest(outcome: ChannelOutcome, facts: Record<string, unknown>): Promise<Step> {
    const { addresses, events, log, store } = this.#delivery;
    const { name } = this;
    switch (outcome.kind) {
      case 'limited': {
        const waitMs = outcome.retryAfterSeconds * 1000;
        log.warn({ ...facts, waitMs }, 'Telegram asks this channel to wait');
        const nowMs = this.#delivery.clock.steadyMs();
        this.#delivery.pacer.limit(name, nowMs + waitMs, nowMs);
        await store.channels.limit(name, new Date(this.#delivery.clock.now().getTime() + waitMs));
        if (waitMs >= toldWaitMs) await this.#tellLimited(waitMs);
        return 'again';
      }
      case 'moved':
        // It moved to the chat that we asked, or on from there. To follow at once would lead to nothing.
        this.#moves += 1;
        if (outcome.chatId === this.address.chatId || this.#moves > 1)
          return this.#close(ownReasons.upgraded, facts);
        log.warn(
          { ...facts, to: outcome.chatId },
          'the group became a supergroup; going on under its new number',
        );
        await store.channels.move(name, outcome.chatId);
        await addresses.move(name, outcome.chatId);
        return 'again';
      case 'closed':
        return this.#close(outcome.reason, facts);
      case 'unreached': {
        const pauseMs = silencePausesMs[Math.min(this.#unreached++, silencePausesMs.length - 1)] ?? 0;
        log.warn({ ...facts, reason: outcome.reason, pauseMs }, 'Telegram cannot be reached');
        this.#restUntilMs = this.#delivery.clock.steadyMs() + pauseMs;
        return 'again';
      }
      case 'late':
        log.warn(facts, 'too much time had passed when the request was to leave, so it did not');
        return 'again';
      case 'unauthorized':
        events.announce({ kind: 'token refused', bot: this.channel.bot });
        return { wakeAt: null };
    }
  }

  async #tellLimited(waitMs: number): Promise<void> {
    this.#mayBeLimited = true;
    await this.#delivery.notices.begin(`${limitedKey}:${this.name}`, String(waitMs));
  }

  async #close(reason: string, facts: Record<string, unknown>): Promise<Step> {
    const pauseMs = this.#nextPauseMs(closedPausesMs);
    this.#delivery.log.error({ ...facts, reason, pauseMs }, 'the channel is closed to us');
    await this.#restClosed(reason, pauseMs);
    await this.#delivery.notices.begin(`channel:${this.name}`, reason);
    return 'again';
  }

  /** Everything that the channel was asked to do is refused, and no post is to blame. */
  async pause(reason: string): Promise<void> {
    const pauseMs = this.#nextPauseMs(trialPausesMs);
    const facts = { channel: this.name, reason, pauseMs };
    this.#delivery.log.error(facts, 'Telegram refuses every post; the channel pauses');
    await this.#restClosed(reason, pauseMs);
    this.#delivery.refusedChannels.pause(this.name, this.#restUntilMs);
    await this.#delivery.notices.begin(`channel:${this.name}`, reason);
  }

  /** Telegram refuses the bot: this channel pauses as long as the others. */
  async pauseWithBot(reason: string): Promise<void> {
    const { clock, log, notices, refusedChannels } = this.#delivery;
    const untilMs = refusedChannels.pauseBot(clock.steadyMs());
    const pauseMs = untilMs - clock.steadyMs();
    log.error({ channel: this.name, reason, pauseMs }, 'Telegram refuses everything; all channels pause');
    await this.#restClosed(reason, pauseMs);
    refusedChannels.pause(this.name, untilMs);
    await notices.begin(botKey, reason);
  }

  /** Somebody says that the channel is mended, so its pause ends, and that of the bot. A 429 is obeyed all the same. */
  tryNow(): void {
    this.#restUntilMs = 0;
    this.#closedRetries = 0;
    this.#unreached = 0;
    const { events, log, refusedChannels } = this.#delivery;
    refusedChannels.tryBot();
    this.kinds.tryNow().then(
      () => events.announce({ kind: 'posts changed' }),
      (error: unknown) => log.warn({ channel: this.name, error }, 'forbidden kinds are not tried again now'),
    );
  }

  #nextPauseMs(pausesMs: readonly number[]): number {
    return pausesMs[Math.min(this.#closedRetries++, pausesMs.length - 1)] ?? 0;
  }

  async #restClosed(reason: string, pauseMs: number): Promise<void> {
    this.#isClosed = true;
    this.kinds.forgetDoubts();
    this.#restUntilMs = this.#delivery.clock.steadyMs() + pauseMs;
    const at = this.#delivery.clock.now();
    const retryAt = new Date(at.getTime() + pauseMs);
    const retries = this.#closedRetries;
    await this.#delivery.store.channels.close(this.name, { at, reason, retryAt, retries });
  }

  /** Passes an outcome on. A change that never gets an answer, while other requests do, counts as refused. */
  async orGivenUp(change: string, outcome: ChangeOutcome, signal: AbortSignal): Promise<ChangeOutcome> {
    if (outcome.kind !== 'unsure') {
      this.#unanswered.forget(change);
      return outcome;
    }
    if ((await this.#unanswered.pausedUntil(change, signal)) !== null) return outcome;
    return { kind: 'refused', because: 'content', reason: ownReasons.neverArrived };
  }

  /** A request to the channel succeeded, so it is open to us. */
  async answered(): Promise<void> {
    this.#unreached = 0;
    this.#moves = 0;
    const { clock, notices, refusedChannels, store } = this.#delivery;
    if (refusedChannels.taken(this.name, clock.steadyMs())) {
      await notices.end(botKey);
      refusedChannels.acquitBot();
    }
    if (this.#mayBeLimited) await notices.end(`${limitedKey}:${this.name}`);
    this.#mayBeLimited = false;
    if (!this.#isClosed) return;
    await store.channels.reopen(this.name);
    await notices.end(`channel:${this.name}`);
    // This comes last. If the database fails above, the next answer tries again.
    this.#isClosed = false;
    this.#closedRetries = 0;
  }

  /**
   * Records the outcome of a request, and retries while the database fails: nothing else of this channel leaves
   * meanwhile. If the program ends before, the post is found in `sending`, and is unsure.
   */
  async persist(write: () => Promise<void>): Promise<void> {
    const { clock, events, stopping } = this.#delivery;
    for (let tries = 0; ; tries += 1) {
      try {
        await write();
        if (tries > 0) events.announce({ kind: 'step succeeded', part: this.name });
        return;
      } catch (error) {
        if (error instanceof LanesLost) throw error;
        events.announce({ kind: 'step failed', part: this.name, error });
        if (stopping.aborted) throw error;
        await clock.wait(Math.min(5_000, 100 * 2 ** tries), stopping);
      }
    }
  }
}
