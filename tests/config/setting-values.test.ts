import fc from 'fast-check';
import { validate } from 'node-cron';
import { describe, expect, test } from 'vitest';
import { isSchedule } from '../../src/time/cron.ts';
import { isTimeZone, parseDurationMs, parseWholeNumber } from '../../src/config/setting-values.ts';

describe('a schedule', () => {
  const good = [
    '*/5 * * * * *',
    '* * * * *',
    '0 9 * * 1-5',
    '0 0 9 * * mon-fri',
    '0,30 8-20/2 1,15 JAN,jul *',
    '0 0 29 2 *',
    '0 0 * * 7',
    '0 0 * * 0-6',
    '  0  0 1 * *  ',
    '@hourly',
  ];
  test.each(good)('%s is one, and the scheduler says so too', (text) => {
    expect([isSchedule(text), validate(text)]).toEqual([true, true]);
  });

  const bad = [
    '',
    '* * * *',
    '* * * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5/2 * * * *',
    '*-5 * * * *',
    '5-1 * * * *',
    '1, * * * *',
    'x * * * *',
    '0 0 31 2 *',
    '0 0 31 4,6 *',
    '@sometimes',
    'foo * * jan *',
  ];
  test.each(bad)('%j is none', (text) => {
    expect(isSchedule(text)).toBe(false);
  });

  test('whatever is taken here, the scheduler takes', () => {
    const number = fc.integer({ min: 0, max: 65 }).map(String);
    const word = fc.constantFrom('jan', 'DEC', 'mon', 'Sun', '*', 'L', '?', 'x');
    const range = fc.tuple(number, number).map(([a, b]) => `${a}-${b}`);
    const token = fc
      .tuple(fc.oneof({ weight: 4, arbitrary: fc.constant('*') }, number, range, word), fc.option(number))
      .map(([value, step]) => (step === null ? value : `${value}/${step}`));
    const field = fc.array(token, { minLength: 1, maxLength: 2 }).map((tokens) => tokens.join(','));
    const schedule = fc.array(field, { minLength: 5, maxLength: 6 }).map((fields) => fields.join(' '));
    fc.assert(
      fc.property(schedule, (text) => {
        fc.pre(isSchedule(text));
        expect(validate(text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('numbers and durations', () => {
  const units: [string, number][] = [
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ];
  test('a duration is its number times its unit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999 }), fc.constantFrom(...units), (amount, [unit, ms]) => {
        expect(parseDurationMs(`${amount}${unit}`)).toBe(amount * ms);
      }),
    );
  });

  test('nothing but digits is a whole number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.nat().map(String)), (text) => {
        const value = parseWholeNumber(text);
        return value === null || String(value) === text;
      }),
    );
    expect(parseWholeNumber('12')).toBe(12);
  });

  test.each(['Asia/Almaty', 'UTC', 'Europe/Berlin'])('%s is a time zone', (text) => {
    expect(isTimeZone(text)).toBe(true);
  });
  test.each(['', '+05:00', 'Asia', 'Asia/Nowhere'])('%j is no time zone', (text) => {
    expect(isTimeZone(text)).toBe(false);
  });
});
