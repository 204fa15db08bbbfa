import { trialPausesMs } from './trial.ts';

/** The refusals of one channel since it took something. */
interface Refusals {
  reason: string;
  /** Articles, or posts of digests. */
  subjects: Set<string>;
  /** The last one, on the steady clock, milliseconds. */
  atMs: number;
  /** Until then they count, on the steady clock. */
  untilMs: number;
}

/** Channels that are refused within this time, milliseconds, are refused at the same time. */
const sameTimeMs = 10 * 60_000;

/** Which channels of one bot are refused in unknown words, in which, and whether the bot itself is to blame. */
export class RefusedChannels {
  readonly #refusals = new Map<string, Refusals>();
  /** When a channel took something last, on the steady clock. */
  #takenAtMs = Number.NEGATIVE_INFINITY;
  /** How often the bot paused since a channel took something. */
  #pauses = 0;
  #botUntilMs = 0;
  #allPauses = 0;
  /** An earlier run may have told that the bot is to blame. */
  #mayBeBlamed = true;

  note(channel: string, subject: string, reason: string, nowMs: number): void {
    const known = this.#refusals.get(channel);
    const subjects = known?.reason === reason ? known.subjects : new Set<string>();
    subjects.add(subject);
    this.#refusals.set(channel, { reason, subjects, atMs: nowMs, untilMs: nowMs + sameTimeMs });
  }

  /** The channel pauses because of its refusals: until it is tried again, nothing has changed. */
  pause(channel: string, untilMs: number): void {
    const known = this.#refusals.get(channel);
    if (known !== undefined) known.untilMs = untilMs + sameTimeMs;
  }

  /** Until when no channel is tried, because the bot is to blame, on the steady clock. */
  get botUntilMs(): number {
    return this.#botUntilMs;
  }

  /** How often the bot has paused since the start: by it a lane finds out that another one blamed the bot. */
  get botPauses(): number {
    return this.#allPauses;
  }

  /**
   * The bot is to blame: all its channels pause together, each time for longer. Several that find out at the same time
   * make one pause.
   * @returns until when, on the steady clock.
   */
  pauseBot(nowMs: number): number {
    this.#mayBeBlamed = true;
    if (nowMs < this.#botUntilMs) return this.#botUntilMs;
    const pauseMs = trialPausesMs[Math.min(this.#pauses, trialPausesMs.length - 1)] ?? 0;
    this.#pauses += 1;
    this.#allPauses += 1;
    this.#botUntilMs = nowMs + pauseMs;
    return this.#botUntilMs;
  }

  /** Somebody says that it is mended. */
  tryBot(): void {
    this.#botUntilMs = 0;
    this.#pauses = 0;
  }

  /** The channel took something, so the bot is not to blame. @returns whether anybody may have been told that it is. */
  taken(channel: string, nowMs: number): boolean {
    this.#refusals.delete(channel);
    this.#takenAtMs = nowMs;
    this.#pauses = 0;
    this.#botUntilMs = 0;
    return this.#mayBeBlamed;
  }

  /** Whether people may believe that the bot is to blame. */
  get mayBeBlamed(): boolean {
    return this.#mayBeBlamed;
  }

  /** People were told that the bot is not to blame (any more). */
  acquitBot(): void {
    this.#mayBeBlamed = false;
  }

  /**
   * Whether another channel is refused in the same words, and none took anything since: then the bot is to blame. One
   * article that is refused in two channels says nothing about the bot.
   */
  isShared(channel: string, nowMs: number): boolean {
    const own = this.#refusals.get(channel);
    if (own === undefined || own.atMs < this.#takenAtMs) return false;
    return [...this.#refusals].some(
      ([name, other]) =>
        name !== channel &&
        other.reason === own.reason &&
        other.atMs >= this.#takenAtMs &&
        other.untilMs >= nowMs &&
        new Set([...own.subjects, ...other.subjects]).size > 1,
    );
  }
}
