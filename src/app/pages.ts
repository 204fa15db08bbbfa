import { configOfBot } from '../config/config.ts';
import type { Health } from '../web/health.ts';
import type { HubCallbacks } from '../web/push/hub-callbacks.ts';
import type { PushApi } from '../web/push/push-api.ts';
import { namesOf, type Rooms } from './rooms.ts';
import type { SourcePolling } from './source-polling.ts';

/**
 * Serves pages, probes, metrics and the push API, if the settings name a port. The sandbox has a page of its own.
 * Articles are pushed to ours all the same.
 */
export async function servePages(
  rooms: Rooms,
  polling: SourcePolling,
  healthOf: () => Promise<Health>,
): Promise<void> {
  const { bots, clock, config, events, log, measures, onPage, pageAt, store, undo } = rooms;
  const isSandbox = config.mode === 'sandbox';
  if (config.http === null) return;
  const { startWeb } = await import('../web/server.ts');
  const { Readiness } = await import('../web/readiness.ts');
  const speaking = () => bots.filter(({ isStopped }) => !isStopped).map(({ messenger }) => messenger);
  const { metricsToken, publicUrl } = config;
  const push = await openPush(rooms);
  // The sandbox has the port of the settings, and ours is the next free one.
  const place = isSandbox ? { ...config.http, portGiven: false } : config.http;
  const page = await startWeb(
    { ...place, metricsToken, publicUrl },
    {
      readHealth: healthOf,
      readiness: new Readiness(store, speaking, clock),
      push,
      hubs: publicUrl === null ? null : await openHubs(rooms, polling),
      metrics: {
        measures,
        standings: store.standings,
        bots: config.bots.map((bot) => ({ name: bot.name, channels: namesOf(configOfBot(config, bot)) })),
      },
      site: { bots: onPage, measures, events, clock, log, settings: config },
    },
  );
  pageAt.url = page.url;
  undo.push(() => page.close());
  if (push !== null) undo.push(() => push.stop());
  log.info({ url: page.url }, 'the page is served');
}

/** Where hubs of feeds ask and send. */
async function openHubs(rooms: Rooms, polling: SourcePolling): Promise<HubCallbacks> {
  const { HubCallbacks } = await import('../web/push/hub-callbacks.ts');
  const isShared = rooms.config.engine === 'cluster' && rooms.config.sources.length > 0;
  const receiver = isShared ? (await import('./poller.ts')).openHubReceiver(rooms) : null;
  return new HubCallbacks(() => polling.webSub ?? receiver);
}

/** null: nobody may push. */
async function openPush({ clock, config, events, log, store }: Rooms): Promise<PushApi | null> {
  const { publicUrl, pushTokens: tokens, sources } = config;
  if (tokens.length === 0) return null;
  const { PushApi } = await import('../web/push/push-api.ts');
  const { Pushes } = await import('../intake/push/pushes.ts');
  const pushes = new Pushes(store, events);
  const states = store.sourceStates;
  return new PushApi({ tokens, sources, publicUrl, pushes, states, events, clock, log });
}
