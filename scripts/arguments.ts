import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line of a script of npm. */
export class CommandLine {
  readonly #name: string;
  readonly #usage: string;

  /**
   * @param name as in `npm run <name>`.
   * @param usage what `--help` prints.
   */
  constructor(name: string, usage: string) {
    this.#name = name;
    this.#usage = usage;
  }

  /** Reads the options. `--help` prints the usage and ends the process; so does a wrong option, with a sentence. */
  read<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
    if (process.argv.slice(2).some((text) => text === '--help' || text === '-h')) {
      process.stdout.write(this.#usage);
      process.exit(0);
    }
    try {
      return parseArgs(config);
    } catch (error) {
      // Node goes on with advice about names that begin with a dash.
      const [reason = ''] = (error as Error).message.split(/\. |\.?\n/);
      return this.refuse(reason);
    }
  }

  /** A whole number that is not smaller than the least one. */
  wholeNumber(name: string, text: string, least: number): number {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    return this.refuse(`${name} is a whole number of at least ${least}, not ${JSON.stringify(text)}`);
  }

  /** A number above zero. */
  positiveNumber(name: string, text: string): number {
    const number = Number(text);
    if (Number.isFinite(number) && number > 0) return number;
    return this.refuse(`${name} is a number above 0, not ${JSON.stringify(text)}`);
  }

  /** Says what is wrong, and ends the process. */
  refuse(reason: string): never {
    process.stderr.write(
      `${reason.replace(/\.$/, '')}. npm run ${this.#name} -- --help says what there is.\n`,
    );
    process.exit(2);
  }
}
