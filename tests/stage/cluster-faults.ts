import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { ClusterStage, type ClusterMachine } from './cluster-stage.ts';

/** The longest that anything may take until another process has taken over. */
export const takeoverMs = 8_000;

const frozenMs = 20_000;

/** What stops a process in the moment that a story is about. `stop` may be called more than once. */
type Arm = (machine: ClusterMachine, stop: () => void) => void;

/** Processes of a cluster, what befalls them, and the articles that have to stand in every channel in the end. */
export class ClusterFaults {
  readonly stage: ClusterStage;
  readonly machines: ClusterMachine[] = [];
  /** What the headlines say of the articles that have to stand. */
  readonly #shown: string[] = [];
  #published = 0;

  /** Starts so many processes on an empty database, each with a network of its own. */
  static async set(
    url: string,
    processes: number,
    settings: Record<string, string> = {},
  ): Promise<ClusterFaults> {
    const cluster = new ClusterFaults(await ClusterStage.set(url));
    for (let count = 0; count < processes; count += 1)
      cluster.machines.push(await cluster.stage.launchMachine(settings));
    await cluster.untilEven();
    await cluster.publish();
    await cluster.untilPosted();
    return cluster;
  }

  private constructor(stage: ClusterStage) {
    this.stage = stage;
  }

  async untilEven(): Promise<void> {
    const shares = { 1: [4], 2: [2, 2], 3: [2, 1, 1] }[this.machines.length] ?? [];
    await this.stage.untilShared(shares, 60_000);
  }

  /** The id of the article that is published next. */
  get nextId(): string {
    return `a${this.#published}x`;
  }

  /** How many articles have to stand in each channel. */
  get articles(): number {
    return this.#shown.length;
  }

  async publish(): Promise<void> {
    const { nextId } = this;
    this.#published += 1;
    this.#shown.push(nextId);
    await this.stage.publish([nextId]);
  }

  /** The newest article says something else from now on. */
  async correct(): Promise<void> {
    const id = this.#shown.pop() ?? '';
    this.#shown.push(`${id} corrected`);
    await this.stage.query(`update articles set headline = 'Story ${id} corrected' where id = '${id}'`);
  }

  /** The newest article must not stand anywhere from now on. */
  async cancel(): Promise<void> {
    const id = this.#shown.pop() ?? '';
    await this.stage.query(`update articles set status = 'canceled' where id = '${id}'`);
  }

  async killAllBut(machine: ClusterMachine): Promise<void> {
    for (const other of this.machines) if (other !== machine) await other.program.stop('SIGKILL');
    this.machines.splice(0, this.machines.length, machine);
  }

  /** Each article stands once in each channel, in order, and nothing else does. */
  untilPosted(): Promise<void> {
    return this.stage.untilPosted(this.#shown, 60_000);
  }

  /** The process that works for a bot, and its number. */
  async holderOf(bot: string): Promise<{ machine: ClusterMachine; number: string }> {
    const holder = (await this.stage.lanes()).find((lane) => lane.bot === bot)?.holder;
    for (const machine of this.machines) {
      const number = await this.stage.numberOf(machine.program);
      if (number === holder) return { machine, number };
    }
    throw new Error(`nobody works for ${bot}`);
  }

  /** Other processes have all bots of this one. @returns how long that took, milliseconds. */
  async untilReplaced(number: string, sinceMs: number): Promise<number> {
    await vi.waitFor(
      async () => expect((await this.stage.lanes()).map(({ holder }) => holder)).not.toContain(number),
      { timeout: 30_000, interval: 20 },
    );
    return performance.now() - sinceMs;
  }

  /**
   * Stops the process of the first bot in the moment that `arm` names, which `act` brings about. It is replaced, wakes after
   * 20 seconds, and takes a share again.
   */
  async freeze(arm: Arm, act: () => Promise<void>): Promise<void> {
    const { machine, number } = await this.holderOf('news');
    const frozen = Promise.withResolvers<void>();
    arm(machine, () => {
      process.kill(machine.program.pid, 'SIGSTOP');
      frozen.resolve();
    });
    await act();
    await frozen.promise;
    const sinceMs = performance.now();
    expect(await this.untilReplaced(number, sinceMs)).toBeLessThan(takeoverMs);
    await this.publish();
    await sleep(Math.max(0, frozenMs - (performance.now() - sinceMs)));
    process.kill(machine.program.pid, 'SIGCONT');
    await this.#untilWell(machine);
  }

  /** Its event loop is blocked, or its network is a black hole: it is replaced, and takes a share again. */
  async hinder(
    hinder: (machine: ClusterMachine) => void,
    mend: (machine: ClusterMachine) => Promise<void>,
  ): Promise<void> {
    const { machine, number } = await this.holderOf('news');
    const sinceMs = performance.now();
    hinder(machine);
    await this.publish();
    expect(await this.untilReplaced(number, sinceMs)).toBeLessThan(takeoverMs);
    await this.publish();
    await mend(machine);
    await this.#untilWell(machine);
  }

  async #untilWell({ program }: ClusterMachine): Promise<void> {
    await this.untilPosted();
    await this.untilEven();
    await this.publish();
    await this.untilPosted();
    expect(program.lines.filter(({ level }) => level === 'fatal')).toEqual([]);
  }
}
