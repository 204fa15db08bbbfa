import type { Events } from '../events.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';

/** How many articles are indexed at a time, and the pause after it, milliseconds: about 2,000 a second. */
const atOnce = 20;
const pauseMs = 10;

/** The pause while posts leave, which want the processor: editors hardly search for what came in the last seconds. */
const pauseWhilePostingMs = 250;

/** How long the index waits for the posts that were just planned, so that they leave first. */
const delayMs = 100;

/** Makes planned articles findable for editors, a few at a time: posts go first, and nobody waits for it. */
export class Indexing {
  readonly #search: Store['search'];
  readonly #events: Events;
  readonly #clock: Clock;
  #running: Promise<void> | null = null;
  /** When the last post arrived, on the steady clock. */
  #postedAtMs = Number.NEGATIVE_INFINITY;
  #isHtmlTold = false;

  constructor(search: Store['search'], events: Events, clock: Clock) {
    this.#search = search;
    this.#events = events;
    this.#clock = clock;
    events.listen('posted', () => (this.#postedAtMs = clock.steadyMs()));
  }

  /** Indexes what was planned, unless that is being done. */
  begin(stopping: AbortSignal): void {
    this.#running ??= this.#index(stopping).finally(() => (this.#running = null));
  }

  /** Resolves when nothing is being indexed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #index(stopping: AbortSignal): Promise<void> {
    try {
      await this.#clock.wait(delayMs, stopping);
      while (!stopping.aborted && (await this.#search.indexSome(atOnce)) > 0) {
        this.#tellHtml();
        await this.#clock.wait(this.#isPosting ? pauseWhilePostingMs : pauseMs, stopping);
      }
      this.#events.announce({ kind: 'step succeeded', part: 'index' });
    } catch (error) {
      this.#events.announce({ kind: 'step failed', part: 'index', error });
    }
  }

  get #isPosting(): boolean {
    return this.#clock.steadyMs() - this.#postedAtMs < pauseWhilePostingMs;
  }

  #tellHtml(): void {
    const example = this.#search.htmlExample;
    if (example === null || this.#isHtmlTold) return;
    this.#isHtmlTold = true;
    this.#events.announce({ kind: 'html found', example });
  }
}
