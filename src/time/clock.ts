import { setTimeout as sleep } from 'node:timers/promises';

/** The source of time for whatever waits or measures. Tests have their own. */
export interface Clock {
  /** The time of day, for what is published and posted. It may jump, because people set it. */
  now(): Date;
  /** Milliseconds that only grow, for pacing and waiting. They do not change when somebody sets the time of day. */
  steadyMs(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` is aborted. It never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  steadyMs: () => performance.timeOrigin + performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};
