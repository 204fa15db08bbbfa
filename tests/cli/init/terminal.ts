import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { root } from '../../stage/program.ts';

/** util-linux brings `script`, which gives a program a terminal of its own. */
export const hasTerminals = spawnSync('script', ['--version']).status === 0;

/** A program at a real pseudo-terminal, and the person before it. */
export class TerminalSession {
  readonly #child: ReturnType<typeof spawn>;
  #output = '';
  #readTo = 0;
  readonly exited: Promise<number | null>;

  constructor(args: readonly string[], folder: string, env: Record<string, string>) {
    const command = [process.execPath, join(root, 'src/start.js'), ...args]
      .map((part) => `'${part}'`)
      .join(' ');
    this.#child = spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve(code));
    });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  /** Everything that stood on the screen. */
  get output(): string {
    return this.#output;
  }

  /** Waits until a text stands behind what was waited for before. */
  async sees(text: string): Promise<void> {
    await vi.waitFor(
      () => {
        const at = this.#output.indexOf(text, this.#readTo);
        if (at === -1) throw new Error(`not on the screen: ${text}\n${this.#output.slice(this.#readTo)}`);
        this.#readTo = at + text.length;
      },
      { timeout: 20_000, interval: 10 },
    );
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Waits for a question, and answers it. */
  async answer(question: string, text: string): Promise<void> {
    await this.sees(question);
    this.type(`${text}\r`);
  }
}
