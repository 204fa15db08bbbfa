import { isBreaking } from './news/article.ts';
import type { Channel, QuietHours } from './news/channel.ts';
import type { Work } from './news/post.ts';
import { parseSchedule } from './time/cron.ts';
import { quietAt, wasKept, type Quiet } from './plan/quiet-hours.ts';
import { nextMoment } from './time/schedule.ts';
import type { Store } from './store/store.ts';

/**
 * The quiet hours of all channels: those of the settings, or those that editors chose instead, which are in the store.
 * They are read once and kept in memory, because every post asks.
 */
export class Timetable {
  readonly #store: Store;
  readonly #timeZone: string;
  /** The hours that editors chose, by channel; null: none at all. */
  readonly #chosen: Map<string, QuietHours | null>;

  static async load(store: Store, timeZone: string): Promise<Timetable> {
    const chosen = new Map<string, QuietHours | null>();
    for (const [name, { quiet }] of await store.channels.read()) {
      if (quiet !== undefined) chosen.set(name, quiet);
    }
    return new Timetable(store, timeZone, chosen);
  }

  /** Another process may have served the channels, and its editors may have chosen other hours. */
  async readAnew(): Promise<void> {
    const states = await this.#store.channels.read();
    this.#chosen.clear();
    for (const [name, { quiet }] of states) if (quiet !== undefined) this.#chosen.set(name, quiet);
  }

  private constructor(store: Store, timeZone: string, chosen: Map<string, QuietHours | null>) {
    this.#store = store;
    this.#timeZone = timeZone;
    this.#chosen = chosen;
  }

  hoursOf(channel: Channel): QuietHours | null {
    const chosen = this.#chosen.get(channel.name);
    return chosen === undefined ? channel.quiet : chosen;
  }

  at(channel: Channel, moment: Date): Quiet {
    return quietAt(this.hoursOf(channel), moment, this.#timeZone);
  }

  wasKept(channel: Channel, promisedAt: Date, now: Date): boolean {
    return wasKept(this.hoursOf(channel), promisedAt, now, this.#timeZone);
  }

  /**
   * Until when quiet hours keep a post; null: it may leave. Breaking news and posts that an editor asked for pass. A
   * digest passes if its own moment lies in the quiet hours, because then it was meant so.
   */
  keptUntil({ post }: Work, channel: Channel, now: Date): Date | null {
    if (post.priority === 0) return null;
    const isDigest = post.articleId === null;
    if (post.priority === 1 && !isDigest) return null;
    const { kind, until } = this.at(channel, now);
    if (kind !== 'keep') return null;
    return isDigest && this.at(channel, post.dueAt).kind === 'keep' ? null : until;
  }

  /** Breaking news makes a sound at every hour. Others make one outside of quiet hours, if the channel wants it. */
  isSilent({ article }: Work, channel: Channel, now: Date): boolean {
    if (article !== null && isBreaking(article)) return false;
    return channel.sound === 'breaking' || this.at(channel, now).kind !== 'open';
  }

  /** An editor chose other hours; null: none. Posts that the old hours kept follow the new ones at once. */
  async choose(channel: Channel, hours: QuietHours | null): Promise<void> {
    await this.#store.channels.setQuiet(channel.name, hours);
    this.#chosen.set(channel.name, hours);
    await this.#store.ledger.forgetPostponements([channel.name]);
  }

  /** The next moment of a cron expression; null: never. */
  nextOf(expression: string, now: Date): Date | null {
    const schedule = parseSchedule(expression);
    return schedule === null ? null : nextMoment(schedule, now, this.#timeZone);
  }
}
