import { columnsOf } from './terminal.ts';
import { printableLine } from '../terminal-text.ts';

/** A shorter task needs no bar: it would only flash. */
const firstDrawnAfterMs = 1_000;
const redrawnAfterMs = 100;
const barColumns = 24;
/** For terminals that do not report their width. */
const usualColumns = 80;

const clearLine = '\r\u001B[2K';

/** The output of a bar. The bar is drawn only on a terminal. */
export interface ProgressOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** The progress of a task. `totalBytes` is null while it is not known. */
export interface Progress {
  doneBytes: number;
  totalBytes: number | null;
  label: string;
}

/** A bar in the last line of a terminal, for tasks longer than a second. Other lines are printed above it. */
export class ProgressBar {
  readonly #output: ProgressOutput;
  readonly #nowMs: () => number;
  #nextDrawMs: number;
  #isDrawn = false;

  constructor(output: ProgressOutput, nowMs: () => number = () => performance.now()) {
    this.#output = output;
    this.#nowMs = nowMs;
    this.#nextDrawMs = nowMs() + firstDrawnAfterMs;
  }

  update(progress: Progress): void {
    if (this.#output.isTTY !== true || this.#nowMs() < this.#nextDrawMs) return;
    this.#nextDrawMs = this.#nowMs() + redrawnAfterMs;
    this.#isDrawn = true;
    // A line as wide as the terminal would wrap, and could not be cleared.
    const room = (this.#output.columns ?? usualColumns) - 1;
    this.#output.write(clearLine + cutToColumns(lineOf(progress), room));
  }

  /** Prints a line that stays. */
  print(line: string): void {
    this.clear();
    this.#output.write(`${line}\n`);
  }

  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#output.write(clearLine);
  }
}

function lineOf({ doneBytes, totalBytes, label }: Progress): string {
  const name = printableLine(label);
  if (totalBytes === null || totalBytes === 0) return `${(doneBytes / 1_000_000).toFixed(1)} MB  ${name}`;
  const part = Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(part * barColumns);
  const percent = String(Math.floor(part * 100)).padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(barColumns - full)} ${percent} %  ${name}`;
}

function cutToColumns(line: string, columns: number): string {
  let cut = line;
  while (cut !== '' && columnsOf(cut) > columns) cut = cut.slice(0, -1);
  return cut;
}
