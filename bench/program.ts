import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const root = resolve(import.meta.dirname, '..');

/** Node's flags of `npm start`, which keep the process small; see docs/decisions/0007. */
function startFlagsOf(tree: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Starts one of our programs, of this version or of the one in `tree`. Its environment contains only `settings` and what Node needs. */
export function start(
  file: string,
  args: string[],
  folder: string,
  settings: Record<string, string>,
  tree: string = root,
) {
  const child = spawn(process.execPath, [...startFlagsOf(tree), join(tree, file), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, LOG_FORMAT: 'json', HTTP_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  /** Resolves with the next line that contains `text`. */
  const waitFor = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const onLine = (line: string) => {
        if (!line.includes(text)) return;
        lines.off('line', onLine);
        resolve(line);
      };
      lines.on('line', onLine);
      child.once('close', (code) =>
        reject(new Error(`${file} ended with code ${code} before it printed ${text}`)),
      );
    });
  return { child, waitFor, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
}

/** Resident memory of a process, MB (10^6 bytes). Linux only. */
export function residentMb(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** Processor time of a process since its start, milliseconds. Linux only. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may contain spaces. After it come the state and ten numbers, then user and system time.
  const numbers = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(numbers[11]) + Number(numbers[12])) * tickMs;
}

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/** Starts the program once without articles, so that the tables exist. */
export async function createTables(
  folder: string,
  settings: Record<string, string>,
  tree: string = root,
): Promise<void> {
  const program = start('src/start.js', ['run'], folder, settings, tree);
  await program.waitFor('"running"');
  await program.stop();
}

/** A temporary folder, and a function that removes it. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Settings for a program without limits on its pace. */
export function settingsFor(apiRoot: string, database: string): Record<string, string> {
  return {
    BOT_TOKEN: '123456789:a-token-for-the-bench-only',
    TELEGRAM_API_ROOT: apiRoot,
    CHANNEL_ID: '@bench_channel',
    DATABASE_URL: `sqlite:${database}`,
    POSTS_PER_MINUTE: '0',
    BURST_ARTICLES: '0',
    POSTS_PER_SECOND: '0',
  };
}
