import type { ChannelGate, Step } from '../channel-gate.ts';
import { ownReasons } from '../../news/reasons.ts';
import { UnansweredTries } from '../unanswered-tries.ts';
import { canonical } from './same-message.ts';
import type { Delivery } from '../delivery.ts';

/** How many missing numbers in a row end the search: deleted messages leave gaps. */
const gap = 50;

/**
 * After an older copy of the database was put back: reads a channel from the last known number on, before anything is
 * posted. It remembers the posts that stand there, so that none is posted a second time.
 */
export class CatchUp {
  readonly #gate: ChannelGate;
  readonly #delivery: Delivery;
  readonly #unanswered: UnansweredTries;
  #isDone = false;
  #next: number | null = null;
  #missing = 0;
  #seen = 0;
  /** Until when a 429 forbids forwards to the log chat, steady milliseconds. */
  #quietUntilMs = 0;

  constructor(gate: ChannelGate, delivery: Delivery) {
    this.#gate = gate;
    this.#delivery = delivery;
    this.#unanswered = new UnansweredTries(delivery.messenger, delivery.clock);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  async step(signal: AbortSignal): Promise<Step> {
    const { clock, messenger, store } = this.#delivery;
    const { logChatId } = messenger;
    const { name, address } = this.#gate;
    if (this.#next === null) {
      const last = await store.unknownPosts.lastNumber(name, address.chatId);
      // Without a known number we do not read the channel: it may hold a hundred thousand messages.
      if (last === null || logChatId === null) return this.#finish();
      this.#next = last + 1;
      this.#delivery.log.info(
        { channel: name, from: this.#next },
        'reading the channel on from the last known post',
      );
    }
    if (logChatId === null) return this.#finish();
    if (clock.steadyMs() < this.#quietUntilMs) return { wakeAt: this.#quietUntilMs };
    const answer = await messenger.readBack(address, this.#next, logChatId, signal);
    const read = answer.kind === 'unsure' ? await this.#afterSilence(this.#next, signal) : answer;
    if (read.kind === 'wait') return { wakeAt: read.untilMs };
    // A 429 for a forward is about the log chat, and says nothing about the channel.
    if (read.kind === 'limited') {
      this.#quietUntilMs = clock.steadyMs() + read.retryAfterSeconds * 1000;
      return { wakeAt: this.#quietUntilMs };
    }
    if (read.kind === 'unreadable') {
      this.#delivery.log.error(
        { channel: name, reason: read.reason },
        'the channel cannot be read: posts that left after the copy was made may be posted again',
      );
      return this.#finish();
    }
    const isMissing = read.kind === 'missing';
    if (!isMissing && read.kind !== 'message' && read.kind !== 'other')
      return this.#gate.rest(read, { channel: name });
    if (read.kind === 'message' && read.text !== '') {
      const [first] = read.links;
      const link = first === undefined ? null : canonical(first);
      await store.unknownPosts.add({ channel: name, messageId: this.#next, shown: read.text, link });
    }
    if (!isMissing) this.#seen += 1;
    this.#missing = isMissing ? this.#missing + 1 : 0;
    this.#next += 1;
    return this.#missing >= gap ? this.#finish() : 'again';
  }

  async #afterSilence(number: number, signal: AbortSignal) {
    const untilMs = await this.#unanswered.pausedUntil(`read ${number}`, signal);
    if (untilMs !== null) return { kind: 'wait', untilMs } as const;
    return { kind: 'unreadable', reason: ownReasons.neverArrived } as const;
  }

  #finish(): Step {
    this.#isDone = true;
    this.#delivery.log.info({ channel: this.#gate.name, seen: this.#seen }, 'the channel was read');
    this.#delivery.events.announce({ kind: 'caught up', channel: this.#gate.name });
    return 'again';
  }
}
