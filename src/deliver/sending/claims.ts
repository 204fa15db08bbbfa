import type { Message, MessageForm, Work } from '../../news/post.ts';
import type { Claim } from '../../store/posts/lane-ledger.ts';
import type { NextWork } from '../../store/posts/next-work.ts';
import type { ChannelGate } from '../channel-gate.ts';
import type { Delivery } from '../delivery.ts';
import type { Adoption } from './adoption.ts';
import type { Departure } from './departure.ts';
import { claimOf } from './look-ahead.ts';

/** Claims the posts of one channel. From its claim on, the text of a post is fixed, and its request leaves next. */
export class Claims {
  readonly #gate: ChannelGate;
  readonly #adoption: Adoption;
  readonly #delivery: Delivery;

  constructor(gate: ChannelGate, adoption: Adoption, delivery: Delivery) {
    this.#gate = gate;
    this.#adoption = adoption;
    this.#delivery = delivery;
  }

  /** @returns null: it may not be sent like this (any more). */
  async claim(work: NextWork, message: Message, form: MessageForm): Promise<Departure | null> {
    const replyTo = await this.#replyTo(work);
    const { clock, ledger, pacer } = this.#delivery;
    const now = clock.now();
    const claim = this.#claimOf(work, message, form, now);
    const place = pacer.depart(this.#gate.name, clock.steadyMs());
    try {
      if (await ledger.claim(claim, now)) {
        return { ...work, message, form, isSilent: claim.isSilent, claimedAt: now, replyTo, place };
      }
    } catch (error) {
      place.cancelled();
      throw error;
    }
    place.cancelled();
    return null;
  }

  #claimOf(work: Work, message: Message, form: MessageForm, now: Date): Claim {
    const { address, channel } = this.#gate;
    const isSilent = this.#delivery.timetable.isSilent(work, channel, now);
    const revision = work.article?.revision ?? null;
    return { ...claimOf(work, message, form, isSilent), revision, chatId: address.chatId };
  }

  async #replyTo({ article, hasUnknownPosts }: NextWork): Promise<number | null> {
    const follows = article?.follows ?? null;
    if (follows === null) return null;
    const { address, name } = this.#gate;
    const known = await this.#delivery.store.posts.messageIdOf(name, follows, address.chatId);
    return known ?? (hasUnknownPosts ? this.#adoption.numberOf(follows) : null);
  }
}
