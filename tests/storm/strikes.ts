import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/http/server.ts';
import type { Machine } from './machine.ts';
import type { Random } from './random.ts';
import { requestTimeoutMs } from './weather.ts';

/** How long a strike waits for the request in which it is to happen. */
const requestWaitMs = 1_500;

/** How long a process is frozen. Twice the request's timeout passes at least. */
const [shortestFreezeMs, longestFreezeMs] = [2 * requestTimeoutMs, 5_000];

/** What a strike needs of the storm around it. */
export interface Surroundings {
  sandbox: Sandbox;
  machine: Machine;
  random: Random;
  count: (what: string) => void;
  /** Something for the program to do, of which requests come. `isMore`: corrections too. */
  stir: (isMore: boolean) => Promise<void>;
}

/** What ends the lives of the program: kills and freezes in the middle of a request, and takeovers by a standby. */
export class Strikes {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async kill(): Promise<void> {
    await this.#around.machine.kill();
    this.#around.count('kills');
  }

  /** Most kills come in the middle of a request: after Telegram took it, before it answered. */
  async killMostlyInRequest(): Promise<void> {
    if (this.#around.random.isLucky(0.65)) await this.#inRequest('SIGKILL', 'kills in a request');
    await this.kill();
  }

  /**
   * Stops the process for a while, mostly in the middle of a request. It may hold the lock of an SQLite file, so that the
   * newsroom can write only when it goes on.
   * @returns false: it is to be killed before it wakes.
   */
  async freeze(): Promise<boolean> {
    const { machine, random } = this.#around;
    const { pid } = machine;
    const isWoken = random.isLucky(0.7);
    await this.#stopProcess();
    await sleep(random.between(shortestFreezeMs, longestFreezeMs));
    if (isWoken) process.kill(pid, 'SIGCONT');
    return isWoken;
  }

  /**
   * A standby waits, and takes over when the program is killed. On Postgres also when it is frozen: then it wakes when
   * the standby has begun to work, and has to end by itself.
   */
  async takeOver(settings: Record<string, string>): Promise<void> {
    const { count, machine, random } = this.#around;
    await machine.startStandby(settings);
    if (machine.canReplaceFrozen && random.isLucky(0.5)) {
      await this.#stopProcess();
      await machine.replaceFrozen();
      count('takeovers from a frozen process');
    } else {
      await this.killMostlyInRequest();
      await machine.replaceKilled();
    }
    count('takeovers');
  }

  async #stopProcess(): Promise<void> {
    const { count, machine, random } = this.#around;
    if (random.isLucky(0.7)) await this.#inRequest('SIGSTOP', 'freezes in a request');
    else process.kill(machine.pid, 'SIGSTOP');
    count('freezes');
  }

  /** Sends a signal after Telegram carried out one of the next requests, and before it answers. */
  async #inRequest(signal: NodeJS.Signals, name: string): Promise<void> {
    const { count, machine, random, sandbox, stir } = this.#around;
    const { pid } = machine;
    let left = random.between(1, 5);
    const struck = new Promise<void>((resolve) => {
      const done = () => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const stop = sandbox.onRequest(({ method }) => {
        if (!/^(send|edit|delete|forward)/i.test(method)) return;
        left -= 1;
        if (left > 0) return;
        process.kill(pid, signal);
        count(name);
        done();
      });
      const timer = setTimeout(done, requestWaitMs);
    });
    // A process that is stopped in the middle of a commit keeps everybody from writing.
    await stir(signal === 'SIGKILL' && random.isLucky(0.5));
    await struck;
  }
}
