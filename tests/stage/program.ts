import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { LogLines, type LogLine } from './log-lines.ts';

/** The whole program in a process of its own, as a newsroom's machine runs it. */

export const root = resolve(import.meta.dirname, '../..');

interface Launch {
  folder: string;
  /** Its whole environment. Nothing of this process's own settings reaches it. */
  env: Record<string, string>;
  /** To root every file may be written; another user shows what the program does without rights. */
  identity?: { uid: number; gid: number };
}

function launch(args: readonly string[], { folder, env, identity }: Launch) {
  return spawn(process.execPath, [join(root, 'src/start.js'), ...args], { cwd: folder, env, ...identity });
}

export interface Program {
  readonly lines: readonly LogLine[];
  /** Everything that it printed, to look for what must not be there. */
  readonly output: () => string;
  /** The first line, from the beginning on, that fits. */
  waitForLine(isWanted: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Sends a signal and waits for the end. @returns the exit code; null after a SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly exited: Promise<number | null>;
  readonly pid: number;
}

/** Starts `khabarshy <args>` with these settings and no others, and reads its log. */
export function startProgram(
  settings: Record<string, string>,
  folder: string,
  args: readonly string[] = ['run'],
  identity?: { uid: number; gid: number },
): Program {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    LOG_FORMAT: 'json',
    HTTP_PORT: '0',
    ...settings,
  };
  const child = launch(args, { folder, env, ...(identity === undefined ? {} : { identity }) });
  child.stdin.end();
  const log = new LogLines();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => log.take(line));
  }
  const exited = once(child, 'close').then(([code]) => code as number | null); // node types it as any
  return {
    lines: log.lines,
    output: () => log.text,
    exited,
    pid: child.pid ?? 0,
    waitForLine: (isWanted, timeoutMs) => log.waitFor(isWanted, exited, timeoutMs),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `khabarshy <args>` to its end. */
export async function runProgram(
  args: readonly string[],
  given: { folder: string; input?: string; env?: Record<string, string> },
): Promise<Ending> {
  const child = launch(args, { folder: given.folder, env: given.env ?? {} });
  const ended = once(child, 'close').then(([code]) => code as number | null); // node types it as any
  child.stdin.end(given.input ?? '');
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
