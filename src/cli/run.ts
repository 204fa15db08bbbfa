import { constants } from 'node:os';
import { isatty } from 'node:tty';
import type { AccessOf } from '../bots/bots.ts';
import {
  readEnvironment,
  refuseUnmeantSandbox,
  secretsOf,
  type Config,
  type ProcessEnvironment,
} from '../config/config.ts';
import { createLog, type Logger } from '../log.ts';
import { loadCheckedConfig } from './settings.ts';
import { startWhenFree } from '../opening.ts';
import { Program } from '../program.ts';
import { KhabarshyError } from '../news/errors.ts';
import { startExitDeadline } from './exit-deadline.ts';
import { watchParent } from './parent-watch.ts';
import { nearestName } from '../words/nearest-name.ts';

export const usage = `Usage: khabarshy run [--standby] [--sandbox] [--fresh]

Posts what is new in the article store, until it is stopped with Ctrl-C or SIGTERM. SIGHUP reads .env, the
channels and the sources anew; with mistakes in them the old settings stay.

Without BOT_TOKEN it runs on a sandbox, a Telegram of its own on this machine, with sample articles; open the
address that it prints. With BOT_TOKEN and a channel in .env it posts to Telegram. Without BOT_TOKEN, but with
signs of a real installation, such as CHANNEL_ID or NODE_ENV=production, it ends with code 2. Several bots are
listed in channels.yaml under bots:.

  --standby   If another khabarshy runs on this database, wait, and take over when it ends or its machine fails. On
              Postgres also when it hangs, after five seconds. Not for the sandbox.
  --sandbox   Run on the sandbox, whatever those signs say. Refused if BOT_TOKEN is set, or the token of a
              bot of channels.yaml.
  --fresh     Forget what an earlier run of the sandbox posted, and begin anew. Only for the sandbox.
`;

/** The surroundings of the app: the sandbox, or nothing but the real Telegram. It ends after the app. */
interface Host {
  /** The settings, with the sources that it adds. */
  settingsOf: (config: Config) => Config;
  /** The Telegram to speak to with these settings. */
  accessFor: (config: Config) => AccessOf;
  /** Called once the program runs. */
  begin: (program: Program) => void;
  stop(): Promise<void>;
}

export async function execute(args: string[]): Promise<number> {
  const options = readOptions(args);
  const environment = readEnvironment();
  const config = await loadCheckedConfig(environment, options.isSandboxMeant);
  refuseWrongTelegram(config, options);
  const secrets = secretsOf(config);
  const log = await createLog({ ...config.log, secrets });
  for (const notice of config.renamed) log.warn({}, `understood, but has another name: ${notice}`);
  for (const notice of config.notices) log.warn({}, `a setting may be meant otherwise: ${notice}`);
  for (const hint of config.hints) log.warn({}, `perhaps a setting is misspelt: ${hint}`);
  const hangups = new Hangups();
  const interrupted = listenForSignals(environment.env, hangups);
  const limit = () => startExitDeadline(() => giveUp(log));
  // A signal may also come while the app starts.
  void interrupted.then(limit);
  const host = await hostOf(config, log, options);
  try {
    const load = async () => {
      const loaded = await loadCheckedConfig(environment, options.isSandboxMeant);
      secrets.push(...secretsOf(loaded));
      return host.settingsOf(loaded);
    };
    const start = () =>
      Program.start({ config: host.settingsOf(config), load, accessFor: host.accessFor, log });
    const program = options.isStandby
      ? await startWhenFree(config.databaseUrl, interrupted, start, log)
      : await start();
    if (program === null) return 0;
    void program.ended.then(limit);
    hangups.listen(() => void program.reload());
    host.begin(program);
    const reason = await Promise.race([interrupted, program.ended]);
    await program.stop();
    if (!(reason instanceof KhabarshyError)) return 0;
    // The reason has to stand in the log too, and not only in the terminal.
    log.fatal({ code: reason.code }, reason.message);
    throw reason;
  } finally {
    await host.stop();
  }
}

/** A database that does not answer would keep us for ever. Posts in flight are read back at the next start. */
function giveUp(log: Logger): void {
  log.error({}, 'something does not answer, perhaps the database; ending without it');
  process.exit(1);
}

interface Options {
  isFresh: boolean;
  /** Another one may run on the database: wait until it ends. */
  isStandby: boolean;
  /** The sandbox is meant, whatever the settings look like. */
  isSandboxMeant: boolean;
}

function readOptions(args: readonly string[]): Options {
  const options = ['--fresh', '--sandbox', '--standby'];
  const unknown = args.find((argument) => !options.includes(argument));
  if (unknown === undefined) {
    return {
      isFresh: args.includes('--fresh'),
      isStandby: args.includes('--standby'),
      isSandboxMeant: args.includes('--sandbox'),
    };
  }
  const meant = nearestName(unknown, options);
  const hint = meant === null ? '; see' : `. Did you mean ${meant}? Or see`;
  throw new KhabarshyError(
    'COMMAND_WRONG',
    `run does not know ${JSON.stringify(unknown)}${hint} khabarshy run --help.`,
  );
}

/** Samples must not be posted to a newsroom's channel, nor a newsroom's news only to the sandbox. */
function refuseWrongTelegram(config: Config, { isFresh, isStandby, isSandboxMeant }: Options): void {
  if (config.mode === 'sandbox') {
    if (isStandby)
      throw new KhabarshyError('COMMAND_WRONG', '--standby is not for the sandbox: set BOT_TOKEN.');
    if (!isSandboxMeant) refuseUnmeantSandbox(config);
    return;
  }
  const option = isSandboxMeant ? '--sandbox' : isFresh ? '--fresh' : null;
  if (option === null) return;
  const set = config.botsFrom === 'BOT_TOKEN' ? 'BOT_TOKEN is set' : 'the tokens of bots are set';
  throw new KhabarshyError('COMMAND_WRONG', `${option} is for the sandbox, and ${set}.`);
}

/**
 * Under npm one Ctrl-C arrives up to three times: from the terminal, from npm, which forwards signals
 * (npm/run-script, signal-manager.js), and from the launcher of an older Node. Nobody presses a key again so soon.
 */
const echoMs = 500;

/** The first signal asks to end. The second one ends at once, and posts in flight are read back at the next start. */
function listenForSignals(env: ProcessEnvironment['env'], hangups: Hangups): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null;
    const onSignal = (signal: NodeJS.Signals): void => {
      const nowMs = performance.now();
      askedAtMs ??= nowMs;
      if (nowMs - askedAtMs > echoMs) process.exit(128 + constants.signals[signal]);
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    process.on('SIGHUP', () => (hangups.isTerminalGone ? onSignal('SIGHUP') : hangups.reload()));
    // As if it had been told to end, like npm.
    watchParent(env, () => resolve('SIGTERM'));
  });
}

/**
 * SIGHUP has two meanings: the settings should be read anew, or the terminal in which we were started is gone. It was
 * the terminal if we had one and have none any more.
 */
class Hangups {
  readonly #terminals = [0, 1, 2].filter((fd) => isatty(fd));
  #isAsked = false;
  #listener: (() => void) | null = null;

  get isTerminalGone(): boolean {
    if (process.platform === 'win32') return true;
    return this.#terminals.length > 0 && !this.#terminals.some((fd) => isatty(fd));
  }

  /** A signal that came while the program started is not forgotten. */
  reload(): void {
    if (this.#listener === null) this.#isAsked = true;
    else this.#listener();
  }

  listen(listener: () => void): void {
    this.#listener = listener;
    if (this.#isAsked) listener();
  }
}

async function hostOf(config: Config, log: Logger, { isFresh }: Options): Promise<Host> {
  if (config.mode === 'sandbox') {
    const { runSandbox } = await import('./run-sandbox.ts');
    return runSandbox(config, log, isFresh);
  }
  const accessFor =
    ({ telegramApiRoot: apiRoot }: Config): AccessOf =>
    ({ logChatId, logTopic, ownerIds, token }) => ({
      token: token ?? '',
      apiRoot,
      logChatId,
      logTopic,
      ownerIds,
    });
  return { settingsOf: (given) => given, accessFor, begin: () => undefined, stop: () => Promise.resolve() };
}
