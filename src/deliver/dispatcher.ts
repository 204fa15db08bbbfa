import type { ChannelGateSettings } from './channel-gate.ts';
import { Lane } from './lane.ts';
import type { Delivery } from './delivery.ts';

/** The longest sleep of a lane: a clock that was set is noticed after that at the latest. */
const longestSleepMs = 30_000;

/** How long a request in flight may take when the program is asked to end. */
const graceMs = 8_000;

/** How long a lane pauses when a step failed in a way that nobody foresaw, or the database did. */
const failurePauseMs = 1_000;

/** Runs a lane per channel, side by side. */
export class Dispatcher {
  readonly #delivery: Delivery;
  readonly #lanes: Lane[];
  readonly #alarms = new Map<Lane, AbortController>();
  readonly #giveUp = new AbortController();
  #running: Promise<void>[] = [];

  constructor(channels: readonly ChannelGateSettings[], delivery: Delivery) {
    this.#delivery = delivery;
    this.#lanes = channels.map((settings) => new Lane(settings, delivery));
  }

  start(): void {
    this.#running = this.#lanes.map((lane) => this.#run(lane));
  }

  /** Something changed: every lane looks again. */
  wake(): void {
    for (const lane of this.#lanes) this.#alarmOf(lane).abort();
  }

  /** After `stopping` was aborted: waits for messages in flight, and gives them up after some seconds. */
  async drain(): Promise<void> {
    this.wake();
    const late = setTimeout(() => this.#giveUp.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(late);
  }

  async #run(lane: Lane): Promise<void> {
    const { clock, stopping } = this.#delivery;
    while (!stopping.aborted) {
      // Renewed before the look, so that what happens during it is not slept through.
      const alarm = new AbortController();
      this.#alarms.set(lane, alarm);
      try {
        const step = await lane.step(this.#giveUp.signal);
        this.#delivery.succeeded(lane.name);
        if (step === 'again') continue;
        const restMs = step.wakeAt === null ? longestSleepMs : step.wakeAt - clock.steadyMs();
        await clock.wait(Math.min(Math.max(restMs, 0), longestSleepMs), alarm.signal);
      } catch (error) {
        this.#delivery.failed(lane.name, error);
        await clock.wait(failurePauseMs, stopping);
      }
    }
  }

  #alarmOf(lane: Lane): AbortController {
    return this.#alarms.get(lane) ?? new AbortController();
  }
}
