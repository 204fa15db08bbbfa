import { dueAt, type Article } from '../news/article.ts';
import type { DropReason } from '../news/plan.ts';
import {
  forms,
  shownText,
  type Message,
  type MessageForm,
  type Outcome,
  type Post,
  type Work,
} from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import { UnnumberedPost, unnumberedSweep } from './doubt/unnumbered-post.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import { isSilent as isSilentAt } from './hours.ts';
import { chatOf, linkOf } from './telegram/links.ts';
import { canonical } from './doubt/same-message.ts';
import type { Ledger, Delivery } from './delivery.ts';

/** How a message is sent: in which of its forms, and under which other one. */
interface Way {
  form: MessageForm;
  replyTo: number | null;
}

type Seen = { messageId: number; shown: string };

/** Sends one post: composes it, claims it, lets it go, and writes down what came of it. */
export class Sender {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #ledger: Ledger;
  readonly #unnumberedPost: UnnumberedPost;
  /** Whether the channel holds messages that the ledger may not know of; null: to be looked up. */
  #mayBeSeen: boolean | null = null;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#ledger = delivery.ledger;
    this.#unnumberedPost = new UnnumberedPost(gate, delivery);
  }

  async send(work: Work, signal: AbortSignal): Promise<Step> {
    const { post, article } = work;
    const now = this.#delivery.clock.now();
    const obstacle = obstacleOf(work, now);
    if (obstacle instanceof Date) {
      await this.#ledger.postpone(post.id, obstacle);
      return 'again';
    }
    if (obstacle !== null) {
      if (this.#unnumberedPost.isPossible(post)) return this.#unnumberedPost.drop(work, obstacle, signal);
      if (post.uncertainAt !== null) await this.#tellMayStand(post);
      await this.#ledger.drop(post.id, obstacle, article?.revision ?? null, now);
      return 'again';
    }
    const message = await this.#compose(post, article);
    if (message === null) return 'again';
    // It goes out again as it was; what has changed since is mended afterwards.
    if (post.unsureTries > 0 && article !== null && article.revision !== post.revision) {
      await this.#ledger.wantCorrection(post.id);
    }
    const form: MessageForm = message.photo === null ? 'text' : 'photo';
    const isSilent = isSilentAt(work, this.#gate.channel, this.#delivery.timetable, now);
    const seen = await this.#findSeen(message);
    const place = this.#delivery.pacer.depart(this.#gate.name, this.#delivery.clock.steadyMs());
    const { chatId } = this.#gate.address;
    const claim = { postId: post.id, revision: article?.revision ?? null, message, form, isSilent, chatId };
    if (!(await this.#claim(claim, now, place))) return 'again';
    if (seen !== null) {
      place.cancelled();
      return this.#adopt(post, seen);
    }
    const replyTo =
      article?.follows == null
        ? null
        : await this.#delivery.posts.messageIdOf(this.#gate.name, article.follows, chatId);
    const outcome = await this.#delivery.telegram.send(this.#gate.address, message, form, {
      isSilent,
      replyTo,
      signal,
    });
    const tookMs = place.arrived(this.#delivery.clock.steadyMs());
    return this.#settle(post, message, outcome, { form, replyTo, isSilent, signal, tookMs });
  }

  /** It could not be read back, and is withdrawn before it was posted again: only a person can look. */
  async #tellMayStand(post: Post): Promise<void> {
    const reason = ownReasons.notReadBack;
    await this.#delivery.notice('kill refused', { ...this.#gate.noticeOf(post), reason });
  }

  /**
   * Where an editor has to agree and did not yet, to this revision: the post is composed and waits. What an
   * editor asked for needs no second word, and a digest waits from its promise on.
   * @returns whether it waits now.
   */
  async awaitApproval(work: Work): Promise<boolean> {
    const { post, article } = work;
    const { approvals, clock } = this.#delivery;
    if (article === null || post.priority === 0 || post.unsureTries > 0) return false;
    if (post.approvedRevision === article.revision || !approvals.isNeeded(article, this.#gate.channel))
      return false;
    // What stands in its way is for `send` to deal with.
    if (obstacleOf(work, clock.now()) !== null) return false;
    const message = await this.#compose(post, article);
    if (message !== null) await approvals.await(post.id, article.revision, message);
    return true;
  }

  /** After an older copy of the database came back, the post may stand in the channel already. */
  async #findSeen(message: Message): Promise<Seen | null> {
    const { unknownPosts } = this.#delivery;
    const { name } = this.#gate;
    this.#mayBeSeen ??= (await unknownPosts.count(name)) > 0;
    if (!this.#mayBeSeen) return null;
    const shown = forms.map((form) => shownText(message, form));
    return unknownPosts.find(name, message.link === null ? null : canonical(message.link), shown);
  }

  async #adopt(post: Post, seen: Seen): Promise<Step> {
    const { chatId, username } = chatOf(this.#gate.address.chatId);
    const link = linkOf({ messageId: seen.messageId, chatId, username });
    await this.#gate.persist(() =>
      this.#ledger.markSent(
        post.id,
        { messageId: seen.messageId, chatId, link },
        null,
        this.#delivery.clock.now(),
      ),
    );
    await this.#delivery.unknownPosts.remove(this.#gate.name, seen.messageId);
    this.#mayBeSeen = null;
    // What stands there may be an earlier text.
    await this.#ledger.wantCorrection(post.id);
    this.#delivery.log.info(
      { channel: this.#gate.name, article: post.articleId, ...seen },
      'found in the channel',
    );
    return 'again';
  }

  async #claim(
    claim: Parameters<Ledger['claim']>[0],
    now: Date,
    place: { cancelled(): void },
  ): Promise<boolean> {
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
    // What was approved is sent as it was approved.
    if (post.message !== null && post.approvedRevision === article.revision) return post.message;
    try {
      return this.#delivery.compose(article, this.#gate.channel);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // Told first: put aside and of nobody's knowledge it would be lost.
      await this.#delivery.notice('uncomposable', { ...this.#gate.noticeOf(post), reason: why });
      const now = this.#delivery.clock.now();
      await this.#ledger.drop(post.id, `cannot be composed: ${why}`, article.revision, now);
      return null;
    }
  }

  async #settle(
    post: Post,
    message: Message,
    outcome: Outcome,
    again: Way & { isSilent: boolean; signal: AbortSignal; tookMs: number },
  ): Promise<Step> {
    if (outcome.kind === 'sent') {
      await this.#arrived(post, outcome, again.tookMs);
      return 'again';
    }
    if (outcome.kind !== 'refused') return this.#notSent(post, outcome);
    const next = nextWay(outcome.because, again);
    this.#delivery.log.warn(
      { channel: this.#gate.name, article: post.articleId, reason: outcome.reason, next },
      'Telegram refused a post',
    );
    if (next === null) {
      await this.#delivery.notice('refused', { ...this.#gate.noticeOf(post), reason: outcome.reason });
      await this.#gate.persist(() =>
        this.#ledger.markRefused(post.id, outcome.reason, this.#delivery.clock.now()),
      );
      return 'again';
    }
    if (outcome.because === 'entities') {
      await this.#delivery.notice('entities refused', {
        ...this.#gate.noticeOf(post),
        reason: outcome.reason,
      });
    }
    await this.#gate.persist(() => this.#ledger.changeForm(post.id, next.form));
    const place = this.#delivery.pacer.depart(this.#gate.name, this.#delivery.clock.steadyMs());
    const second = await this.#delivery.telegram.send(this.#gate.address, message, next.form, {
      ...again,
      ...next,
    });
    const tookMs = again.tookMs + place.arrived(this.#delivery.clock.steadyMs());
    return this.#settle(post, message, second, { ...again, ...next, tookMs });
  }

  async #arrived(post: Post, sent: Extract<Outcome, { kind: 'sent' }>, ms: number): Promise<void> {
    const link = linkOf(sent);
    // After a resend an earlier copy may stand between the last known number and this one.
    const sweepFrom =
      post.unsureTries === 0 ? null : (post.floor ?? sent.messageId - 1 - unnumberedSweep) + 1;
    const arrival = { messageId: sent.messageId, chatId: sent.chatId, link };
    await this.#gate.persist(() =>
      this.#ledger.markSent(post.id, arrival, sweepFrom, this.#delivery.clock.now()),
    );
    this.#delivery.log.info(
      { channel: this.#gate.name, article: post.articleId, message: sent.messageId, link, ms },
      'posted',
    );
    await this.#gate.answered();
  }

  /** Everything but sent and refused. The post is ready again, or unsure. */
  async #notSent(post: Post, outcome: Exclude<Outcome, { kind: 'sent' | 'refused' }>): Promise<Step> {
    const { log } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      log.warn({ ...facts, reason: outcome.reason }, 'no trustworthy answer; the post will be read back');
      await this.#gate.persist(() =>
        this.#ledger.markUnsure(post.id, outcome.reason, this.#delivery.clock.now()),
      );
      return 'again';
    }
    await this.#gate.persist(() => this.#ledger.markReady(post.id));
    return this.#gate.rest(outcome, facts);
  }
}

/** Why a post may not leave now: dropped for a reason, or not before a moment. */
function obstacleOf({ post, article }: Work, now: Date): DropReason | Date | null {
  if (post.articleId === null) return null;
  // Withdrawn while it was under way, it stays so, whatever became of the article since.
  if (article === null || article.status === 'canceled' || post.dueChange === 'kill') return 'canceled';
  if (article.status === 'withheld') return 'withheld';
  const due = dueAt(article);
  return due > now ? due : null;
}

/** In which way a post that was refused is tried once more; null: in none. */
function nextWay(
  because: Extract<Outcome, { kind: 'refused' }>['because'],
  { form, replyTo }: Way,
): Way | null {
  if (because === 'reply') return replyTo === null ? null : { form, replyTo: null };
  if (because === 'photo') return { form: 'text', replyTo };
  return because === 'entities' ? { form: 'plain', replyTo } : null;
}
