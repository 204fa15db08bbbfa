/** A request that Telegram refused in words which may be about the post, the channel or the bot. */
export interface Suspect {
  postId: number;
  /** The request: the same post with another revision of its article is another request. */
  key: string;
  /** Telegram's words. */
  reason: string;
  /** On the steady clock, milliseconds. */
  atMs: number;
}

/** A round tries this many posts: the first, and up to three others. */
const mostTried = 4;

/** So many of them are taken from the front of the queue. */
const inOrder = 2;

/** Refusals that are longer ago than this, milliseconds, say nothing about a post that is taken now. */
const roundMs = 5 * 60_000;

/** Backoff: the growing pauses between rounds in which everything was refused, milliseconds. */
export const trialPausesMs = [60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000] as const;

/** The pauses between the three tries of a post that is alone in its queue, milliseconds: less than an hour together. */
const alonePausesMs = [5 * 60_000, 50 * 60_000];

/**
 * Finds out who is to blame for refusals in unknown words, by trying other posts of the channel. It only decides: see
 * UnknownRefusals, which does what it says. It knows nothing after a restart, and then the trial begins again: until it
 * is over, a post stays in the ledger as it was.
 */
export class Trial<Accused extends Suspect> {
  /** The posts that were refused in this round, in the order in which they were tried. */
  #round: Accused[] = [];
  /** Posts that were refused since the channel took one at once. Others are tried before them. */
  readonly #known = new Set<number>();
  /** Everything was refused in the last round. */
  #hasPaused = false;
  /** A post that was alone in its queue. */
  #alone: { key: string; tries: number; untilMs: number } | null = null;

  /** Whether nothing was refused lately. */
  get isOver(): boolean {
    return this.#round.length === 0 && this.#known.size === 0 && this.#alone === null && !this.#hasPaused;
  }

  get suspects(): readonly Accused[] {
    return this.#round;
  }

  /** Whether another post may be tried in this round. */
  get isOpen(): boolean {
    return this.#round.length < mostTried;
  }

  /**
   * Which posts are left out when the next one of a round is chosen, the first choice first. A round begins with the
   * first two of the queue: after a trouble that had nothing to do with them, they go out in their order. The others are
   * posts that were not refused yet, because those are more likely to be taken: so a channel gets past any number of bad
   * ones.
   */
  get exceptions(): number[][] {
    const tried = this.triedIds;
    return this.#round.length < inOrder ? [tried] : [[...this.#known], tried];
  }

  get triedIds(): number[] {
    return this.#round.map(({ postId }) => postId);
  }

  refused(suspect: Accused): void {
    this.#round.push(suspect);
    this.#known.add(suspect.postId);
  }

  /**
   * Something was taken.
   * @returns those to blame: they were refused in this round, a moment ago. After a pause the trouble may have ended in
   * the middle of the round, so nobody is to blame then; those that really are will be refused again.
   */
  taken(nowMs: number): Accused[] {
    if (this.#round.length === 0) this.#known.clear();
    const guilty = this.#hasPaused ? [] : this.#round.filter(({ atMs }) => nowMs - atMs <= roundMs);
    this.#hasPaused = false;
    for (const { postId } of this.#round) this.#known.delete(postId);
    this.#round = [];
    return guilty;
  }

  /** Nobody in this round is to blame. */
  endRound(): void {
    this.#round = [];
    this.#hasPaused = true;
  }

  /**
   * There was no other post to try.
   * @returns when the post is tried again, on the steady clock; null: it was its third try, and it is to blame.
   */
  endAlone(suspect: Accused): number | null {
    this.#round = [];
    const { atMs, key } = suspect;
    const known = this.#alone?.key === key ? this.#alone : null;
    // It was tried early, because another post came and went.
    if (known !== null && atMs < known.untilMs) return known.untilMs;
    const tries = (known?.tries ?? 0) + 1;
    const pauseMs = alonePausesMs[tries - 1];
    this.#alone = pauseMs === undefined ? null : { key, tries, untilMs: atMs + pauseMs };
    return this.#alone?.untilMs ?? null;
  }

  /** Somebody says that the trouble is over: what is put off is tried now, as if for the first time. */
  tryNow(): void {
    this.#alone = null;
  }

  /** Until when a request is put off that was alone in its queue; null: it is not. */
  putOffUntil(key: string, nowMs: number): number | null {
    return this.#alone?.key === key && nowMs < this.#alone.untilMs ? this.#alone.untilMs : null;
  }
}
