import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { KhabarshyError } from '../../news/errors.ts';
import { scrub } from '../../secrets.ts';
import { printable } from '../../terminal-text.ts';
import type { Happening } from './bot-updates.ts';

/** The person does not want to go on: Ctrl-C, Ctrl-D, or a signal. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('interrupted');
    this.exitCode = exitCode;
  }
}

interface DialogueOptions {
  isTerminal: boolean;
  /** Questions of yes or no are answered with yes. */
  isYes: boolean;
}

export const interruptedCode = 130;

const endings = [
  ['SIGINT', interruptedCode],
  ['SIGTERM', 143],
] as const;

/** Questions and answers in a terminal, while things also come from Telegram. Without one it only prints. */
export class Dialogue {
  readonly isTerminal: boolean;
  readonly #isYes: boolean;
  readonly #lines: Interface | null;
  readonly #queue: Happening[] = [];
  readonly #secrets: string[] = [];
  readonly #listeners: [NodeJS.Signals, () => void][] = [];
  #waiting: { kinds: readonly string[]; take: (happening: Happening) => void } | null = null;
  #isMuted = false;
  #isClosed = false;
  /** Rejects when the person does not want to go on. */
  readonly interrupted: Promise<never>;

  constructor({ isTerminal, isYes }: DialogueOptions) {
    this.isTerminal = isTerminal;
    this.#isYes = isYes;
    this.#lines = isTerminal ? this.#openLines() : null;
    this.interrupted = new Promise((_, reject) => {
      const stop = (code: number) => () => reject(new Interrupted(code));
      // The end of the input is one too, but not ours.
      this.#lines?.on('close', () => void (this.#isClosed || stop(interruptedCode)()));
      this.#lines?.on('SIGINT', stop(interruptedCode));
      for (const [signal, code] of endings) {
        const listener = stop(code);
        process.on(signal, listener);
        this.#listeners.push([signal, listener]);
      }
    });
    // It may come while nobody waits for it.
    this.interrupted.catch(() => undefined);
  }

  /** It must never be shown, whatever Telegram or a library says. */
  keepSecret(text: string): void {
    this.#secrets.push(text);
  }

  /** Prints a text, above the question that stands. */
  say(text: string): void {
    const shown = `${printable(scrub(text, this.#secrets))}\n`;
    if (this.#lines === null || this.#waiting === null) return void process.stdout.write(shown);
    process.stdout.write(`\r\u001B[2K${shown}`);
    this.#lines.prompt(true);
  }

  async ask(question: string): Promise<string> {
    this.show(question);
    return (await this.next(['line'])).text.trim();
  }

  /** What is typed is not shown. */
  async askSecret(question: string): Promise<string> {
    this.show(question);
    this.#isMuted = true;
    try {
      return (await this.next(['line'])).text.trim();
    } finally {
      this.#isMuted = false;
      process.stdout.write('\n');
    }
  }

  /** @param usual the answer of Enter alone. */
  async confirm(question: string, usual: boolean): Promise<boolean> {
    return this.#isYes || this.confirmInPerson(question, usual);
  }

  /** A question that `--yes` does not answer: what it is about may come from anybody. */
  async confirmInPerson(question: string, usual: boolean): Promise<boolean> {
    if (!this.isTerminal) {
      throw new KhabarshyError('COMMAND_WRONG', `${question} Nobody can be asked here: say yes with --yes.`);
    }
    for (;;) {
      const answer = await this.ask(`${question} [${usual ? 'Y/n' : 'y/N'}] `);
      if (answer === '') return usual;
      if (/^(?:y|yes|да?|иә)$/iu.test(answer)) return true;
      if (/^(?:no?|нет?|жоқ)$/iu.test(answer)) return false;
      this.say('Answer y or n.');
    }
  }

  /** Shows a question. Lines that were typed or pasted before are no answers to it. */
  show(question: string): void {
    const others = this.#queue.filter(({ kind }) => kind !== 'line');
    this.#queue.splice(0, this.#queue.length, ...others);
    this.showAgain(question);
  }

  /** Shows a question that stood already. A line that was typed meanwhile is an answer to it. */
  showAgain(question: string): void {
    this.#lines?.setPrompt(printable(question));
    this.#lines?.prompt();
  }

  /** The next thing of these kinds. The others wait until they are asked for. */
  next<K extends Happening['kind']>(kinds: readonly K[]): Promise<Extract<Happening, { kind: K }>> {
    const index = this.#queue.findIndex(({ kind }) => kinds.some((each) => each === kind));
    const found = index === -1 ? [] : this.#queue.splice(index, 1);
    return new Promise((resolve) => {
      const take = (happening: Happening) => resolve(happening as Extract<Happening, { kind: K }>); // only of these kinds, see `put`
      const [first] = found;
      if (first === undefined) this.#waiting = { kinds, take };
      else take(first);
    });
  }

  put(happening: Happening): void {
    if (this.#waiting?.kinds.includes(happening.kind) !== true) return void this.#queue.push(happening);
    const { take } = this.#waiting;
    this.#waiting = null;
    take(happening);
  }

  /** Gives the terminal and the signals back: what follows is ended by Ctrl-C as usual. */
  close(): void {
    this.#isClosed = true;
    for (const [signal, listener] of this.#listeners.splice(0)) process.off(signal, listener);
    this.#lines?.close();
  }

  #openLines(): Interface {
    const output = new Writable({
      write: (chunk: Buffer, _, done) => {
        if (!this.#isMuted) process.stdout.write(chunk);
        done();
      },
    });
    const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
    lines.on('line', (text) => this.put({ kind: 'line', text }));
    return lines;
  }
}
