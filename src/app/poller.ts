import type { Config } from '../config/config.ts';
import type { Notices } from '../deliver/notices.ts';
import type { Events } from '../events.ts';
import { HttpClient } from '../http/http-client.ts';
import { readUserAgent } from '../http/user-agent.ts';
import { Intake } from '../intake/intake.ts';
import { FullText } from '../intake/pages/full-text.ts';
import { RobotsCache } from '../intake/pages/robots-cache.ts';
import type { Look } from '../intake/polling/look.ts';
import { Poller } from '../intake/polling/poller.ts';
import { WebSub } from '../intake/websub/web-sub.ts';
import type { Logger } from '../log.ts';
import type { Measures } from '../measures.ts';
import type { Source } from '../news/source.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import { SourceWatch } from '../watch/source-watch.ts';

export interface PollingParts {
  config: Config;
  store: Store;
  events: Events;
  /** For the people of all bots. */
  notices: Notices;
  noticesAbout: (articleId: string) => Promise<Notices>;
  clock: Clock;
  log: Logger;
  measures: Measures;
  stopping: AbortSignal;
  /** Is given what hubs talk to, where `PUBLIC_URL` is set. */
  onWebSub: (webSub: WebSub) => void;
}

/** What looks at sources, and what is told of a look. */
export interface SourceLooks {
  http: HttpClient;
  poller: Poller;
  watch: SourceWatch;
  webSub: WebSub;
  /** Logs, counts and tells what became of a look. */
  report: (source: Source, look: Look) => Promise<void>;
}

export function openPoller(parts: Omit<PollingParts, 'noticesAbout' | 'onWebSub'>): SourceLooks {
  const { clock, log, measures, notices, store } = parts;
  const watch = new SourceWatch(notices, store.troubles);
  const { http, intake, robots, webSub } = openIntake(parts);
  const poller = new Poller({
    http,
    intake,
    onHub: (source, links) => void webSub.found(source, links).catch(() => undefined),
    hubSince: (source, now) => webSub.since(source, now),
    robots,
    states: store.sourceStates,
    random: Math.random,
    wait: (ms, signal) => clock.wait(ms, signal),
  });
  const report = async (source: Source, look: Look) => {
    write(log, source, look);
    const { outcome } = look;
    measures.sourcePolls.add([outcome.kind === 'failed' ? outcome.failure.code : outcome.kind]);
    await watch.note(source, look, clock.now());
  };
  return { http, poller, report, watch, webSub };
}

type IntakeParts = Pick<PollingParts, 'clock' | 'config' | 'events' | 'log' | 'store'>;

/** What hubs talk to in a process of a cluster that asks no sources: a hub may reach any of them. */
export function openHubReceiver(parts: IntakeParts): WebSub {
  return openIntake(parts).webSub;
}

/** What takes the news of sources, and speaks to their hubs. */
export function openIntake({ clock, config, events, log, store }: IntakeParts) {
  const http = new HttpClient({ proxies: config.proxies, userAgent: readUserAgent() });
  const robots = new RobotsCache(http, () => clock.now());
  const intake = new Intake(store, events, new FullText(http, robots, clock));
  const { sources } = config;
  const publicUrl = isReachable(config) ? config.publicUrl : null;
  const webSub = new WebSub({ store, http, intake, sources, publicUrl, events, clock, log });
  return { http, intake, robots, webSub };
}

/** Without `PUBLIC_URL` hubs cannot reach us, and are remembered for the day when they can. */
export function isReachable({ http, publicUrl }: Config): boolean {
  return http !== null && publicUrl !== null;
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
  if (outcome.overrun !== null)
    log.warn({ source, ...outcome.overrun }, 'more came than the source shows at once');
  if (brake !== null) log.warn({ source, brake: brake.kind, items: brake.count }, 'items were kept back');
}
