import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSilence } from '../../src/watch/silence.ts';

const timeZone = 'Asia/Almaty';
const minuteMs = 60_000;

/** By the clock of Almaty, UTC+5. Monday is 23 November 2026. */
const at = (text: string) => new Date(`${text}:00+05:00`);
const monday = '2026-11-23';
const friday = '2026-11-20';

/** One article every `minutes` on the two weeks before, in working hours, then the given ones; newest first. */
function routine(minutes: number, ...later: string[]): Date[] {
  const moments = later.map(at);
  for (const day of ['09', '10', '11', '12', '13', '16', '17', '18', '19', '20']) {
    for (let minute = 0; minute <= 600; minute += minutes) {
      moments.push(new Date(at(`2026-11-${day}T09:00`).getTime() + minute * minuteMs));
    }
  }
  return moments.sort((one, other) => other.getTime() - one.getTime());
}

describe('a newsroom that publishes every half an hour', () => {
  test.each([
    [`${monday}T09:00`, 'usual', 'the weekend is no gap'],
    [`${monday}T10:59`, 'usual', 'two hours are tolerated'],
    [`${monday}T11:00`, 'usual', 'two hours exactly, too'],
    [`${monday}T11:01`, 'silent', 'longer is silence'],
    [`${monday}T18:59`, 'silent', 'all day'],
    [`${monday}T19:30`, 'unknown', 'the evening begins and ends nothing'],
    ['2026-11-21T12:00', 'usual', 'Saturday adds nothing to the gap'],
  ])('at %s it is %s: %s', (now, kind) => {
    expect(judgeSilence(routine(30), at(now), timeZone).kind).toBe(kind);
  });

  test('a new article ends it, also one of the night before', () => {
    const now = at(`${monday}T14:00`);
    expect(judgeSilence(routine(30), now, timeZone)).toEqual({
      kind: 'silent',
      gapMs: 300 * minuteMs,
      usualMs: 30 * minuteMs,
    });
    expect(judgeSilence(routine(30, `${monday}T13:59`), now, timeZone).kind).toBe('usual');
    expect(judgeSilence(routine(30, '2026-11-22T23:00'), at(`${monday}T10:30`), timeZone).kind).toBe('usual');
  });
});

test('a slow newsroom may be silent for three times its usual gap', () => {
  expect(judgeSilence(routine(150), at(`${monday}T16:30`), timeZone).kind).toBe('usual');
  expect(judgeSilence(routine(150), at(`${monday}T16:31`), timeZone).kind).toBe('silent');
});

test('language versions that come together are one piece of news', () => {
  const thrice = routine(150).flatMap((moment) => [
    new Date(moment.getTime() + 2_000),
    new Date(moment.getTime() + 1_000),
    moment,
  ]);
  expect(judgeSilence(thrice, at(`${monday}T16:30`), timeZone).kind).toBe('usual');
});

test('articles of the night do not make the day look busier', () => {
  const nights = Array.from(
    { length: 300 },
    (_, minute) => new Date(at(`${friday}T20:00`).getTime() + minute * minuteMs),
  );
  const all = [...routine(150), ...nights].sort((one, other) => other.getTime() - one.getTime());
  expect(judgeSilence(all, at(`${monday}T16:00`), timeZone).kind).toBe('usual');
});

test('from few articles, or none, nothing is concluded', () => {
  const now = at(`${monday}T18:00`);
  expect(judgeSilence([], now, timeZone).kind).toBe('unknown');
  expect(judgeSilence(routine(30).slice(0, 20), now, timeZone).kind).toBe('unknown');
  expect(judgeSilence(routine(30).slice(0, 21), now, timeZone).kind).toBe('silent');
});

test('always: silence only in working hours, and only after more than two hours of working time', () => {
  const from = at('2026-11-02T00:00').getTime();
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 21 * 24 * 60 }), { maxLength: 120 }),
      fc.integer({ min: 0, max: 7 * 24 * 60 }),
      (minutes, laterMinutes) => {
        const moments = minutes
          .map((minute) => new Date(from + minute * minuteMs))
          .sort((one, other) => other.getTime() - one.getTime());
        const now = new Date((moments[0]?.getTime() ?? from) + laterMinutes * minuteMs);
        const silence = judgeSilence(moments, now, timeZone);
        if (silence.kind !== 'silent') return;
        expect(silence.gapMs).toBeGreaterThan(120 * minuteMs);
        expect(silence.gapMs).toBeGreaterThan(3 * silence.usualMs);
        const local = new Date(now.getTime() + 5 * 60 * minuteMs);
        expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
        expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
        expect(local.getUTCHours() * 60 + local.getUTCMinutes()).toBeLessThanOrEqual(19 * 60);
      },
    ),
    { numRuns: 60 },
  );
});
