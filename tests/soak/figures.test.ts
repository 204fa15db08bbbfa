import { expect, test } from 'vitest';
import { minuteOf, risesOf, verdictOf, type Minute } from './figures.ts';

const calm = { rssMb: 150, heapMb: 40, heapTotalMb: 50, externalMb: 4, handles: 33, walMb: 4 };

/** An hour in which the memory is what `rssOf` says of each minute. */
function hourOf(rssOf: (minute: number) => number): Minute[] {
  return Array.from({ length: 60 }, (_, index) => ({ ...calm, minute: index + 1, rssMb: rssOf(index + 1) }));
}

const isFlat = (minutes: readonly Minute[]) => risesOf(minutes).every((rise) => rise.isFlat);

test.each([
  ['stays as it is', () => 150, true],
  ['rises while the program settles, and no more', (minute: number) => 100 + 5 * Math.min(minute, 10), true],
  ['swings by twenty megabytes', (minute: number) => 150 + (minute % 3) * 10, true],
  ['rises by a sixth of a megabyte each minute', (minute: number) => 150 + minute / 6, false],
  ['jumps after half an hour', (minute: number) => (minute > 30 ? 160 : 150), false],
])('memory that %s', (_what, rssOf, expected) => {
  expect(isFlat(hourOf(rssOf))).toBe(expected);
});

test('the figures of a minute are medians: one sample amid a collection of garbage says nothing', () => {
  const samples = [150, 151, 400, 149, 152].map((rssMb) => ({ ...calm, rssMb }));
  expect(minuteOf(7, samples)).toEqual({ ...calm, rssMb: 151, minute: 7 });
});

test('handles that leak are a rise, and a figure that the system does not show is none', () => {
  const leaking = hourOf(() => 150).map((minute) => ({ ...minute, handles: 30 + minute.minute }));
  expect(verdictOf(risesOf(leaking))).toContain('RISES handles');
  expect(isFlat(hourOf(() => 150).map((minute) => ({ ...minute, handles: Number.NaN })))).toBe(true);
});

test('ten minutes are too short for a verdict', () => {
  expect(verdictOf(risesOf(hourOf(() => 150).slice(0, 10)))).toContain('too short');
});
