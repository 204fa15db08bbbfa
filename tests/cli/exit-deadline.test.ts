import { expect, onTestFinished, test, vi } from 'vitest';
import { startExitDeadline } from '../../src/cli/exit-deadline.ts';

test('what does not end is given up within the ten seconds that were promised, and not before messages in flight', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const giveUp = vi.fn<() => void>();
  startExitDeadline(giveUp);
  vi.advanceTimersByTime(8_000);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(giveUp).toHaveBeenCalledOnce();
});
