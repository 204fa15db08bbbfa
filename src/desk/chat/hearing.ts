import { levelOf } from '../../store/engines/failures.ts';
import type { Notices } from '../../deliver/notices.ts';
import type { Logger } from '../../log.ts';
import type { Clock } from '../../time/clock.ts';

/** After this time without an answer to a poll the desk is deaf, and somebody has to look. */
const deafAfterMs = 60_000;

/** The key of the trouble. Its detail is a `Deafness`. */
export const deafnessKey = 'desk';

/** Why editors are not heard: another program polls, a webhook (with its host), or Telegram cannot be reached. */
export type Deafness = 'poller' | `webhook:${string}` | 'unreachable';

/** Knows whether the bot hears its editors, and tells the owners once when it does not. */
export class Hearing {
  readonly #notices: Notices;
  readonly #clock: Clock;
  readonly #log: Logger;
  #heardAtMs: number;
  /** It may be told since an earlier run of the program. */
  #isTold = true;

  constructor(notices: Notices, clock: Clock, log: Logger) {
    this.#notices = notices;
    this.#clock = clock;
    this.#log = log;
    this.#heardAtMs = clock.steadyMs();
  }

  /** A poll was answered. */
  async heard(): Promise<void> {
    this.#heardAtMs = this.#clock.steadyMs();
    if (this.#isTold) await this.#note(false, () => this.#notices.end(deafnessKey));
  }

  /** A poll failed. */
  async failed(why: Deafness): Promise<void> {
    if (this.#clock.steadyMs() - this.#heardAtMs < deafAfterMs) return;
    await this.#note(true, () => this.#notices.begin(deafnessKey, why));
  }

  /** If the database does not take it now, the next poll tries again. */
  async #note(isTold: boolean, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#isTold = isTold;
    } catch (error) {
      this.#log[levelOf(error)]({ error }, 'it was not written down whether editors are heard');
    }
  }
}
