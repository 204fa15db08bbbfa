import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import SqliteDatabase from 'better-sqlite3';

/** The whole program in a process of its own, as a newsroom's machine runs it, and what a test needs of it. */

const root = resolve(import.meta.dirname, '../..');

export const botToken = '4242424242:story-token-that-must-never-show';
export const botId = 4_242_424_242;
export const ownerId = 777;

export interface LogLine {
  level: string;
  msg: string;
  [fact: string]: unknown;
}

export interface Program {
  readonly lines: LogLine[];
  /** Everything that it printed, to look for what must not be there. */
  readonly output: () => string;
  /** The first line, from the beginning on, that fits. */
  waitForLine(isWanted: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Sends a signal and waits for the end. @returns the exit code; null after a SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly exited: Promise<number | null>;
  readonly pid: number;
}

/** Starts `khabarshy <args>` with these settings and no others. */
export function startProgram(
  settings: Record<string, string>,
  folder: string,
  args: string[] = ['run'],
): Program {
  const child = spawn(process.execPath, [join(root, 'src/start.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, LOG_FORMAT: 'json', HTTP_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { lines, output, onLine } = readLines(child);
  const exited = once(child, 'close').then(([code]) => code as number | null); // node types it as any
  return {
    lines,
    output,
    exited,
    pid: child.pid ?? 0,
    waitForLine: (isWanted, timeoutMs = 20_000) =>
      waitForLine(lines, onLine, isWanted, exited, output, timeoutMs),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

function readLines(child: ChildProcess) {
  const lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();
  let text = '';
  const read = (line: string): void => {
    text += `${line}\n`;
    if (!line.startsWith('{')) return;
    const parsed = JSON.parse(line) as LogLine; // the log's own lines
    lines.push(parsed);
    for (const listener of listeners) listener(parsed);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', read);
  }
  const onLine = (listener: (line: LogLine) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { lines, output: () => text, onLine };
}

async function waitForLine(
  lines: LogLine[],
  onLine: (listener: (line: LogLine) => void) => () => void,
  isWanted: (line: LogLine) => boolean,
  exited: Promise<number | null>,
  output: () => string,
  timeoutMs: number,
): Promise<LogLine> {
  const known = lines.find(isWanted);
  if (known !== undefined) return known;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}; it said:\n${output().slice(-4_000)}`));
    const timer = setTimeout(() => fail(`no such line within ${timeoutMs} ms`), timeoutMs);
    const off = onLine((line) => {
      if (!isWanted(line)) return;
      clearTimeout(timer);
      off();
      resolve(line);
    });
    void exited.then((code) => fail(`it ended with ${code}`));
  });
}

/** A folder of its own for a story, and what takes it away again. */
export function makeFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-story-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface StoryArticle {
  id: string;
  headline: string;
  url?: string;
  language?: string;
  [column: string]: string | number | null | undefined;
}

/** The newsroom's own program: writes plain SQL into the store, and knows nothing of khabarshy. */
export class Newsroom {
  readonly #database: SqliteDatabase.Database;

  constructor(file: string) {
    this.#database = new SqliteDatabase(file, { timeout: 5_000 });
  }

  insert(...articles: StoryArticle[]): void {
    const insertAll = this.#database.transaction(() => {
      for (const article of articles) {
        const row = { url: `https://news.example.kz/${article.id}`, language: 'en', ...article };
        const names = Object.keys(row);
        const marks = names.map((name) => `@${name}`).join(', ');
        this.#database.prepare(`insert into articles (${names.join(', ')}) values (${marks})`).run(row);
      }
    });
    insertAll.immediate();
  }

  update(id: string, changes: Record<string, string | number | null>): void {
    const sets = Object.keys(changes).map((name) => `${name} = @${name}`);
    this.#database.prepare(`update articles set ${sets.join(', ')} where id = @id`).run({ ...changes, id });
  }

  delete(id: string): void {
    this.#database.prepare('delete from articles where id = ?').run(id);
  }

  /** The public view: what became of the articles. */
  posts(): {
    article_id: string;
    channel: string;
    state: string;
    message_id: number | null;
    link: string | null;
  }[] {
    const rows = this.#database.prepare('select * from article_posts order by article_id, channel').all();
    return rows as ReturnType<Newsroom['posts']>; // the view's columns
  }

  close(): void {
    this.#database.close();
  }
}
