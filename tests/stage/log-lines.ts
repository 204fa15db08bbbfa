/** A line of the program's log, as JSON. */
export interface LogLine {
  level: string;
  msg: string;
  [fact: string]: unknown;
}

/** What one run of the program printed, line by line. */
export class LogLines {
  readonly lines: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  #text = '';

  /** Everything, to look for what must not be there. */
  get text(): string {
    return this.#text;
  }

  take(line: string): void {
    this.#text += `${line}\n`;
    if (!line.startsWith('{"')) return; // what a command prints is none of them
    const parsed = JSON.parse(line) as LogLine; // the log's own lines
    this.lines.push(parsed);
    for (const listener of this.#listeners) listener(parsed);
  }

  /** The first line, from the beginning on, that fits. Rejects when `ended` resolves or the time is over. */
  async waitFor(
    isWanted: (line: LogLine) => boolean,
    ended: Promise<unknown>,
    timeoutMs = 20_000,
  ): Promise<LogLine> {
    const known = this.lines.find(isWanted);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const listener = (line: LogLine): void => {
        if (isWanted(line)) end(() => resolve(line));
      };
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        settle();
      };
      const fail = (why: string): void =>
        end(() => reject(new Error(`${why}; it said:\n${this.#text.slice(-4_000)}`)));
      const timer = setTimeout(() => fail(`no such line within ${timeoutMs} ms`), timeoutMs);
      this.#listeners.add(listener);
      void ended.then((how) => fail(`it ended with ${String(how)}`));
    });
  }
}
