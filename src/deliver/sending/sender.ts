import { dueAt } from '../../news/article.ts';
import type { DropReason } from '../../news/plan.ts';
import {
  kindOf,
  type Arrival,
  type ContentKind,
  type Outcome,
  type Post,
  type Work,
} from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import { needsApproval } from '../../plan/approval.ts';
import { lacksLabels } from '../../plan/labels.ts';
import { LanesLost } from '../../store/lanes/holder.ts';
import type { LaneLedger } from '../../store/posts/lane-ledger.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { LateCopyWatch } from '../doubt/late-copy-watch.ts';
import { UnfoundPost } from '../doubt/unfound-post.ts';
import { reduced, richestForm, sendUntilTaken, type Refusal, type Way } from '../forms.ts';
import type { Place } from '../pacer.ts';
import { Illustration } from '../media/illustration.ts';
import { PictureWatch } from '../media/picture-watch.ts';
import { linkOf } from '../telegram/links.ts';
import type { UnknownRefusals } from '../unknown-refusals.ts';
import type { Adoption } from './adoption.ts';
import { Claims } from './claims.ts';
import type { Departure } from './departure.ts';
import { settleLateAnswer } from './late-answer.ts';
import type { Following, LookAhead } from './look-ahead.ts';
import type { PostComposer } from './post-composer.ts';

const dayMs = 24 * 3_600_000;

type Sent = Extract<Outcome, { kind: 'sent' }>;

/** Sends one post: composes it, claims it, lets it go, and records its outcome. */
export class Sender {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;
  readonly #ledger: LaneLedger;
  readonly #composer: PostComposer;
  readonly #claims: Claims;
  readonly #adoption: Adoption;
  readonly #unfoundPost: UnfoundPost;
  readonly #lateCopies: LateCopyWatch;
  readonly #pictureWatch: PictureWatch;
  readonly #lookAhead: LookAhead;
  /** The next post, which was claimed together with the record of the last one. Its request leaves next. */
  #claimed: Departure | null = null;

  constructor(
    gate: ChannelGate,
    unknownRefusals: UnknownRefusals,
    composer: PostComposer,
    adoption: Adoption,
    lookAhead: LookAhead,
    delivery: Delivery,
  ) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
    this.#ledger = delivery.ledger;
    this.#composer = composer;
    this.#adoption = adoption;
    this.#claims = new Claims(gate, adoption, delivery);
    this.#lookAhead = lookAhead;
    this.#unfoundPost = new UnfoundPost(gate, delivery);
    this.#lateCopies = new LateCopyWatch(delivery);
    const { notices, store } = delivery;
    this.#pictureWatch = new PictureWatch(gate.name, notices, store.troubles);
  }

  /** Whether the next post is claimed already. */
  get hasClaimed(): boolean {
    return this.#claimed !== null;
  }

  /** Sends the post that is claimed already. @returns null: there is none. */
  async sendClaimed(signal: AbortSignal): Promise<Step | null> {
    const departure = this.#claimed;
    this.#claimed = null;
    return departure === null ? null : this.#depart(departure, signal);
  }

  /** A step failed before the post that is claimed already could leave: it is ready again. */
  async giveClaimBack(): Promise<void> {
    if (this.#claimed === null) return;
    await this.#ledger.unclaim(this.#claimed.post.id);
    this.#claimed.place.cancelled();
    this.#claimed = null;
  }

  async send(work: NextWork, signal: AbortSignal): Promise<Step> {
    const { post, article } = work;
    // An earlier request may still arrive, whether it is sent again now or not.
    if (post.unsureTries > 0) {
      await this.#delivery.store.lateCopies.expect(post, this.#gate.address.chatId);
    }
    const obstacle = obstacleOf(work, this.#delivery.clock.now());
    if (obstacle !== null) return this.#putAside(work, obstacle, signal);
    const message = await this.#composer.composeOrDrop(post, article);
    if (message === null) return 'again';
    // It goes out again as it was. If its article changed since, it is corrected afterwards.
    if (post.unsureTries > 0 && article !== null && article.revision !== post.revision) {
      await this.#ledger.wantCorrection(post.id);
    }
    const seen = await this.#adoption.find(work, message);
    const look = seen === null ? null : await this.#adoption.look(post, message, seen, signal);
    if (look !== null && 'step' in look) return look.step;
    const form = await this.#gate.kinds.firstForm(message);
    if (form instanceof Date && look === null) return this.#awaitPermission(work, form, signal);
    const departure = await this.#claims.claim(
      work,
      message,
      form instanceof Date ? richestForm(message) : form,
    );
    if (departure === null) return 'again';
    if (look === null) return this.#depart(departure, signal);
    departure.place.cancelled();
    await this.#adoption.adopt(post, message, look.found);
    return 'again';
  }

  /** The chat allows nothing of what the post could be. It waits until that is tried again, unless it is too old then. */
  async #awaitPermission(work: NextWork, until: Date, signal: AbortSignal): Promise<Step> {
    const { dueAt: due, promisedAt } = work.post;
    const { maxAgeMs } = this.#gate.channel;
    const isTooOld = maxAgeMs !== null && due.getTime() + maxAgeMs < until.getTime();
    // It waits for one trial at least.
    const hasWaited = promisedAt.getTime() + dayMs < this.#delivery.clock.now().getTime();
    return this.#putAside(work, isTooOld && hasWaited ? 'too old' : until, signal);
  }

  /** It may not leave now, or not at all. */
  async #putAside(work: NextWork, obstacle: DropReason | Date, signal: AbortSignal): Promise<Step> {
    const { post, article } = work;
    if (obstacle instanceof Date) {
      await this.#ledger.postpone(post.id, obstacle);
      return 'again';
    }
    const looking = await this.#unfoundPost.look(work, obstacle, signal);
    if (looking !== null) return looking;
    const killing = obstacle === 'canceled' ? await this.#adoption.adoptToKill(work, signal) : null;
    if (killing !== null) return killing;
    // It could not be read back, and is canceled before it was posted again: only a person can look.
    if (post.uncertainAt !== null) {
      await this.#delivery.notices.about(post, 'kill refused', ownReasons.notReadBack);
    }
    await this.#ledger.drop(post.id, obstacle, article?.revision ?? null, this.#delivery.clock.now());
    this.#gate.count('dropped', post);
    return 'again';
  }

  /**
   * If an editor has to agree to this revision and did not yet, or nobody stated its labels and the channel wants that, the
   * post is composed and waits. A post that an editor asked for needs no second yes, and a digest waits from its promise on.
   * @returns whether it waits now.
   */
  async awaitApproval(work: Work): Promise<boolean> {
    const { post, article } = work;
    const { clock, events } = this.#delivery;
    if (article === null || !this.needsApproval(work)) return false;
    // `send` deals with everything else that stands in its way.
    if (obstacleOf(work, clock.now()) !== null) return false;
    const message = await this.#composer.composeOrDrop(post, article);
    if (message === null) return true;
    await this.#ledger.awaitApproval(post.id, article.revision, message);
    events.announce({ kind: 'approval wanted' });
    return true;
  }

  /** Whether the post has to wait for an editor. A yes is no statement of labels, so it does not let such a post go. */
  needsApproval({ article, post }: Work): boolean {
    if (article === null || post.unsureTries > 0) return false;
    const { channel } = this.#gate;
    if (lacksLabels(article, channel)) return true;
    if (post.priority === 0 || post.approvedRevision === article.revision) return false;
    const isRepeated =
      channel.similar === 'tell' && this.#delivery.store.similar.isIn(article.id, channel.name);
    return isRepeated || needsApproval(article, channel);
  }

  /** Nobody can say whether it stands in the channel already, so nothing is sent and a person decides. */
  async leaveToPerson(work: NextWork, reason: string): Promise<Step> {
    const { clock, log, notices } = this.#delivery;
    const { post, article } = work;
    const message = await this.#composer.composeOrDrop(post, article);
    const form = message === null ? null : richestForm(message);
    const departure =
      message === null || form === null ? null : await this.#claims.claim(work, message, form);
    if (departure === null) return 'again';
    departure.place.cancelled();
    await this.#gate.persist(() => this.#ledger.markUnsure(post.id, reason, clock.now()));
    await notices.about(post, 'uncertain', reason);
    await this.#ledger.markUncertain(post.id, reason, clock.now());
    this.#gate.count('uncertain', post, form === null ? 'none' : kindOf(form));
    const facts = { channel: this.#gate.name, article: post.articleId, reason };
    log.warn(facts, 'uncertain: a person has to decide about the post');
    return 'again';
  }

  /** The one place from which new posts leave. */
  async #depart(departure: Departure, signal: AbortSignal): Promise<Step> {
    const { post, message } = departure;
    const illustration = new Illustration(post, message, this.#delivery, this.#pictureWatch);
    try {
      return await this.#departWith(departure, illustration, signal);
    } finally {
      illustration.release();
    }
  }

  async #departWith(departure: Departure, illustration: Illustration, signal: AbortSignal): Promise<Step> {
    const { post, article, message, isSilent, claimedAt, place } = departure;
    const { clock, messenger, pacer } = this.#delivery;
    const { address, kinds, name } = this.#gate;
    let next: Place | null = place;
    let tookMs = 0;
    let kind: ContentKind = kindOf(departure.form);
    const outcome = await sendUntilTaken(
      message,
      illustration.firstWay(departure.form, departure.replyTo),
      async (form) => (await kinds.triedFrom(form)) === null,
      async (way) => {
        const uploads = await illustration.prepare(way, signal);
        if ('reason' in uploads) return { kind: 'refused', because: 'file', ...uploads };
        // The download took its time, and the lane may be another's by now.
        if (uploads.size > 0) await this.#gate.persist(() => this.#ledger.changeForm(post.id, way.form));
        const taken = next ?? pacer.depart(name, clock.steadyMs());
        next = null;
        kind = kindOf(way.form);
        const onLeave = () => this.#lookAhead.begin();
        const options = { isSilent, replyTo: way.replyTo, signal, onLeave, uploads };
        const shown = way.isReduced === true ? reduced(message) : message;
        const answer = await messenger.send(address, shown, way.form, options);
        tookMs += taken.arrived(clock.steadyMs());
        return answer;
      },
      async (refusal, way) => {
        illustration.refused(refusal);
        // That a chat takes no videos says nothing about photos.
        if (refusal.because === 'kind' && way?.isReduced !== true)
          await this.#gate.persist(() => kinds.refused(kind, refusal.reason));
        return this.#refused(departure, refusal, way, kind);
      },
    );
    if (outcome.kind === 'sent') {
      const following = illustration.isSettled ? await this.#following(departure, outcome) : null;
      await this.#arrived(departure, outcome, kind, tookMs, following);
      await illustration.arrived();
      return 'again';
    }
    if (outcome.kind !== 'refused') return this.#notSent(post, outcome, kind);
    const { because, reason } = outcome;
    if (because !== 'unknown' && because !== 'kind') return 'again';
    // It is known that the chat does not allow it: the post waits.
    if (because === 'kind' && (await kinds.firstForm(message)) instanceof Date) return 'again';
    const refusal = { because, reason, revision: article?.revision ?? 0, claimedAt };
    return this.#unknownRefusals.refused(post, 'send', refusal, signal);
  }

  /** Written down before the next request leaves. */
  async #refused(
    { post, message }: Departure,
    { because, reason }: Refusal,
    next: Way | null,
    kind: ContentKind,
  ): Promise<void> {
    const { clock, log, notices } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId, reason, next };
    const isAboutFiles = because === 'picture' || because === 'file' || because === 'upload';
    log.warn(facts, isAboutFiles ? 'the media of a post could not be posted' : 'Telegram refused a post');
    if (next === null && (because === 'unknown' || because === 'kind')) {
      return this.#gate.persist(() => this.#ledger.markReady(post.id));
    }
    if (next === null) {
      await notices.about(post, 'refused', reason);
      await this.#gate.persist(() => this.#ledger.markRefused(post.id, reason, clock.now()));
      return this.#gate.count('refused', post, kind);
    }
    if (because === 'entities') await notices.about(post, 'entities refused', reason);
    const shown = next.isReduced === true ? reduced(message) : null;
    await this.#gate.persist(() => this.#ledger.changeForm(post.id, next.form, shown));
  }

  /** The post that may leave right after this one. null: there is none, or something has to be done first. */
  async #following(
    { post, hasLateCopies }: Departure,
    { chatId, username }: Sent,
  ): Promise<Following | null> {
    const isOrdinary = post.unsureTries === 0 && !hasLateCopies && username === this.#gate.username;
    return isOrdinary ? this.#lookAhead.take(chatId) : null;
  }

  async #arrived(
    departure: Departure,
    sent: Sent,
    kind: ContentKind,
    ms: number,
    following: Following | null,
  ): Promise<void> {
    const { clock, log } = this.#delivery;
    const { post } = departure;
    const { messageId, chatId } = sent;
    const link = linkOf(sent);
    const album = sent.messageIds === undefined ? {} : { messageIds: sent.messageIds };
    const arrival = { messageId, chatId, link, ...album };
    const sentAt = clock.now();
    try {
      if (following === null) await this.#record(departure, arrival, sentAt);
      else await this.#recordAndClaim(departure, arrival, following, sentAt);
    } catch (error) {
      following?.departure.place.cancelled();
      if (error instanceof LanesLost) await settleLateAnswer(post, arrival, this.#delivery);
      throw error;
    }
    log.info({ channel: this.#gate.name, article: post.articleId, message: messageId, link, ms }, 'posted');
    this.#gate.arrived(post, kind, sentAt);
    await this.#gate.kinds.taken(kind);
    await this.#unknownRefusals.taken();
    await this.#delivery.addresses.named(this.#gate.name, sent.username);
  }

  async #record({ post, hasLateCopies }: Departure, arrival: Arrival, sentAt: Date): Promise<void> {
    const { messageId } = arrival;
    const isResent = post.unsureTries > 0;
    await this.#gate.persist(async () => {
      const { chatId } = this.#gate.address;
      const sweepFrom =
        isResent || hasLateCopies
          ? await this.#lateCopies.sweepFrom(post, isResent, chatId, messageId)
          : null;
      await this.#ledger.markSent(post.id, arrival, sweepFrom, sentAt);
    });
  }

  /** If the commit failed, nobody knows whether the next post was claimed. Nothing of it left, so it is ready again. */
  async #recordAndClaim(
    departure: Departure,
    arrival: Arrival,
    next: Following,
    sentAt: Date,
  ): Promise<void> {
    let isInDoubt = false;
    let isClaimed = false;
    await this.#gate.persist(async () => {
      if (isInDoubt) return this.#ledger.markSent(departure.post.id, arrival, null, sentAt);
      try {
        isClaimed = await this.#ledger.markSentAndClaim(departure.post.id, arrival, next.claim, sentAt);
      } catch (error) {
        isInDoubt = true;
        throw error;
      }
    });
    if (isInDoubt) await this.#gate.persist(() => this.#ledger.unclaim(next.claim.postId));
    if (isClaimed) this.#claimed = next.departure;
    else next.departure.place.cancelled();
  }

  /** Every outcome but sent and refused. The post is ready again, or unsure. */
  async #notSent(
    post: Post,
    outcome: Exclude<Outcome, { kind: 'sent' | 'refused' }>,
    kind: ContentKind,
  ): Promise<Step> {
    const { clock, log } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      log.warn({ ...facts, reason: outcome.reason }, 'no trustworthy answer; the post will be read back');
      await this.#gate.persist(() => this.#ledger.markUnsure(post.id, outcome.reason, clock.now()));
      this.#gate.count('unsure', post, kind);
      return 'again';
    }
    await this.#gate.persist(() => this.#ledger.markReady(post.id));
    this.#gate.count(outcome.kind === 'limited' ? 'limited' : 'failed', post, kind);
    return this.#gate.rest(outcome, facts);
  }
}

/** Why a post may not leave now: dropped for a reason, or not before a moment. */
export function obstacleOf({ post, article }: Work, now: Date): DropReason | Date | null {
  if (post.articleId === null) return null;
  // Canceled while it was under way, it stays so, whatever became of the article since.
  if (article === null || article.status === 'canceled' || post.dueChange === 'kill') return 'canceled';
  if (article.status === 'withheld') return 'withheld';
  const due = dueAt(article);
  const from = post.notBefore !== null && post.notBefore > due ? post.notBefore : due;
  return from > now ? from : null;
}
