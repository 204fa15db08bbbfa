import type { Channel } from '../news/channel.ts';
import type { ChannelGateSettings } from './channel-gate.ts';
import { LanesLost } from '../store/lanes/holder.ts';
import { Lane } from './lane.ts';
import type { Delivery } from './delivery.ts';

/** The longest sleep of a lane. After it at the latest, the lane notices that the clock was set. */
const longestSleepMs = 30_000;

/** The timeout of requests in flight when the program is asked to end. */
const graceMs = 8_000;

/** How long a lane pauses after a step threw: the database failed, or there is a bug. */
const failurePauseMs = 1_000;

/** How far back the departures of earlier runs count for the pace: Telegram's limits look at one minute. */
const paceMs = 60_000;

/** Runs a lane per channel of one bot, side by side. */
export class Dispatcher {
  readonly #delivery: Delivery;
  readonly #lanes: Lane[];
  readonly #alarms = new Map<Lane, AbortController>();
  readonly #giveUp = new AbortController();
  #running: Promise<void>[] = [];

  /** Builds the lanes from what earlier runs left in the store. */
  static async open(channels: readonly Channel[], delivery: Delivery): Promise<Dispatcher> {
    const settings = await readGates(channels, delivery);
    await restorePace(channels, delivery);
    return new Dispatcher(settings, delivery);
  }

  private constructor(channels: readonly ChannelGateSettings[], delivery: Delivery) {
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

  /** A channel may be open to us again: its pause ends. */
  tryNow(name: string): void {
    const lane = this.#lanes.find((each) => each.name === name);
    if (lane === undefined) return;
    lane.tryNow();
    this.#alarmOf(lane).abort();
  }

  /** After `stopping` was aborted: waits for requests in flight, and gives them up after some seconds. */
  async drain(): Promise<void> {
    this.wake();
    const late = setTimeout(() => this.#giveUp.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(late);
  }

  async #run(lane: Lane): Promise<void> {
    const { clock, events, stopping } = this.#delivery;
    while (!stopping.aborted) {
      // Renewed before the step, so that a wake during the step is not lost.
      const alarm = new AbortController();
      this.#alarms.set(lane, alarm);
      try {
        const step = await lane.step(this.#giveUp.signal);
        events.announce({ kind: 'step succeeded', part: lane.name });
        if (step === 'again') continue;
        const restMs = step.wakeAt === null ? longestSleepMs : step.wakeAt - clock.steadyMs();
        await clock.wait(Math.min(Math.max(restMs, 0), longestSleepMs), alarm.signal);
      } catch (error) {
        if (error instanceof LanesLost) return events.announce({ kind: 'lanes lost' });
        events.announce({ kind: 'step failed', part: lane.name, error });
        await clock.wait(failurePauseMs, stopping);
      }
    }
  }

  #alarmOf(lane: Lane): AbortController {
    return this.#alarms.get(lane) ?? new AbortController();
  }
}

async function readGates(channels: readonly Channel[], { store }: Delivery): Promise<ChannelGateSettings[]> {
  const states = await store.channels.load(channels.map(({ name }) => name));
  return channels.map((channel) => {
    const state = states.get(channel.name);
    return {
      channel,
      closed: state?.closedAt == null ? null : { retries: state.retries },
    };
  });
}

/**
 * A longer silence was noted while the clock was ahead. If Telegram really asked for that much, the next request gets the
 * same answer again.
 */
const longestLimitMs = 3_600_000;

/** Posts that left in the last minute count for the pace, whichever run sent them. */
async function restorePace(channels: readonly Channel[], { clock, pacer, store }: Delivery): Promise<void> {
  const now = clock.now().getTime();
  const lag = clock.steadyMs() - now;
  const states = await store.channels.read();
  for (const { name } of channels) {
    const departures = await store.posts.departures(name, new Date(now - paceMs));
    const left = departures.map((at) => Math.min(at.getTime(), now) + lag);
    const limitedUntil = states.get(name)?.limitedUntil?.getTime() ?? 0;
    pacer.restore(name, left, Math.min(limitedUntil, now + longestLimitMs) + lag);
  }
}
