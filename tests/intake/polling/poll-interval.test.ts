import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hintsOf, noHints } from '../../../src/intake/polling/poll-hints.ts';
import {
  backOffMs,
  jittered,
  usualIntervalMs,
  type BackOff,
} from '../../../src/intake/polling/poll-interval.ts';
import { noFacts } from '../../../src/sources/feed/feed-facts.ts';
import { after, noon, source } from '../../stage/builders.ts';

const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000];

/** Late in the afternoon, which began at noon in UTC. */
const now = after(5.9 * hourMs);

function ago(ms: number): Date {
  return new Date(now.getTime() - ms);
}

/** Moments, oldest first, each so long before the next. */
function everyMs(gapMs: number, count: number, lastAgoMs: number): Date[] {
  return Array.from({ length: count }, (_, index) => ago(lastAgoMs + (count - 1 - index) * gapMs));
}

const foreign = source({ timeZone: 'UTC' });
const own = source({ timeZone: 'UTC', isOwn: true, minMs: 10 * secondMs });

describe('a source that is asked as often as news comes', () => {
  test.each([
    ['nothing is known yet', foreign, [], 5 * minuteMs],
    ['nothing is known yet of an own one', own, [], 5 * minuteMs],
    ['the settings allow less than that', source({ timeZone: 'UTC', maxMs: 2 * minuteMs }), [], 2 * minuteMs],
    ['something came a moment ago', foreign, [ago(minuteMs)], minuteMs],
    ['something came a moment ago from an own one', own, [ago(minuteMs)], 10 * secondMs],
    ['the burst is over and little is known', foreign, [ago(11 * minuteMs)], 5 * minuteMs],
    ['news comes every 20 minutes', foreign, everyMs(20 * minuteMs, 10, 15 * minuteMs), 5 * minuteMs],
    ['news comes every hour', foreign, everyMs(hourMs, 5, 15 * minuteMs), 15 * minuteMs],
    ['news comes every two minutes', foreign, everyMs(2 * minuteMs, 20, 11 * minuteMs), minuteMs],
    ['news comes at other times of the day', foreign, everyMs(dayMs, 20, 15 * minuteMs), 15 * minuteMs],
    ['news comes in the evening only', foreign, everyMs(20 * minuteMs, 10, 18 * hourMs), 15 * minuteMs],
  ])('%s', (_, paced, moments, expected) => {
    expect(usualIntervalMs(paced, moments, noHints, now)).toBe(expected);
  });

  test('a moment after now tells of no burst: the clock was set back', () => {
    expect(usualIntervalMs(foreign, [after(hourMs)], noHints, noon)).toBe(5 * minuteMs);
  });

  test('only the last gaps count', () => {
    const slow = everyMs(30 * minuteMs, 8, 100 * minuteMs);
    const fast = everyMs(4 * minuteMs, 21, 11 * minuteMs);
    expect(usualIntervalMs(foreign, [...slow, ...fast], noHints, now)).toBe(minuteMs);
    expect(usualIntervalMs(foreign, slow, noHints, now)).toBe(7.5 * minuteMs);
  });
});

test('what the settings say holds, whatever comes', () => {
  const every = source({ everyMs: 90 * secondMs });
  const hints = { ...noHints, periodMs: hourMs, freshMs: hourMs };
  for (const moments of [[], [noon], everyMs(minuteMs, 30, 0)])
    expect(usualIntervalMs(every, moments, hints, noon)).toBe(90 * secondMs);
});

describe('while a hub sends what is new', () => {
  const since = ago(3 * hourMs);
  test.each([
    ['nothing is known yet', foreign, [], since, 15 * minuteMs],
    ['an own one, too', own, [], since, 15 * minuteMs],
    [
      'the settings allow less than that',
      source({ timeZone: 'UTC', maxMs: 2 * minuteMs }),
      [],
      since,
      2 * minuteMs,
    ],
    ['news comes every two minutes', foreign, everyMs(2 * minuteMs, 20, 4 * hourMs), since, 15 * minuteMs],
    ['something came before the hub', foreign, [ago(minuteMs)], ago(0.5 * minuteMs), 15 * minuteMs],
    ['the hub missed something', foreign, [ago(minuteMs)], since, minuteMs],
    ['the hub missed something long ago', foreign, [ago(2 * hourMs)], since, 15 * minuteMs],
    ['it has sent everything for nearly a day', foreign, [ago(30 * hourMs)], ago(dayMs - 1), 15 * minuteMs],
    ['it has sent everything for a day', foreign, [ago(30 * hourMs)], ago(dayMs), 30 * minuteMs],
    ['it missed something within a day', foreign, [ago(dayMs - 1)], ago(3 * dayMs), 15 * minuteMs],
    ['it missed something a day ago', own, [ago(dayMs)], ago(3 * dayMs), 30 * minuteMs],
    [
      'the settings allow less, whatever it sent',
      source({ maxMs: 2 * minuteMs }),
      [],
      ago(dayMs),
      2 * minuteMs,
    ],
    ['the settings say it', source({ everyMs: minuteMs }), [], since, minuteMs],
  ])('%s', (_, paced, moments, hubSince, expected) => {
    expect(usualIntervalMs(paced, moments, noHints, now, hubSince)).toBe(expected);
  });
});

describe('hints', () => {
  test.each([
    ['a cache of ten minutes', { freshMs: 10 * minuteMs }, 10 * minuteMs],
    ['a cache of a day counts for 15 minutes', { freshMs: dayMs }, 15 * minuteMs],
    ['a period of an hour counts for 30 minutes', { periodMs: hourMs }, 30 * minuteMs],
    ['a shorter one changes nothing', { periodMs: secondMs, freshMs: 0 }, 5 * minuteMs],
    ['this hour is over before the look', { skipHours: [11] }, 5 * minuteMs],
    ['the hour of the look is skipped', { skipHours: [12, 13] }, 2 * hourMs],
    ['today is skipped', { skipDays: [1] }, 12 * hourMs],
    ['everything is skipped, which is not believed', { skipDays: [0, 1, 2, 3, 4, 5, 6] }, 5 * minuteMs],
  ])('%s', (_, hints, expected) => {
    expect(usualIntervalMs(foreign, [], { ...noHints, ...hints }, noon)).toBe(expected);
    expect(usualIntervalMs(own, [], { ...noHints, ...hints }, noon)).toBe(5 * minuteMs);
  });

  test('are read from headers and from the feed', () => {
    const facts = { ...noFacts('rss'), ttlMinutes: 15, skipHours: [3] };
    expect(hintsOf({ 'cache-control': 'public, max-age=300', age: '100' }, facts, noHints)).toEqual({
      freshMs: 200_000,
      periodMs: 15 * minuteMs,
      skipHours: [3],
      skipDays: [],
    });
    expect(hintsOf({ 'cache-control': 'max-age=60, no-cache' }, null, noHints).freshMs).toBeNull();
    expect(hintsOf({ 'cache-control': 's-maxage=60' }, null, noHints).freshMs).toBeNull();
    expect(hintsOf({ 'cache-control': 'max-age=60', age: '100' }, null, noHints).freshMs).toBe(0);
  });

  test.each([
    ['hourly', 1, null],
    ['hourly', null, null],
    ['hourly', 4, 15 * minuteMs],
    ['daily', 24, hourMs],
    ['sometimes', 1, null],
  ])('%s %s', (updatePeriod, updateFrequency, periodMs) => {
    const facts = { ...noFacts('rss'), updatePeriod, updateFrequency };
    expect(hintsOf({}, facts, noHints).periodMs).toBe(periodMs);
  });

  test('of an answer without a document, those of the feed stay', () => {
    const known = { ...noHints, periodMs: hourMs, freshMs: 5 };
    expect(hintsOf({}, null, known)).toEqual({ ...known, freshMs: null });
  });
});

describe('after failures', () => {
  test.each<[BackOff, number[]]>([
    ['broken', [30, 60, 120, 240, 480, 960, 1800, 1800]],
    ['refused', [600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600]],
    ['limited', [600, 1200, 2400, 3600, 3600, 3600, 3600, 3600]],
  ])('of the kind %s the pauses grow', (because, expected) => {
    const waits = expected.map((_, index) => backOffMs(because, index + 1, 5 * minuteMs, null) / secondMs);
    expect(waits).toEqual(expected);
  });

  test('a site is asked no earlier than it says, and at the latest after a day', () => {
    expect(backOffMs('limited', 1, minuteMs, 20 * minuteMs)).toBe(20 * minuteMs);
    expect(backOffMs('limited', 1, minuteMs, 0)).toBe(2 * minuteMs);
    expect(backOffMs('broken', 9, minuteMs, 10 * dayMs)).toBe(dayMs);
  });

  test('the pauses never end the asking, and never shrink', () => {
    const because = fc.constantFrom<BackOff[]>('broken', 'refused', 'limited');
    const args = fc.tuple(because, fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1000, max: dayMs }));
    fc.assert(
      fc.property(args, ([kind, failures, usualMs]) => {
        const waitMs = backOffMs(kind, failures, usualMs, null);
        expect(waitMs).toBeGreaterThanOrEqual(backOffMs(kind, 1, usualMs, null));
        expect(waitMs).toBeLessThanOrEqual(dayMs);
        expect(backOffMs(kind, failures + 1, usualMs, null)).toBeGreaterThanOrEqual(waitMs);
      }),
    );
  });
});

test('an interval is within the bounds of its source, and with its jitter a tenth away at most', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 2 * dayMs }), { maxLength: 130 });
  const hints = fc.record({
    freshMs: fc.option(fc.integer({ min: 0, max: dayMs })),
    periodMs: fc.option(fc.integer({ min: 0, max: dayMs })),
    skipHours: fc.array(fc.integer({ min: 0, max: 23 }), { maxLength: 24 }),
    skipDays: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
  });
  fc.assert(
    fc.property(
      gaps,
      hints,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (steps, said, isOwn, random) => {
        let atMs = noon.getTime();
        const moments = steps.map((step) => new Date((atMs -= step))).toReversed();
        const paced = isOwn ? own : foreign;
        const ms = usualIntervalMs(paced, moments, said, noon);
        expect(ms).toBeGreaterThanOrEqual(paced.minMs);
        expect(ms).toBeLessThanOrEqual(isOwn ? paced.maxMs : dayMs + hourMs + 30 * minuteMs);
        expect(Math.abs(jittered(ms, 0.1, random) - ms)).toBeLessThanOrEqual(ms / 10 + 1);
      },
    ),
  );
});
