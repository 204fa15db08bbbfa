import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quietAt, wasKept } from '../../src/plan/quiet-hours.ts';

const night = { fromMinute: 23 * 60, toMinute: 7 * 60, mode: 'keep' } as const;
const noon = { fromMinute: 12 * 60, toMinute: 13 * 60 + 30, mode: 'silent' } as const;
const gap = { fromMinute: 2 * 60 + 10, toMinute: 2 * 60 + 50, mode: 'keep' } as const;

// Almaty is five hours ahead of UTC, Berlin one or two.
const table: [object, string, string, string, string][] = [
  [night, 'Asia/Almaty', '2026-11-24T17:59:59.999Z', 'open', '2026-11-24T18:00:00Z'],
  [night, 'Asia/Almaty', '2026-11-24T18:00:00Z', 'keep', '2026-11-25T02:00:00Z'],
  [night, 'Asia/Almaty', '2026-11-24T19:00:00Z', 'keep', '2026-11-25T02:00:00Z'],
  [night, 'Asia/Almaty', '2026-11-25T01:59:59.999Z', 'keep', '2026-11-25T02:00:00Z'],
  [night, 'Asia/Almaty', '2026-11-25T02:00:00Z', 'open', '2026-11-25T18:00:00Z'],
  [noon, 'UTC', '2026-11-24T11:59:59Z', 'open', '2026-11-24T12:00:00Z'],
  [noon, 'UTC', '2026-11-24T13:29:59Z', 'silent', '2026-11-24T13:30:00Z'],
  [noon, 'UTC', '2026-11-24T13:30:00Z', 'open', '2026-11-25T12:00:00Z'],
  // The night in which the clock is put forward is an hour shorter, the one in which it is put back longer.
  [night, 'Europe/Berlin', '2026-03-28T22:00:00Z', 'keep', '2026-03-29T05:00:00Z'],
  [night, 'Europe/Berlin', '2026-10-24T21:00:00Z', 'keep', '2026-10-25T06:00:00Z'],
  // Hours that the clock skips do not come.
  [gap, 'Europe/Berlin', '2026-03-29T01:00:00Z', 'open', '2026-03-30T00:10:00Z'],
  [gap, 'Europe/Berlin', '2026-03-30T00:10:00Z', 'keep', '2026-03-30T00:50:00Z'],
  // And of an hour that comes twice only the first counts.
  [gap, 'Europe/Berlin', '2026-10-25T00:20:00Z', 'keep', '2026-10-25T00:50:00Z'],
  [gap, 'Europe/Berlin', '2026-10-25T01:20:00Z', 'open', '2026-10-26T01:10:00Z'],
];

describe('quiet hours', () => {
  test.each(table)('%j in %s at %s: %s until %s', (hours, zone, at, kind, until) => {
    expect(quietAt(hours as typeof night, new Date(at), zone)).toMatchObject({
      kind,
      until: new Date(until),
    });
  });

  test('none are open for ever', () => {
    expect(quietAt(null, new Date(), 'UTC')).toEqual({ kind: 'open', until: null, since: null });
  });

  test('what applies holds until it says, and not longer', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const zone = fc.constantFrom('Asia/Almaty', 'Europe/Berlin', 'Australia/Lord_Howe');
    const moment = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, minute, zone, moment, (fromMinute, toMinute, timeZone, at) => {
        fc.pre(fromMinute !== toMinute);
        const hours = { fromMinute, toMinute, mode: 'keep' } as const;
        const { kind, until, since } = quietAt(hours, at, timeZone);
        if (until === null || since === null) throw new Error('these come every day');
        expect(quietAt(hours, new Date(until.getTime() - 1), timeZone).kind).toBe(kind);
        expect(quietAt(hours, since, timeZone).kind).toBe(kind);
        const isNightSkipped = quietAt(hours, until, timeZone).kind === kind;
        // Only where both bounds fall into an hour that the clock skips.
        expect(isNightSkipped && Math.abs(fromMinute - toMinute) > 60).toBe(false);
      }),
    );
  });
});

describe('a post was kept', () => {
  const at = (text: string) => new Date(`2026-11-${text}Z`);
  test.each([
    ['promised in the night', '24T20:00:00', '25T02:00:00', true],
    ['promised before the night and not sent', '24T17:00:00', '25T05:00:00', true],
    ['promised after it', '25T02:00:00', '25T02:00:01', false],
    ['still night', '24T20:00:00', '25T01:00:00', false],
  ])('%s', (_, promised, now, expected) => {
    expect(wasKept(night, at(promised), at(now), 'Asia/Almaty')).toBe(expected);
  });

  test('never where hours are only silent, or none', () => {
    for (const hours of [null, { ...night, mode: 'silent' as const }]) {
      expect(wasKept(hours, at('24T20:00:00'), at('25T02:00:00'), 'Asia/Almaty')).toBe(false);
    }
  });
});
