import { kindOf, numbersFrom, type Arrival, type Post } from '../news/post.ts';
import { ownReasons } from '../news/reasons.ts';
import type { NextWork } from '../store/posts/next-work.ts';
import { Corrector } from './corrector.ts';
import { AlbumCheck } from './doubt/album-check.ts';
import { CatchUp } from './doubt/catch-up.ts';
import { LateCopyWatch } from './doubt/late-copy-watch.ts';
import { ChannelGate, type ChannelGateSettings, type Step } from './channel-gate.ts';
import { linkOf } from './telegram/links.ts';
import { mostTries } from './unanswered-tries.ts';
import { Killer } from './killer.ts';
import { Pinner } from './pinner.ts';
import { Adoption } from './sending/adoption.ts';
import { PostComposer } from './sending/post-composer.ts';
import { LookAhead } from './sending/look-ahead.ts';
import { obstacleOf, Sender } from './sending/sender.ts';
import type { Delivery } from './delivery.ts';
import { UnknownRefusals } from './unknown-refusals.ts';

/** How soon we look again while the lock of the database is in doubt. */
const inDoubtPauseMs = 250;

/** How soon we look again for an article whose row cannot be read. */
const unreadablePauseMs = 30_000;

/** The pause between two posts that quiet hours kept, so that nobody's telephone rings thirty times in the morning. */
const keptPauseMs = 30_000;

/**
 * The one line in which a channel's posts leave, one at a time. Each step asks the ledger for the next work, does that
 * one thing, and records its outcome.
 */
export class Lane {
  readonly #gate: ChannelGate;
  readonly #unknownRefusals: UnknownRefusals;
  readonly #delivery: Delivery;
  readonly #adoption: Adoption;
  readonly #sender: Sender;
  readonly #corrector: Corrector;
  readonly #killer: Killer;
  readonly #catchUp: CatchUp;
  readonly #lateCopies: LateCopyWatch;
  readonly #pinner: Pinner;
  readonly #albumCheck: AlbumCheck;
  /** When the last post that quiet hours had kept left, on the steady clock. */
  #keptLeftAtMs = Number.NEGATIVE_INFINITY;
  /** Whether the last step threw, perhaps between a claim and its outcome: then that post may have arrived. */
  #wasCutShort = false;

  constructor(settings: ChannelGateSettings, delivery: Delivery) {
    this.#gate = new ChannelGate(settings, delivery);
    this.#unknownRefusals = new UnknownRefusals(this.#gate, delivery);
    this.#delivery = delivery;
    const composer = new PostComposer(this.#gate, delivery);
    this.#albumCheck = new AlbumCheck(this.#gate, delivery);
    this.#adoption = new Adoption(this.#gate, delivery, composer, this.#albumCheck);
    const view = { isCalm: () => this.#isCalm, mayFollow: (work: NextWork) => this.#mayFollow(work) };
    const lookAhead = new LookAhead(this.#gate, composer, view, delivery);
    const { gate, refusals, adoption } = {
      gate: this.#gate,
      refusals: this.#unknownRefusals,
      adoption: this.#adoption,
    };
    this.#sender = new Sender(gate, refusals, composer, adoption, lookAhead, delivery);
    this.#corrector = new Corrector(this.#gate, this.#unknownRefusals, delivery);
    this.#killer = new Killer(this.#gate, this.#unknownRefusals, delivery);
    this.#catchUp = new CatchUp(this.#gate, delivery, this.#albumCheck);
    this.#lateCopies = new LateCopyWatch(delivery);
    this.#pinner = new Pinner(this.#gate, delivery);
  }

  get name(): string {
    return this.#gate.name;
  }

  /** Whether its next post is claimed already. */
  get hasClaimed(): boolean {
    return this.#sender.hasClaimed;
  }

  get #isCalm(): boolean {
    const isCalm = this.#gate.isCalm && this.#unknownRefusals.isCalm;
    const nothingWaits = this.#pinner.isIdle && this.#delivery.settings.uncertainBlocksMs === 0;
    return isCalm && nothingWaits && this.#catchUp.isOver;
  }

  #mayFollow(work: NextWork): boolean {
    const { clock, timetable } = this.#delivery;
    const now = clock.now();
    if (obstacleOf(work, now) !== null || this.#sender.needsApproval(work)) return false;
    return timetable.keptUntil(work, this.#gate.channel, now) === null && !this.#wasKept(work.post);
  }

  /** The channel may be open to us again. */
  tryNow(): void {
    this.#gate.tryNow();
    this.#unknownRefusals.tryNow();
  }

  /** Does the next thing. When `signal` is aborted, a request in flight is given up, and its post is unsure. */
  async step(signal: AbortSignal): Promise<Step> {
    const { clock, ledger } = this.#delivery;
    if (this.#wasCutShort) {
      await this.#sender.giveClaimBack();
      await ledger.recover(this.name, clock.now());
    }
    this.#wasCutShort = false;
    try {
      return await this.#doNext(signal);
    } catch (error) {
      this.#wasCutShort = true;
      throw error;
    }
  }

  async #doNext(signal: AbortSignal): Promise<Step> {
    const { clock, ledger, pacer } = this.#delivery;
    const { channel } = this.#gate;
    const claimed = await this.#sender.sendClaimed(signal);
    if (claimed !== null) return claimed;
    if (ledger.fence.isInDoubt) return { wakeAt: clock.steadyMs() + inDoubtPauseMs };
    // A 429 counts for every request, not only for posts: Telegram makes a bot that goes on asking wait ever longer.
    const restUntilMs = Math.max(this.#gate.restUntilMs, pacer.pausedUntil(channel.name));
    if (clock.steadyMs() < restUntilMs) return { wakeAt: restUntilMs };
    const search = await this.#gate.find(signal);
    if (search !== null) return search;
    await this.#catchUp.prepare();
    const checking = await this.#catchUp.checkGap(signal);
    if (checking !== null) return checking;
    if (this.#catchUp.isFirst) return this.#readOn(signal);
    const pinning = await this.#pinner.step(signal);
    if (pinning !== null) return pinning;
    const work = await this.#unknownRefusals.next(this.#gate.isStopped, signal);
    if ('step' in work) return work.step;
    if (!('post' in work)) {
      return { wakeAt: work.wakeAt === null ? null : this.#gate.steady(work.wakeAt) };
    }
    const { post } = work;
    if (post.state === 'unsure') return this.#readBack(post, signal);
    if (post.sweepFrom !== null) return this.#sweep(post, signal);
    if (post.state === 'sent' && post.dueChange === 'kill') return this.#killer.kill(work, signal);
    if (work.isUnreadable && post.dueChange !== 'kill') return this.#putOffUnreadable(post);
    const pause = post.state === 'sent' ? null : await this.#mayNotLeave(work, signal);
    if (pause !== null) return pause;
    const blockedUntil = await this.#blockedUntil();
    if (blockedUntil !== null && post.state !== 'sent') return { wakeAt: this.#gate.steady(blockedUntil) };
    const departAt = pacer.earliest(channel.name, channel.postsPerMinute, clock.steadyMs());
    if (departAt > clock.steadyMs()) return { wakeAt: departAt };
    return post.state === 'sent' ? this.#corrector.correct(work, signal) : this.#send(work, signal);
  }

  /** The row of its article cannot be read. The planner wakes the post when the row is mended. */
  async #putOffUnreadable({ id }: Post): Promise<Step> {
    const { clock, ledger } = this.#delivery;
    await ledger.postpone(id, new Date(clock.now().getTime() + unreadablePauseMs));
    return 'again';
  }

  async #send(work: NextWork, signal: AbortSignal): Promise<Step> {
    const { clock } = this.#delivery;
    if (this.#wasKept(work.post)) this.#keptLeftAtMs = clock.steadyMs();
    const step = await this.#sender.send(work, signal);
    if (work.post.articleId === null) this.#pinner.lookAgain();
    return step;
  }

  /** The post needs an approval, or quiet hours keep it; null: it may leave. */
  async #mayNotLeave(work: NextWork, signal: AbortSignal): Promise<Step | null> {
    const { clock, ledger, timetable } = this.#delivery;
    const { post } = work;
    // It stands in the channel already: nobody has to agree to it, and no hour is too early.
    if (await this.#adoption.isSeen(work)) return null;
    const reading = await this.#readBefore(work, signal);
    if (reading !== null) return reading;
    if (await this.#sender.awaitApproval(work)) return 'again';
    const until = timetable.keptUntil(work, this.#gate.channel, clock.now());
    if (until !== null) {
      await ledger.postpone(post.id, until);
      return 'again';
    }
    const nextAtMs = this.#wasKept(post) ? this.#keptLeftAtMs + keptPauseMs : 0;
    return nextAtMs > clock.steadyMs() ? { wakeAt: nextAtMs } : null;
  }

  /** An older copy of the database was put back: the channel is read before anything else. */
  async #readOn(signal: AbortSignal): Promise<Step> {
    const step = await this.#catchUp.step(null, signal);
    return step === 'exhausted' ? 'again' : step;
  }

  /** The database may be an older copy, and the post stand in the channel already; null: it is looked for no more. */
  async #readBefore(work: NextWork, signal: AbortSignal): Promise<Step | null> {
    const { post } = work;
    // About an uncertain post a person has decided.
    if (this.#catchUp.isDone || post.uncertainAt !== null) return null;
    const step = await this.#catchUp.step(post, signal);
    return step === 'exhausted' ? this.#sender.leaveToPerson(work, ownReasons.tooMany) : step;
  }

  #wasKept(post: Post): boolean {
    const { clock, timetable } = this.#delivery;
    return post.priority === 2 && timetable.wasKept(this.#gate.channel, post.promisedAt, clock.now());
  }

  /** An uncertain post may make the others wait for a while. */
  async #blockedUntil(): Promise<Date | null> {
    const { clock, settings, store } = this.#delivery;
    const { uncertainBlocksMs } = settings;
    if (uncertainBlocksMs === 0) return null;
    const uncertainAt = await store.posts.uncertainSince(this.#gate.name);
    // A moment in the future: the clock was set back since, and nobody knows how long ago it was.
    if (uncertainAt === null || uncertainAt > clock.now()) return null;
    const until = new Date(uncertainAt.getTime() + uncertainBlocksMs);
    return until > clock.now() ? until : null;
  }

  async #readBack(post: Post, signal: AbortSignal): Promise<Step> {
    const { log } = this.#delivery;
    const facts = { channel: this.name, article: post.articleId };
    if (post.late !== null) return this.#takeLateAnswer(post, post.late);
    const verdict = await this.#delivery.searcher.find(post, this.#gate.address, signal);
    if (verdict.kind !== 'wait' && verdict.kind !== 'rest')
      this.#delivery.measures.readBack(this.name, verdict.kind);
    if ('parts' in verdict && verdict.parts !== undefined) {
      const removed = await this.#albumCheck.remove(post, verdict.parts, signal);
      // Those that Telegram does not let us delete stay; a person was told.
      if (removed !== 'removed' && removed !== null) return removed;
    }
    switch (verdict.kind) {
      case 'wait':
        return { wakeAt: verdict.untilMs };
      case 'found': {
        const { messageId } = verdict;
        const { chatId } = this.#gate.address;
        const link = linkOf({ messageId, chatId, username: this.#gate.username });
        const messageIds = numbersFrom(messageId, post.message, verdict.form);
        const album = await this.#albumCheck.step(post, messageIds, signal);
        if (album === 'removed') return this.#sendAgain(post);
        if (album !== null) return album;
        const arrival = { messageId, messageIds, chatId, link, form: verdict.form };
        await this.#gate.persist(async () => {
          // A post that was sent more than once may stand there more than once. The search gives the last copy.
          const sweepFrom = await this.#lateCopies.sweepFrom(post, post.unsureTries > 1, chatId, messageId);
          await this.#delivery.ledger.markSent(post.id, arrival, sweepFrom, this.#delivery.clock.now());
        });
        // Posted anew, it must not take over this message, which may be deleted by then.
        await this.#delivery.store.unknownPosts.remove(this.name, messageId);
        log.info({ ...facts, message: messageId, link }, 'read back: it stands in the channel');
        this.#gate.arrived(post, kindOf(verdict.form), post.claimedAt ?? this.#delivery.clock.now());
        this.#pinner.lookAgain();
        return 'again';
      }
      case 'absent':
        return this.#sendAgain(post);
      case 'unreadable':
        return this.#askPerson(post, 'uncertain', verdict.reason);
      case 'rest':
        return this.#gate.rest(verdict.outcome, { channel: this.#gate.name });
    }
  }

  /** Nothing of it stands in the channel. */
  async #sendAgain(post: Post): Promise<Step> {
    const { ledger, log } = this.#delivery;
    if (post.unsureTries >= mostTries) return this.#askPerson(post, 'stuck', ownReasons.neverArrived);
    await ledger.markReady(post.id);
    const facts = { channel: this.name, article: post.articleId, tries: post.unsureTries };
    log.info(facts, 'read back: it is not there; it is sent again');
    return 'again';
  }

  /** A process that had lost this lane was told by Telegram where the post stands. */
  async #takeLateAnswer(post: Post, late: Arrival): Promise<Step> {
    const { clock, ledger, log } = this.#delivery;
    const { chatId } = this.#gate.address;
    const messageIds = numbersFrom(late.messageId, post.message, post.form);
    await this.#gate.persist(async () => {
      const sweepFrom = await this.#lateCopies.sweepFrom(post, post.unsureTries > 1, chatId, late.messageId);
      await ledger.markSent(post.id, { ...late, messageIds }, sweepFrom, clock.now());
    });
    log.info({ channel: this.name, article: post.articleId, ...late }, 'a late answer says where it stands');
    this.#gate.arrived(post, kindOf(post.form ?? 'text'), post.claimedAt ?? clock.now());
    this.#pinner.lookAgain();
    return 'again';
  }

  /** The question is written first: an uncertain post of which nobody was told would wait for ever. */
  async #askPerson(post: Post, kind: 'uncertain' | 'stuck', reason: string): Promise<Step> {
    await this.#delivery.notices.about(post, kind, reason);
    await this.#delivery.ledger.markUncertain(post.id, reason, this.#delivery.clock.now());
    const facts = { channel: this.name, article: post.articleId, reason };
    this.#delivery.log.warn(facts, 'uncertain: a person has to decide about the post');
    this.#gate.count('uncertain', post);
    return 'again';
  }

  async #sweep(post: Post, signal: AbortSignal): Promise<Step> {
    const verdict = await this.#lateCopies.sweep(post, this.#gate.address, signal);
    if (verdict.kind === 'rest') return this.#gate.rest(verdict.outcome, { channel: this.#gate.name });
    if (verdict.kind === 'wait') return { wakeAt: verdict.untilMs };
    await this.#delivery.ledger.markSwept(post.id);
    return 'again';
  }
}
