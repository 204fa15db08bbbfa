import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../stage/program.ts';
import type { Sample } from './figures.ts';

const gauge = pathToFileURL(join(import.meta.dirname, 'gauge.js')).href;

export interface MeasuredProgram {
  readonly child: ChildProcess;
  /** null: it does not answer. */
  measure(): Promise<Sample | null>;
  stop(): Promise<number | null>;
}

/** Node's flags of `npm start`, with which newsrooms run the program. */
export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Starts the program so that its memory can be asked for. Its log goes to a file, because an hour of it is long. */
export function startMeasured(
  folder: string,
  database: string,
  flags: readonly string[],
  settings: Record<string, string>,
): MeasuredProgram {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LOG_FORMAT: 'json', HTTP_PORT: '0' };
  const child = spawn(process.execPath, [...flags, '--import', gauge, join(root, 'src/start.js'), 'run'], {
    cwd: folder,
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(join(folder, 'program.log'));
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const ended = once(child, 'close').then(([code]) => code as number | null); // node types it as any
  return {
    child,
    measure: async () => {
      const memory = await askMemory(child);
      if (memory === null) return null;
      return {
        rssMb: memory.rss / 1e6,
        heapMb: memory.heapUsed / 1e6,
        heapTotalMb: memory.heapTotal / 1e6,
        externalMb: memory.external / 1e6,
        handles: countHandles(child.pid ?? 0),
        walMb: (statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0) / 1e6,
      };
    },
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

const answerMs = 4_000;

function askMemory(child: ChildProcess): Promise<NodeJS.MemoryUsage | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), answerMs);
    child.once('message', (memory) => {
      clearTimeout(timer);
      resolve(memory as NodeJS.MemoryUsage); // the gauge sends nothing else
    });
    child.send('measure', () => undefined);
  });
}

/** Open files and sockets. NaN where the system does not show them. */
function countHandles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return Number.NaN;
  }
}
