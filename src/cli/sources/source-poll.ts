import type { Config } from '../../config/config.ts';
import { Events } from '../../events.ts';
import { HttpClient } from '../../http/http-client.ts';
import { readUserAgent } from '../../http/user-agent.ts';
import { FullText } from '../../intake/pages/full-text.ts';
import { Intake } from '../../intake/intake.ts';
import { Poller } from '../../intake/polling/poller.ts';
import { RobotsCache } from '../../intake/pages/robots-cache.ts';
import type { Source } from '../../news/source.ts';
import { openStore, type Store } from '../../store/store.ts';
import { systemClock } from '../../time/clock.ts';
import { tellOnStderr } from '../terminal.ts';

/** How long a running khabarshy has for the look, and how often we look whether it is done. */
const waitMs = 40_000;
const pauseMs = 250;

/** Has a source looked at now: by the khabarshy that runs, or by ourselves. @returns what became of it. */
export async function pollNow(source: Source, config: Config): Promise<{ isWell: boolean; text: string }> {
  const store = await openStore(config.databaseUrl, tellOnStderr);
  try {
    if (await isRunning(store)) return await waitForLook(source, store);
    const http = new HttpClient({ proxies: config.proxies, userAgent: readUserAgent() });
    const robots = new RobotsCache(http, () => systemClock.now());
    const poller = new Poller({
      http,
      robots,
      intake: new Intake(store, new Events(), new FullText(http, robots, systemClock)),
      states: store.sourceStates,
      random: Math.random,
      wait: (ms, signal) => systemClock.wait(ms, signal),
    });
    const { outcome } = await poller.look(source, new Date(), new AbortController().signal);
    if (outcome.kind === 'failed')
      return { isWell: false, text: `${outcome.failure.code}: ${outcome.failure.reason}` };
    if (outcome.kind !== 'read') return { isWell: outcome.kind === 'unchanged', text: outcome.kind };
    const { inserted, seen, updated } = outcome.taken;
    const text = `${inserted} new, ${updated} changed, ${seen} old items noted; khabarshy run posts what is new`;
    return { isWell: true, text };
  } finally {
    await store.close();
  }
}

/** Whoever runs holds the lock. */
async function isRunning(store: Store): Promise<boolean> {
  const unlock = await store.lock(() => undefined);
  await unlock?.();
  return unlock === null;
}

async function waitForLook({ name }: Source, store: Store): Promise<{ isWell: boolean; text: string }> {
  // A look that went on before may be written later, and is not the one that was asked for.
  const askedMs = systemClock.now().getTime();
  await store.sourceStates.askNow(name);
  const { signal } = new AbortController();
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += pauseMs) {
    const state = await store.sourceStates.find(name);
    if (state !== null && state.pausedAt !== null) return { isWell: false, text: 'it is paused' };
    if ((state?.lookedAt?.getTime() ?? 0) >= askedMs) {
      return { isWell: state?.failure == null, text: state?.failure ?? 'khabarshy has looked at it' };
    }
    await systemClock.wait(pauseMs, signal);
  }
  const text =
    'khabarshy has not looked at it yet: its site asks for a pause, or it is not in the settings that run';
  return { isWell: false, text };
}
