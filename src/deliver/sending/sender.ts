import { dueAt } from '../../news/article.ts';
import type { DropReason } from '../../news/plan.ts';
import { kindOf, type ContentKind, type Outcome, type Post, type Work } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';
import { needsApproval } from '../../plan/approval.ts';
import { LanesLost } from '../../store/lanes/holder.ts';
import type { LaneLedger } from '../../store/posts/lane-ledger.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { ChannelGate, Step } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import { LateCopyWatch } from '../doubt/late-copy-watch.ts';
import { UnnumberedPost } from '../doubt/unnumbered-post.ts';
import { richestForm, sendUntilTaken, type Refusal, type Way } from '../forms.ts';
import type { Place } from '../pacer.ts';
import { Illustration } from '../pictures/illustration.ts';
import { PictureWatch } from '../pictures/picture-watch.ts';
import { linkOf } from '../telegram/links.ts';
import type { UnknownRefusals } from '../unknown-refusals.ts';
import type { Adoption } from './adoption.ts';
import { Claims } from './claims.ts';
import type { Departure } from './departure.ts';
import { settleLateAnswer } from './late-answer.ts';
import type { PostComposer } from './post-composer.ts';

const dayMs = 24 * 3_600_000;

/** Sends one post: composes it, claims it, lets it go, and records its outcome. */
export class Sender {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;
  readonly #ledger: LaneLedger;
  readonly #composer: PostComposer;
  readonly #claims: Claims;
  readonly #adoption: Adoption;
  readonly #unnumberedPost: UnnumberedPost;
  readonly #lateCopies: LateCopyWatch;
  readonly #pictureWatch: PictureWatch;

  constructor(
    gate: ChannelGate,
    unknownRefusals: UnknownRefusals,
    composer: PostComposer,
    adoption: Adoption,
    delivery: Delivery,
  ) {
    this.#gate = gate;
    this.#unknownRefusals = unknownRefusals;
    this.#delivery = delivery;
    this.#ledger = delivery.ledger;
    this.#composer = composer;
    this.#adoption = adoption;
    this.#claims = new Claims(gate, adoption, delivery);
    this.#unnumberedPost = new UnnumberedPost(gate, delivery);
    this.#lateCopies = new LateCopyWatch(delivery);
    const { notices, store } = delivery;
    this.#pictureWatch = new PictureWatch(gate.name, notices, store.troubles);
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
    const form = await this.#gate.kinds.firstForm(message);
    if (form instanceof Date && seen === null) return this.#awaitPermission(work, form, signal);
    const departure = await this.#claims.claim(
      work,
      message,
      form instanceof Date ? richestForm(message) : form,
    );
    if (departure === null) return 'again';
    if (seen === null) return this.#depart(departure, signal);
    departure.place.cancelled();
    await this.#adoption.adopt(post, message, seen);
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
    if (this.#unnumberedPost.isPossible(post)) return this.#unnumberedPost.drop(work, obstacle, signal);
    if (obstacle === 'canceled' && (await this.#adoption.adoptToKill(work))) return 'again';
    // It could not be read back, and is canceled before it was posted again: only a person can look.
    if (post.uncertainAt !== null) {
      await this.#delivery.notices.about(post, 'kill refused', ownReasons.notReadBack);
    }
    await this.#ledger.drop(post.id, obstacle, article?.revision ?? null, this.#delivery.clock.now());
    return 'again';
  }

  /**
   * If an editor has to agree to this revision and did not yet, the post is composed and waits. A post that an editor
   * asked for needs no second yes, and a digest waits from its promise on.
   * @returns whether it waits now.
   */
  async awaitApproval(work: Work): Promise<boolean> {
    const { post, article } = work;
    const { clock, events } = this.#delivery;
    if (article === null || post.priority === 0 || post.unsureTries > 0) return false;
    if (post.approvedRevision === article.revision || !needsApproval(article, this.#gate.channel))
      return false;
    // `send` deals with everything else that stands in its way.
    if (obstacleOf(work, clock.now()) !== null) return false;
    const message = await this.#composer.composeOrDrop(post, article);
    if (message === null) return true;
    await this.#ledger.awaitApproval(post.id, article.revision, message);
    events.announce({ kind: 'approval wanted' });
    return true;
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
    const facts = { channel: this.#gate.name, article: post.articleId, reason };
    log.warn(facts, 'uncertain: a person has to decide about the post');
    return 'again';
  }

  /** The one place from which new posts leave. */
  async #depart(departure: Departure, signal: AbortSignal): Promise<Step> {
    const { post, article, message, isSilent, claimedAt, place } = departure;
    const { clock, messenger, pacer } = this.#delivery;
    const { address, kinds, name } = this.#gate;
    const illustration = new Illustration(post, message, this.#delivery, this.#pictureWatch);
    let next: Place | null = place;
    let tookMs = 0;
    let kind: ContentKind = kindOf(departure.form);
    const outcome = await sendUntilTaken(
      illustration.firstWay(departure.form, departure.replyTo),
      async (form) => (await kinds.triedFrom(form)) === null,
      async (way) => {
        const picture = await illustration.prepare(way, signal);
        if (picture !== null && 'reason' in picture)
          return { kind: 'refused', because: 'picture', ...picture };
        // The download took its time, and the lane may be another's by now.
        if (picture !== null) await this.#gate.persist(() => this.#ledger.changeForm(post.id, way.form));
        const taken = next ?? pacer.depart(name, clock.steadyMs());
        next = null;
        kind = kindOf(way.form);
        const upload = picture === null ? {} : { picture };
        const options = { isSilent, replyTo: way.replyTo, signal, ...upload };
        const answer = await messenger.send(address, message, way.form, options);
        tookMs += taken.arrived(clock.steadyMs());
        return answer;
      },
      async (refusal, way) => {
        illustration.refused(refusal);
        if (refusal.because === 'kind') await this.#gate.persist(() => kinds.refused(kind, refusal.reason));
        return this.#refused(post, refusal, way);
      },
    );
    if (outcome.kind === 'sent') {
      const step = await this.#arrived(departure, outcome, kind, tookMs);
      await illustration.arrived();
      return step;
    }
    if (outcome.kind !== 'refused') return this.#notSent(post, outcome);
    const { because, reason } = outcome;
    if (because !== 'unknown' && because !== 'kind') return 'again';
    // It is known that the chat does not allow it: the post waits.
    if (because === 'kind' && (await kinds.firstForm(message)) instanceof Date) return 'again';
    const refusal = { because, reason, revision: article?.revision ?? 0, claimedAt };
    return this.#unknownRefusals.refused(post, 'send', refusal, signal);
  }

  /** Written down before the next request leaves. */
  async #refused(post: Post, { because, reason }: Refusal, next: Way | null): Promise<void> {
    const { clock, log, notices } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId, reason, next };
    log.warn(facts, because === 'picture' ? 'a picture could not be posted' : 'Telegram refused a post');
    if (next === null && (because === 'unknown' || because === 'kind')) {
      return this.#gate.persist(() => this.#ledger.markReady(post.id));
    }
    if (next === null) {
      await notices.about(post, 'refused', reason);
      return this.#gate.persist(() => this.#ledger.markRefused(post.id, reason, clock.now()));
    }
    if (because === 'entities') await notices.about(post, 'entities refused', reason);
    await this.#gate.persist(() => this.#ledger.changeForm(post.id, next.form));
  }

  async #arrived(
    { post, hasLateCopies }: Departure,
    sent: Extract<Outcome, { kind: 'sent' }>,
    kind: ContentKind,
    ms: number,
  ): Promise<Step> {
    const { clock, log } = this.#delivery;
    const { messageId, chatId } = sent;
    const link = linkOf(sent);
    const arrival = { messageId, chatId, link };
    try {
      await this.#gate.persist(async () => {
        const { address } = this.#gate;
        const isResent = post.unsureTries > 0;
        const sweepFrom =
          isResent || hasLateCopies
            ? await this.#lateCopies.sweepFrom(post, isResent, address.chatId, messageId)
            : null;
        await this.#ledger.markSent(post.id, arrival, sweepFrom, clock.now());
      });
    } catch (error) {
      if (error instanceof LanesLost) await settleLateAnswer(post, arrival, this.#delivery);
      throw error;
    }
    log.info({ channel: this.#gate.name, article: post.articleId, message: messageId, link, ms }, 'posted');
    await this.#gate.kinds.taken(kind);
    await this.#unknownRefusals.taken();
    await this.#delivery.addresses.named(this.#gate.name, sent.username);
    return 'again';
  }

  /** Every outcome but sent and refused. The post is ready again, or unsure. */
  async #notSent(post: Post, outcome: Exclude<Outcome, { kind: 'sent' | 'refused' }>): Promise<Step> {
    const { clock, log } = this.#delivery;
    const facts = { channel: this.#gate.name, article: post.articleId };
    if (outcome.kind === 'unsure') {
      log.warn({ ...facts, reason: outcome.reason }, 'no trustworthy answer; the post will be read back');
      await this.#gate.persist(() => this.#ledger.markUnsure(post.id, outcome.reason, clock.now()));
      return 'again';
    }
    await this.#gate.persist(() => this.#ledger.markReady(post.id));
    return this.#gate.rest(outcome, facts);
  }
}

/** Why a post may not leave now: dropped for a reason, or not before a moment. */
function obstacleOf({ post, article }: Work, now: Date): DropReason | Date | null {
  if (post.articleId === null) return null;
  // Canceled while it was under way, it stays so, whatever became of the article since.
  if (article === null || article.status === 'canceled' || post.dueChange === 'kill') return 'canceled';
  if (article.status === 'withheld') return 'withheld';
  const due = dueAt(article);
  return due > now ? due : null;
}
