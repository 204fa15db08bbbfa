import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const root = resolve(import.meta.dirname, '../..');
const entry = join(root, 'src/start.js');
const ownNode = join(root, 'node_modules/.bin/node');

/** A folder in which the program is started, gone when the test ends. */
export interface Place {
  cwd: string;
  /** The database that `.env` names. */
  databaseUrl: string;
  /** @returns the file's path. */
  write(name: string, content: string): string;
}

/** A folder with a `.env` of these settings, and a database of its own. */
export function makePlace(settings: Readonly<Record<string, string>> = {}): Place {
  const cwd = mkdtempSync(join(tmpdir(), 'khabarshy-cli-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const databaseUrl = settings.DATABASE_URL ?? `sqlite:${join(cwd, 'news.db')}`;
  const write = (name: string, content: string): string => {
    const file = join(cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const lines = Object.entries({ DATABASE_URL: databaseUrl, ...settings }).map((entry) => entry.join('='));
  write('.env', lines.join('\n'));
  return { cwd, databaseUrl, write };
}

export interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the real program to its end, in an environment that holds nothing of this one's settings. */
export async function khabarshy(
  place: Pick<Place, 'cwd'>,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<Ending> {
  const node = existsSync(ownNode) ? ownNode : process.execPath;
  const child = spawn(node, [entry, ...args], { cwd: place.cwd, env: { ...options.env } });
  const ended = new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail));
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
