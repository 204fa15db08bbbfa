import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { LogLine } from '../../stage/log-lines.ts';
import type { MachineNetwork, WayName } from '../../stage/machine-network.ts';
import { startProgram, type Program } from '../../stage/program.ts';

/** How many of the last lives keep their output, for the report of a failure. */
const keptLives = 60;

/** How long a process may take until it runs. Its database may be away meanwhile, and its former session alive for 5 s. */
const startMs = 120_000;

/** A process that ends again and again will never run. */
const mostStrangeEnds = 5;

/** A supervisor of processes starts one again that ended by itself. */
const restartMs = 500;

const preload = pathToFileURL(join(import.meta.dirname, '../../stage/block-on-signal.ts')).href;

const runs = ({ msg }: LogLine) => msg === 'running';
const takes = ({ msg }: LogLine) => msg === 'this process works for the bot now';

/**
 * One of the machines of a cluster: a folder, a network of its own, and the program, which is started again whenever it
 * ends. Its settings are those of all others.
 */
export class ClusterMachine {
  readonly name: string;
  /** Ends that nobody asked for, of a process that ran, or that nothing kept from its start. */
  readonly strangeEnds: string[] = [];
  readonly #folder: string;
  readonly #settings: Record<string, string>;
  readonly #network: MachineNetwork;
  readonly #lives: string[] = [];
  #program: Program | null = null;
  /** When it could not reach the database last, or was frozen. */
  #hinderedAtMs = 0;
  #isServerAway = false;
  #isSwallowed = false;
  #startedAtMs = 0;
  #isEnding = false;
  /** Freezes and black holes that end by themselves. */
  #passing: Promise<void> = Promise.resolve();
  #isFrozen = false;
  /** We have killed it, and it may not have ended yet. */
  #isKilled = false;
  #taken = 0;

  constructor(
    name: string,
    folder: string,
    settings: Record<string, string>,
    files: Record<string, string>,
    network: MachineNetwork,
  ) {
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    this.name = name;
    this.#folder = folder;
    this.#settings = { ...settings, ...network.settings, NODE_OPTIONS: `--import ${preload}` };
    this.#network = network;
  }

  get pid(): number {
    return this.#program?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#program !== null && hasRun(this.#program);
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** The epoch since which the present process has a bot, as it said itself; 0: it never had it. */
  epochOf(bot: string): number {
    const taken = this.#program?.lines.findLast((line) => takes(line) && line['bot'] === bot);
    return Number(taken?.['epoch'] ?? 0);
  }

  /** How often its processes took a bot. */
  get taken(): number {
    return this.#taken + countTaken(this.#program);
  }

  /** What the last lives printed. */
  get output(): string[] {
    return [...this.#lives, `=== ${this.name}, the last life\n${this.#program?.output() ?? ''}`];
  }

  start(): void {
    const program = startProgram(this.#settings, this.#folder);
    this.#program = program;
    this.#isKilled = false;
    this.#startedAtMs = Date.now();
    void program.exited.then((code) => this.#ended(program, code));
  }

  /** Started again by its supervisor. Without a database it does not start, which is no fault of it. */
  async #ended(program: Program, code: number | null): Promise<void> {
    if (this.#program !== program || this.#isKilled) return;
    this.#keep(program);
    const hadDatabase = !this.#isServerAway && !this.#isSwallowed && this.#hinderedAtMs < this.#startedAtMs;
    if (hasRun(program) || hadDatabase)
      this.strangeEnds.push(`${this.name} ended with ${code}: ${program.output().slice(-2_000)}`);
    await sleep(restartMs);
    if (!this.#isEnding && this.#program === program) this.start();
  }

  async running(): Promise<void> {
    const untilMs = Date.now() + startMs;
    while (!this.isRunning) {
      if (Date.now() > untilMs || this.strangeEnds.length > mostStrangeEnds)
        throw new Error(`${this.name} does not run: ${this.output.slice(-2).join('\n')}`);
      await sleep(50);
    }
  }

  kill(): Promise<void> {
    return this.#stop('SIGKILL');
  }

  /** Asks it to end, as an upgrade does, and waits for that. */
  stop(): Promise<void> {
    return this.#stop('SIGTERM');
  }

  async #stop(signal: NodeJS.Signals): Promise<void> {
    const program = this.#program;
    this.#program = null;
    this.#isFrozen = false;
    if (program === null) return;
    await program.stop(signal);
    this.#keep(program);
  }

  #keep(program: Program): void {
    this.#taken += countTaken(program);
    this.#lives.push(`=== ${this.name}, ${new Date().toISOString()}\n${program.output()}`);
    if (this.#lives.length > keptLives) this.#lives.shift();
  }

  signal(name: NodeJS.Signals): void {
    this.#isKilled ||= name === 'SIGKILL';
    if (this.pid > 0) sendSignal(this.pid, name);
  }

  /** The process was stopped by a signal. It goes on after a while, if nobody kills it before. */
  wakeAfter(ms: number): void {
    const { pid } = this;
    this.#isFrozen = true;
    this.#after(ms, () => {
      sendSignal(pid, 'SIGCONT');
      this.#hinderedAtMs = Date.now();
      this.#isFrozen = false;
    });
  }

  /** Its event loop does nothing else for so long. */
  block(ms: number): void {
    writeFileSync(join(this.#folder, 'blocked-ms'), String(ms));
    this.signal('SIGUSR2');
  }

  /** Nothing passes its network for a while. */
  swallow(ways: readonly WayName[], ms: number): void {
    this.#network.swallow(ways);
    this.#isSwallowed ||= ways.includes('database');
    this.#after(ms, () => {
      this.#network.mend();
      this.#isSwallowed = false;
      this.#hinderedAtMs = Date.now();
    });
  }

  /** The server is away, or there again. */
  databaseIs(state: 'away' | 'there'): void {
    this.#isServerAway = state === 'away';
    this.#hinderedAtMs = Date.now();
  }

  #after(ms: number, act: () => void): void {
    const passed = sleep(ms).then(act);
    this.#passing = Promise.all([this.#passing, passed]).then(() => undefined);
  }

  /** Every freeze and every black hole is over, and the process runs. */
  async settled(): Promise<void> {
    await this.#passing;
    if (this.#program === null) this.start();
    await this.running();
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#passing;
    await this.kill();
    this.#network.close();
  }
}

function hasRun({ lines }: Program): boolean {
  return lines.some(runs);
}

function countTaken(program: Program | null): number {
  return program?.lines.filter(takes).length ?? 0;
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It was killed meanwhile.
  }
}
