import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { earliestDeparture, Pacer } from '../../src/deliver/pacer.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
/** What the pacer adds to a window, because a clock of whole milliseconds may be one behind at each end. */
const roundingMs = 2;

/** The most moments that any window of this length holds. */
function mostIn(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, moment] of sorted.entries()) {
    while (moment - (sorted[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** The same by looking at every moment ever: the first allowed millisecond. */
function firstAllowed(moments: readonly number[], perMinute: number, nowMs: number): number {
  const blocks = (atMs: number) =>
    moments.some((moment) => atMs - moment < secondMs + roundingMs) ||
    moments.filter((moment) => atMs - moment < minuteMs + roundingMs).length >= perMinute;
  const candidates = [nowMs];
  for (const moment of moments) {
    candidates.push(moment + secondMs + roundingMs, moment + minuteMs + roundingMs);
  }
  return Math.min(...candidates.filter((atMs) => atMs >= nowMs && !blocks(atMs)));
}

describe('one channel', () => {
  const burst = fc.record({
    perMinute: fc.integer({ min: 1, max: 25 }),
    messages: fc.array(
      fc.record({
        pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
        delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40_000 })),
        isCancelled: fc.boolean(),
      }),
      { minLength: 1, maxLength: 70 },
    ),
  });

  test('never gets more than its limit in any window, whatever the answers take, and never waits needlessly', () => {
    fc.assert(
      fc.property(burst, ({ perMinute, messages }) => {
        const pacer = new Pacer(0);
        const arrivals: number[] = [];
        let nowMs = 1_000_000;
        for (const { pauseMs, delayMs, isCancelled } of messages) {
          nowMs += pauseMs;
          const departAtMs = pacer.earliest('news', perMinute, nowMs);
          expect(departAtMs).toBe(firstAllowed(arrivals, perMinute, nowMs));
          const place = pacer.depart('news', departAtMs);
          nowMs = departAtMs + delayMs;
          if (isCancelled) {
            place.cancelled();
          } else {
            place.arrived(nowMs);
            arrivals.push(nowMs);
          }
        }
        expect(mostIn(arrivals, minuteMs)).toBeLessThanOrEqual(perMinute);
        expect(mostIn(arrivals, secondMs)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a hundred posts at twenty a minute finish in the least time that the limit allows', () => {
    const pacer = new Pacer(30);
    const startMs = 5_000_000;
    let nowMs = startMs;
    for (let sent = 0; sent < 100; sent += 1) {
      nowMs = pacer.earliest('news', 20, nowMs);
      pacer.depart('news', nowMs).arrived(nowMs);
    }
    // Four whole minutes, then nineteen steps of a second.
    expect(nowMs - startMs).toBe(4 * (minuteMs + roundingMs) + 19 * (secondMs + roundingMs));
  });

  test('without pacing leaves at once, also within the same second', () => {
    const pacer = new Pacer(0);
    for (let sent = 0; sent < 50; sent += 1) pacer.depart('news', 1_000).arrived(1_000);
    expect(pacer.earliest('news', 0, 1_000)).toBe(1_000);
  });

  test('waits for what an earlier run of the program sent', () => {
    const pacer = new Pacer(30);
    pacer.restore('news', [58_000, 1_000, 30_000], 0);
    expect(pacer.earliest('news', 3, 58_500)).toBe(1_000 + minuteMs + roundingMs);
    expect(pacer.earliest('sport', 3, 58_500)).toBe(58_500);
  });

  test('a clock that was set back gives no place twice', () => {
    const pacer = new Pacer(0);
    pacer.depart('news', 10_000).arrived(9_000);
    expect(pacer.earliest('news', 20, 10_000)).toBe(10_000 + secondMs + roundingMs);
  });
});

describe('all channels together', () => {
  const channels = ['a', 'b', 'c', 'd', 'e'];
  const sends = fc.array(
    fc.record({
      channel: fc.constantFrom(...channels),
      pauseMs: fc.integer({ min: 0, max: 400 }),
      delayMs: fc.integer({ min: 0, max: 5_000 }),
    }),
    { minLength: 1, maxLength: 80 },
  );

  test('never let more depart in a second than the limit, with answers that overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), sends, (perSecond, messages) => {
        const pacer = new Pacer(perSecond);
        const departures: number[] = [];
        let inFlight: { atMs: number; arrive: (atMs: number) => void }[] = [];
        let nowMs = 1_000_000;
        for (const { channel, pauseMs, delayMs } of messages) {
          nowMs = pacer.earliest(channel, 0, nowMs + pauseMs);
          for (const answer of inFlight) if (answer.atMs <= nowMs) answer.arrive(answer.atMs);
          inFlight = inFlight.filter((answer) => answer.atMs > nowMs);
          nowMs = pacer.earliest(channel, 0, nowMs);
          departures.push(nowMs);
          const place = pacer.depart(channel, nowMs);
          inFlight.push({ atMs: nowMs + delayMs, arrive: (atMs) => place.arrived(atMs) });
        }
        expect(mostIn(departures, secondMs)).toBeLessThanOrEqual(perSecond);
      }),
    );
  });

  test('leave exactly when the window has room again', () => {
    const pacer = new Pacer(2);
    pacer.depart('a', 1_000).arrived(1_000);
    pacer.depart('b', 1_400).arrived(1_400);
    expect(pacer.earliest('c', 0, 1_500)).toBe(1_000 + secondMs + roundingMs);
    expect(pacer.earliest('c', 0, 3_000)).toBe(3_000);
  });
});

describe('429', () => {
  test('holds its channel as long as asked, and no other', () => {
    const pacer = new Pacer(30);
    pacer.limit('news', 8_000, 1_000);
    expect(pacer.earliest('news', 20, 1_000)).toBe(8_000);
    expect(pacer.earliest('sport', 20, 1_000)).toBe(1_000);
  });

  test('from a second channel soon after holds everything', () => {
    const pacer = new Pacer(30);
    pacer.limit('news', 8_000, 1_000);
    pacer.limit('sport', 20_000, 11_000);
    expect(pacer.earliest('economy', 20, 12_000)).toBe(20_000);
    expect(pacer.earliest('news', 20, 12_000)).toBe(20_000);
    expect(pacer.earliest('economy', 20, 20_000)).toBe(20_000);
  });

  test.each([
    { what: 'from the same channel again', channel: 'news', atMs: 2_000 },
    { what: 'from another channel long after', channel: 'sport', atMs: 11_001 },
  ])('$what holds only that one', ({ channel, atMs }) => {
    const pacer = new Pacer(30);
    pacer.limit('news', 8_000, 1_000);
    pacer.limit(channel, 30_000, atMs);
    expect(pacer.earliest('economy', 20, atMs)).toBe(atMs);
    expect(pacer.earliest(channel, 20, atMs)).toBe(30_000);
  });

  test('never shortens a wait', () => {
    const pacer = new Pacer(30);
    pacer.limit('news', 90_000, 1_000);
    pacer.limit('news', 5_000, 2_000);
    pacer.restore('news', [], 3_000);
    expect(pacer.earliest('news', 20, 2_000)).toBe(90_000);
  });
});

test('the earliest departure is never before now, nor before a hold', () => {
  const history = { channel: [], all: [], channelPausedUntil: 500, allPausedUntil: 700 };
  expect(earliestDeparture(history, { perMinute: 20, perSecond: 30 }, 100)).toBe(700);
  expect(earliestDeparture(history, { perMinute: 20, perSecond: 30 }, 900)).toBe(900);
});
