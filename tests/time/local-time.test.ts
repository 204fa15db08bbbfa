import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumberOf, lastDays, momentOf, readLocalTime } from '../../src/time/local-time.ts';

const hourMs = 3_600_000;
const zones = ['Asia/Almaty', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];

describe('the last days', () => {
  test.each([
    ['Asia/Almaty', '2026-11-24T18:59:59.999Z', '2026-11-24T00:00:00.000Z', '2026-11-23T19:00:00.000Z'],
    ['Asia/Almaty', '2026-11-24T19:00:00.000Z', '2026-11-25T00:00:00.000Z', '2026-11-24T19:00:00.000Z'],
    ['America/New_York', '2026-11-24T04:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-23T05:00:00.000Z'],
    // Clocks went from 00:00 to 01:00 at midnight: the day began at one.
    ['America/Havana', '2026-03-08T12:00:00.000Z', '2026-03-08T00:00:00.000Z', '2026-03-08T05:00:00.000Z'],
  ])('in %s at %s it is %s, begun at %s', (timeZone, now, date, begun) => {
    const { dates, bounds } = lastDays(timeZone, 1, new Date(now));
    expect(dates.map(String)).toEqual([String(new Date(date))]);
    expect(bounds[0]?.toISOString()).toBe(begun);
  });

  test('a day on which the clocks change is 23 or 25 hours long', () => {
    const lengths = (now: string) => {
      const { bounds } = lastDays('Europe/Berlin', 2, new Date(now));
      return bounds.slice(1).map((bound, day) => (bound.getTime() - (bounds[day]?.getTime() ?? 0)) / hourMs);
    };
    expect(lengths('2026-03-30T10:00:00Z')).toEqual([23, 24]);
    expect(lengths('2026-10-26T10:00:00Z')).toEqual([25, 24]);
  });

  test('always: now is in the last day, and the days join one another', () => {
    const moments = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1, max: 90 }), moments, (zone, count, now) => {
        const { dates, bounds } = lastDays(zone, count, now);
        expect(dates).toHaveLength(count);
        expect(bounds).toHaveLength(count + 1);
        expect(bounds.at(-2)?.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(bounds.at(-1)?.getTime()).toBeGreaterThan(now.getTime());
        for (const [index, bound] of bounds.slice(1).entries()) {
          const before = bounds[index]?.getTime() ?? 0;
          // Samoa skipped a whole day in 2011; elsewhere a day has 23 to 25 hours.
          expect(bound.getTime() - before).toBeGreaterThanOrEqual(0);
          expect(bound.getTime() - before).toBeLessThanOrEqual(25 * hourMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a time that the clocks skip is the first moment after', () => {
  const read = readLocalTime('Europe/Berlin');
  const dayNumber = Date.UTC(2026, 2, 29) / (24 * hourMs);
  expect(momentOf(read, dayNumber, 2.5 * hourMs).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  expect(momentOf(read, dayNumber, 3 * hourMs).toISOString()).toBe('2026-03-29T01:00:00.000Z');
});

test('local time is what the clock and the calendar show', () => {
  const local = readLocalTime('Asia/Kathmandu')(new Date('2026-11-22T20:00:01.234Z'));
  expect(local).toEqual({
    year: 2026,
    month: 11,
    day: 23,
    weekday: 1,
    clockMs: (1 * 3600 + 45 * 60 + 1) * 1000 + 234,
  });
  expect(dayNumberOf(local)).toBe(Date.UTC(2026, 10, 23) / 86_400_000);
});
