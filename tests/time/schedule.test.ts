import fc from 'fast-check';
import cron from 'node-cron';
import { describe, expect, test } from 'vitest';
import { isSchedule, parseSchedule } from '../../src/time/cron.ts';
import { dailySchedule, lastMoment, nextMoment } from '../../src/time/schedule.ts';

function parsed(text: string) {
  const schedule = parseSchedule(text);
  if (schedule === null) throw new Error(`${text} is no schedule`);
  return schedule;
}

const table: [string, string, string, string | null, string | null][] = [
  // expression, zone, now, last, next
  ['0 8 * * *', 'Asia/Almaty', '2026-11-24T03:00:00Z', '2026-11-24T03:00:00Z', '2026-11-25T03:00:00Z'],
  ['0 8 * * *', 'Asia/Almaty', '2026-11-24T02:59:59.999Z', '2026-11-23T03:00:00Z', '2026-11-24T03:00:00Z'],
  ['*/15 * * * * *', 'UTC', '2026-01-01T00:00:07Z', '2026-01-01T00:00:00Z', '2026-01-01T00:00:15Z'],
  ['30 9 * * 1-5', 'UTC', '2026-11-22T12:00:00Z', '2026-11-20T09:30:00Z', '2026-11-23T09:30:00Z'],
  ['0 0 1 * *', 'UTC', '2026-11-24T00:00:00Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
  ['0 9 * * 7', 'UTC', '2026-11-24T00:00:00Z', '2026-11-22T09:00:00Z', '2026-11-29T09:00:00Z'],
  ['0 0 29 2 *', 'UTC', '2026-11-24T00:00:00Z', '2024-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['0 0 29 2 mon', 'UTC', '2026-11-24T00:00:00Z', '2016-02-29T00:00:00Z', '2044-02-29T00:00:00Z'],
  ['@weekly', 'UTC', '2026-11-24T00:00:00Z', '2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z'],
  // Berlin puts the clock forward on 2026-03-29 at 02:00 (01:00 UTC): 02:30 counts at the change.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z'],
  ['30 2 * * *', 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  // And back on 2026-10-25 at 03:00 (01:00 UTC): 02:30 counts once, the first time.
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-24T00:30:00Z', '2026-10-25T00:30:00Z'],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
  ['45 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', '2026-10-25T00:45:00Z', '2026-10-26T01:45:00Z'],
  // A schedule of every hour goes on through the repeated hour.
  ['*/15 * * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:15:00Z'],
  ['30 * * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
  ['*/5 * * * * *', 'Europe/Berlin', '2026-03-29T00:59:56Z', '2026-03-29T00:59:55Z', '2026-03-29T01:00:00Z'],
  ['0 * * * *', 'Asia/Kathmandu', '2026-11-24T00:00:00Z', '2026-11-23T23:15:00Z', '2026-11-24T00:15:00Z'],
  // Milliseconds do not lose a second.
  ['* * * * * *', 'Asia/Almaty', '2026-11-24T03:00:00.500Z', '2026-11-24T03:00:00Z', '2026-11-24T03:00:01Z'],
];

describe('a schedule', () => {
  test.each(table)('%s in %s at %s', (text, zone, now, last, next) => {
    const schedule = parsed(text);
    expect(lastMoment(schedule, new Date(now), zone)).toEqual(last === null ? null : new Date(last));
    expect(nextMoment(schedule, new Date(now), zone)).toEqual(next === null ? null : new Date(next));
  });

  test('knows the names of days and months, and refuses what never comes', () => {
    expect(parsed('0 8 * jan,Feb mon-fri')).toMatchObject({ months: [1, 2], weekdays: [1, 2, 3, 4, 5] });
    expect(parsed('1,1,5-9/2 * * * *').minutes).toEqual([1, 5, 7, 9]);
    for (const text of ['0 0 31 2 *', '', '* * * *', '60 * * * *', '* * * * * * *', '5-1 * * * *']) {
      expect(isSchedule(text)).toBe(false);
    }
  });

  test('of a day comes once a day', () => {
    expect(nextMoment(dailySchedule(425), new Date('2026-06-01T00:00:00Z'), 'UTC')).toEqual(
      new Date('2026-06-01T07:05:00Z'),
    );
  });

  test('names the same next moment as the scheduler', () => {
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
        fc
          .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
          .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`),
      );
    const expression = fc
      .tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
      .map((fields) => fields.join(' '));
    const zone = fc.constantFrom('Asia/Almaty', 'UTC', 'Asia/Kathmandu', 'America/Bogota');
    fc.assert(
      fc.property(expression, zone, (text, timezone) => {
        const task = cron.createTask(text, () => undefined, { timezone });
        const before = new Date();
        const expected = task.getNextRun();
        void task.destroy();
        const ours = nextMoment(parsed(text), before, timezone);
        // The scheduler looks ahead less far, and the second may turn between the two looks.
        if (expected === null || ours === null || expected.getTime() - before.getTime() < 2000) return;
        expect(ours.toISOString()).toBe(expected.toISOString());
      }),
      { numRuns: 200 },
    );
  });

  test('last and next enclose every moment, in every zone', () => {
    const zone = fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const text = fc.constantFrom(
      '0 8 * * *',
      '30 2 * * *',
      '*/20 1-3 * * 0',
      '0 0 1 * *',
      '15 */5 * * *',
      '7 * * * *',
    );
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, text, moment, (timeZone, expression, now) => {
        const schedule = parsed(expression);
        const last = lastMoment(schedule, now, timeZone);
        const next = nextMoment(schedule, now, timeZone);
        if (last === null || next === null) throw new Error('these come every month');
        expect(last.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(nextMoment(schedule, last, timeZone)).toEqual(next);
        expect(lastMoment(schedule, new Date(next.getTime() - 1), timeZone)).toEqual(last);
        expect(lastMoment(schedule, last, timeZone)).toEqual(last);
      }),
    );
  });
});
