import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateOf,
  dayNumberAt,
  lastDays,
  momentOf,
  wallTimeAt,
  weekdayOf,
} from '../../src/time/local-clock.ts';

const hourMs = 3_600_000;
const zones = [
  'Asia/Almaty',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];

const zone = fc.constantFrom(...zones);
const moments = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('the local clock', () => {
  test.each([
    // moment, zone, what the wall shows
    ['2026-11-22T20:00:01.234Z', 'Asia/Kathmandu', '2026-11-23T01:45:01.234Z'],
    ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29T01:59:59.999Z'],
    ['2026-03-29T01:00:00.000Z', 'Europe/Berlin', '2026-03-29T03:00:00.000Z'],
    // Kazakhstan moved to UTC+5 on 2024-03-01.
    ['2024-02-29T17:59:59.000Z', 'Asia/Almaty', '2024-02-29T23:59:59.000Z'],
    ['2024-02-29T18:00:00.000Z', 'Asia/Almaty', '2024-02-29T23:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31T23:59:59.999Z'],
  ])('at %s the wall in %s shows %s', (at, timeZone, wall) => {
    expect(new Date(wallTimeAt(new Date(at), timeZone)).toISOString()).toBe(wall);
  });

  test.each([
    // wall time, zone, moment, why
    ['2026-11-24T08:00:00.000Z', 'Asia/Almaty', '2026-11-24T03:00:00.000Z', 'an ordinary time'],
    ['2026-03-29T02:30:00.000Z', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'skipped: the change'],
    ['2026-03-29T03:00:00.000Z', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'the end of the skipped hour'],
    ['2026-10-25T02:30:00.000Z', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'twice: the first'],
    ['2026-10-25T03:00:00.000Z', 'Europe/Berlin', '2026-10-25T02:00:00.000Z', 'after the repeated hour'],
    ['2026-10-04T02:15:00.000Z', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z', 'half an hour skipped'],
    ['2026-04-05T01:45:00.000Z', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', 'half an hour twice'],
    ['2026-03-08T00:00:00.000Z', 'America/Havana', '2026-03-08T05:00:00.000Z', 'midnight skipped'],
    ['2011-12-30T12:00:00.000Z', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 'a whole day skipped'],
    ['2024-02-29T23:30:00.000Z', 'Asia/Almaty', '2024-02-29T17:30:00.000Z', 'another zone: the first'],
  ])('%s in %s is %s: %s', (wall, timeZone, moment) => {
    expect(momentOf(Date.parse(wall), timeZone).toISOString()).toBe(moment);
  });

  test('always: the moment of what the wall shows is this moment, or the first that shows it', () => {
    fc.assert(
      fc.property(zone, moments, (timeZone, at) => {
        const wallMs = wallTimeAt(at, timeZone);
        const moment = momentOf(wallMs, timeZone);
        expect(wallTimeAt(moment, timeZone)).toBe(wallMs);
        expect(moment.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(at.getTime() - moment.getTime()).toBeLessThanOrEqual(hourMs);
      }),
    );
  });

  test('always: a later wall time is never an earlier moment, also around each change of the clock', () => {
    const changes = fc.constantFrom(
      ['Europe/Berlin', '2026-03-29T02:00:00Z'],
      ['Europe/Berlin', '2026-10-25T02:30:00Z'],
      ['Australia/Lord_Howe', '2026-10-04T02:00:00Z'],
      ['Asia/Almaty', '2024-02-29T23:30:00Z'],
      ['Pacific/Apia', '2011-12-30T12:00:00Z'],
    );
    const shift = fc.integer({ min: -30 * hourMs, max: 30 * hourMs });
    fc.assert(
      fc.property(changes, shift, shift, ([timeZone = '', around = ''], one, other) => {
        const earlier = momentOf(Date.parse(around) + Math.min(one, other), timeZone);
        const later = momentOf(Date.parse(around) + Math.max(one, other), timeZone);
        expect(earlier.getTime()).toBeLessThanOrEqual(later.getTime());
      }),
    );
  });

  test('counts days and knows their weekdays', () => {
    const dayNumber = dayNumberAt(new Date('2026-11-22T20:00:00Z'), 'Asia/Kathmandu');
    expect(dateOf(dayNumber).toISOString()).toBe('2026-11-23T00:00:00.000Z');
    expect([0, 1, 6].map((days) => weekdayOf(dayNumber + days))).toEqual([1, 2, 7]);
    expect(weekdayOf(0)).toBe(4);
  });
});

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
    fc.assert(
      fc.property(zone, fc.integer({ min: 1, max: 90 }), moments, (timeZone, count, now) => {
        const { dates, bounds } = lastDays(timeZone, count, now);
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
