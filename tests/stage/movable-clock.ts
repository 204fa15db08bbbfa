import type { Clock } from '../../src/time/clock.ts';

/** A clock that stands where a test puts it and goes on from there; who waits on it notices a jump at once. */
export class MovableClock implements Clock {
  #shiftMs: number;
  /** By how much the time of day is ahead of what the steady clock says. */
  #aheadMs = 0;
  readonly #waiting = new Set<() => void>();

  constructor(start: string) {
    this.#shiftMs = new Date(start).getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#shiftMs + this.#aheadMs);
  }

  steadyMs(): number {
    return performance.timeOrigin + performance.now() + this.#shiftMs;
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.#waiting.add(end);
      if (signal.aborted) end();
    });
  }

  /** Somebody sets the time of day; the steady clock goes on. */
  set(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    for (const end of this.#waiting) end();
  }

  jumpTo(moment: string): void {
    this.advance(new Date(moment).getTime() - this.now().getTime());
  }

  advance(ms: number): void {
    this.#shiftMs += ms;
    for (const end of this.#waiting) end();
  }
}
