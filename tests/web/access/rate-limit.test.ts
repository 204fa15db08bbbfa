import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimit } from '../../../src/web/access/rate-limit.ts';

test('lets some through at once, and then so many a minute', () => {
  const limit = new RateLimit({ burst: 3, perMinute: 6 });
  const take = (nowMs: number) => limit.take('a', nowMs);
  expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
  expect(take(9_999)).toBe(false);
  expect(take(10_001)).toBe(true);
  expect(limit.take('b', 10_001)).toBe(true);
});

test('never more than its rate, whenever one asks', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000 }), { maxLength: 200 }), (pauses) => {
      const limit = new RateLimit({ burst: 5, perMinute: 60 });
      let nowMs = 0;
      let taken = 0;
      for (const pause of pauses) {
        nowMs += pause;
        if (limit.take('a', nowMs)) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(5 + nowMs / 1_000);
    }),
  );
});

test('strangers do not fill the memory', () => {
  const limit = new RateLimit({ burst: 1, perMinute: 1 });
  expect(limit.take('first', 0)).toBe(true);
  for (let client = 0; client < 6_000; client += 1) limit.take(String(client), 0);
  // It was forgotten, so it may ask again.
  expect(limit.take('first', 0)).toBe(true);
});
