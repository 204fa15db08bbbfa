import { createServer, request, type RequestOptions } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { Events } from '../../src/events.ts';
import { Measures } from '../../src/measures.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { readHealth, type Health } from '../../src/web/health.ts';
import { Readiness } from '../../src/web/readiness.ts';
import { startWeb } from '../../src/web/server.ts';
import { systemClock } from '../../src/time/clock.ts';
import { lanesOf } from '../stage/databases.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';
import { makeFolder } from '../stage/folder.ts';
import { quietLog } from '../stage/quiet-log.ts';
import { claim, promise } from '../stage/stored-posts.ts';

const now = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;

function healthOf(changes: Partial<Health> = {}): Health {
  const channel = {
    name: 'a-channel-with-a-rather-long-name',
    bot: null,
    queued: 1,
    waiting: 0,
    sentLately: 22,
    unsure: 0,
    uncertain: 0,
    refusedLately: 0,
    lastSentAt: now,
    closedReason: null,
  };
  return { isWell: true, lastPollAt: now, channels: [channel], troubles: [], notes: [], ...changes };
}

const unwell = healthOf({
  isWell: false,
  troubles: [{ bot: null, key: 'channel:kk', detail: 'a secret reason', beganAt: now }],
});

/** As `/readyz` sees the store and Telegram of a test. */
function readinessOf(store: Store, telegram = new ModelTelegram(new ModelClock(now))): Readiness {
  return new Readiness(store, () => [telegram], systemClock);
}

const settings = { host: '127.0.0.1', port: 0, portGiven: true, metricsToken: null, publicUrl: null };

/** No bots, so that nobody can log in. */
async function noPages() {
  const store = await openEmptyStore();
  const [measures, events, clock, log] = [new Measures(), new Events(), systemClock, quietLog];
  const config = await loadConfig({ env: {}, cwd: makeFolder(), isTerminal: false });
  return {
    metrics: { measures, standings: store.standings, bots: [] },
    site: { bots: [], measures, events, clock, log, settings: config },
  };
}

async function serve(read: () => Promise<Health>, readiness?: Readiness): Promise<string> {
  const ready = readiness ?? readinessOf(await openEmptyStore());
  const web = await startWeb(settings, {
    readHealth: read,
    readiness: ready,
    push: null,
    hubs: null,
    ...(await noPages()),
  });
  onTestFinished(() => web.close());
  return web.url;
}

/** `fetch` does not let us choose the Host header. */
function statusFor(options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

async function openEmptyStore(): Promise<Store> {
  const store = await openStore(`sqlite:${makeFolder()}/news.db`);
  onTestFinished(() => store.close());
  return store;
}

describe('the server', () => {
  test.each([
    ['/livez', 200, healthOf()],
    ['/healthz', 200, healthOf()],
    ['/healthz?x', 200, healthOf()],
    ['/livez', 200, unwell],
    ['/healthz', 503, unwell],
    ['/elsewhere', 401, healthOf()],
    ['/', 401, healthOf()],
  ])('%s answers %i', async (path, status, health) => {
    const url = await serve(() => Promise.resolve(health));
    expect((await fetch(new URL(path, url))).status).toBe(status);
  });

  test('changes nothing, and says when the database does not answer', async () => {
    const url = await serve(() => Promise.reject(new Error('disk I/O error')));
    for (const path of ['livez', 'readyz', 'healthz', 'metrics'])
      expect((await fetch(url + path, { method: 'POST' })).status).toBe(405);
    const answer = await fetch(`${url}healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'the database does not answer' });
    expect((await fetch(`${url}livez`)).status).toBe(200);
  });

  test('metrics are read on this machine, and nowhere else without the token', async () => {
    const url = await serve(() => Promise.resolve(healthOf()));
    const answer = await fetch(`${url}metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).toContain('khabarshy_memory_bytes');
    const forwarded = await fetch(`${url}metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(forwarded.status).toBe(401);
    expect(await forwarded.text()).not.toContain('khabarshy_');
  });

  test('the probes name nothing of the newsroom', async () => {
    const url = await serve(() => Promise.resolve(unwell));
    for (const path of ['livez', 'readyz', 'healthz']) {
      const text = await (await fetch(url + path)).text();
      expect(text).not.toMatch(/channel|secret|kk/);
    }
    expect(await (await fetch(`${url}healthz`)).json()).toMatchObject({
      status: 'needs a person',
      troubles: 1,
    });
  });

  test.each([
    ['127.0.0.1:8080', 401],
    ['localhost', 401],
    ['192.168.1.7:8080', 401],
    ['news.evil.example', 421],
    ['a b', 421],
  ])('a page asked for at %s answers %i, and the probes answer any', async (host, status) => {
    const { hostname, port } = new URL(await serve(() => Promise.resolve(healthOf())));
    expect(await statusFor({ hostname, port, path: '/', headers: { host } })).toBe(status);
    for (const path of ['/livez', '/readyz', '/healthz'])
      expect(await statusFor({ hostname, port, path, headers: { host } })).toBe(200);
  });

  test('is not ready without the database, nor without Telegram', async () => {
    const store = await openEmptyStore();
    const telegram = new ModelTelegram(new ModelClock(now));
    const ready = async () => readinessOf(store, telegram).check();
    expect(await ready()).toEqual({ database: 'ok', telegram: 'ok' });
    telegram.isAnswering = false;
    expect(await ready()).toEqual({ database: 'ok', telegram: 'unreachable' });
    await store.close();
    expect(await ready()).toEqual({ database: 'unreachable', telegram: 'unreachable' });
  });

  test('a port that is taken is told with what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((done) => other.once('listening', done));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const taken = { ...settings, port };
    const pages = {
      readHealth: () => Promise.resolve(healthOf()),
      readiness: readinessOf(await openEmptyStore()),
      push: null,
      hubs: null,
      ...(await noPages()),
    };
    await expect(startWeb(taken, pages)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `The page cannot be served: the port ${port} is in use. Set HTTP_PORT to a free one.`,
    });
    const web = await startWeb({ ...taken, portGiven: false }, pages);
    expect(web.url).not.toContain(`:${port}/`);
    await web.close();
  });
});

const served = { bots: [{ name: 'main' }], channels: [{ name: 'kk', bot: 'main' }] };

describe('health', () => {
  test.each([
    ['no poll ended yet', null, null, false],
    ['the next poll is to come, however rare they are', -50, 10, true],
    ['the next poll is a little late', -60, -5, true],
    ['the next poll is late', -60, -11, false],
    ['there is no next poll', -600, null, true],
  ])('%s', async (_, lastMinutes, nextMinutes, isWell) => {
    const at = (minutes: number | null) =>
      minutes === null ? null : new Date(now.getTime() + minutes * minuteMs);
    const polls = { lastAt: at(lastMinutes), nextAt: at(nextMinutes) };
    expect(await readHealth(await openEmptyStore(), served, polls, now)).toMatchObject({ isWell });
  });

  test('an uncertain post needs a person', async () => {
    const store = await openEmptyStore();
    const postId = await promise(store, 'a', { channel: 'kk', sortAt: now });
    await claim(store, postId, now);
    await (await lanesOf(store)).recover('kk', now);
    const polls = { lastAt: now, nextAt: now };
    expect(await readHealth(store, served, polls, now)).toMatchObject({ isWell: true });
    await (await lanesOf(store)).markUncertain(postId, 'nobody can look', now);
    expect(await readHealth(store, served, polls, now)).toMatchObject({
      isWell: false,
      channels: [{ uncertain: 1 }],
    });
  });
});
