import { dueAt, type Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { DropReason } from '../news/plan.ts';
import { shownText, type Message, type MessageForm, type Outcome, type Post, type Rendering, type Work } from '../news/post.ts';
import type { Clock } from './clock.ts';
import type { Ledger, Surroundings } from './surroundings.ts';
import type { Pacer } from './pacer.ts';
import { Reconciler } from './reconciler.ts';
import type { Address, AmendOutcome, Telegram } from './telegram.ts';

/** What a step of a lane came to: do the next one, or look again at that moment (null: when woken). */
export type Step = 'again' | { wakeAt: number | null };

/** Growing pauses: between tries when Telegram is out of reach, and when a channel is closed to us. */
const unreachedPausesMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
const closedPausesMs = [30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** The numbers that are searched for a first copy when no number of the channel was known. */
const blindSweep = 20;

export interface LaneSettings {
  channel: Channel;
  movedTo: string | null;
  closed: { retryAt: Date | null; retries: number } | null;
}

/**
 * One channel's posts on their way out, one at a time. Each step asks the ledger what is next, does that one
 * thing, and writes down what came of it.
 */
export class Lane {
  readonly channel: Channel;
  readonly #around: Surroundings;
  readonly #ledger: Ledger;
  readonly #telegram: Telegram;
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  readonly #reconciler: Reconciler;
  #address: Address;
  #unreached = 0;
  #closedRetries: number;
  #isClosed: boolean;
  /** Nothing leaves before this moment of the steady clock: out of reach, or closed to us. */
  #restUntilMs = 0;

  constructor(settings: LaneSettings, around: Surroundings) {
    this.channel = settings.channel;
    this.#around = around;
    this.#ledger = around.ledger;
    this.#telegram = around.telegram;
    this.#pacer = around.pacer;
    this.#clock = around.clock;
    this.#address = { chatId: settings.movedTo ?? settings.channel.id, topic: settings.channel.topic };
    this.#reconciler = new Reconciler(around);
    this.#isClosed = settings.closed !== null;
    this.#closedRetries = settings.closed?.retries ?? 0;
    const retryAt = settings.closed?.retryAt;
    if (retryAt != null) this.#restUntilMs = this.#steady(retryAt);
  }

  /** Does the next thing. `signal` gives up a request in flight: its post is unsure then. */
  async step(signal: AbortSignal): Promise<Step> {
    if (this.#clock.steadyMs() < this.#restUntilMs) return { wakeAt: this.#restUntilMs };
    const work = await this.#ledger.next(this.channel.name, this.#clock.now());
    if (!('post' in work)) return { wakeAt: work.wakeAt === null ? null : this.#steady(work.wakeAt) };
    const { post } = work;
    if (post.state === 'unsure') return this.#readBack(post, signal);
    if (post.sweepFrom !== null) return this.#sweep(post, signal);
    if (post.state === 'sent' && post.amend === 'kill') return this.#takeBack(work, signal);
    const departAt = this.#pacer.earliest(
      this.channel.name,
      this.channel.postsPerMinute,
      this.#clock.steadyMs(),
    );
    if (departAt > this.#clock.steadyMs()) return { wakeAt: departAt };
    return post.state === 'sent' ? this.#mend(work, signal) : this.#send(work, signal);
  }

  async #send(work: Work, signal: AbortSignal): Promise<Step> {
    const { post, article } = work;
    const now = this.#clock.now();
    const obstacle = obstacleOf(work, now);
    if (obstacle instanceof Date) {
      await this.#ledger.postpone(post.id, obstacle);
      return 'again';
    }
    if (obstacle !== null) {
      await this.#ledger.drop(post.id, obstacle, now);
      return 'again';
    }
    const message = await this.#compose(post, article);
    if (message === null) return 'again';
    const form: MessageForm = message.photo === null ? 'text' : 'photo';
    const isSilent = false;
    const place = this.#pacer.depart(this.channel.name, this.#clock.steadyMs());
    const claim = { postId: post.id, revision: article?.revision ?? null, message, form, isSilent };
    if (!(await this.#claim(claim, now, place))) return 'again';
    const replyTo = article?.follows == null ? null : await this.#standingNumber(article.follows);
    const outcome = await this.#telegram.send(this.#address, message, form, { isSilent, replyTo, signal });
    place.arrived(this.#clock.steadyMs());
    return this.#settle(post, message, outcome, { replyTo, isSilent, signal });
  }

  async #claim(claim: Parameters<Ledger['claim']>[0], now: Date, place: { cancelled(): void }): Promise<boolean> {
    try {
      const isClaimed = await this.#ledger.claim(claim, now);
      if (!isClaimed) place.cancelled();
      return isClaimed;
    } catch (error) {
      place.cancelled();
      throw error;
    }
  }

  /** A post that may have been sent before goes out again exactly as it was, so that the two can be compared. */
  async #compose(post: Post, article: Article | null): Promise<Message | null> {
    if (post.message !== null && (post.unsureTries > 0 || article === null)) return post.message;
    if (article === null) return null;
    try {
      return this.#around.compose(article, this.channel);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#ledger.drop(post.id, `cannot be composed: ${why}`, this.#clock.now());
      await this.#around.notice('uncomposable', { channel: this.channel.name, articleId: article.id, reason: why });
      return null;
    }
  }

  async #settle(
    post: Post,
    message: Message,
    outcome: Outcome,
    again: { replyTo: number | null; isSilent: boolean; signal: AbortSignal },
  ): Promise<Step> {
    if (outcome.kind === 'sent') {
      await this.#arrived(post, outcome);
      return 'again';
    }
    if (outcome.kind !== 'refused') return this.#notSent(post, outcome);
    const next = outcome.because === 'photo' ? 'text' : outcome.because === 'entities' ? 'plain' : null;
    this.#around.log.warn(
      { channel: this.channel.name, article: post.articleId, reason: outcome.reason, next },
      'Telegram refused a post',
    );
    if (next === null) {
      await this.#persist(() => this.#ledger.markRefused(post.id, outcome.reason, this.#clock.now()));
      await this.#around.notice('refused', { ...this.#noticeOf(post), reason: outcome.reason });
      return 'again';
    }
    if (next === 'plain') {
      await this.#around.notice('entities refused', { ...this.#noticeOf(post), reason: outcome.reason });
    }
    await this.#ledger.changeForm(post.id, next);
    const place = this.#pacer.depart(this.channel.name, this.#clock.steadyMs());
    const second = await this.#telegram.send(this.#address, message, next, again);
    place.arrived(this.#clock.steadyMs());
    return this.#settle(post, message, second, again);
  }

  async #arrived(post: Post, sent: Extract<Outcome, { kind: 'sent' }>): Promise<void> {
    this.#unreached = 0;
    const link = linkOf(sent);
    // After a resend an earlier copy may stand between the last known number and this one.
    const sweepFrom = post.unsureTries === 0 ? null : (post.floor ?? sent.messageId - 1 - blindSweep) + 1;
    const arrival = { messageId: sent.messageId, chatId: sent.chatId, link };
    await this.#persist(() => this.#ledger.markSent(post.id, arrival, sweepFrom, this.#clock.now()));
    this.#around.log.info(
      { channel: this.channel.name, article: post.articleId, message: sent.messageId, link },
      'posted',
    );
    await this.#reopen();
  }

  /** Everything but sent and refused. The post is ready again, or unsure. */
  async #notSent(post: Post, outcome: Exclude<Outcome, { kind: 'sent' | 'refused' }>): Promise<Step> {
    const { log } = this.#around;
    const facts = { channel: this.channel.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      log.warn({ ...facts, reason: outcome.reason }, 'no trustworthy answer; the post will be read back');
      await this.#persist(() => this.#ledger.markUnsure(post.id, outcome.reason, this.#clock.now()));
      return 'again';
    }
    await this.#persist(() => this.#ledger.markReady(post.id));
    return this.#rest(outcome, facts);
  }

  /** What an answer means for the whole channel, after the post itself is safe. */
  async #rest(
    outcome: Exclude<Outcome, { kind: 'sent' | 'refused' | 'unsure' }>,
    facts: Record<string, unknown>,
  ): Promise<Step> {
    const { log, channels } = this.#around;
    const { name } = this.channel;
    switch (outcome.kind) {
      case 'limited': {
        const waitMs = outcome.retryAfterSeconds * 1000;
        log.warn({ ...facts, waitMs }, 'Telegram asks this channel to wait');
        const nowMs = this.#clock.steadyMs();
        this.#pacer.limit(name, nowMs + waitMs, nowMs);
        await channels.limit(name, new Date(this.#clock.now().getTime() + waitMs));
        return 'again';
      }
      case 'moved':
        log.warn({ ...facts, to: outcome.chatId }, 'the group became a supergroup; going on under its new number');
        this.#address = { ...this.#address, chatId: outcome.chatId };
        await channels.move(name, outcome.chatId);
        return 'again';
      case 'closed':
        return this.#close(outcome.reason, facts);
      case 'unreached': {
        const pauseMs = unreachedPausesMs[Math.min(this.#unreached++, unreachedPausesMs.length - 1)] ?? 0;
        log.warn({ ...facts, reason: outcome.reason, pauseMs }, 'Telegram cannot be reached');
        this.#restUntilMs = this.#clock.steadyMs() + pauseMs;
        return 'again';
      }
      case 'unauthorized':
        this.#around.giveUp();
        return { wakeAt: null };
    }
  }

  async #close(reason: string, facts: Record<string, unknown>): Promise<Step> {
    const pauseMs = closedPausesMs[Math.min(this.#closedRetries++, closedPausesMs.length - 1)] ?? 0;
    this.#around.log.error({ ...facts, reason, pauseMs }, 'the channel is closed to us');
    this.#isClosed = true;
    this.#restUntilMs = this.#clock.steadyMs() + pauseMs;
    const at = this.#clock.now();
    const retryAt = new Date(at.getTime() + pauseMs);
    await this.#around.channels.close(this.channel.name, { at, reason, retryAt, retries: this.#closedRetries });
    await this.#around.troubleBegins(`channel:${this.channel.name}`, reason);
    return 'again';
  }

  async #reopen(): Promise<void> {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    this.#closedRetries = 0;
    await this.#around.channels.reopen(this.channel.name);
    await this.#around.troubleEnds(`channel:${this.channel.name}`);
  }

  async #readBack(post: Post, signal: AbortSignal): Promise<Step> {
    const verdict = await this.#reconciler.find(post, this.#address, signal);
    switch (verdict.kind) {
      case 'wait':
        return { wakeAt: verdict.untilMs };
      case 'found': {
        const chatId = this.#address.chatId;
        const link = linkOf({ messageId: verdict.messageId, ...chatOf(chatId) });
        const arrival = { messageId: verdict.messageId, chatId, link };
        await this.#persist(() => this.#ledger.markSent(post.id, arrival, null, this.#clock.now()));
        return 'again';
      }
      case 'absent':
        await this.#ledger.markReady(post.id);
        return 'again';
      case 'unreadable':
        await this.#ledger.markHeld(post.id, verdict.reason, this.#clock.now());
        await this.#around.notice('held', { ...this.#noticeOf(post), reason: verdict.reason });
        return 'again';
      case 'rest':
        return this.#rest(verdict.outcome, { channel: this.channel.name });
    }
  }

  async #sweep(post: Post, signal: AbortSignal): Promise<Step> {
    const verdict = await this.#reconciler.sweep(post, this.#address, signal);
    if (verdict.kind === 'rest') return this.#rest(verdict.outcome, { channel: this.channel.name });
    if (verdict.kind === 'wait') return { wakeAt: verdict.untilMs };
    await this.#ledger.markSwept(post.id);
    return 'again';
  }

  /** A correction: what stands is edited, unless the newest text shows nothing else. */
  async #mend({ post, article }: Work, signal: AbortSignal): Promise<Step> {
    if (article === null || post.messageId === null || post.message === null) {
      await this.#ledger.leaveAsIs(post.id, post.revision, null);
      return 'again';
    }
    const composed = await this.#composeCorrection(post, article);
    if (composed === null) return 'again';
    const { message, form } = composed;
    if (isSameSight(message, post.message, form)) {
      await this.#ledger.leaveAsIs(post.id, article.revision, null);
      return 'again';
    }
    const isNewPhoto = message.photo?.url !== post.message.photo?.url;
    const place = this.#pacer.depart(this.channel.name, this.#clock.steadyMs());
    const outcome = await this.#telegram.edit(this.#address, post.messageId, message, form, isNewPhoto, signal);
    place.arrived(this.#clock.steadyMs());
    if (outcome.kind !== 'done') return this.#notAmended(post, article.revision, outcome);
    await this.#persist(() =>
      this.#ledger.markMended(post.id, article.revision, message, form, this.#clock.now()),
    );
    this.#around.log.info({ channel: this.channel.name, article: article.id, message: post.messageId }, 'mended');
    await this.#reopen();
    return 'again';
  }

  /** A photo post stays one, a text stays one: Telegram changes neither into the other. */
  async #composeCorrection(post: Post, article: Article) {
    try {
      const composed = this.#around.compose(article, this.channel);
      if (post.form !== 'photo') return { message: composed, form: post.form ?? 'text' } as const;
      const standing = post.message?.photo?.url ?? '';
      const photo = composed.photo ?? this.#around.composePhoto(article, this.channel, standing);
      return { message: { ...composed, photo }, form: 'photo' } as const;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#ledger.leaveAsIs(post.id, article.revision, why);
      await this.#around.notice('uncomposable', { ...this.#noticeOf(post), reason: why });
      return null;
    }
  }

  async #takeBack(work: Work, signal: AbortSignal): Promise<Step> {
    const { post } = work;
    if (post.messageId === null) return 'again';
    let outcome = await this.#telegram.delete(this.#address, post.messageId, signal);
    let how = 'deleted';
    // Telegram lets a bot delete a channel's post for 48 hours; after that it is marked as withdrawn.
    if (outcome.kind === 'refused' && post.message !== null && post.form !== null) {
      const language = this.channel.language ?? work.article?.language ?? 'en';
      const message = withdrawn(post.message, this.#around.composeWithdrawal(language));
      outcome = await this.#telegram.edit(this.#address, post.messageId, message, post.form, false, signal);
      how = 'marked as withdrawn';
    }
    if (outcome.kind === 'done' || outcome.kind === 'gone') {
      await this.#persist(() => this.#ledger.markKilled(post.id, how, this.#clock.now()));
      this.#around.log.info({ channel: this.channel.name, article: post.articleId, how }, 'taken back');
      await this.#reopen();
      return 'again';
    }
    if (outcome.kind === 'refused') {
      await this.#persist(() => this.#ledger.markKilled(post.id, outcome.reason, this.#clock.now()));
      await this.#around.notice('kill refused', { ...this.#noticeOf(post), reason: outcome.reason });
      return 'again';
    }
    return this.#notAmended(post, post.revision, outcome);
  }

  /** An edit or a deletion may always be tried again: done twice, it is done once. */
  async #notAmended(post: Post, revision: number, outcome: Exclude<AmendOutcome, { kind: 'done' }>): Promise<Step> {
    if (outcome.kind === 'gone' || outcome.kind === 'refused') {
      await this.#ledger.leaveAsIs(post.id, revision, outcome.reason);
      if (outcome.kind === 'refused') {
        await this.#around.notice('correction refused', { ...this.#noticeOf(post), reason: outcome.reason });
      }
      return 'again';
    }
    const facts = { channel: this.channel.name, article: post.articleId };
    if (outcome.kind === 'unsure') return this.#rest({ kind: 'unreached', reason: outcome.reason }, facts);
    return this.#rest(outcome, facts);
  }

  /**
   * Writes down what became of a message that has left. While the database cannot take it, nothing else of
   * this channel leaves; if the program ends meanwhile, the post is found in `sending`, and is unsure.
   */
  async #persist(write: () => Promise<void>): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await write();
        if (tries > 0) this.#around.databaseRecovered();
        return;
      } catch (error) {
        this.#around.databaseFailed(error);
        if (this.#around.stopping.aborted) throw error;
        await this.#clock.wait(Math.min(5_000, 100 * 2 ** tries), this.#around.stopping);
      }
    }
  }

  #standingNumber(articleId: string): Promise<number | null> {
    return this.#ledger.messageIdOf(this.channel.name, articleId);
  }

  #noticeOf(post: Post) {
    return { channel: this.channel.name, articleId: post.articleId, postId: post.id };
  }

  #steady(moment: Date): number {
    return this.#clock.steadyMs() + moment.getTime() - this.#clock.now().getTime();
  }
}

/** Why a post may not leave now: dropped for a reason, or not before a moment. */
function obstacleOf({ post, article }: Work, now: Date): DropReason | Date | null {
  if (post.articleId === null) return null;
  if (article === null || article.status === 'canceled') return 'withdrawn';
  if (article.status === 'withheld') return 'withheld';
  const due = dueAt(article);
  return due > now ? due : null;
}

/** What stands in the place of a post that cannot be deleted any more. */
function withdrawn(message: Message, line: Rendering): Message {
  const photo = message.photo === null ? null : { url: message.photo.url, caption: line };
  return { photo, text: line, plain: line.shown, previewUrl: null, link: null };
}

/** Whether a reader would see the same in this form. */
function isSameSight(one: Message, other: Message, form: MessageForm): boolean {
  if (one.link !== other.link || shownText(one, form) !== shownText(other, form)) return false;
  return form === 'photo' ? one.photo?.url === other.photo?.url : one.previewUrl === other.previewUrl;
}

/** A post's public address. Source: https://core.telegram.org/api/links#message-links */
function linkOf(sent: { messageId: number; chatId: string; username: string | null }): string | null {
  if (sent.username !== null) return `https://t.me/${sent.username}/${sent.messageId}`;
  return sent.chatId.startsWith('-100') ? `https://t.me/c/${sent.chatId.slice(4)}/${sent.messageId}` : null;
}

function chatOf(chatId: string): { chatId: string; username: string | null } {
  return { chatId, username: chatId.startsWith('@') ? chatId.slice(1) : null };
}

