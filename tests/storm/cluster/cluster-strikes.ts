import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../src/sandbox/http/server.ts';
import type { WayName } from '../../stage/machine-network.ts';
import type { Random } from '../random.ts';
import type { Ground } from './ground.ts';
import type { ClusterMachine } from './cluster-machine.ts';

/** How long a strike waits for the request in which it is to happen. */
const requestWaitMs = 1_500;

/** How long things last, from the shortest to the longest: below the 5 s after which a process is replaced, and far above. */
const frozenMs = [600, 14_000] as const;
const swallowedMs = [600, 14_000] as const;
const awayMs = [300, 10_000] as const;
/** Of an event loop: one that must go unnoticed, and one for which the process is replaced. */
const blockedMs = [3_000, 8_000] as const;

const shareInRequest = 0.65;
const shareKilledFrozen = 0.25;

export type Strike = 'kill' | 'stop' | 'freeze' | 'hole' | 'block' | 'break';

interface Surroundings {
  sandbox: Sandbox;
  ground: Ground;
  random: Random;
  count: (what: string) => void;
  /** Something for the program to do, of which requests come. `isMore`: corrections too. */
  stir: (isMore: boolean) => Promise<void>;
}

/** What befalls the machines of a cluster and its server. Whatever lasts goes on beside the next strikes. */
export class ClusterStrikes {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  async strike(strike: Strike): Promise<void> {
    if (strike === 'kill') await this.#kill();
    else if (strike === 'stop') await this.#stop();
    else if (strike === 'freeze') await this.#freeze();
    else if (strike === 'hole') this.#swallow();
    else if (strike === 'block') await this.#block();
    else await this.#break();
  }

  /** Mostly in the middle of a request: after Telegram took it, before it answered. */
  async #kill(): Promise<void> {
    const { count, random } = this.#around;
    const machine = this.#choose();
    if (random.isLucky(shareInRequest) && (await this.#inRequest(machine, 'SIGKILL')))
      count('kills in a request');
    await machine.kill();
    count('kills');
    await sleep(random.between(0, 2_000));
    machine.start();
  }

  /** It is asked to end, and started again, as by an upgrade. */
  async #stop(): Promise<void> {
    const machine = this.#choose();
    if (machine.isFrozen) return;
    await machine.running();
    await machine.stop();
    this.#around.count('clean stops');
    machine.start();
  }

  /** The process wakes after a while, if it is not killed before. */
  async #freeze(): Promise<void> {
    const { count, random } = this.#around;
    const machine = this.#choose();
    const isInRequest = random.isLucky(shareInRequest) && (await this.#inRequest(machine, 'SIGSTOP'));
    if (isInRequest) count('freezes in a request');
    else machine.signal('SIGSTOP');
    count('freezes');
    machine.wakeAfter(random.between(...frozenMs));
    if (!random.isLucky(shareKilledFrozen)) return;
    await sleep(random.between(0, 3_000));
    await machine.kill();
    machine.start();
    count('killed while frozen');
  }

  #swallow(): void {
    const { count, random } = this.#around;
    const ways = random.pick<readonly WayName[]>([['database'], ['telegram'], ['database', 'telegram']]);
    this.#choose().swallow(ways, random.between(...swallowedMs));
    count(`black holes before ${ways.join(' and ')}`);
  }

  async #block(): Promise<void> {
    const { count, random } = this.#around;
    const machine = this.#choose();
    await machine.running();
    machine.block(random.pick(blockedMs));
    count('blocked event loops');
  }

  /** The server is really away, and every session is gone. */
  async #break(): Promise<void> {
    const { count, ground, random } = this.#around;
    const how = random.pick(['fast', 'crash'] as const);
    await ground.breakServer(how, random.between(...awayMs));
    count(how === 'fast' ? 'restarts of Postgres' : 'crashes of Postgres');
  }

  /** One that is not frozen, if there is one. */
  #choose(): ClusterMachine {
    const { ground, random } = this.#around;
    const awake = ground.machines.filter(({ isFrozen }) => !isFrozen);
    return random.pick(awake.length === 0 ? ground.machines : awake);
  }

  /**
   * Sends a signal to the process after Telegram carried out one of its next requests, and before it answers.
   * @returns false: no request came.
   */
  async #inRequest(machine: ClusterMachine, signal: NodeJS.Signals): Promise<boolean> {
    const { ground, random, sandbox, stir } = this.#around;
    let left = random.between(1, 5);
    const struck = new Promise<boolean>((resolve) => {
      const done = (isStruck: boolean) => {
        stop();
        clearTimeout(timer);
        resolve(isStruck);
      };
      const stop = sandbox.onRequest(({ chatId, method }) => {
        if (!/^(send|edit|delete|forward)/i.test(method) || ground.machineOf(chatId) !== machine) return;
        left -= 1;
        if (left > 0) return;
        machine.signal(signal);
        done(true);
      });
      const timer = setTimeout(() => done(false), requestWaitMs);
    });
    await stir(random.isLucky(0.5));
    return struck;
  }
}
