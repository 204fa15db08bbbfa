export interface FloodLimits {
  perChatPerSecond: number;
  perChatPerMinute: number;
  perSecond: number;
}

const secondMs = 1_000;
const minuteMs = 60_000;
/** With more windows than this, those of idle chats are removed. */
const maxWindows = 1_000;

/** Limits requests within any second or minute, counted exactly with sliding windows. */
export class FloodLimiter {
  readonly #limits: FloodLimits;
  readonly #all = new SlidingWindow();
  readonly #chats = new Map<number, SlidingWindow>();

  constructor(limits: FloodLimits) {
    this.#limits = limits;
  }

  /** @returns 0 if the request is admitted and counted; otherwise how many whole seconds to wait, and nothing is counted */
  admit(chatId: number, nowMs: number): number {
    const { perChatPerSecond, perChatPerMinute, perSecond } = this.#limits;
    if (this.#chats.size > maxWindows) this.#forgetIdle(nowMs);
    let window = this.#chats.get(chatId);
    if (window === undefined) this.#chats.set(chatId, (window = new SlidingWindow()));
    const waitMs = Math.max(
      window.waitMs(perChatPerSecond, secondMs, nowMs),
      window.waitMs(perChatPerMinute, minuteMs, nowMs),
      this.#all.waitMs(perSecond, secondMs, nowMs),
    );
    if (waitMs > 0) return Math.ceil(waitMs / secondMs);
    window.add(nowMs, minuteMs);
    this.#all.add(nowMs, secondMs);
    return 0;
  }

  #forgetIdle(nowMs: number): void {
    for (const [id, window] of this.#chats) if (window.isIdle(nowMs, minuteMs)) this.#chats.delete(id);
  }
}

class SlidingWindow {
  /** Oldest first. */
  #timesMs: number[] = [];
  /** Entries before this index are too old to count. */
  #start = 0;

  waitMs(limit: number, windowMs: number, nowMs: number): number {
    const blocking = this.#timesMs[this.#timesMs.length - limit];
    if (blocking === undefined || this.#timesMs.length - limit < this.#start) return 0;
    return Math.max(0, blocking + windowMs - nowMs);
  }

  add(nowMs: number, keptMs: number): void {
    this.#timesMs.push(nowMs);
    while ((this.#timesMs[this.#start] ?? nowMs) <= nowMs - keptMs) this.#start += 1;
    // Removing old entries one by one would copy the whole array for each request.
    if (this.#start * 2 < this.#timesMs.length) return;
    this.#timesMs = this.#timesMs.slice(this.#start);
    this.#start = 0;
  }

  isIdle(nowMs: number, windowMs: number): boolean {
    return (this.#timesMs.at(-1) ?? -Infinity) <= nowMs - windowMs;
  }
}
