import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countScale } from '../../../src/web/site/charts.ts';

test('a chart of counts holds them all, begins near the lowest, and has whole numbers at its lines', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 60 }), (values) => {
      const { from, to } = countScale(values);
      const [lowest, highest] = [Math.min(...values), Math.max(...values)];
      expect(from).toBeLessThanOrEqual(lowest);
      expect(to).toBeGreaterThanOrEqual(highest);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(from) && Number.isInteger((to - from) / 4)).toBe(true);
      // A change that people care for can be seen.
      expect(to - from).toBeLessThanOrEqual(Math.max(highest - lowest, 4) * 6);
    }),
  );
  expect(countScale([])).toEqual({ from: 0, to: 4 });
  expect(countScale([12_350, 12_400])).toEqual({ from: 12_340, to: 12_420 });
});
