import type { Logger } from '../../log.ts';
import type { ClusterView, Pulse } from '../../store/engines/backend.ts';
import type { ServedBot } from '../../store/lanes/bots.ts';
import type { Holder } from '../../store/lanes/holder.ts';
import type { Lanes } from '../../store/lanes/lanes.ts';
import type { Clock } from '../../time/clock.ts';
import { decide, joiningMs, rejoiningMs } from './fair-share.ts';

/** What a process does with the bots that are its own. */
export interface BotHost {
  /** The lanes of this bot are ours: it begins to work. */
  open(bot: string, holder: Holder): Promise<void>;
  /** It stops, and everything that is under way is recorded. */
  close(bot: string): Promise<void>;
  /** This process is, or is no longer, the one that plans for all. */
  plan(isPlanner: boolean): void;
}

interface SharesParts {
  bots: readonly ServedBot[];
  host: BotHost;
  lanes: Lanes;
  clock: Clock;
  log: Logger;
}

/** A bot of this process. */
interface Own {
  holder: Holder;
  /** Begins when it was opened, and ends when it is closed. One thing at a time. */
  work: Promise<void>;
}

/**
 * The share of this process in the bots of a cluster. At each look at the other processes it takes what is free, gives back
 * what is too much, and lets go of what another process took.
 */
export class Shares {
  readonly #parts: SharesParts;
  readonly #own = new Map<string, Own>();
  /** Bots that were given back or lost, and are being closed. They are not taken again before. */
  readonly #closing = new Map<string, Promise<void>>();
  #pulse: Pulse | null = null;
  #view: ClusterView | null = null;
  #joinedAtMs = 0;
  #joins = 0;
  /** The living at the last look, and since when they have been the same. */
  #living = '';
  #unchangedSinceMs = 0;
  #mayTake = false;
  #isPlanner = false;
  #isStopping = false;
  #working: Promise<void> | null = null;

  constructor(parts: SharesParts) {
    this.#parts = parts;
  }

  /** From now on it takes its share. */
  start(pulse: Pulse): void {
    this.#pulse = pulse;
    if (this.#view !== null) this.see(this.#view);
  }

  /** What was seen at a look. Older looks do not matter any more. */
  see(view: ClusterView): void {
    const nowMs = this.#parts.clock.steadyMs();
    const living = view.living.map(({ id, settings }) => `${id} ${settings}`).join(',');
    if (living !== this.#living) this.#unchangedSinceMs = nowMs;
    // After a failure of the server, or of the network, the others are about to join anew, too.
    if (view.joins !== this.#joins) {
      this.#mayTake = false;
      this.#joinedAtMs = nowMs;
      this.#unchangedSinceMs = nowMs;
    }
    this.#joins = view.joins;
    this.#living = living;
    this.#view = view;
    if (this.#pulse !== null) this.#working ??= this.#workOff().finally(() => (this.#working = null));
  }

  /** A write said that another process holds the lanes of this bot. */
  lose(bot: string): void {
    if (!this.#own.has(bot)) return;
    this.#parts.log.warn({ bot }, 'another process has taken this bot over');
    void this.#close(bot, null);
    this.#tellRole();
  }

  /** Gives back what it has. Everything under way is recorded before. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
    for (const bot of this.#own.keys()) void this.#close(bot, this.#pulse);
    await Promise.all(this.#closing.values());
  }

  async #workOff(): Promise<void> {
    while (this.#view !== null && !this.#isStopping) {
      const view = this.#view;
      this.#view = null;
      try {
        await this.#follow(view);
      } catch (error) {
        // The next look, half a second later, tries again.
        this.#parts.log.debug({ error }, 'the bots could not be shared now');
      }
    }
  }

  async #follow(view: ClusterView): Promise<void> {
    const { clock, log } = this.#parts;
    const pulse = this.#pulse;
    if (pulse === null) return;
    for (const { bot, epoch, holder } of view.lanes) {
      const own = this.#own.get(bot)?.holder;
      // A row of before we took it says nothing.
      if (own !== undefined && epoch >= own.epoch && (holder !== own.name || epoch !== own.epoch))
        this.lose(bot);
    }
    if (!pulse.isHeld()) return;
    await this.#giveBackForgotten(view, pulse);
    const nowMs = clock.steadyMs();
    const unchangedMs = nowMs - this.#unchangedSinceMs;
    const waitMs = view.joins === 1 ? joiningMs : rejoiningMs;
    this.#mayTake ||= nowMs - this.#joinedAtMs >= waitMs && unchangedMs >= waitMs;
    const mine = [...this.#own.keys()];
    const bots = this.#parts.bots.map(({ name }) => name);
    const standing = { me: pulse.number, bots, view, mine, unchangedMs, mayTake: this.#mayTake };
    const { giveBack, take } = decide(standing);
    for (const bot of giveBack) {
      log.info({ bot }, 'this bot is given back, because another process has room for it');
      void this.#close(bot, pulse);
    }
    for (const free of take) if (!this.#isStopping) await this.#take(free, pulse);
    this.#tellRole();
  }

  /** The database failed when a bot was opened, or given back: the row still names this process, which does nothing for it. */
  async #giveBackForgotten({ lanes }: ClusterView, pulse: Pulse): Promise<void> {
    const name = String(pulse.number);
    for (const { bot, epoch, holder } of lanes) {
      if (holder !== name || this.#own.has(bot) || this.#closing.has(bot)) continue;
      await this.#parts.lanes.giveBack({ bot, epoch, name });
    }
  }

  async #take({ bot, epoch }: { bot: string; epoch: number }, pulse: Pulse): Promise<void> {
    const { bots, clock, host, lanes, log } = this.#parts;
    if (this.#closing.has(bot)) return;
    const channels = bots.find(({ name }) => name === bot)?.channels ?? [];
    const taken = await lanes.takeOne({ bot, channels, epoch }, String(pulse.number), clock.now());
    if (taken === null) return;
    const { holder, unsure } = taken;
    log.info({ bot, epoch: holder.epoch, unsure }, 'this process works for the bot now');
    const work = host.open(bot, holder).catch(async (error: unknown) => {
      log.error({ bot, error }, 'the bot could not be opened; it is given back');
      this.#own.delete(bot);
      await lanes.giveBack(holder).catch(() => undefined);
    });
    this.#own.set(bot, { holder, work });
  }

  /** Resolves when everything of the bot has ended here. `pulse`: it is given back then, and the others are told. */
  #close(bot: string, pulse: Pulse | null): Promise<void> {
    const own = this.#own.get(bot);
    if (own === undefined) return Promise.resolve();
    this.#own.delete(bot);
    const closing = this.#end(bot, own, pulse)
      .catch((error: unknown) => this.#parts.log.error({ bot, error }, 'the bot did not end well'))
      .finally(() => this.#closing.delete(bot));
    this.#closing.set(bot, closing);
    return closing;
  }

  async #end(bot: string, { holder, work }: Own, pulse: Pulse | null): Promise<void> {
    await work;
    await this.#parts.host.close(bot);
    if (pulse === null) return;
    await this.#parts.lanes.giveBack(holder);
    await pulse.tell('lanes');
  }

  /** The holder of the first bot plans for all of them. If two do for a moment, nothing is done twice. */
  #tellRole(): void {
    const [first] = this.#parts.bots;
    const isPlanner = first !== undefined && this.#own.has(first.name);
    if (isPlanner === this.#isPlanner) return;
    this.#isPlanner = isPlanner;
    this.#parts.host.plan(isPlanner);
  }
}
