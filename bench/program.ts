import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const root = resolve(import.meta.dirname, '..');

/** What `npm start` gives to Node: it keeps the process small, see docs/decisions/0007. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: { start: string };
};
const startFlags = scripts.start.split(' ').filter((word) => word.startsWith('--'));

/** Starts one of our programs. `settings` are all that it sees of the environment. */
export function start(file: string, args: string[], folder: string, settings: Record<string, string>) {
  const child = spawn(process.execPath, [...startFlags, join(root, file), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, LOG_FORMAT: 'json', HTTP_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  /** Resolves with the first line from now on that holds `text`. */
  const waitFor = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const onLine = (line: string) => {
        if (!line.includes(text)) return;
        lines.off('line', onLine);
        resolve(line);
      };
      lines.on('line', onLine);
      child.once('close', (code) => reject(new Error(`${file} ended with ${code} before it said ${text}`)));
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

/** A folder of its own, and what takes it away. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function settingsFor(apiRoot: string, database: string): Record<string, string> {
  return {
    BOT_TOKEN: '123456789:a-token-for-the-bench-only',
    TELEGRAM_API_ROOT: apiRoot,
    CHANNEL_ID: '@bench_channel',
    DATABASE_URL: `sqlite:${database}`,
    POSTS_PER_MINUTE: '0',
    POSTS_PER_SECOND: '0',
  };
}
