import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environment, npmVersion, root } from './checkout.ts';

/** The package as npm packs it, and an empty folder in which it is installed. */
export class PackedPackage {
  readonly #parent = mkdtempSync(join(tmpdir(), 'khabarshy-package-'));
  /** In a path with a space. */
  readonly folder = join(this.#parent, 'my news');
  readonly file: string;
  readonly #started: ChildProcess[] = [];

  constructor() {
    mkdirSync(this.folder);
    const args = [
      '-y',
      `npm@${npmVersion}`,
      'pack',
      '--json',
      '--silent',
      '--pack-destination',
      this.#parent,
    ];
    const printed = execFileSync('npx', args, { cwd: root, encoding: 'utf8' });
    const [{ filename }] = JSON.parse(printed.slice(printed.indexOf('['))) as [{ filename: string }]; // npm's own words
    this.file = join(this.#parent, filename);
  }

  /** The paths in the tarball, without `package/`. */
  list(): string[] {
    const printed = execFileSync('tar', ['-tzf', this.file], { encoding: 'utf8' });
    return printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^package\//, ''));
  }

  /** Runs npm 10.8.2 in the folder, with the machine's own Node. */
  npm(...args: string[]): { status: number | null; output: string } {
    return this.run('npx', ['-y', `npm@${npmVersion}`, ...args]);
  }

  run(command: string, args: readonly string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: this.folder,
      env: this.#env(),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  /** Starts a command and resolves when the first post was made. */
  async start(command: string, args: readonly string[] = []) {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.#env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#started.push(child);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    const exited = once(child, 'exit').then(([code]) => code as number | null); // node types it as any
    await new Promise<void>((done, fail) => {
      reader.on('line', (line) => {
        lines.push(line);
        if (line.includes('"msg":"posted"')) done();
      });
      reader.once('close', () => fail(new Error(`it ended without a post:\n${lines.join('\n')}`)));
    });
    return { child, lines, exited };
  }

  remove(): void {
    for (const child of this.#started) child.kill('SIGKILL');
    rmSync(this.#parent, { recursive: true, force: true });
  }

  #env() {
    // Programs that npm installs for the whole machine are put here.
    const prefix = join(this.#parent, 'global');
    return { ...environment(`${join(prefix, 'bin')}:${environment().PATH}`), npm_config_prefix: prefix };
  }
}
