import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbeddedEngine } from '../../src/engine/embedded.ts';

const startAt = new Date('2026-03-02T12:00:00.500Z');
const log = { debug: () => undefined, warn: () => undefined };

/** An engine whose polls end when the test says so. */
function stage(expression = '0 0 0 1 1 *') {
  const polls: { resolve: (next: Date | null) => void; reject: (error: Error) => void }[] = [];
  const failures: unknown[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const poll = async (): Promise<Date | null> => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    try {
      return await new Promise<Date | null>((resolve, reject) => polls.push({ resolve, reject }));
    } finally {
      running -= 1;
    }
  };
  const engine = new EmbeddedEngine(
    { expression, timeZone: 'Asia/Almaty' },
    poll,
    (error) => failures.push(error),
    log,
  );
  const finish = async (next: Date | null = null): Promise<void> => {
    polls.at(-1)?.resolve(next);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { engine, polls, failures, finish, mostAtOnce: () => mostAtOnce };
}

beforeEach(() => {
  vi.useFakeTimers({ now: startAt });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the engine', () => {
  test('polls at its start, without waiting for the schedule', async () => {
    const { engine, polls, finish } = stage();
    engine.start();
    expect(polls).toHaveLength(1);
    await finish();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(polls).toHaveLength(1);
    await engine.stop();
  });

  test('polls on its schedule, in its time zone', async () => {
    // 17:00:00 in Almaty is 12:00:00 UTC.
    const { engine, polls, finish } = stage('*/10 * 17 * * *');
    engine.start();
    await finish();
    await vi.advanceTimersByTimeAsync(9_499);
    expect(polls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(polls).toHaveLength(2);
    await finish();
    await engine.stop();
  });

  test('never polls twice at once; many calls during a poll lead to one more', async () => {
    const { engine, polls, finish, mostAtOnce } = stage();
    engine.start();
    for (let calls = 0; calls < 5; calls += 1) engine.pollNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(polls).toHaveLength(1);
    await finish();
    expect(polls).toHaveLength(2);
    await finish();
    expect(polls).toHaveLength(2);
    engine.pollNow();
    expect(polls).toHaveLength(3);
    await finish();
    expect(mostAtOnce()).toBe(1);
    await engine.stop();
  });

  test('a schedule quicker than the polls lets none overlap', async () => {
    const { engine, polls, finish, mostAtOnce } = stage('* * * * * *');
    engine.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(polls).toHaveLength(1);
    await finish();
    expect(polls).toHaveLength(2);
    await finish();
    expect(mostAtOnce()).toBe(1);
    await engine.stop();
  });

  test('polls at the moment that the last poll named, not before', async () => {
    const { engine, polls, finish } = stage();
    engine.start();
    await finish(new Date(startAt.getTime() + 5_000));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(polls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2);
    expect(polls).toHaveLength(2);
    expect(Date.now()).toBeGreaterThan(startAt.getTime() + 5_000);
    await finish();
    await engine.stop();
  });

  test('forgets a moment when a later poll names another or none', async () => {
    const { engine, polls, finish } = stage();
    engine.start();
    await finish(new Date(startAt.getTime() + 5_000));
    engine.pollNow();
    await finish(null);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(polls).toHaveLength(2);
    await engine.stop();
  });

  test('a moment that has passed is taken at once, and the end of time does not become now', async () => {
    const { engine, polls, finish } = stage();
    engine.start();
    await finish(new Date(startAt.getTime() - 60_000));
    await vi.advanceTimersByTimeAsync(1);
    expect(polls).toHaveLength(2);
    await finish(new Date('9999-12-31T23:59:59.999Z'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(polls).toHaveLength(2);
    await engine.stop();
  });

  test('tells of a poll that failed, and goes on', async () => {
    const { engine, polls, failures, finish } = stage();
    engine.start();
    const error = new Error('the disk is full');
    polls[0]?.reject(error);
    await vi.advanceTimersByTimeAsync(0);
    expect(failures).toEqual([error]);
    engine.pollNow();
    expect(polls).toHaveLength(2);
    await finish();
    await engine.stop();
  });

  test('its stop waits for a poll under way, and nothing is polled afterwards', async () => {
    const { engine, polls, finish } = stage('* * * * * *');
    engine.start();
    engine.pollNow();
    let isStopped = false;
    const stopping = engine.stop().finally(() => (isStopped = true));
    await vi.advanceTimersByTimeAsync(100);
    expect(isStopped).toBe(false);
    await finish(new Date(startAt.getTime() + 1_000));
    await stopping;
    engine.pollNow();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(polls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
