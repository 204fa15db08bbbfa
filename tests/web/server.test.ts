import { createServer, request, type RequestOptions } from 'node:http';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { readHealth, type Health } from '../../src/web/health.ts';
import { renderHealth } from '../../src/web/page.ts';
import { Readiness } from '../../src/web/readiness.ts';
import { startWeb } from '../../src/web/server.ts';
import { systemClock } from '../../src/time/clock.ts';
import { browserPath } from '../stage/page-stage.ts';
import { lanesOf } from '../stage/databases.ts';
import { ModelClock, ModelTelegram } from '../stage/model-telegram.ts';
import { makeFolder } from '../stage/folder.ts';
import { claim, promise } from '../stage/stored-posts.ts';

const now = new Date('2026-11-24T12:00:00Z');
const minuteMs = 60_000;

function healthOf(changes: Partial<Health> = {}): Health {
  const channel = {
    name: 'a-channel-with-a-rather-long-name',
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

const hostile = '<script>alert(1)</script>" onload="x';
const unwell = healthOf({
  isWell: false,
  troubles: [{ key: 'channel:kk', detail: hostile, beganAt: now }],
});

/** As `/readyz` sees the store and Telegram of a test. */
function readinessOf(store: Store, telegram = new ModelTelegram(new ModelClock(now))): Readiness {
  return new Readiness(store, [telegram], systemClock);
}

async function serve(read: () => Promise<Health>, readiness?: Readiness): Promise<string> {
  const ready = readiness ?? readinessOf(await openEmptyStore());
  const web = await startWeb({ host: '127.0.0.1', port: 0, portGiven: true }, read, ready);
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

describe('the page of health', () => {
  test.each([
    ['/', 200, healthOf()],
    ['/healthz', 200, healthOf()],
    ['/healthz?x', 200, healthOf()],
    ['/', 200, unwell],
    ['/healthz', 503, unwell],
    ['/elsewhere', 404, healthOf()],
  ])('%s answers %i', async (path, status, health) => {
    const url = await serve(() => Promise.resolve(health));
    expect((await fetch(new URL(path, url))).status).toBe(status);
  });

  test('changes nothing, and says when the database does not answer', async () => {
    const url = await serve(() => Promise.reject(new Error('disk I/O error')));
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const answer = await fetch(`${url}healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'the database does not answer' });
    expect((await fetch(`${url}livez`)).status).toBe(200);
  });

  test('the probes name nothing of the newsroom', async () => {
    const url = await serve(() => Promise.resolve(unwell));
    for (const path of ['livez', 'readyz', 'healthz']) {
      const text = await (await fetch(url + path)).text();
      expect(text).not.toMatch(/channel|script|kk/);
    }
    expect(await (await fetch(`${url}healthz`)).json()).toMatchObject({
      status: 'needs a person',
      troubles: 1,
    });
  });

  test.each([
    ['127.0.0.1:8080', 200],
    ['localhost', 200],
    ['khabarshy.localhost:1', 200],
    ['[::1]:8080', 200],
    ['192.168.1.7:8080', 200],
    ['news.evil.example', 421],
    ['localhost.evil.example', 421],
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

  test('escapes whatever it shows', () => {
    const page = renderHealth(unwell);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload');
    expect(page).not.toContain(hostile);
  });

  test('a port that is taken is told with what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((done) => other.once('listening', done));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const settings = { host: '127.0.0.1', port, portGiven: true };
    const ready = readinessOf(await openEmptyStore());
    await expect(startWeb(settings, () => Promise.resolve(healthOf()), ready)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `The page cannot be served: the port ${port} is in use. Set HTTP_PORT to a free one.`,
    });
    const web = await startWeb({ ...settings, portGiven: false }, () => Promise.resolve(healthOf()), ready);
    expect(web.url).not.toContain(`:${port}/`);
    await web.close();
  });

  test.skipIf(browserPath === undefined)('fits a phone, light and dark', async () => {
    const url = await serve(() => Promise.resolve(healthOf({ ...unwell, channels: healthOf().channels })));
    const browser = await chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      args: ['--no-sandbox'],
    });
    onTestFinished(() => browser.close());
    const colours = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 360, height: 740 }, colorScheme });
      await page.goto(url);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      colours.add(String(await page.evaluate('getComputedStyle(document.querySelector(".unwell")).color')));
      expect(await page.innerText('tbody')).toContain('a-channel-with-a-rather-long-name');
    }
    expect(colours.size).toBe(2);
  });
});

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
    expect(await readHealth(await openEmptyStore(), ['kk'], polls, now)).toMatchObject({ isWell });
  });

  test('an uncertain post needs a person', async () => {
    const store = await openEmptyStore();
    const postId = await promise(store, 'a', { channel: 'kk', sortAt: now });
    await claim(store, postId, now);
    await (await lanesOf(store)).recover('kk', now);
    const polls = { lastAt: now, nextAt: now };
    expect(await readHealth(store, ['kk'], polls, now)).toMatchObject({ isWell: true });
    await (await lanesOf(store)).markUncertain(postId, 'nobody can look', now);
    expect(await readHealth(store, ['kk'], polls, now)).toMatchObject({
      isWell: false,
      channels: [{ uncertain: 1 }],
    });
  });
});
