/** The refusals of one channel since it took something. */
interface Refusals {
  reason: string;
  /** Articles, or posts of digests. */
  subjects: Set<string>;
  /** On the steady clock, milliseconds. */
  untilMs: number;
}

/** Channels that are refused within this time, milliseconds, are refused at the same time. */
const sameTimeMs = 10 * 60_000;

/** Which channels of one bot are refused in unknown words, and in which. */
export class RefusedChannels {
  readonly #refusals = new Map<string, Refusals>();

  note(channel: string, subject: string, reason: string, nowMs: number): void {
    const known = this.#refusals.get(channel);
    const subjects = known?.reason === reason ? known.subjects : new Set<string>();
    subjects.add(subject);
    this.#refusals.set(channel, { reason, subjects, untilMs: nowMs + sameTimeMs });
  }

  /** The channel pauses because of its refusals: until it is tried again, nothing has changed. */
  pause(channel: string, untilMs: number): void {
    const known = this.#refusals.get(channel);
    if (known !== undefined) known.untilMs = untilMs + sameTimeMs;
  }

  /** The channel took something. */
  forget(channel: string): void {
    this.#refusals.delete(channel);
  }

  /**
   * Whether another channel is refused in the same words: then the bot is to blame. One article that is refused in two
   * channels says nothing about the bot.
   */
  isShared(channel: string, nowMs: number): boolean {
    const own = this.#refusals.get(channel);
    if (own === undefined) return false;
    return [...this.#refusals].some(
      ([name, other]) =>
        name !== channel &&
        other.reason === own.reason &&
        other.untilMs >= nowMs &&
        new Set([...own.subjects, ...other.subjects]).size > 1,
    );
  }
}
