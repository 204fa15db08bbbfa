import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';

export const root = resolve(import.meta.dirname, '../..');

/** The npm that a stock Node 20 brings. */
export const npmVersion = '10.8.2';

/** The machine's own programs: without those of this project, which npm puts first while it runs a script. */
const machinePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
  .join(delimiter);

/** Of the Node that the machine brings. */
export const machineMajor = Number.parseInt(
  execFileSync('node', ['--version'], { env: { PATH: machinePath }, encoding: 'utf8' }).slice(1),
  10,
);

/** A fresh copy of the project without anything installed, in a path with a space. */
export class Checkout {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'khabarshy-install-')), 'my news');
  readonly #started: ChildProcess[] = [];

  constructor() {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const file of files.split('\0').filter((name) => name !== '' && !name.startsWith('tests/'))) {
      mkdirSync(join(this.folder, dirname(file)), { recursive: true });
      copyFileSync(join(root, file), join(this.folder, file));
    }
  }

  /** Runs npm 10.8.2 to its end. @returns what it printed. */
  npm(args: readonly string[], path = machinePath): { status: number | null; output: string } {
    return this.run('npx', ['-y', `npm@${npmVersion}`, ...args], path);
  }

  run(
    command: string,
    args: readonly string[],
    path = machinePath,
  ): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.folder,
      env: environment(path),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  /** `npm start` with npm 10.8.2; resolves when the first post was made. */
  async start(): Promise<{ npm: number; ended: Promise<unknown>; lines: string[] }> {
    const child = spawn('npx', ['-y', `npm@${npmVersion}`, 'start'], {
      cwd: this.folder,
      env: environment(machinePath),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#started.push(child);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    const ended = once(reader, 'close');
    await new Promise<void>((done, fail) => {
      reader.on('line', (line) => {
        lines.push(line);
        if (line.includes('"msg":"posted"')) done();
      });
      reader.once('close', () => fail(new Error(`it ended without a post:\n${lines.join('\n')}`)));
    });
    return { npm: this.#processNamed('npm start'), ended, lines };
  }

  /** The processes that work in the folder. Linux only. */
  processes(): { pid: number; command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          if (readlinkSync(`/proc/${pid}/cwd`) !== this.folder) return [];
          const command = execFileSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'utf8' });
          return [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }];
        } catch {
          return []; // it has ended
        }
      });
  }

  #processNamed(command: string): number {
    const found = this.processes().find((each) => each.command === command);
    if (found === undefined) throw new Error(`no process is called ${command}`);
    return found.pid;
  }

  remove(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}

export function environment(path = machinePath) {
  const { HOME, npm_config_registry, NODE_EXTRA_CA_CERTS } = process.env;
  return { PATH: path, HOME, npm_config_registry, NODE_EXTRA_CA_CERTS, LOG_FORMAT: 'json', HTTP_PORT: '0' };
}
