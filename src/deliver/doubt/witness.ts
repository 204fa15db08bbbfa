import { numbersFrom, type Message, type MessageForm, type Post } from '../../news/post.ts';
import type { LateCopy } from '../../store/posts/late-copies.ts';
import type { Clock } from '../../time/clock.ts';
import type { Facts } from '../../store/records/facts.ts';
import { failureOf } from '../telegram/failure.ts';
import { isTelegramAnswering, UnansweredTries } from '../unanswered-tries.ts';
import { formSeen, isWordless } from './same-message.ts';
import { ArrivalWindow, type Finding, type Found, type Searcher, type Sweeping } from './searcher.ts';
import type { GrammyFetch } from '../telegram/telegram.ts';
import { WitnessBot, type Heard } from '../telegram/witness-bot.ts';
import type { Logger } from '../../log.ts';
import type { Address, Messenger } from '../messenger.ts';

export interface WitnessSettings {
  token: string;
  apiRoot: string | null;
  fetch: GrammyFetch;
  settleTimeMs: number;
  /** Which channels may hold messages that an older copy of the database does not know. */
  facts: Pick<Facts, 'uncheckedAfter'>;
}

const pauseMs = 3_000;
/** A 429 is obeyed so long at most. Meanwhile unsure posts are read back. */
const longestPauseMs = 600_000;
/** How often we look for an unsure post among the messages that were heard. */
const lookMs = 250;
/** Messages remembered per channel: far more than can be unsure at once. */
const remembered = 500;

/**
 * A second bot in the same channels. Telegram does not show a bot its own posts, but it shows them to another bot. So
 * the witness settles unsure posts at once and without forwards. If it did not listen yet when a post left, it cannot
 * know, and leaves the answer to reading back.
 */
export class Witness implements Searcher {
  readonly #bot: WitnessBot;
  readonly #otherwise: Searcher;
  readonly #messenger: Messenger;
  readonly #facts: WitnessSettings['facts'];
  readonly #clock: Clock;
  readonly #log: Logger;
  /** By number and by @name, in lower case. */
  readonly #heard = new Map<string, Heard[]>();
  /** The moment since which it missed nothing; null: it does not listen. */
  #since: Date | null = null;
  /** It heard everything up to this moment of the steady clock. */
  #untilMs = 0;
  readonly #arrivalWindow: ArrivalWindow;
  readonly #unanswered: UnansweredTries;
  #running: Promise<void> = Promise.resolve();

  constructor(
    settings: WitnessSettings,
    otherwise: Searcher,
    messenger: Messenger,
    clock: Clock,
    log: Logger,
  ) {
    this.#bot = new WitnessBot(settings.token, settings.apiRoot, settings.fetch);
    this.#arrivalWindow = new ArrivalWindow(clock, settings.settleTimeMs);
    this.#unanswered = new UnansweredTries(isTelegramAnswering(messenger), clock);
    this.#facts = settings.facts;
    this.#otherwise = otherwise;
    this.#messenger = messenger;
    this.#clock = clock;
    this.#log = log;
  }

  start(stopping: AbortSignal): void {
    this.#running = this.#listen(stopping);
  }

  async stopped(): Promise<void> {
    await this.#running;
  }

  async find(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    // What it heard may be of a post from before a restore, and not of this request: see GapCheck.
    if ((await this.#facts.uncheckedAfter(post.channel)) !== null)
      return this.#otherwise.find(post, channel, signal);
    if (post.message !== null && isWordless(post.message, post.form ?? 'text'))
      return this.#otherwise.find(post, channel, signal);
    let found: Found | null = null;
    for (const heard of this.#after(channel, post.floor)) {
      const form = post.message === null ? null : formSeen(heard, post.message);
      if (form !== null) found = { kind: 'found', messageId: heard.messageId, form };
    }
    if (found !== null) return this.#withParts(found, post, channel, signal);
    const settledAtMs = this.#arrivalWindow.endOf(post);
    const { claimedAt, unsureAt } = post;
    // It was unsure before it was claimed: the clock was set back between, and does not tell which came first.
    const isPuzzling = claimedAt !== null && unsureAt !== null && claimedAt > unsureAt;
    if (isPuzzling || !this.#heardSince(claimedAt)) return this.#otherwise.find(post, channel, signal);
    if (this.#untilMs > settledAtMs) {
      if (!(await this.#bot.canHear(channel, signal))) return this.#otherwise.find(post, channel, signal);
      return isAlbum(post) ? this.#readParts(post, channel, signal) : { kind: 'absent' };
    }
    return { kind: 'wait', untilMs: this.#clock.steadyMs() + lookMs };
  }

  /** The first message of an album was not heard. Whether others stand there only reading can say, where that is possible. */
  async #readParts(post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    const finding = await this.#otherwise.find(post, channel, signal);
    return finding.kind === 'unreadable' ? { kind: 'absent' } : finding;
  }

  /** What was heard may be of an earlier request, and the last one have brought an album without its first message. */
  async #withParts(found: Found, post: Post, channel: Address, signal: AbortSignal): Promise<Finding> {
    if (post.unsureTries === 1 || !isAlbum(post)) return found;
    const read = await this.#otherwise.find(post, channel, signal);
    if (read.kind === 'unreadable') return found;
    // It may stand beyond what is read.
    return read.kind === 'absent' ? { ...read, ...found } : read;
  }

  async sweep(
    post: Post,
    copies: readonly LateCopy[],
    channel: Address,
    signal: AbortSignal,
  ): Promise<Sweeping> {
    // It may have begun to listen after a copy of another post arrived. The very first post of a channel is sent again
    // without a search: its first copy may be older than this process, and the messages that an earlier process heard are
    // gone.
    const isOwn = copies.every(({ postId }) => postId === post.id);
    // What an older copy does not know may be noted by its number, and reading takes the note away with the message.
    const isChecked = (await this.#facts.uncheckedAfter(post.channel)) === null;
    const isKnown = isOwn && isChecked && post.floor !== null && this.#heardSince(post.claimedAt);
    if (!isKnown || !(await this.#bot.canHear(channel, signal))) {
      return this.#otherwise.sweep(post, copies, channel, signal);
    }
    for (const heard of this.#after(channel, (post.sweepFrom ?? 1) - 1)) {
      if (post.message === null || post.messageId === null || heard.messageId >= post.messageId) continue;
      const form = formSeen(heard, post.message);
      if (form === null) continue;
      const numbers = this.#numbersOf(heard, post.message, form, channel);
      const deleted = await this.#messenger.delete(
        channel,
        numbers.length === 1 ? heard.messageId : numbers,
        signal,
      );
      const isUnknown = deleted.kind === 'refused' && deleted.because === 'unknown';
      if (deleted.kind === 'unsure' || isUnknown) {
        const untilMs = await this.#unanswered.pausedUntil(`${post.id} ${heard.messageId}`, signal);
        if (untilMs === null) continue;
        return { kind: 'wait', untilMs };
      }
      if (deleted.kind !== 'done' && deleted.kind !== 'gone' && deleted.kind !== 'refused') {
        return { kind: 'rest', outcome: deleted };
      }
    }
    // An album without its first message is known by what is read around it.
    return copies.some(isAlbum)
      ? this.#otherwise.sweep(post, copies, channel, signal)
      : { kind: 'swept', isComplete: true };
  }

  /** The numbers of a copy: those that were heard of it. A picture may have been sent in place of an album. */
  #numbersOf(first: Heard, message: Message, form: MessageForm, channel: Address): number[] {
    const possible = numbersFrom(first.messageId, message, form);
    const heard = this.#after(channel, first.messageId - 1);
    return possible.filter((number) =>
      heard.some((one) => one.messageId === number && (one === first || (one.isPhoto && one.text === ''))),
    );
  }

  #heardSince(moment: Date | null): boolean {
    return this.#since !== null && moment !== null && this.#since <= moment;
  }

  #after(channel: Address, number: number | null): Heard[] {
    const heard = this.#heard.get(channel.chatId.toLowerCase()) ?? [];
    return heard.filter(({ messageId }) => messageId > (number ?? 0));
  }

  async #listen(stopping: AbortSignal): Promise<void> {
    let offset = 0;
    let isQuiet = false;
    while (!stopping.aborted) {
      try {
        const askedAt = this.#clock.now();
        const askedAtMs = this.#clock.steadyMs();
        // After news it asks again at once. Otherwise it would never know that it heard all where posts never stop.
        const mayWait = isQuiet;
        const answer = await this.#bot.hear(offset, mayWait, stopping);
        ({ offset, isQuiet } = answer);
        answer.heard.forEach((post) => this.#remember(post));
        this.#since ??= askedAt;
        if (answer.isUnclear) {
          // It may have been one of ours. What was sent until now is read back.
          this.#since = this.#clock.now();
          this.#log.warn({}, 'the witness bot heard something of an unknown shape');
        }
        if (isQuiet) this.#untilMs = askedAtMs;
        const isHasty = mayWait && isQuiet && this.#clock.steadyMs() - askedAtMs < lookMs;
        // It was asked to wait for news, and a proxy before it did not.
        if (isHasty) await this.#clock.wait(lookMs, stopping);
      } catch (error) {
        if (stopping.aborted) return;
        const failure = failureOf(error);
        // Telegram delivers the messages of the meantime later, so none is missed. That is different when another
        // program reads the updates of this bot: the witness never gets what the other one got.
        if (failure.kind === 'answer' && failure.code === 409) this.#since = null;
        this.#log.warn({ reason: failure }, 'the witness bot hears nothing');
        const wantedMs = failure.kind === 'answer' ? (failure.retryAfterSeconds ?? 0) * 1_000 : 0;
        await this.#clock.wait(Math.max(pauseMs, Math.min(wantedMs, longestPauseMs)), stopping);
      }
    }
  }

  #remember(post: Heard): void {
    for (const name of post.channels) {
      const heard = this.#heard.get(name) ?? [];
      heard.push(post);
      if (heard.length > remembered) heard.shift();
      this.#heard.set(name, heard);
    }
  }
}

function isAlbum({ message }: { message: Message | null }): boolean {
  return message?.photo?.more !== undefined;
}
