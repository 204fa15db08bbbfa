import {
  cpSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  rmSync,
  writeFileSync,
  type DisposableTempDir,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { LogLine } from '../stage/log-lines.ts';
import { startProgram, type Program } from '../stage/program.ts';
import { openNewsroom, type Newsroom } from './newsroom.ts';

/** How many of the last lives keep their output, for the report of a failure. */
const keptLives = 200;

/** How long a process may take until it runs, or stands by. Postgres ends the session of a frozen one after 5 s. */
const startMs = 60_000;

const runs = ({ msg }: LogLine) => msg === 'running';
const standsBy = ({ msg }: LogLine) => msg.startsWith('standing by');

/**
 * The machine on which the newsroom and the program run: a folder, a database, and the program in its own process. It
 * can be put back as it was, as by a backup: the whole folder with the run mark, the database alone, or a Postgres
 * database under another name.
 */
export class Machine {
  readonly #folder: DisposableTempDir = mkdtempDisposableSync(join(tmpdir(), 'khabarshy-storm-'));
  readonly #settings: Record<string, string>;
  readonly #lives: string[] = [];
  readonly #isSqlite: boolean;
  #databaseUrl: string;
  #copies = 0;
  #newsroom: Newsroom | null = null;
  #program: Program | null = null;
  /** Waits until the program ends, and is the program then. */
  #standby: Program | null = null;

  /** @param files the settings files, by their names. */
  constructor(database: string, settings: Record<string, string>, files: Record<string, string>) {
    this.#settings = settings;
    this.#isSqlite = database === 'sqlite';
    this.#databaseUrl = this.#isSqlite ? `sqlite:${join(this.#home, 'storm.db')}` : database;
    mkdirSync(this.#home);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#home, name), text);
  }

  get #home(): string {
    return join(this.#folder.path, 'home');
  }

  get pid(): number {
    return this.#program?.pid ?? 0;
  }

  /** Everything that the last lives printed. */
  get output(): string[] {
    return [...this.#lives, this.#program?.output() ?? ''];
  }

  /** The newsroom's connection. The tables are there once the program ran. */
  get newsroom(): Newsroom {
    if (this.#newsroom === null) throw new Error('the newsroom is not connected');
    return this.#newsroom;
  }

  /** A line between those of the program, for the report of a failure. */
  note(text: string): void {
    this.#lives.push(`=== ${new Date().toISOString()} ${text}`);
  }

  start(settings: Record<string, string>): void {
    this.#program = this.#launch(settings, ['run']);
  }

  #launch(settings: Record<string, string>, args: readonly string[]): Program {
    const all = { ...this.#settings, ...settings, DATABASE_URL: this.#databaseUrl };
    return startProgram(all, this.#home, args);
  }

  async running(): Promise<void> {
    await this.#program?.waitForLine(runs, startMs);
  }

  /** Only Postgres takes the lock from a process that does not answer. */
  get canReplaceFrozen(): boolean {
    return !this.#isSqlite;
  }

  /** Starts a second process, and waits until it waits for the end of the first one. */
  async startStandby(settings: Record<string, string>): Promise<void> {
    await this.running();
    this.#standby = this.#launch(settings, ['run', '--standby']);
    await this.#standby.waitForLine(standsBy, startMs);
  }

  /** The program was killed, and the standby is the program now. */
  async replaceKilled(): Promise<void> {
    this.#program = this.#standby;
    this.#standby = null;
    await this.running();
  }

  /** The program is frozen. It wakes when the standby runs in its place, and then has to end by itself. */
  async replaceFrozen(): Promise<void> {
    const frozen = this.#program;
    await this.replaceKilled();
    if (frozen === null) return;
    process.kill(frozen.pid, 'SIGCONT');
    const code = await frozen.exited;
    if (code !== 1) throw new Error(`a process that lost its lock ended with ${code}: ${tailOf(frozen)}`);
    this.#keep(frozen);
  }

  async connect(): Promise<void> {
    this.#newsroom = await openNewsroom(this.#databaseUrl);
  }

  async kill(): Promise<void> {
    const program = this.#program;
    if (program === null) return;
    const code = await program.stop('SIGKILL');
    // A killed process has no exit code. With one, it ended by itself.
    if (code !== null) throw new Error(`the program ended by itself with ${code}: ${tailOf(program)}`);
    this.#keep(program);
    this.#program = null;
  }

  #keep(program: Program): void {
    this.#lives.push(program.output());
    if (this.#lives.length > keptLives) this.#lives.shift();
  }

  /** Keeps a copy of everything, while the program is dead. @returns what puts the copy back, the program being dead again. */
  async copy(): Promise<(isMarkKept: boolean) => Promise<void>> {
    this.#copies += 1;
    return this.#isSqlite ? this.#copyFolder() : this.#copyPostgres();
  }

  /** `isMarkKept`: only the database is put back, and the run mark beside it is a later one. */
  async #copyFolder(): Promise<(isMarkKept: boolean) => Promise<void>> {
    const copy = join(this.#folder.path, `copy${this.#copies}`);
    await this.#disconnected(() => cpSync(this.#home, copy, { recursive: true }));
    return (isMarkKept) =>
      this.#disconnected(() => {
        for (const name of readdirSync(this.#home)) {
          if (!isMarkKept || name.startsWith('storm.db')) rmSync(join(this.#home, name), { recursive: true });
        }
        const filter = (name: string) => !isMarkKept || !name.endsWith('.mark');
        cpSync(copy, this.#home, { recursive: true, filter });
        rmSync(copy, { recursive: true });
      });
  }

  /** A restored Postgres database has another name. */
  async #copyPostgres(): Promise<(isMarkKept: boolean) => Promise<void>> {
    const name = new URL(this.#databaseUrl).pathname.slice(1);
    // Postgres cuts a name after 63 bytes, so the names of copies of copies must not grow.
    const copy = `copy${this.#copies}`;
    await this.#disconnected(() => this.#admin(`create database ${copy} template ${name}`));
    return (isMarkKept) =>
      this.#disconnected(() => {
        this.#databaseUrl = new URL(`/${copy}`, this.#databaseUrl).href;
        // A container without a lasting folder.
        if (!isMarkKept) rmSync(join(this.#home, 'data'), { recursive: true, force: true });
      });
  }

  async #admin(sql: string): Promise<void> {
    const name = new URL(this.#databaseUrl).pathname.slice(1);
    const client = new pg.Client({ connectionString: new URL('/postgres', this.#databaseUrl).href });
    await client.connect();
    try {
      // The killed program's sessions end a little later than the program.
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  async #disconnected(step: () => unknown): Promise<void> {
    await this.#newsroom?.close();
    await step();
    await this.connect();
  }

  async end(): Promise<void> {
    await this.#program?.stop('SIGKILL');
    await this.#standby?.stop('SIGKILL');
    await this.#newsroom?.close();
    this.#folder.remove();
  }
}

function tailOf(program: Program): string {
  return program.output().slice(-3_000);
}
