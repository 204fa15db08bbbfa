import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from './checkout.ts';

/**
 * Carries out the Dockerfile without Docker: each stage in a folder of its own, in which the paths of the image stand
 * below a root, and every command as a plain user. It knows the instructions that our Dockerfile has, and refuses
 * any other. Not tried by it: the base image, VOLUME, and the read-only root file system of a container.
 */

interface Instruction {
  name: string;
  words: string;
}

/** The first user of a Debian image, which is `node` in that of Node. */
const plainId = 1000;

export function readDockerfile(): Instruction[] {
  return readFileSync(join(root, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', words = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, words };
    });
}

class StageOfImage {
  readonly root: string;
  readonly env: Record<string, string> = {};
  workdir = '/';
  entrypoint: string[] = [];
  command: string[] = [];
  healthcheck: string[] = [];

  constructor(folder: string) {
    this.root = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** A path of the image on this machine. */
  at(path: string): string {
    return join(this.root, path.startsWith('/') ? path : join(this.workdir, path));
  }

  /** The paths of the image that a command names begin with one of these. */
  place(text: string): string {
    return text.replaceAll(/(?<![\w./])\/(app|data|build|usr\/local\/bin)(?=\/|\s|$)/g, `${this.root}/$1`);
  }
}

export class Image {
  readonly #parent = mkdtempSync(join(tmpdir(), 'khabarshy-image-'));
  readonly #stages = new Map<string, StageOfImage>();
  readonly #home = join(this.#parent, 'home');
  readonly #started: ChildProcess[] = [];
  #last: StageOfImage;

  /** @throws with the output of the command that failed */
  constructor() {
    mkdirSync(this.#home);
    this.#own(this.#parent);
    this.#own(this.#home);
    this.#last = new StageOfImage(join(this.#parent, 'none'));
    for (const instruction of readDockerfile()) this.#carryOut(instruction);
  }

  get folder(): string {
    return this.#last.root;
  }

  /** As `docker run`: in the working directory, as a plain user. */
  start(env: Record<string, string>, command?: readonly string[]): ChildProcess {
    const stage = this.#last;
    const [program = '', ...args] = [...stage.entrypoint, ...(command ?? stage.command)];
    const child = spawn(this.#node(program), args, {
      cwd: stage.at('.'),
      env: { ...this.#env(), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...this.#identity(),
    });
    this.#started.push(child);
    return child;
  }

  /** @returns the exit code of HEALTHCHECK: 0 for a healthy container */
  health(env: Record<string, string>): number | null {
    const [program = '', ...args] = this.#last.healthcheck;
    return spawnSync(this.#node(program), args, { env: { ...this.#env(), ...env } }).status;
  }

  async remove(): Promise<void> {
    for (const child of this.#started) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(this.#parent, { recursive: true, force: true });
  }

  #carryOut({ name, words }: Instruction): void {
    const stage = this.#last;
    switch (name) {
      case 'FROM':
        return this.#begin(/ AS (\w+)$/.exec(words)?.[1] ?? 'last');
      case 'WORKDIR':
        stage.workdir = words;
        mkdirSync(stage.at('.'), { recursive: true });
        return this.#own(stage.at('.'));
      case 'COPY':
        return this.#copy(words.split(' '));
      case 'RUN':
        return this.#run(words);
      case 'ENV': {
        const at = words.indexOf('=');
        stage.env[words.slice(0, at)] = stage.place(words.slice(at + 1));
        return;
      }
      case 'ENTRYPOINT':
        stage.entrypoint = readList(words).map((word) => stage.place(word));
        return;
      case 'CMD':
        stage.command = readList(words);
        return;
      case 'HEALTHCHECK':
        stage.healthcheck = readList(words.slice(words.indexOf('CMD ') + 4));
        return;
      case 'VOLUME':
      case 'USER':
      case 'EXPOSE':
      case 'STOPSIGNAL':
        return;
      default:
        throw new Error(`the test does not know how to carry out ${name} ${words}`);
    }
  }

  #begin(name: string): void {
    this.#last = new StageOfImage(join(this.#parent, name));
    this.#own(this.#last.root);
    this.#stages.set(name, this.#last);
    mkdirSync(this.#last.at('/usr/local/bin'), { recursive: true });
    this.#own(this.#last.at('/usr/local/bin'));
  }

  /** What git does not know is not in the context: .env, databases, node_modules. */
  #copy(words: string[]): void {
    const from = /^--from=(\w+)$/.exec(words[0] ?? '')?.[1];
    const paths = from === undefined ? words : words.slice(1);
    const end = paths.at(-1) ?? '';
    for (const path of paths.slice(0, -1)) {
      const target = this.#last.at(end.endsWith('/') ? join(end, basename(path)) : end);
      const stage = from === undefined ? undefined : this.#stages.get(from);
      if (stage !== undefined) cpSync(stage.at(path), target, { recursive: true, verbatimSymlinks: true });
      else for (const file of filesOf(path)) cpSync(join(root, file), `${target}${file.slice(path.length)}`);
    }
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', `${plainId}:${plainId}`, this.#last.at('.')]);
  }

  #run(command: string): void {
    const stage = this.#last;
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', stage.place(command)], {
      cwd: stage.at('.'),
      env: this.#env(),
      encoding: 'utf8',
      ...this.#identity(),
    });
    if (status !== 0) throw new Error(`RUN ${command} failed:\n${stdout}${stderr}`);
  }

  #env(): Record<string, string> {
    const { PATH = '', npm_config_registry, NODE_EXTRA_CA_CERTS } = process.env;
    const network = Object.entries({ npm_config_registry, NODE_EXTRA_CA_CERTS }).filter(
      ([, value]) => value !== undefined,
    );
    // The Node 24 that runs this test stands for that of the base image.
    const path = `${dirname(process.execPath)}:${PATH}`;
    return { PATH: path, HOME: this.#home, ...Object.fromEntries(network), ...this.#last.env };
  }

  #node(program: string): string {
    return program === 'node' ? process.execPath : program;
  }

  /** Root becomes a plain user; anybody else is one already. */
  #identity(): { uid?: number; gid?: number } {
    return process.getuid?.() === 0 ? { uid: plainId, gid: plainId } : {};
  }

  #own(path: string): void {
    const { uid, gid } = this.#identity();
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
}

function readList(words: string): string[] {
  return JSON.parse(words) as string[]; // the form that Docker asks for
}

function filesOf(path: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', path];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return files.split('\0').filter((name) => name !== '');
}
