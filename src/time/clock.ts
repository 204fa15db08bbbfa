import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the dispatcher sees it; tests bring their own. */
export interface Clock {
  /** The time of day: when something was published, when it may be posted. */
  now(): Date;
  /** Milliseconds that only ever grow, whoever sets the time of day: for pacing and waiting. */
  steadyMs(): number;
  /** Resolves after `ms`, or as soon as `signal` is aborted; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  steadyMs: () => performance.timeOrigin + performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};
