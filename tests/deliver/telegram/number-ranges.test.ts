import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberRanges } from '../../../src/deliver/telegram/number-ranges.ts';

const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 });

function rangesOf(all: readonly number[]): NumberRanges {
  const ranges = new NumberRanges();
  for (const number of all) ranges.add(number);
  return ranges;
}

test('ranges hold what was added, in order and apart, however it came', () => {
  fc.assert(
    fc.property(numbers, (all) => {
      const ranges = rangesOf(all);
      const held = ranges.ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
      );
      expect(held).toEqual([...new Set(all)].toSorted((one, other) => one - other));
      const pairs = ranges.ranges.slice(1).map(([first], index) => [ranges.ranges[index]?.[1], first]);
      for (const [last = 0, first = 0] of pairs) expect(first).toBeGreaterThan(last + 1);
      expect(ranges.last).toBe(all.length === 0 ? null : Math.max(...all));
      expect(new NumberRanges(ranges.ranges).ranges).toEqual(ranges.ranges);
    }),
  );
});

test('the first missing number is the next one that was not added', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 60 }), (all, from) => {
      let expected = from;
      while (all.includes(expected)) expected += 1;
      expect(rangesOf(all).firstMissing(from)).toBe(expected);
    }),
  );
});

test('what ends before a number is forgotten, and what is too much, but never the highest range', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 5 }),
      (all, from, most) => {
        const ranges = rangesOf(all);
        const before = ranges.ranges;
        ranges.forgetBelow(from, most);
        const kept = before.filter(([, last], index) => last >= from || index === before.length - 1);
        expect(ranges.ranges).toEqual(kept.slice(-most));
      },
    ),
  );
});
