import type { Events } from '../events.ts';
import { GonePages } from '../intake/pages/gone-pages.ts';
import type { Poller } from '../intake/polling/poller.ts';
import { SourceSchedule } from '../intake/polling/source-schedule.ts';
import { tidyHeap } from '../intake/polling/tidy-heap.ts';
import type { WebSub } from '../intake/websub/web-sub.ts';
import { watchGonePages } from '../watch/gone-page-watch.ts';
import { isReachable, openIntake, openPoller, type PollingParts } from './poller.ts';

/** Reading so many sources leaves megabytes of garbage. */
const manySources = 1_000;

/** When a start that failed is tried again, milliseconds. */
const startAgainMs = 5_000;

/** How often looks at which nothing was new are written, milliseconds. */
const quietMs = 5_000;

/** How often old keys of items are forgotten, milliseconds. */
const forgettingMs = 86_400_000;

/**
 * Lets news come in by itself. It is loaded after everything else has begun, and only if there are sources.
 * @returns what ends it.
 */
export async function startPolling(parts: PollingParts): Promise<() => Promise<void>> {
  const { clock, config, events, log, noticesAbout, stopping, store } = parts;
  const part = 'sources';
  const { http, poller, report, webSub } = openPoller(parts);
  if (isReachable(config)) parts.onWebSub(webSub);
  const schedule = new SourceSchedule({
    sources: config.sources,
    poller,
    states: store.sourceStates,
    clock,
    random: Math.random,
    report,
    onStep: (error) =>
      events.announce(
        error === null ? { kind: 'step succeeded', part } : { kind: 'step failed', part, error },
      ),
  });
  while (!stopping.aborted && !(await isStarted(webSub, schedule, events)))
    await clock.wait(startAgainMs, stopping);
  if (config.sources.length >= manySources) tidyHeap();
  const refreshed = refreshWhenAsked(schedule, parts);
  const pages = new GonePages(store, http, config.sources);
  const watching = watchGonePages(pages, { clock, events, log, noticesAbout, stopping });
  const forgetting = forgetOldKeys(parts);
  const renewing = webSub.run(stopping);
  const writing = writeQuietLooks(poller, parts);
  return async () => {
    await schedule.stop();
    poller.close();
    await writing;
    // Without them some sources are only looked at a little early after the next start.
    await poller.writeQuiet().catch(() => undefined);
    await watching;
    await forgetting;
    await renewing;
    await refreshed();
  };
}

/**
 * What is done beside looks at sources: their pages may be gone, and their hubs have to be asked again and again.
 * @returns what ends it.
 */
export async function watchPages(parts: PollingParts): Promise<() => Promise<void>> {
  const { clock, config, events, log, noticesAbout, stopping, store } = parts;
  const { http, webSub } = openIntake(parts);
  if (isReachable(config)) parts.onWebSub(webSub);
  const pages = new GonePages(store, http, config.sources);
  const watching = watchGonePages(pages, { clock, events, log, noticesAbout, stopping });
  const renewing = webSub.run(stopping);
  return async () => {
    await watching;
    await renewing;
  };
}

/** An editor or a command of another process may ask for a look. @returns what resolves when none is begun any more. */
function refreshWhenAsked(schedule: SourceSchedule, { events, stopping }: PollingParts): () => Promise<void> {
  let refreshing: Promise<void> = Promise.resolve();
  const refresh = () => {
    if (stopping.aborted) return;
    refreshing = refreshing.then(() => schedule.refresh()).catch(() => undefined);
  };
  events.listen('polled', refresh);
  events.listen('sources changed', refresh);
  return () => refreshing;
}

/** Looks at which nothing was new are written together. */
async function writeQuietLooks(poller: Poller, { clock, events, stopping }: PollingParts): Promise<void> {
  const part = 'looks at sources';
  while (!stopping.aborted) {
    await clock.wait(quietMs, stopping);
    try {
      await poller.writeQuiet();
      events.announce({ kind: 'step succeeded', part });
    } catch (error) {
      events.announce({ kind: 'step failed', part, error });
    }
  }
}

/** Otherwise the keys of all items that were ever seen would stay. */
async function forgetOldKeys({ clock, events, log, stopping, store }: PollingParts): Promise<void> {
  const part = 'old item keys';
  while (!stopping.aborted) {
    try {
      const keys = await store.items.forgetOld(clock.now());
      if (keys > 0) log.info({ keys }, 'keys of items that were not seen for 400 days are forgotten');
      events.announce({ kind: 'step succeeded', part });
    } catch (error) {
      events.announce({ kind: 'step failed', part, error });
    }
    await clock.wait(forgettingMs, stopping);
  }
}

async function isStarted(webSub: WebSub, schedule: SourceSchedule, events: Events): Promise<boolean> {
  try {
    await webSub.load();
    await schedule.start();
    return true;
  } catch (error) {
    events.announce({ kind: 'step failed', part: 'sources', error });
    return false;
  }
}
