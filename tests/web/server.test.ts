import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { readHealth, type Health } from '../../src/web/health.ts';
import { renderHealth } from '../../src/web/page.ts';
import { startWeb } from '../../src/web/server.ts';
import { browserPath } from '../stage/page-stage.ts';
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
  return { isWell: true, lastPollAt: now, channels: [channel], troubles: [], ...changes };
}

const hostile = '<script>alert(1)</script>" onload="x';
const unwell = healthOf({
  isWell: false,
  troubles: [{ key: 'channel:kk', detail: hostile, beganAt: now }],
});

async function serve(read: () => Promise<Health>): Promise<string> {
  const web = await startWeb({ host: '127.0.0.1', port: 0, portGiven: true }, read);
  onTestFinished(() => web.close());
  return web.url;
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
    expect(await answer.text()).toBe('The database does not answer.\n');
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
    await expect(startWeb(settings, () => Promise.resolve(healthOf()))).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `The page cannot be served: the port ${port} is in use. Set HTTP_PORT to a free one.`,
    });
    const web = await startWeb({ ...settings, portGiven: false }, () => Promise.resolve(healthOf()));
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
    await store.ledger.recover(now);
    const polls = { lastAt: now, nextAt: now };
    expect(await readHealth(store, ['kk'], polls, now)).toMatchObject({ isWell: true });
    await store.ledger.markUncertain(postId, 'nobody can look', now);
    expect(await readHealth(store, ['kk'], polls, now)).toMatchObject({
      isWell: false,
      channels: [{ uncertain: 1 }],
    });
  });
});
