import { expect, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { Intake } from '../../../src/intake/intake.ts';
import { RobotsCache } from '../../../src/intake/pages/robots-cache.ts';
import { Poller } from '../../../src/intake/polling/poller.ts';
import { WebSub } from '../../../src/intake/websub/web-sub.ts';
import { forEachEngine } from '../../stage/databases.ts';
import { quietLog } from '../../stage/quiet-log.ts';
import { feedOf, PollerStage } from '../polling/poller-stage.ts';

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** One run of the program: what it knows of hubs begins anew, and the store stays. */
async function startRun(stage: PollerStage, publicUrl: string | null) {
  const { store } = stage.stage;
  const now = () => stage.now;
  const http = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test', now });
  const intake = new Intake(store, stage.events);
  const source = stage.source();
  const told: Promise<void>[] = [];
  const webSub = new WebSub({
    store,
    http,
    intake,
    sources: [source],
    publicUrl,
    events: stage.events,
    clock: { now, steadyMs: () => stage.now.getTime(), wait: () => Promise.resolve() },
    log: quietLog,
  });
  await webSub.load();
  const poller = new Poller({
    http,
    intake,
    robots: new RobotsCache(http, now),
    states: store.sourceStates,
    random: () => 0.5,
    wait: () => Promise.resolve(),
    onHub: (of, links) => void told.push(webSub.found(of, links)),
    hubSince: (of, at) => webSub.since(of, at),
  });
  const look = async () => {
    const { nextMs, outcome } = await poller.look(source, stage.now, new AbortController().signal);
    await Promise.all(told);
    return { kind: outcome.kind, nextMs };
  };
  return { webSub, look };
}

forEachEngine((engine) => {
  test('a hub is remembered over starts, renewed at 80 % of its time, and makes polls rarer while it is active', async () => {
    const stage = await PollerStage.open(engine);
    const { site } = stage;
    const { subscriptions } = stage.stage.store;
    const link = `<${site.url('/hub')}>; rel="hub"`;
    site.script('/rss', { body: feedOf([1]), etag: '"a"', headers: { link } });
    site.script('/hub', { status: 202 });
    // Hubs cannot reach this run.
    const first = await startRun(stage, null);
    expect((await first.look()).kind).toBe('read');
    await first.webSub.renew();
    expect(site.asked('/hub')).toHaveLength(0);

    // From now on the feed says only that it did not change.
    const { look, webSub } = await startRun(stage, 'https://desk.example');
    await webSub.renew();
    expect(site.asked('/hub')).toHaveLength(1);
    expect(await look()).toEqual({ kind: 'unchanged', nextMs: 5 * minuteMs });
    expect(site.requests.at(-1)?.headers['if-none-match']).toBe('"a"');
    const noted = async () => (await subscriptions.all())[0] ?? { callback: '', topic: '' };
    const confirm = async () => {
      stage.pass(1_000);
      const { callback, topic } = await noted();
      const question = { mode: 'subscribe', topic, challenge: 'c', leaseSeconds: 864_000 };
      return webSub.confirm(callback, question);
    };
    expect(await confirm()).toBe('c');
    expect(await look()).toEqual({ kind: 'unchanged', nextMs: 15 * minuteMs });
    // The next run knows it at once.
    const next = await startRun(stage, 'https://desk.example');
    expect(await next.look()).toEqual({ kind: 'unchanged', nextMs: 15 * minuteMs });

    stage.pass(8 * dayMs - 1);
    await webSub.renew();
    expect(site.asked('/hub')).toHaveLength(1);
    stage.pass(1);
    await webSub.renew();
    await webSub.renew();
    expect(site.asked('/hub')).toHaveLength(2);
    // It did not ask back. It is asked again, and the old confirmation holds until its end.
    stage.pass(hourMs);
    await webSub.renew();
    expect(site.asked('/hub')).toHaveLength(3);
    expect((await look()).nextMs).toBe(30 * minuteMs);
    stage.pass(2 * dayMs);
    await webSub.renew();
    expect((await look()).nextMs).toBe(5 * minuteMs);
    expect(await confirm()).toBe('c');
    expect((await look()).nextMs).toBe(15 * minuteMs);
    // The hub does not want to any more.
    const { callback, topic } = await noted();
    await webSub.confirm(callback, { mode: 'denied', topic, challenge: '', leaseSeconds: null });
    expect((await look()).nextMs).toBe(5 * minuteMs);

    // The feed names no hub any more.
    site.script('/rss', { body: feedOf([2, 1]), etag: '"b"' });
    await look();
    expect(await subscriptions.all()).toEqual([]);
  });
});
