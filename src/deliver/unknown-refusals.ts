import type { Post, Work } from '../news/post.ts';
import type { NextWork } from '../store/posts/next-work.ts';
import type { ChannelGate, Step } from './channel-gate.ts';
import type { Delivery } from './delivery.ts';
import { outcomeOf } from './telegram/outcome.ts';
import { Trial, type Suspect } from './trial.ts';

/** Words that do not say whether the post, the channel or the bot is to blame; with `kind`, it is not the bot. */
type Because = 'unknown' | 'kind';

/** A post whose request was refused in unknown words: a new post, a correction or a kill. */
interface Accused extends Suspect {
  post: Post;
  kind: 'send' | 'edit' | 'kill';
  /** The revision that the request carried. */
  revision: number;
  /** When the post was claimed; null: it stands in the channel. */
  claimedAt: Date | null;
  because: Because;
}

/** The next thing to do in a channel, as the ledger says it; or what is done instead. */
type Next = NextWork | { wakeAt: Date | null } | { step: Step };

/**
 * What becomes of posts that Telegram refuses in words of which we do not know that they are about the content. Such a
 * post stays as it is, and others are tried. If one of them is taken, those before it are to blame. If all are refused,
 * the channel or the bot is to blame: it pauses, and nothing is lost. See Trial for the decisions.
 */
export class UnknownRefusals {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #trial = new Trial<Accused>();
  /** The channel has paused: the bot is asked for its name before a post is tried. */
  #hasPaused = false;
  /** The pauses of the bot that are known here. */
  #botPauses = 0;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
  }

  /** Whether nothing was refused lately, so that the next work of the ledger is that of the channel. */
  get isCalm(): boolean {
    const isFollowing = this.#delivery.refusedChannels.botPauses === this.#botPauses;
    return this.#trial.isOver && !this.#hasPaused && isFollowing;
  }

  /** The next work of the channel; while a trial goes on, that of another post. */
  async next(isResting: boolean, signal: AbortSignal): Promise<Next> {
    this.#followBot();
    if (this.#hasPaused) {
      const reason = await this.#refusalOfBot(signal);
      if (reason !== null) return { step: await this.#pauseForBot(reason) };
      this.#hasPaused = false;
    }
    if (this.#trial.suspects.length === 0) return this.#begin(isResting);
    const other = this.#trial.isOpen ? await this.#another(isResting) : null;
    return other ?? { step: await this.#conclude(signal) };
  }

  /** A request was refused in unknown words; what became of its post is recorded. */
  async refused(
    post: Post,
    kind: Accused['kind'],
    refusal: { reason: string; revision: number; claimedAt: Date | null; because?: Because },
    signal: AbortSignal,
  ): Promise<Step> {
    const { clock, log, refusedChannels } = this.#delivery;
    const { name } = this.#gate;
    const { because = 'unknown', reason, revision } = refusal;
    log.warn({ channel: name, article: post.articleId, reason }, 'Telegram refused a post in unknown words');
    const atMs = clock.steadyMs();
    if (because === 'unknown') refusedChannels.note(name, subjectOf(post), reason, atMs);
    if (this.#trial.suspects.length === 0 && because === 'unknown') {
      const ofBot = await this.#refusalOfBot(signal);
      if (ofBot !== null) return this.#pauseForBot(ofBot);
    }
    const postId = post.id;
    this.#trial.refused({ ...refusal, because, post, kind, postId, key: keyOf(post, revision), atMs });
    return 'again';
  }

  /** Whether Telegram refuses everything that the bot asks at this moment. */
  async isBotRefused(signal: AbortSignal): Promise<boolean> {
    return (await this.#refusalOfBot(signal)) !== null;
  }

  /** The chat does not allow what a change of a standing post needs: the change waits. Only a kill is urgent for people. */
  async putOff(post: Post, reason: string): Promise<void> {
    const isNew = this.#gate.kinds.putOff(post);
    if (post.dueChange === 'kill' && isNew) await this.#delivery.notices.about(post, 'kill refused', reason);
  }

  /** The channel took something, so it is open to us. Those that it refused just before are to blame. */
  async taken(): Promise<void> {
    await this.#gate.answered();
    for (const accused of this.#trial.taken(this.#delivery.clock.steadyMs())) await this.#giveUp(accused);
  }

  /** Somebody says that it is mended: a post that is alone in its queue waits no longer. */
  tryNow(): void {
    this.#trial.tryNow();
  }

  /** Another channel found out that the bot is to blame, perhaps in the middle of a round of this one. */
  #followBot(): void {
    const { botPauses } = this.#delivery.refusedChannels;
    if (botPauses === this.#botPauses) return;
    this.#botPauses = botPauses;
    this.#trial.endRound();
    this.#hasPaused = true;
  }

  async #begin(isResting: boolean): Promise<Next> {
    const front = await this.#nextExcept([], isResting);
    if (!('post' in front)) return front;
    const nowMs = this.#delivery.clock.steadyMs();
    const untilMs = this.#trial.putOffUntil(keyOf(front.post, revisionOf(front)), nowMs);
    if (untilMs === null) return front;
    const other = await this.#nextExcept([front.post.id], isResting);
    // It is not alone any more. It goes first all the same, so that the order is kept.
    if ('post' in other) return front;
    const wakeAtMs = other.wakeAt === null ? untilMs : Math.min(untilMs, this.#gate.steady(other.wakeAt));
    return { step: { wakeAt: wakeAtMs } };
  }

  /** null: there is no other. */
  async #another(isResting: boolean): Promise<NextWork | null> {
    for (const except of this.#trial.exceptions) {
      const next = await this.#nextExcept(except, isResting);
      if ('post' in next) return next;
    }
    return null;
  }

  /** Passes over changes that the chat does not allow now. There are few: their posts stand in the channel. */
  async #nextExcept(
    except: readonly number[],
    isResting: boolean,
  ): Promise<NextWork | { wakeAt: Date | null }> {
    const { clock, store } = this.#delivery;
    const passed = [...except];
    for (;;) {
      const next = await store.ledger.next(this.#gate.name, clock.now(), isResting, passed);
      if (!('post' in next) || !this.#gate.kinds.isPutOff(next.post)) return next;
      passed.push(next.post.id);
    }
  }

  /** Everything that could be tried was refused. */
  async #conclude(signal: AbortSignal): Promise<Step> {
    const { clock, refusedChannels } = this.#delivery;
    const { suspects } = this.#trial;
    const [first] = suspects;
    const reason = suspects.at(-1)?.reason ?? '';
    const isShared = refusedChannels.isShared(this.#gate.name, clock.steadyMs());
    if (first?.because === 'unknown' && suspects.length === 1 && !isShared) {
      const ofBot = await this.#refusalOfBot(signal);
      if (ofBot !== null) return this.#pauseForBot(ofBot);
      const untilMs = this.#trial.endAlone(first);
      if (untilMs !== null) return { wakeAt: untilMs };
      await this.#giveUp(first);
      return 'again';
    }
    if (isShared) return this.#pauseForBot(reason);
    this.#trial.endRound();
    this.#hasPaused = true;
    await this.#gate.pause(reason);
    return 'again';
  }

  /** Telegram refuses everything that the bot asks, and no post is to blame. */
  async #pauseForBot(reason: string): Promise<Step> {
    this.#trial.endRound();
    this.#hasPaused = true;
    await this.#gate.pauseWithBot(reason);
    return 'again';
  }

  /** Telegram's words if it refuses to tell even the bot's own name; null: it does not, or cannot be reached. */
  async #refusalOfBot(signal: AbortSignal): Promise<string | null> {
    const me = await this.#delivery.messenger.identify(signal);
    if ('id' in me) return null;
    const outcome = outcomeOf(me, 'text');
    return outcome.kind === 'refused' ? outcome.reason : null;
  }

  /** The notice is written first: a post that is given up without anybody's knowledge would be lost. */
  async #giveUp({ because, claimedAt, kind, post, reason, revision }: Accused): Promise<void> {
    const { clock, ledger, notices } = this.#delivery;
    // If the chat allows no texts, the lane knows that by now, and has the post wait.
    if (because === 'kind') {
      if (kind !== 'send') await this.putOff(post, reason);
      return;
    }
    const now = clock.now();
    if (kind === 'send') {
      await notices.about(post, 'refused', reason);
      await this.#gate.persist(() => ledger.refuseAfterTrial(post.id, claimedAt ?? now, reason, now));
      return this.#gate.count('refused', post);
    }
    await notices.about(post, kind === 'edit' ? 'correction refused' : 'kill refused', reason);
    await this.#gate.persist(() =>
      kind === 'edit' ? ledger.leaveAsIs(post.id, revision, reason) : ledger.markKilled(post.id, reason, now),
    );
    this.#gate.count(kind === 'edit' ? 'correction refused' : 'kill refused', post);
  }
}

function subjectOf({ articleId, id }: Post): string {
  return articleId ?? `digest ${id}`;
}

/** The same post is another request after its article changed. */
function keyOf({ id, dueChange, state }: Post, revision: number): string {
  return `${id} ${state === 'sent' ? dueChange : 'send'} ${revision}`;
}

/** Of its article; the texts of a digest have none that counts before they are sent. */
function revisionOf({ article }: Work): number {
  return article?.revision ?? 0;
}
