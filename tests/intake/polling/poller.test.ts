import { describe, expect, test } from 'vitest';
import { codeOfFailure } from '../../../src/intake/polling/source-failure.ts';
import { keptAddress, newSourceState } from '../../../src/store/sources/source-state.ts';
import { forEachEngine, sqlite } from '../../stage/databases.ts';
import { startFeedServer } from '../../stage/feed-server.ts';
import { feedOf, PollerStage } from './poller-stage.ts';

const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000];
const first = { firstRun: { kind: 'last', count: 50 } } as const;

forEachEngine((engine) => {
  test('a look takes what is new, and remembers what the next one needs', async () => {
    const stage = await PollerStage.open(engine);
    stage.site.script(
      '/rss',
      { body: feedOf([2, 1]), etag: '"a"', lastModified: 'Mon, 02 Mar 2026 11:00:00 GMT' },
      { body: feedOf([2, 1]), etag: '"a"' },
      { body: feedOf([3, 2, 1]), etag: '"b"' },
    );
    expect(await stage.outcome(stage.source(first))).toMatchObject({
      kind: 'read',
      title: 'Steppe',
      taken: { inserted: 2 },
    });
    expect(await stage.result(stage.source(first))).toBe('unchanged');
    stage.pass(20 * minuteMs);
    expect(await stage.outcome(stage.source(first))).toMatchObject({ taken: { inserted: 1, unchanged: 2 } });
    expect(await stage.headlines()).toHaveLength(3);
    expect(stage.site.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"a"',
      '"a"',
    ]);
    expect(stage.site.requests[1]?.headers['if-modified-since']).toBe('Mon, 02 Mar 2026 11:00:00 GMT');
    expect(await stage.state()).toMatchObject({
      validators: { etag: '"b"', lastModified: null },
      lookedAt: stage.now,
      succeededAt: stage.now,
      documentAt: stage.now,
      newAt: stage.now,
      newItems: [stage.now],
      nextAt: new Date(stage.now.getTime() + minuteMs),
      failures: 0,
      isFirstRunDone: true,
    });
  });
});

forEachEngine((engine) => {
  test('a document is not taken if another look has taken a newer one since', async () => {
    const stage = await PollerStage.open(engine);
    const item = (title: string) => feedOf([1]).replace('News number 1 of the steppe', title);
    stage.site.script(
      '/rss',
      { body: item('The first headline of the news') },
      { body: item('The second headline of the news'), holds: 'before body' },
      { body: item('The third headline of the news') },
    );
    await stage.look(stage.source(first));
    stage.pass(20 * minuteMs);
    // As of a process that was frozen in the middle of its look.
    const late = stage.look(stage.source(first));
    await stage.site.until('/rss', 2);
    stage.pass(minuteMs);
    expect(await stage.another().outcome(stage.source(first))).toMatchObject({ taken: { updated: 1 } });
    const newest = await stage.state();
    stage.site.release();
    expect((await late).outcome).toEqual({ kind: 'given up' });
    expect(await stage.headlines()).toEqual(['The third headline of the news']);
    expect(await stage.state()).toEqual(newest);
  });
});

describe('a document that did not change', () => {
  test('is not read again, also without validators', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([1]) });
    expect(await stage.result(stage.source(first))).toBe('read');
    expect(await stage.result(stage.source(first))).toBe('unchanged');
    expect((await stage.state()).succeededAt).toEqual(stage.now);
  });

  test.each([
    ['its section is another one now', { section: 'Economy' }],
    ['it is asked with another header', { headers: { 'X-Key': '1' } }],
    ['pages are fetched for its texts', { fullText: 'always' }],
  ] as const)('is asked for without conditions and read if %s', async (_, change) => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' });
    await stage.look(stage.source(first));
    expect(await stage.result(stage.source({ ...first, ...change }))).toBe('read');
    expect(stage.site.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  test('is asked for without conditions once a day: a server may say 304 for ever', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script(
      '/rss',
      { body: feedOf([1]), etag: '"a"' },
      { conditions: 'always 304' },
      { body: feedOf([2, 1]) },
    );
    await stage.look();
    stage.pass(23 * hourMs);
    expect(await stage.result()).toBe('unchanged');
    stage.pass(hourMs);
    expect(await stage.result()).toBe('read');
    expect(stage.site.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"a"',
      undefined,
    ]);
    expect((await stage.state()).unconditionalAt).toEqual(stage.now);
  });

  test('is asked for without conditions after the clock was set back', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' });
    await stage.look();
    stage.pass(-hourMs);
    await stage.look();
    expect(stage.site.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });
});

test('with another address nothing old counts but the items, so nothing is posted twice', async () => {
  const stage = await PollerStage.open(sqlite);
  stage.site.script('/rss', { body: feedOf([2, 1]), etag: '"a"' }, { status: 500 });
  stage.site.script('/new', { body: feedOf([3, 2, 1]) });
  await stage.look(stage.source(first));
  await stage.look(stage.source(first));
  const moved = stage.source({ firstRun: { kind: 'none' }, url: stage.site.url('/new') });
  expect(await stage.outcome(moved)).toMatchObject({ taken: { inserted: 1, unchanged: 2 } });
  expect(stage.site.asked('/new')[0]?.headers['if-none-match']).toBeUndefined();
  expect(await stage.state()).toMatchObject({
    url: keptAddress(moved.url),
    failures: 0,
    isFirstRunDone: true,
  });
});

test('no address is kept with its password or token, also not where an earlier version kept it', async () => {
  const stage = await PollerStage.open(sqlite);
  const { sourceStates } = stage.stage.store;
  const kept = async () => JSON.stringify(await stage.stage.newsroom.rows('select * from source_states'));
  stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' });
  const url = `${stage.site.url('/rss').replace('//', '//me:hidden-word@')}?token=hidden-key`;
  const secret = stage.source({ ...first, url });
  await stage.look(secret);
  expect(await kept()).not.toContain('hidden');
  // It is still known, and not another source.
  expect(await stage.result(secret)).toBe('unchanged');
  await sourceStates.write({ ...(await stage.state()), url });
  expect(await kept()).toContain('hidden-word');
  expect(await stage.result(secret)).toBe('unchanged');
  expect(stage.site.requests.at(-1)?.headers['if-none-match']).toBe('"a"');
  expect(await kept()).not.toContain('hidden');
  // A source that is not asked any more.
  await sourceStates.write({ ...newSourceState('gone', ''), url });
  await sourceStates.forgetPasswords();
  expect(await kept()).not.toContain('hidden-word');
});

describe('failures are values with codes', () => {
  const page = '<html><body><h1>Login</h1></body></html>';
  test.each([
    ['SOURCE_FORBIDDEN', { status: 401 }],
    ['SOURCE_FORBIDDEN', { status: 403 }],
    ['SOURCE_FORBIDDEN', { status: 451 }],
    ['SOURCE_BLOCKS_US', { status: 403, headers: { 'cf-mitigated': 'challenge' } }],
    ['SOURCE_BLOCKS_US', { status: 503, headers: { 'cf-mitigated': 'challenge' } }],
    ['SOURCE_NOT_FOUND', { status: 404 }],
    ['SOURCE_GONE', { status: 410 }],
    ['SOURCE_LIMITS_US', { status: 429 }],
    ['SOURCE_LIMITS_US', { status: 503, headers: { 'retry-after': '120' } }],
    ['SOURCE_FAILS', { status: 500 }],
    ['SOURCE_FAILS', { status: 503 }],
    ['SOURCE_FAILS', { status: 206, body: feedOf([1]) }],
    ['SOURCE_REDIRECTS', { location: '/loop' }],
    ['SOURCE_REDIRECTS', { location: 'mailto:news@steppe.example' }],
    ['SOURCE_CUT_OFF', { body: feedOf([1, 2, 3]), cutAfterBytes: 150 }],
    ['SOURCE_CUT_OFF', { body: feedOf([1, 2, 3]).slice(0, 250) }],
    ['SOURCE_IS_NO_FEED', { body: page, headers: { 'content-type': 'text/html' } }],
    ['SOURCE_IS_NO_FEED', { body: '' }],
    ['SOURCE_TOO_LARGE', { body: Buffer.alloc(11 * 1_048_576), encoding: 'gzip' }],
  ] as const)('%s', async (code, answer) => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([1]), etag: '"a"' }, answer);
    stage.site.script('/loop', { location: '/loop' });
    await stage.look(stage.source(first));
    const before = await stage.state();
    stage.pass(minuteMs);
    expect(await stage.result(stage.source(first))).toBe(code);
    const after = await stage.state();
    expect(codeOfFailure(after.failure)).toBe(code);
    expect(after).toMatchObject({ failures: 1, failingSince: stage.now, succeededAt: before.succeededAt });
    expect(after.validators).toEqual(before.validators);
    expect(after.bodyHash).toBe(before.bodyHash);
    expect(after.isFirstRunDone).toBe(true);
    expect(await stage.headlines()).toContain('News number 1 of the steppe');
    stage.site.script('/rss', { body: feedOf([2, 1]), etag: '"b"' });
    stage.pass(minuteMs);
    expect(await stage.result(stage.source(first))).toMatch(/^(read|unchanged)$/);
    expect(await stage.state()).toMatchObject({ failures: 0, failure: null, failingSince: null });
    expect(await stage.headlines()).toContain('News number 2 of the steppe');
  });

  test('an address on a private network that is not allowed is not asked', async () => {
    const stage = await PollerStage.open(sqlite);
    expect(await stage.result(stage.source({ isPrivate: false }))).toBe('SOURCE_ADDRESS_REFUSED');
    const other = await startFeedServer();
    stage.site.script('/rss', { location: other.url('/rss') });
    expect(await stage.result()).toBe('SOURCE_ADDRESS_REFUSED');
    expect([stage.site.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  test('a site that is down, and one whose certificate is not trusted', async () => {
    const stage = await PollerStage.open(sqlite);
    const down = stage.source();
    await stage.site.close();
    expect(await stage.result(down)).toBe('SOURCE_UNREACHABLE');
    await stage.site.open();
    const secure = await startFeedServer({ isTls: true });
    expect(await stage.result(stage.source({ url: secure.url('/rss') }))).toBe('SOURCE_CERTIFICATE');
  });

  test('a feed that was emptied changes nothing, and one that always was empty is well', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([5, 4, 3, 2, 1]) }, { body: feedOf([]) });
    await stage.look(stage.source(first));
    expect(await stage.result(stage.source(first))).toBe('SOURCE_IS_EMPTY');
    expect(await stage.headlines()).toHaveLength(5);
    stage.site.script('/empty', { body: feedOf([]) });
    expect(await stage.result(stage.source({ name: 'other', url: stage.site.url('/empty') }))).toBe('read');
  });

  test('a document above 10 MB is read to its first 500 items, and one with fewer is told', async () => {
    const stage = await PollerStage.open(sqlite);
    const large = (count: number, letters: number) =>
      feedOf(Array.from({ length: count }, (_, number) => number + 1)).replaceAll(
        '</item>',
        `<x>${'x'.repeat(letters)}</x></item>`,
      );
    stage.site.script('/rss', { body: large(2_000, 8_000), encoding: 'gzip', etag: '"a"' });
    expect(await stage.outcome()).toMatchObject({ kind: 'read', taken: { inserted: 50, seen: 450 } });
    expect(await stage.result()).toBe('unchanged');
    stage.site.script('/few', { body: large(40, 400_000) });
    const few = stage.source({ name: 'few', url: stage.site.url('/few'), firstRun: { kind: 'none' } });
    expect(await stage.result(few)).toBe('SOURCE_TOO_LARGE');
    expect((await stage.state('few')).isFirstRunDone).toBe(false);
    stage.site.script('/bomb', { body: `<rss>${' '.repeat(12_000_000)}`, encoding: 'gzip' });
    expect(await stage.result(stage.source({ name: 'bomb', url: stage.site.url('/bomb') }))).toBe(
      'SOURCE_TOO_LARGE',
    );
  });

  test('a cut document completes no first run, and its items are taken', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { body: feedOf([3, 2, 1]).slice(0, 380) }, { body: feedOf([3, 2, 1]) });
    expect(await stage.result(stage.source(first))).toBe('SOURCE_CUT_OFF');
    expect((await stage.state()).isFirstRunDone).toBe(false);
    expect(await stage.headlines()).toHaveLength(2);
    await stage.look(stage.source(first));
    expect((await stage.state()).isFirstRunDone).toBe(true);
    expect(await stage.headlines()).toHaveLength(3);
  });
});

describe('the next look', () => {
  test('comes later after each failure, and at the usual time after a success', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { status: 500 }, { status: 500 }, { status: 500 }, { body: feedOf([1]) });
    const waits = [];
    for (let look = 0; look < 4; look += 1) waits.push((await stage.look()).nextMs / secondMs);
    expect(waits).toEqual([30, 60, 120, 300]);
  });

  test('is never earlier than the site says', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { status: 429, headers: { 'retry-after': '7200' } });
    const { nextMs } = await stage.look();
    expect(nextMs).toBeGreaterThanOrEqual(7200 * secondMs);
    expect(nextMs).toBeLessThan(9000 * secondMs);
  });

  test('follows the dates of the first document', async () => {
    const stage = await PollerStage.open(sqlite);
    const dated = [1, 2, 3, 4, 5, 6]
      .map((number) => new Date(stage.now.getTime() - 5 * minuteMs - number * 8 * minuteMs))
      .map(
        (at, index) =>
          `<item><title>Number ${index} of the news</title><link>https://x.example/${index}</link><pubDate>${at.toUTCString()}</pubDate></item>`,
      );
    stage.site.script('/rss', { body: `<rss><channel>${dated.join('')}</channel></rss>` });
    const { nextMs, state } = await stage.look(stage.source({ timeZone: 'Asia/Almaty' }));
    expect(nextMs).toBe(2 * minuteMs);
    expect(state.newItems).toHaveLength(6);
  });

  test('minds the hints of the feed, also after an answer without a document', async () => {
    const stage = await PollerStage.open(sqlite);
    const body = feedOf([1], '<ttl>20</ttl>');
    stage.site.script('/rss', { body, etag: '"a"', headers: { 'cache-control': 'max-age=60' } });
    expect((await stage.look()).nextMs).toBe(20 * minuteMs);
    expect((await stage.look()).nextMs).toBe(20 * minuteMs);
    expect((await stage.look(stage.source({ isOwn: true }))).nextMs).toBe(5 * minuteMs);
  });
});

describe('a source that redirects', () => {
  test('for good is asked directly after ten looks and seven days, and again at its address if that fails', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { status: 301, location: '/new' });
    stage.site.script('/new', { body: feedOf([1]) });
    for (let look = 0; look < 12; look += 1) {
      await stage.look();
      stage.pass(14 * hourMs);
    }
    expect(stage.site.asked('/rss')).toHaveLength(12);
    stage.pass(dayMs);
    await stage.look();
    await stage.look();
    expect(stage.site.asked('/rss')).toHaveLength(12);
    expect(stage.site.asked('/new')).toHaveLength(14);
    expect(await stage.state()).toMatchObject({
      movedTo: stage.site.url('/new'),
      url: keptAddress(stage.site.url('/rss')),
    });
    stage.site.script('/new', { status: 404 });
    expect(await stage.result()).toBe('SOURCE_NOT_FOUND');
    stage.site.script('/rss', { body: feedOf([1]) });
    expect(await stage.result()).toBe('unchanged');
    expect((await stage.state()).movedTo).toBeNull();
  });

  test('for a while is followed and never remembered', async () => {
    const stage = await PollerStage.open(sqlite);
    stage.site.script('/rss', { status: 302, location: '/new' });
    stage.site.script('/new', { body: feedOf([1]) });
    await stage.look();
    expect((await stage.state()).movedTo).toBeNull();
  });

  test('keeps its secrets for the host of the settings, so it is never asked directly', async () => {
    const stage = await PollerStage.open(sqlite);
    const secret = stage.source({ headers: { 'x-key': 'abc' } });
    stage.site.script('/rss', { status: 301, location: '/new' });
    stage.site.script('/new', { body: feedOf([1]) });
    for (let look = 0; look < 15; look += 1) {
      await stage.look(secret);
      stage.pass(dayMs);
    }
    expect(stage.site.asked('/rss')).toHaveLength(15);
  });
});

test('a source that says three times that it is gone is paused, and then not asked', async () => {
  const stage = await PollerStage.open(sqlite);
  stage.site.script('/rss', { status: 410 });
  for (let look = 0; look < 3; look += 1) await stage.look();
  expect(await stage.state()).toMatchObject({ pausedBy: 'khabarshy', failures: 3 });
  expect(await stage.result()).toBe('paused');
  expect(stage.site.requests).toHaveLength(3);
  await stage.stage.store.sourceStates.resume('steppe');
  expect(await stage.stage.store.sourceStates.askedNow()).toEqual(['steppe']);
  expect(await stage.result()).toBe('SOURCE_GONE');
});

test('a look that is given up changes nothing', async () => {
  const stage = await PollerStage.open(sqlite);
  stage.site.script('/rss', { holds: 'before headers' });
  const ending = new AbortController();
  const look = stage.poller.look(stage.source(), stage.now, ending.signal);
  await stage.site.until('/rss', 1);
  ending.abort();
  expect((await look).outcome.kind).toBe('given up');
  expect((await stage.state()).lookedAt).toBeNull();
});
