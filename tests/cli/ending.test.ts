import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endInTime } from '../../src/cli/ending.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what does not end is given up within the ten seconds that were promised', () => {
  const giveUp = vi.fn<() => void>();
  void endInTime(() => new Promise(() => undefined), giveUp);
  vi.advanceTimersByTime(8_000);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(giveUp).toHaveBeenCalledOnce();
});

test('what ends, well or not, is not given up', async () => {
  const giveUp = vi.fn<() => void>();
  await endInTime(() => Promise.resolve(), giveUp);
  await expect(endInTime(() => Promise.reject(new Error('no')), giveUp)).rejects.toThrow('no');
  vi.advanceTimersByTime(20_000);
  expect(giveUp).not.toHaveBeenCalled();
});
