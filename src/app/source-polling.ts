import type { WebSub } from '../intake/websub/web-sub.ts';
import { noticesOf, type Rooms } from './rooms.ts';

/**
 * Asks the sources. In a cluster that is done by jobs: then this is what goes on beside them in the process that plans, whether
 * their pages are still there, and whether their hubs still send.
 */
export class SourcePolling {
  readonly #rooms: Rooms;
  /** Ends the polling of sources. null: they are not polled here. */
  #polling: Promise<(() => Promise<void>) | undefined> | null = null;
  #webSub: WebSub | null = null;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** null: no hub is spoken to now. */
  get webSub(): WebSub | null {
    return this.#webSub;
  }

  /** News of sources can wait a moment longer than what is ready to be posted. */
  start(): void {
    const { clock, config, events, log, measures, notices, stopping, store } = this.#rooms;
    if (config.sources.length === 0 || this.#polling !== null) return;
    const noticesAbout = async (articleId: string) =>
      noticesOf(
        this.#rooms,
        (await store.orders.placesOf(articleId)).map(({ bot }) => bot),
      );
    const ending = new AbortController();
    const until = AbortSignal.any([stopping.signal, ending.signal]);
    const onWebSub = (webSub: WebSub) => {
      this.#webSub = webSub;
    };
    const isShared = config.engine === 'cluster';
    const shared = { clock, config, log, measures, notices, noticesAbout, onWebSub, store };
    const parts = { ...shared, events: events.until(until), stopping: until };
    this.#polling = import('./polling.ts')
      .then(({ startPolling, watchPages }) => (isShared ? watchPages(parts) : startPolling(parts)))
      .then((stop) => async () => {
        ending.abort();
        this.#webSub = null;
        await stop();
      })
      .catch((error: unknown) => {
        log.error({ error }, 'no source is polled');
        return undefined;
      });
  }

  /** Resolves when the looks that were begun have ended. */
  async stop(): Promise<void> {
    const polling = this.#polling;
    this.#polling = null;
    await (
      await polling
    )?.();
  }
}
