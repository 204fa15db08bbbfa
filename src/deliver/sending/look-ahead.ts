import { pictureKey } from '../../compose/links.ts';
import type { Message, MessageForm } from '../../news/post.ts';
import type { Claim, NextClaim } from '../../store/posts/lane-ledger.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { Place } from '../pacer.ts';
import type { Departure } from './departure.ts';
import type { PostComposer } from './post-composer.ts';

/** What the lane knows about its next post beside the post itself. */
interface LaneView {
  /** Whether the lane would do nothing but send posts, so that no request and no note stands between two of them. */
  isCalm(): boolean;
  /** Whether the post may leave now, as far as that can be said without asking anybody. */
  mayFollow(work: NextWork): boolean;
}

/** The next post of a channel, composed while the one before it is on its way. */
interface Composed {
  work: NextWork;
  message: Message;
  form: MessageForm;
}

/** The next post, as it is claimed together with the record of the one before it. */
export interface Following {
  claim: NextClaim;
  departure: Departure;
}

/**
 * Finds and composes the next post of a channel while a request is under way, so that its claim and the record of the
 * post before it are one commit. This is only for the ordinary case, in which nothing has to be looked up or written
 * before the post may leave. In every other case the lane takes its usual steps.
 */
export class LookAhead {
  readonly #gate: ChannelGate;
  readonly #composer: PostComposer;
  readonly #view: LaneView;
  readonly #delivery: Delivery;
  #composing: Promise<Composed | null> = Promise.resolve(null);

  constructor(gate: ChannelGate, composer: PostComposer, view: LaneView, delivery: Delivery) {
    this.#gate = gate;
    this.#composer = composer;
    this.#view = view;
    this.#delivery = delivery;
  }

  /** A request leaves at this moment. The look begins when its bytes are written, so that it delays nothing. */
  begin(): void {
    this.#composing = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#compose())
      // The lane meets the same failure in its next step, and deals with it there.
      .catch(() => null);
  }

  /** The post before it stands in the chat `chatId`. @returns null: the lane takes its usual steps. */
  async take(chatId: string): Promise<Following | null> {
    const composed = await this.#composing;
    this.#composing = Promise.resolve(null);
    if (composed === null || !this.#isFree || chatId !== this.#gate.address.chatId) return null;
    const { clock, pacer } = this.#delivery;
    const { channel, name } = this.#gate;
    if (!this.#view.mayFollow(composed.work)) return null;
    const nowMs = clock.steadyMs();
    if (pacer.earliest(name, channel.postsPerMinute, nowMs) > nowMs) return null;
    return this.#follow(composed, pacer.depart(name, nowMs));
  }

  #follow({ form, message, work }: Composed, place: Place): Following {
    const { clock, timetable } = this.#delivery;
    const { channel } = this.#gate;
    const now = clock.now();
    const isSilent = timetable.isSilent(work, channel, now);
    const claim = claimOf(work, message, form, isSilent);
    const departure = { ...work, message, form, isSilent, claimedAt: now, replyTo: null, place };
    return { claim: { ...claim, channel: channel.name }, departure };
  }

  async #compose(): Promise<Composed | null> {
    if (!this.#isFree) return null;
    const { clock, store } = this.#delivery;
    const work = await store.ledger.next(this.#gate.name, clock.now());
    if (!('post' in work) || !isOrdinary(work) || !this.#view.mayFollow(work)) return null;
    const message = await this.#composer.compose(work.post, work.article);
    if (message === null) return null;
    const form = await this.#gate.kinds.firstForm(message);
    return form instanceof Date ? null : { work, message, form };
  }

  get #isFree(): boolean {
    const { clock, ledger, stopping } = this.#delivery;
    const isResting = this.#gate.isStopped || clock.steadyMs() < this.#gate.restUntilMs;
    return !stopping.aborted && !isResting && !ledger.fence.isInDoubt && this.#view.isCalm();
  }
}

/** Whether the post is a new one of an article, and neither it nor a message before it has to be looked for. */
function isOrdinary({ article, hasLateCopies, hasUnknownPosts, post }: NextWork): boolean {
  if (article === null || article.follows !== null || hasLateCopies || hasUnknownPosts) return false;
  const isNew = post.state === 'promised' || post.state === 'ready';
  return isNew && post.unsureTries === 0 && post.dueChange === null && post.approvedRevision === null;
}

/** What is claimed of a post. */
export function claimOf(
  { article, post }: Pick<NextWork, 'article' | 'post'>,
  message: Message,
  form: MessageForm,
  isSilent: boolean,
): Omit<Claim, 'chatId' | 'revision'> & { revision: number } {
  const picture = article === null ? {} : { picture: pictureKey(article) };
  return { postId: post.id, revision: article?.revision ?? 0, message, form, isSilent, ...picture };
}
