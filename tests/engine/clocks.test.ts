import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmbeddedEngine } from '../../src/engine/embedded.ts';

const hourMs = 3_600_000;
const log = { debug: () => undefined, warn: () => undefined };

let engine: EmbeddedEngine;
let polls: number;

/** Starts the schedule of a newsroom, at a moment, in a place. */
async function begin(now: string, timeZone = 'Asia/Almaty', expression = '*/5 * * * * *'): Promise<void> {
  vi.useFakeTimers({ now: new Date(now) });
  polls = 0;
  const poll = () => {
    polls += 1;
    return Promise.resolve(null);
  };
  engine = new EmbeddedEngine({ expression, timeZone }, poll, () => undefined, log);
  engine.start();
  await vi.advanceTimersByTimeAsync(60_000);
}

/** How often it polls in the next minute. */
async function pollsInAMinute(): Promise<number> {
  const before = polls;
  await vi.advanceTimersByTimeAsync(60_000);
  return polls - before;
}

afterEach(async () => {
  await engine.stop();
  vi.useRealTimers();
});

describe('somebody sets the clock', () => {
  beforeEach(() => begin('2026-03-02T12:00:00.000Z'));

  test.each([
    ['back by three hours', -3 * hourMs],
    ['back by a minute', -60_000],
    ['back by a year', -365 * 24 * hourMs],
    ['forward by three hours', 3 * hourMs],
    ['forward by a minute', 60_000],
    ['forward by 30 days', 30 * 24 * hourMs],
    ['forward by ten years', 3652 * 24 * hourMs],
  ])('%s: the schedule goes on', async (_name, byMs) => {
    vi.setSystemTime(Date.now() + byMs);
    // It is noticed within seconds.
    await vi.advanceTimersByTimeAsync(10_000);
    const count = await pollsInAMinute();
    expect(count).toBeGreaterThanOrEqual(11);
    expect(count).toBeLessThanOrEqual(14);
  });

  test('again and again: it never polls in a rush', async () => {
    for (const byMs of [-hourMs, hourMs, -2 * hourMs, 60_000, -60_000]) {
      vi.setSystemTime(Date.now() + byMs);
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect(polls).toBeLessThan(60);
    expect(await pollsInAMinute()).toBeGreaterThanOrEqual(11);
  });
});

test('a schedule for 29 February does not come on 28 February of other years', async () => {
  await begin('2027-02-28T18:59:00.000Z', 'Asia/Almaty', '0 0 0 29 2 *');
  expect(polls).toBe(1);
  // The machine sleeps until a minute before 29 February in Almaty, which begins at 19:00 UTC.
  vi.setSystemTime(new Date('2028-02-28T18:59:00.000Z'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(polls).toBe(2);
  expect(await pollsInAMinute()).toBe(1);
});

describe('summer time begins and ends', () => {
  test.each([
    ['in Berlin in spring', '2026-03-29T00:58:00.000Z', 'Europe/Berlin'],
    ['in Berlin in autumn', '2026-10-25T00:58:00.000Z', 'Europe/Berlin'],
    ['in New York in spring', '2026-03-08T06:58:00.000Z', 'America/New_York'],
    ['in New York in autumn', '2026-11-01T05:58:00.000Z', 'America/New_York'],
    ['in Almaty, when it moved to another zone', '2024-02-29T18:58:00.000Z', 'Asia/Almaty'],
  ])('%s: the schedule goes on', async (_name, now, timeZone) => {
    await begin(now, timeZone);
    // The minute before, that of the change, and those after it.
    for (let minute = 0; minute < 5; minute += 1) {
      const count = await pollsInAMinute();
      expect(count).toBeGreaterThanOrEqual(11);
      expect(count).toBeLessThanOrEqual(13);
    }
  });
});
