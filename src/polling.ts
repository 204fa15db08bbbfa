import type { Config } from './config/config.ts';
import type { Notices } from './deliver/notices.ts';
import type { Events } from './events.ts';
import { HttpClient } from './http/http-client.ts';
import { readUserAgent } from './http/user-agent.ts';
import { FullText } from './intake/pages/full-text.ts';
import { GonePages } from './intake/pages/gone-pages.ts';
import { Intake } from './intake/intake.ts';
import { Poller, type Look } from './intake/polling/poller.ts';
import { RobotsCache } from './intake/pages/robots-cache.ts';
import { SourceSchedule } from './intake/polling/source-schedule.ts';
import type { Logger } from './log.ts';
import type { Source } from './news/source.ts';
import type { Store } from './store/store.ts';
import type { Clock } from './time/clock.ts';
import { watchGonePages } from './watch/gone-page-watch.ts';
import { SourceWatch } from './watch/source-watch.ts';

export interface PollingParts {
  config: Config;
  store: Store;
  events: Events;
  notices: Notices;
  clock: Clock;
  log: Logger;
  stopping: AbortSignal;
}

/** When a start that failed is tried again, milliseconds. */
const startAgainMs = 5_000;

/** How often old keys of items are forgotten, milliseconds. */
const forgettingMs = 86_400_000;

/**
 * Lets news come in by itself. It is loaded after everything else has begun, and only if there are sources.
 * @returns what ends it.
 */
export async function startPolling(parts: PollingParts): Promise<() => Promise<void>> {
  const { clock, config, events, log, notices, stopping, store } = parts;
  const watch = new SourceWatch(notices, store.troubles);
  const part = 'sources';
  const http = new HttpClient({ proxies: config.proxies, userAgent: readUserAgent() });
  const robots = new RobotsCache(http, () => clock.now());
  const schedule = new SourceSchedule({
    sources: config.sources,
    poller: new Poller({
      http,
      intake: new Intake(store, events, new FullText(http, robots, clock)),
      robots,
      states: store.sourceStates,
      random: Math.random,
    }),
    states: store.sourceStates,
    clock,
    random: Math.random,
    report: async (source, look) => {
      write(log, source, look);
      await watch.note(source, look, clock.now());
    },
    onStep: (error) =>
      events.announce(
        error === null ? { kind: 'step succeeded', part } : { kind: 'step failed', part, error },
      ),
  });
  while (!stopping.aborted && !(await isStarted(schedule, events))) await clock.wait(startAgainMs, stopping);
  let refreshing: Promise<void> = Promise.resolve();
  const refresh = () => {
    if (stopping.aborted) return;
    refreshing = refreshing.then(() => schedule.refresh()).catch(() => undefined);
  };
  // An editor or a command of another process may have asked for a look.
  events.listen('polled', refresh);
  events.listen('sources changed', refresh);
  const pages = new GonePages(store, http, config.sources);
  const watching = watchGonePages(pages, { clock, events, log, notices, stopping });
  const forgetting = forgetOldKeys(parts);
  return async () => {
    await schedule.stop();
    await watching;
    await forgetting;
    await refreshing;
  };
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

async function isStarted(schedule: SourceSchedule, events: Events): Promise<boolean> {
  try {
    await schedule.start();
    return true;
  } catch (error) {
    events.announce({ kind: 'step failed', part: 'sources', error });
    return false;
  }
}

/** One line for what came, and one for each failure that begins or changes. */
function write(log: Logger, { name: source }: Source, { outcome, state }: Look): void {
  if (outcome.kind === 'failed') {
    const { code, reason } = outcome.failure;
    const isNews = state.failures === 1;
    log[isNews ? 'warn' : 'debug']({ source, code, failures: state.failures }, reason);
    return;
  }
  if (outcome.kind !== 'read') return;
  const { brake, canceled, inserted, refused, seen, unread, updated } = outcome.taken;
  const facts = { source, inserted, updated, canceled, seen, refused: outcome.refused };
  if (inserted + updated + canceled > 0 || seen > 0) log.info(facts, 'a source was read');
  for (const { name: item, reason } of unread)
    log.info({ source, item, reason }, 'an item goes without its page');
  for (const { name: item, reason } of refused) log.warn({ source, item, reason }, 'an item is no article');
  if (brake !== null) log.warn({ source, brake: brake.kind, items: brake.count }, 'items were kept back');
}
