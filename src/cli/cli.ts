import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { KhabarshyError } from '../news/errors.ts';
import { scrub } from '../secrets.ts';
import { printable } from '../terminal-text.ts';
import { nearestName } from '../words/nearest-name.ts';
import type { Command } from './command.ts';
import { commandNames, commands, isCommandName } from './commands.ts';

const nameColumns = Math.max(...commandNames.map((name) => name.length));

const usage = `khabarshy brings a newsroom's articles to its Telegram channels, each exactly once.

Usage: khabarshy <command> [options]

${commandNames.map((name) => `  ${name.padEnd(nameColumns)}  ${commands[name].summary}`).join('\n')}

Without a command and without settings it runs on its own Telegram, so that one can look at it.
khabarshy <command> --help says more, khabarshy --version prints the version. Settings: see .env.example.
`;

const versionOptions: ReadonlySet<string> = new Set(['--version', '-v', '-V', 'version']);

const exitCodes = { done: 0, failed: 1, mistaken: 2 } as const;

/** Mistakes of the person who started it; everything else is ours or the machine's. */
const mistakes = new Set([
  'SETTINGS_INVALID',
  'COMMAND_WRONG',
  'DATABASE_UNSAFE',
  'DATABASE_OF_SANDBOX',
  'PORT_TAKEN',
]);

/** Runs a command line. @returns 0, 1 when it failed, 2 when the command or a setting is wrong. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const unwritten: Error[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => void (isClosedPipe(error) || unwritten.push(error)));
  }
  const exitCode = await runNamed(args);
  // A stream tells a moment later what it could not write.
  await setImmediate();
  const [error] = unwritten;
  if (error === undefined || exitCode !== exitCodes.done) return exitCode;
  process.stderr.write(`khabarshy: not everything could be written: ${error.message}\n`);
  return exitCodes.failed;
}

/** Whoever reads may have seen enough (`| head`); what was begun, such as an import, is finished all the same. */
function isClosedPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

async function runNamed(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  // `khabarshy help import` is what people try who know other programs.
  const [name, isHelp] = first === 'help' ? [rest[0], true] : [first, rest.some(isHelpOption)];
  try {
    if (name === undefined && !isHelp) return await runUnasked();
    if (name === undefined || isHelpOption(name)) return print(usage);
    if (versionOptions.has(name)) return print(`${readVersion()}\n`);
    const command = await commandOf(name);
    if (isHelp) return print(command.usage);
    return await command.execute(rest);
  } catch (error) {
    return await explain(error, name);
  }
}

/** On a machine without settings we show what khabarshy is. Otherwise one has to say what one wants. */
async function runUnasked(): Promise<number> {
  const { loadConfig, readEnvironment } = await import('../config/config.ts');
  const config = await loadConfig(readEnvironment(), { maySandbox: true }).catch(() => null);
  if (config?.mode !== 'sandbox' || config.installationSigns.length > 0) return print(usage);
  return (await commands.run.load()).execute([]);
}

function isHelpOption(argument: string): boolean {
  return argument === '--help' || argument === '-h';
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version; // our own manifest
}

function print(text: string): number {
  process.stdout.write(text);
  return exitCodes.done;
}

async function commandOf(name: string): Promise<Command> {
  if (isCommandName(name)) return commands[name].load();
  const known: readonly string[] = commandNames;
  const meant =
    nearestName(name, known) ??
    known.find((command) => name !== '' && command.startsWith(name.toLowerCase()));
  const hint = meant === undefined ? '' : ` Did you mean khabarshy ${meant}?`;
  throw new KhabarshyError(
    'COMMAND_WRONG',
    `There is no command ${JSON.stringify(name)}.${hint} The commands are: ${known.join(', ')}.`,
  );
}

/** Node's words for a command line tell what is wrong, and not what was probably meant and where to look. */
async function adviceOnUsage(words: string, command: string): Promise<string> {
  const { usage: known } = await commandOf(command);
  const [, option = ''] = /^Unknown option '(--?[^']+)'/.exec(words) ?? [];
  const [, argument] = /^Unexpected argument '([^']*)'/.exec(words) ?? [];
  const options: string[] = known.match(/--[a-z][a-z-]*/g) ?? [];
  const meant =
    argument !== undefined && options.includes('--channel')
      ? `--channel ${argument}`
      : nearestName(option, options);
  // Node goes on with advice that is none here.
  const [reason] = words.split(/\. |\.?\n|\.$/);
  const [, dashed] = /^Option '(?:-\w, )?(--[^' ]+)[^']*' argument is ambiguous/.exec(words) ?? [];
  const what =
    dashed === undefined ? reason : `${reason}: a value that begins with a dash is written as ${dashed}=-…`;
  const see = `see khabarshy ${command} --help.`;
  return meant === null ? `${what}; ${see}` : `${what}. Did you mean ${meant}? Or ${see}`;
}

/** A mistake gets its message; only what nobody foresaw shows a stack. */
async function explain(thrown: unknown, command: string | undefined): Promise<number> {
  const { databaseFailed } = await import('../store/engines/failures.ts');
  const error = databaseFailed(thrown) ?? thrown;
  const isOurs = error instanceof KhabarshyError;
  const isUsage =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const isForeseen = isOurs || isUsage;
  const cause = error instanceof Error ? ((isForeseen ? null : error.stack) ?? error.message) : String(error);
  const text = isUsage ? await adviceOnUsage(cause, command ?? '') : cause;
  // A message of the network's or a driver's may hold an address, and that a token or a password.
  process.stderr.write(`khabarshy: ${printable(scrub(text))}\n`);
  return isUsage || (isOurs && mistakes.has(error.code)) ? exitCodes.mistaken : exitCodes.failed;
}
