import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { noProxies } from '../../src/config/proxy-settings.ts';
import type { Fetched } from '../../src/http/answer.ts';
import { HttpClient, type FetchOptions } from '../../src/http/http-client.ts';
import { startFeedServer, trustIn } from '../stage/feed-server.ts';
import { tls } from '../stage/proxies.ts';
import type { ScriptedServer } from '../stage/scripted-server.ts';

/** The site of the tests of sources, as our own client sees it. */

const now = new Date('2026-11-28T12:00:00Z');
const feed = '<rss>Жаңалық</rss>';

function get(server: ScriptedServer, path: string, options: Partial<FetchOptions> = {}): Promise<Fetched> {
  const client = new HttpClient({ proxies: noProxies, userAgent: 'khabarshy/test', now: () => now });
  return client.fetch(server.url(path), { ...trustIn(server), ...options });
}

function said(fetched: Fetched): string {
  if (fetched.kind === 'read') return fetched.body.toString();
  if (fetched.kind === 'answered') return String(fetched.status);
  return fetched.kind === 'failed' ? fetched.because : fetched.kind;
}

test('a script is answered step by step, its last step from then on, and other paths not at all', async () => {
  const server = await startFeedServer();
  server.script('/a', { body: 'one' }, { status: 500 }, { body: 'three' }).script('/b', { body: 'b' });
  const answers = [];
  for (const path of ['/a', '/b?x=1', '/a', '/a', '/a', '/c']) answers.push(said(await get(server, path)));
  expect(answers).toEqual(['one', 'b', '500', 'three', 'three', '404']);
  expect(server.asked('/a').map(({ earlier }) => earlier)).toEqual([0, 1, 2, 3]);
  expect(server.requests[0]?.headers['user-agent']).toBe('khabarshy/test');
});

describe('conditions', () => {
  const etag = '"a"';
  const lastModified = 'Sat, 28 Nov 2026 11:00:00 GMT';

  test.each([
    ['kept', { etag, lastModified }, { etag, lastModified }, 'unchanged'],
    ['kept', { etag, lastModified }, { etag: '"b"', lastModified }, feed],
    ['kept', { lastModified }, { etag: null, lastModified }, 'unchanged'],
    ['kept', {}, { etag, lastModified }, feed],
    ['ignored', { etag, lastModified }, { etag, lastModified }, feed],
    ['always 304', {}, { etag: '"b"', lastModified }, 'unchanged'],
    ['always 304', {}, null, '304'],
  ] as const)('are %s: %j after %j is %s', async (conditions, has, validators, expected) => {
    const server = await startFeedServer();
    server.script('/', { body: feed, conditions, ...has });
    expect(said(await get(server, '/', { validators }))).toBe(expected);
  });
});

test.each([
  ['gzip', {}, feed],
  ['br', {}, feed],
  ['zstd', {}, feed],
  ['deflate', {}, feed],
  [undefined, { claimedEncoding: 'gzip' }, feed],
  [undefined, { claimedEncoding: 'br' }, feed],
  ['gzip', { claimedEncoding: '' }, feed],
  ['gzip', { cutAfterBytes: 12 }, 'broken'],
  [undefined, { cutAfterBytes: 12 }, 'broken'],
] as const)('a body in %s with %j', async (encoding, more, expected) => {
  const server = await startFeedServer();
  server.script('/', { body: feed, ...(encoding === undefined ? {} : { encoding }), ...more });
  expect(said(await get(server, '/'))).toBe(expected);
});

test.each([
  [{ location: '/b' }, null],
  [{ location: '/b', status: 301 }, '/b'],
] as const)('a redirect %j moves for good to %s', async (answer, moved) => {
  const server = await startFeedServer();
  server.script('/a', answer).script('/b', { body: feed });
  const movedTo = moved === null ? null : server.url(moved);
  expect(await get(server, '/a')).toMatchObject({ kind: 'read', url: server.url('/b'), movedTo });
});

test('Retry-After and other headers are sent as they are', async () => {
  const server = await startFeedServer();
  server.script('/', { status: 429, headers: { 'retry-after': '120' } });
  expect(await get(server, '/')).toMatchObject({ kind: 'answered', status: 429, retryAfterMs: 120_000 });
});

test.each(['before headers', 'before body'] as const)(
  'an answer is held %s until it is released',
  async (holds) => {
    const server = await startFeedServer();
    server.script('/slow', { body: feed, holds }).script('/quick', { body: 'quick' });
    let answer: string | null = null;
    const slow = get(server, '/slow').then((fetched) => (answer = said(fetched)));
    await server.until('/slow', 1);
    expect(said(await get(server, '/quick'))).toBe('quick');
    expect(answer).toBeNull();
    expect(server.mostOpen).toBe(2);
    server.release();
    await slow;
    expect(answer).toBe(feed);
  },
);

test('it speaks https, and may close and come back on its port', async () => {
  const server = await startFeedServer({ isTls: true });
  server.script('/', { body: feed });
  expect(said(await get(server, '/'))).toBe('certificate');
  expect(said(await get(server, '/', { ca: tls.cert.toString() }))).toBe(feed);
  const { port } = server;
  await server.close();
  const [refused] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
  expect(refused.code).toBe('ECONNREFUSED');
  await server.open(port);
  expect(said(await get(server, '/', { ca: tls.cert.toString() }))).toBe(feed);
});
