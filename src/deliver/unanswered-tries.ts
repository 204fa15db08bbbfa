import type { Clock } from '../time/clock.ts';
import type { Messenger } from './messenger.ts';

/**
 * So often one thing is tried that gets no answer, while everything else that is asked of Telegram is answered: there
 * is something about it that Telegram, or what stands before it, does not bear, and the others must not wait for it.
 */
export const mostTries = 10;

/** Growing pauses between tries; before the tenth it is some two minutes, and what only took a rest is back. */
export const silencePausesMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Counts how often the same thing was left without an answer, whatever else was asked in between. */
export class UnansweredTries {
  readonly #messenger: Messenger;
  readonly #clock: Clock;
  readonly #silences = new Map<string, { tries: number; untilMs: number }>();

  constructor(messenger: Messenger, clock: Clock) {
    this.#messenger = messenger;
    this.#clock = clock;
  }

  /**
   * It was left without an answer once more. Whoever is woken and tries before the pause is over does not use up
   * the tries.
   * @returns until when to wait, on the steady clock; null: there should be no other try.
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
    const untilMs = nowMs + (silencePausesMs[Math.min(tries, silencePausesMs.length) - 1] ?? 0);
    this.#silences.set(thing, { tries, untilMs });
    return untilMs;
  }

  /** It was answered. */
  forget(thing: string): void {
    this.#silences.delete(thing);
  }

  /** While Telegram itself is away, nothing is wrong with the one thing. */
  async #isAnswering(signal: AbortSignal): Promise<boolean> {
    return 'id' in (await this.#messenger.identify(signal));
  }
}
