import type { Clock } from '../time/clock.ts';
import type { Messenger } from './messenger.ts';

/** Whether Telegram answers anything else that is asked. */
type Probe = (signal: AbortSignal) => Promise<boolean>;

/**
 * How often one request is retried when it alone gets no answer. After that we assume that it breaks Telegram or a
 * proxy, and the posts after it must not wait for it.
 */
export const mostTries = 10;

/** Backoff: the growing pauses between retries. The tenth try comes after about two minutes: most outages are over. */
export const silencePausesMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Backoff after refusals in unknown words. The tenth try comes after about ten minutes: such troubles last minutes. */
export const refusalPausesMs = [5_000, 15_000, 30_000, 60_000, 60_000, 120_000];

/** Asks Telegram for the bot's own name. */
export function isTelegramAnswering(messenger: Pick<Messenger, 'identify'>): Probe {
  return async (signal) => 'id' in (await messenger.identify(signal));
}

/** Counts how often the same request got no answer, whatever else was asked in between. */
export class UnansweredTries {
  readonly #isAnswering: Probe;
  readonly #clock: Clock;
  readonly #pausesMs: readonly number[];
  readonly #silences = new Map<string, { tries: number; untilMs: number }>();

  /** `isAnswering`: while it says no, nothing is wrong with the one request. */
  constructor(isAnswering: Probe, clock: Clock, pausesMs: readonly number[] = silencePausesMs) {
    this.#isAnswering = isAnswering;
    this.#clock = clock;
    this.#pausesMs = pausesMs;
  }

  /** Whether the pause of the request goes on. */
  isPaused(thing: string): boolean {
    return this.#clock.steadyMs() < (this.#silences.get(thing)?.untilMs ?? 0);
  }

  /**
   * The request got no answer once more. A lane that is woken and retries during the pause does not use up the tries.
   * @returns until when to wait, on the steady clock; null: it should not be tried again.
   */
  async pausedUntil(thing: string, signal: AbortSignal): Promise<number | null> {
    const nowMs = this.#clock.steadyMs();
    const known = this.#silences.get(thing);
    if (known !== undefined && nowMs < known.untilMs) return known.untilMs;
    const tries = (known?.tries ?? 0) + 1;
    if (tries >= mostTries && (await this.#isAnswering(signal))) {
      this.forget(thing);
      return null;
    }
    const untilMs = nowMs + (this.#pausesMs[Math.min(tries, this.#pausesMs.length) - 1] ?? 0);
    this.#silences.set(thing, { tries, untilMs });
    return untilMs;
  }

  /** The request was answered. */
  forget(thing: string): void {
    this.#silences.delete(thing);
  }
}
