import { parseArgs } from 'node:util';
import { KhabarshyError } from '../../news/errors.ts';
import type { Command, ListedCommand } from '../command.ts';
import { bashCompletion } from './bash.ts';
import { readUsage, type CommandWords } from './usage-words.ts';
import { zshCompletion } from './zsh.ts';

const usage = `Usage: khabarshy completion bash
       khabarshy completion zsh

Prints a script with which the shell completes commands, options, files, and the names of channels and sources.

  bash   Put this line into ~/.bashrc:  source <(khabarshy completion bash)
  zsh    Put this line into ~/.zshrc, after compinit:  source <(khabarshy completion zsh)
`;

const shells = { bash: bashCompletion, zsh: zshCompletion };

/** The command, which needs to know all of them. */
export function completionOf(commands: readonly [string, ListedCommand][]): Command {
  return { usage, execute: (args) => execute(args, commands) };
}

async function execute(args: string[], commands: readonly [string, ListedCommand][]): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const [shell = '', ...rest] = positionals;
  if (rest.length > 0 || (shell !== 'bash' && shell !== 'zsh')) {
    const text = 'completion knows bash and zsh; see khabarshy completion --help.';
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
  const described: CommandWords[] = [];
  for (const [name, { load, summary }] of commands)
    described.push(readUsage(name, summary, (await load()).usage));
  process.stdout.write(shells[shell](described));
  return 0;
}
