import type { Logger } from '../../log.ts';
import type { Notices } from '../notices.ts';
import { troubleOf, type Stop } from './stops.ts';

/** Tells people once when a channel is stopped, and once when it goes on. */
export class StopNotices {
  readonly #notices: Notices;
  readonly #log: Logger;
  /** The keys of the troubles that are open. */
  readonly #told: Set<string>;

  /** `told`: what an earlier run began to tell. */
  constructor(told: readonly string[], notices: Notices, log: Logger) {
    this.#notices = notices;
    this.#log = log;
    this.#told = new Set(told);
  }

  /** @returns whether anything changed. */
  async tell(stops: ReadonlyMap<string, Stop>): Promise<boolean> {
    const due = new Map(
      [...stops].map(([channel, stop]) => [troubleOf(channel, stop).key, { channel, stop }]),
    );
    const begun = [...due].filter(([key]) => !this.#told.has(key));
    const ended = [...this.#told].filter((key) => !due.has(key));
    for (const [key, { channel, stop }] of begun) {
      this.#log.error({ ...stop, channel }, 'nothing new is posted in this channel');
      await this.#notices.begin(key, troubleOf(channel, stop).detail);
      this.#told.add(key);
    }
    for (const key of ended) {
      await this.#notices.end(key);
      this.#told.delete(key);
    }
    return begun.length + ended.length > 0;
  }
}
