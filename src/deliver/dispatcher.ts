import type { Channel } from '../news/channel.ts';
import type { ChannelGateSettings } from './channel-gate.ts';
import { LanesLost } from '../store/lanes/holder.ts';
import { Lane } from './lane.ts';
import type { Delivery } from './delivery.ts';

/** How often we look what is due, even if nothing was announced: the clock may have been set, or the database changed. */
const lookMs = 30_000;

/** The longest sleep of a lane that nobody wakes: timers do not take any number. */
const longestSleepMs = 24 * 3_600_000;

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
  /** The lanes that sleep, and until which moment of the steady clock. */
  readonly #sleeping = new Map<Lane, number>();
  /** Looks for what is due, one after the other. */
  #looking: Promise<void> | null = null;
  #isLookWanted = false;
  #looks: NodeJS.Timeout | null = null;
  readonly #giveUp = new AbortController();
  /** Who waits until a lane has nothing to do at once: see `rested`. */
  readonly #rested = new Map<Lane, () => void>();
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
    this.#looks = setInterval(() => this.wake(), lookMs);
  }

  /**
   * Something changed. A lane that sleeps asks nothing: one query tells all of them what is due. Lanes at work look by
   * themselves.
   */
  wake(): void {
    this.#isLookWanted = true;
    this.#looking ??= this.#lookWhileWanted();
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isLookWanted && !this.#delivery.stopping.aborted) {
      this.#isLookWanted = false;
      // Those that are at work now may already have looked.
      for (const lane of this.#lanes) if (!this.#sleeping.has(lane)) this.#alarmOf(lane).abort();
      try {
        await this.#wakeDue();
      } catch {
        // Each lane meets the failure itself, and says so.
        this.#wakeAll();
      }
    }
    this.#looking = null;
  }

  async #wakeDue(): Promise<void> {
    const { clock, store } = this.#delivery;
    const sleeping = [...this.#sleeping];
    const now = clock.now();
    const due = await store.ledger.due(
      sleeping.map(([{ name }]) => name),
      now,
    );
    for (const [lane, untilMs] of sleeping) {
      const at = due.get(lane.name);
      if (at === undefined) continue;
      const atMs = clock.steadyMs() + at.getTime() - now.getTime();
      if (atMs < untilMs || at <= now) this.#alarmOf(lane).abort();
    }
  }

  #wakeAll(): void {
    for (const lane of this.#lanes) this.#alarmOf(lane).abort();
  }

  /** Every lane looks again. Resolves when each of them has nothing more to do at once. */
  async rested(): Promise<void> {
    const lanes = this.#lanes.map(
      (lane) => new Promise<void>((resolve) => void this.#rested.set(lane, resolve)),
    );
    this.#wakeAll();
    await Promise.all(lanes);
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
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#wakeAll();
    const late = setTimeout(() => this.#giveUp.abort(), graceMs);
    await Promise.all(this.#running);
    clearTimeout(late);
    await this.#looking;
  }

  async #run(lane: Lane): Promise<void> {
    const { clock, events, stopping } = this.#delivery;
    // A post that is claimed already leaves before the end.
    while (!stopping.aborted || lane.hasClaimed) {
      // Renewed before the step, so that a wake during the step is not lost.
      const alarm = new AbortController();
      this.#alarms.set(lane, alarm);
      try {
        const step = await lane.step(this.#giveUp.signal);
        events.announce({ kind: 'step succeeded', part: lane.name });
        if (step === 'again') continue;
        // A wake during the step has it look once more.
        if (!alarm.signal.aborted) this.#rested.get(lane)?.();
        await this.#sleep(lane, step.wakeAt ?? Number.POSITIVE_INFINITY, alarm.signal);
      } catch (error) {
        if (error instanceof LanesLost) {
          const { bot } = this.#delivery.ledger.fence.holder;
          return events.announce({ kind: 'lanes lost', bot });
        }
        events.announce({ kind: 'step failed', part: lane.name, error });
        await clock.wait(failurePauseMs, stopping);
      }
    }
  }

  async #sleep(lane: Lane, untilMs: number, alarm: AbortSignal): Promise<void> {
    const { clock } = this.#delivery;
    this.#sleeping.set(lane, untilMs);
    await clock.wait(Math.min(Math.max(untilMs - clock.steadyMs(), 0), longestSleepMs), alarm);
    this.#sleeping.delete(lane);
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
  const names = channels.map(({ name }) => name);
  const departures = await store.posts.departures(names, new Date(now - paceMs));
  for (const name of names) {
    const left = (departures.get(name) ?? []).map((at) => Math.min(at.getTime(), now) + lag);
    const limitedUntil = states.get(name)?.limitedUntil?.getTime() ?? 0;
    pacer.restore(name, left, Math.min(limitedUntil, now + longestLimitMs) + lag);
  }
}
