import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';

/** What the process in engine-with-settable-clock.ts tells. */
interface Told {
  what: 'poll' | 'line' | 'jump' | 'failure';
  text: string;
  steadyMs: number;
}

const dayMs = 86_400_000;

/** The schedule of these tests is every second. A busy machine gets a second more. */
const beatMs = 1_000;
const mostMs = beatMs + 1_000;

const jumpLine = 'the clock was set, or the machine was asleep; the schedule starts anew';

const children: ChildProcess[] = [];
afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

/** An engine in a process of its own. */
class EngineProcess {
  readonly child: ChildProcess;
  #told: Told[] = [];

  private constructor() {
    this.child = fork(join(import.meta.dirname, 'engine-with-settable-clock.ts'), ['* * * * * *']);
    children.push(this.child);
    this.child.on('message', (message: Told) => this.#told.push(message));
  }

  static async start(): Promise<EngineProcess> {
    const engine = new EngineProcess();
    await engine.polls(1);
    return engine;
  }

  /** Moves the wall clock. @returns the steady time of the jump. */
  async jump(jumpMs: number): Promise<number> {
    this.#told = [];
    this.child.send({ jumpMs });
    const [jumped] = await this.#next('jump', 1);
    this.#told = this.#told.filter(({ steadyMs }) => steadyMs >= (jumped?.steadyMs ?? 0));
    return jumped?.steadyMs ?? 0;
  }

  /** The next polls since the last jump, as soon as there are so many. */
  polls(count: number): Promise<Told[]> {
    return this.#next('poll', count);
  }

  lines(): string[] {
    return this.#told.filter(({ what }) => what === 'line').map(({ text }) => text);
  }

  forget(): void {
    this.#told = [];
  }

  async #next(wanted: Told['what'], count: number): Promise<Told[]> {
    for (;;) {
      const found = this.#told.filter(({ what }) => what === wanted);
      if (found.length >= count) return found;
      await once(this.child, 'message');
    }
  }
}

describe.concurrent('somebody sets the clock, and node-cron is the real one', () => {
  test.each([
    ['forward by 30 days', 30 * dayMs],
    ['back by an hour', -3_600_000],
    ['forward by 5,000 seconds', 5_000_000],
    ['back by 5,000 seconds', -5_000_000],
    ['forward by 30 years', 30 * 365 * dayMs],
    ['back by 30 years', -30 * 365 * dayMs],
  ])('%s: the next poll comes within a beat, and one log line tells of it', async (_name, byMs) => {
    const engine = await EngineProcess.start();
    const jumpedMs = await engine.jump(byMs);
    const polls = await engine.polls(5);
    expect((polls[0]?.steadyMs ?? Infinity) - jumpedMs).toBeLessThan(mostMs);
    expect(engine.lines()).toEqual([jumpLine]);
    // One poll belongs to the jump, and one may come right after it. The others keep to the beat.
    expect((polls[4]?.steadyMs ?? 0) - jumpedMs).toBeGreaterThan(2 * beatMs);
  });

  test('SIGTERM ends the process at once, also after a jump of 30 days', async () => {
    const engine = await EngineProcess.start();
    await engine.jump(30 * dayMs);
    // The next beat has come: this is where node-cron would count what it missed.
    await sleep(1.5 * beatMs);
    const askedMs = performance.now();
    engine.child.kill('SIGTERM');
    const [code] = (await once(engine.child, 'exit')) as [number | null]; // as Node documents the event
    expect(code).toBe(0);
    expect(performance.now() - askedMs).toBeLessThan(mostMs);
  });

  test('a process that stood still polls at once when it goes on, and in no rush', async () => {
    const engine = await EngineProcess.start();
    engine.child.kill('SIGSTOP');
    await sleep(3 * beatMs);
    engine.forget();
    const wokenMs = performance.now();
    engine.child.kill('SIGCONT');
    const polls = await engine.polls(4);
    expect(performance.now() - wokenMs).toBeGreaterThan(beatMs);
    expect((polls[3]?.steadyMs ?? 0) - (polls[0]?.steadyMs ?? 0)).toBeLessThan(3 * mostMs);
  });
});
