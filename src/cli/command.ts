/** One command, in a file of its own. */
export interface Command {
  /** What `--help` prints. Its words and options are also what a shell completes. */
  usage: string;
  /** @returns the exit code. */
  execute(args: string[]): Promise<number>;
}

/** A command in the list of them all. */
export interface ListedCommand {
  /** One line for the list. */
  summary: string;
  /** Loaded only when it is asked for. */
  load: () => Promise<Command>;
}
