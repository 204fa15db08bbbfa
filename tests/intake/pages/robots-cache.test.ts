import { describe, expect, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { RobotsCache } from '../../../src/intake/pages/robots-cache.ts';
import type { Source } from '../../../src/news/source.ts';
import { source } from '../../stage/builders.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import type { ScriptedAnswer } from '../../stage/scripted-server.ts';

const closed = { body: 'User-agent: *\nDisallow: /closed' };
const hourMs = 3_600_000;

/** A private site with this robots.txt, and what is known of it. */
async function stage(...answers: ScriptedAnswer[]) {
  const site = await startFeedServer();
  site.script('/robots.txt', ...answers);
  let now = new Date('2026-11-28T12:00:00Z');
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test', now: () => now });
  const robots = new RobotsCache(client, () => now);
  const allows = (path: string, given: Partial<Source> = {}) =>
    robots.allows(site.url(path), source({ url: site.url('/news'), isPrivate: true, ...given }));
  return { site, allows, pass: (ms: number) => (now = new Date(now.getTime() + ms)) };
}

describe('robots.txt', () => {
  test('is asked once a day for all pages of a site', async () => {
    const { site, allows, pass } = await stage(closed, { body: '' });
    expect(await Promise.all(['/open', '/closed'].map((path) => allows(path)))).toEqual([true, false]);
    pass(23 * hourMs);
    expect(await allows('/closed')).toBe(false);
    expect(site.asked('/robots.txt')).toHaveLength(1);
    pass(2 * hourMs);
    expect(await Promise.all([allows('/closed'), allows('/closed')])).toEqual([true, true]);
    expect(site.asked('/robots.txt')).toHaveLength(2);
  });

  test('of the newsroom’s own site is not asked', async () => {
    const { site, allows } = await stage(closed);
    expect(await allows('/closed', { isOwn: true })).toBe(true);
    expect(site.requests).toEqual([]);
  });

  test.each([404, 403, 410])('that is answered with %s allows everything', async (status) => {
    const { allows } = await stage({ status });
    expect(await allows('/closed')).toBe(true);
  });

  test.each([500, 503, 429])('that is answered with %s allows nothing for ten minutes', async (status) => {
    const { site, allows, pass } = await stage({ status }, { body: '' });
    expect([await allows('/open'), await allows('/open')]).toEqual([false, false]);
    expect(site.asked('/robots.txt')).toHaveLength(1);
    pass(11 * 60_000);
    expect(await allows('/open')).toBe(true);
  });

  test('that cannot be read today counts as it did yesterday', async () => {
    const { allows, pass } = await stage(closed, { status: 500 });
    await allows('/open');
    pass(25 * hourMs);
    expect([await allows('/open'), await allows('/closed')]).toEqual([true, false]);
  });

  test('on a private network is not asked for a public source', async () => {
    const { site, allows } = await stage({ body: '' });
    expect(await allows('/open', { isPrivate: false })).toBe(false);
    expect(site.requests).toEqual([]);
  });

  test('on the private network of another source is not asked', async () => {
    const { allows } = await stage({ body: '' });
    expect(await allows('/open', { url: 'https://b.example/news', isPrivate: true })).toBe(false);
  });
});
