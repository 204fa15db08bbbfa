import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { secretsOf, tokensAre, type Config } from '../config/config.ts';
import { howToReload } from '../config/settings-prints.ts';
import { scrub } from '../log.ts';
import { KhabarshyError } from '../news/errors.ts';
import type { KnownChat } from '../store/records/channel-chats.ts';
import { networkFileSystemOf } from '../store/engines/sqlite-place.ts';
import { missingFile, openStore, type Store } from '../store/store.ts';
import { examineArticles } from './doctor/articles.ts';
import { examineCluster } from './doctor/cluster.ts';
import { deafDesks } from './doctor/desk.ts';
import { examinePort } from './doctor/port.ts';
import { loadCheckedConfig } from './settings.ts';
import { printable } from '../terminal-text.ts';
import { tokenKey } from '../watch/refused-bots.ts';
import { describeFinding, type Finding } from './doctor/finding.ts';
import { tellOnStderr } from './terminal.ts';
import { unreadSettings } from './status.ts';

export const usage = `Usage: khabarshy doctor

Checks the settings, the database, the port of the page, each source once, the way to Telegram, the bot's token, the bot's rights in each channel, the log
chat, and the clock of this machine, and prints one line for each. Nothing is posted. Without BOT_TOKEN it does not
check Telegram, because khabarshy then uses the sandbox.

Exit code: 0 everything is fine, 1 something is wrong, 2 a setting is wrong.
`;

export async function execute(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const config = await checkSettings();
  if (config === null) return 2;
  let wrong = 0;
  let wrongSettings = 0;
  for await (const finding of examine(config)) {
    if (finding.verdict === 'wrong') wrong += 1;
    if (finding.isSetting === true) wrongSettings += 1;
    process.stdout.write(`${scrub(describeFinding(finding), secretsOf(config))}\n`);
  }
  if (wrongSettings > 0) return 2;
  return wrong === 0 ? 0 : 1;
}

/** Without settings nothing else can be checked. Their error lists all mistakes, so it is printed unchanged. */
async function checkSettings(): Promise<Config | null> {
  try {
    return await loadCheckedConfig();
  } catch (error) {
    if (!(error instanceof KhabarshyError)) throw error;
    process.stdout.write(
      `${describeFinding({ verdict: 'wrong', subject: 'settings', text: 'see below' })}\n`,
    );
    process.stdout.write(`\n${printable(error.message)}\n`);
    return null;
  }
}

async function* examine(config: Config): AsyncGenerator<Finding> {
  const nameOf = ({ id, name }: { id: string; name: string }) => `${name} (${id})`;
  const channels = config.channels.map(nameOf).join(', ');
  const settings = `channels ${channels}; times in ${config.timeZone}`;
  const bots = config.bots.map(({ name }) => name).join(', ');
  yield {
    verdict: 'well',
    subject: 'settings',
    text: config.bots.length === 1 ? settings : `bots ${bots}; ${settings}`,
  };
  yield* botsWithoutChannels(config);
  for (const notice of config.renamed)
    yield { verdict: 'unchecked', subject: 'settings', text: `${notice}. Write the new name.` };
  for (const text of config.notices) yield { verdict: 'unchecked', subject: 'settings', text: `${text}.` };
  for (const hint of config.hints)
    yield { verdict: 'unchecked', subject: 'settings', text: `${hint}. Correct it.` };
  const { findings, known, isRunning } = await checkDatabase(config);
  yield* findings;
  yield* checkFileSystem(config.databaseUrl);
  yield await examinePort(config, isRunning);
  if (config.sources.length > 0) {
    const { checkSources } = await import('./doctor/sources.ts');
    yield* checkSources(config);
  }
  if (config.mode === 'sandbox') {
    yield judgeSandbox(config);
    return;
  }
  // The Telegram library is loaded only when it is needed.
  const { checkClock, checkTelegram, describeNetwork } = await import('./doctor/telegram.ts');
  yield describeNetwork(config);
  yield* checkTelegram(config, known, isRunning);
  yield await checkClock(config.telegramApiRoot, config.proxies);
}

/** It is right for a moment, while a channel moves to another bot. */
function* botsWithoutChannels({ bots, channels }: Config): Generator<Finding> {
  for (const { name } of bots) {
    if (channels.some(({ bot }) => bot === name)) continue;
    const text = `the bot ${name} has no channel. Write bot: ${name} into a channel, or remove it from bots:.`;
    yield { verdict: 'unchecked', subject: 'settings', text };
  }
}

function judgeSandbox({ installationSigns: signs }: Config): Finding {
  const subject = 'Telegram';
  if (signs.length === 0) {
    const text =
      'not checked: BOT_TOKEN is not set, so khabarshy run uses the sandbox, a Telegram of its own. khabarshy init sets up your own bot';
    return { verdict: 'unchecked', subject, text };
  }
  const text = `BOT_TOKEN is not set, and this looks like a real installation: ${signs.join('; ')}. khabarshy run refuses to start. Set BOT_TOKEN in .env in the folder in which khabarshy starts, or run it with --sandbox if the sandbox is meant.`;
  return { verdict: 'wrong', subject, text, isSetting: true };
}

interface DatabaseFindings {
  findings: Finding[];
  /** The chats that the ledger knows, by channel name. */
  known: ReadonlyMap<string, KnownChat>;
  /** Whether a khabarshy uses it now. */
  isRunning: boolean;
}

async function checkDatabase(config: Config): Promise<DatabaseFindings> {
  const subject = 'database';
  const missing = missingFile(config.databaseUrl);
  const nothing = new Map<string, KnownChat>();
  if (missing !== null)
    return { findings: [{ subject, ...judgePlace(missing) }], known: nothing, isRunning: false };
  try {
    const store = await openStore(config.databaseUrl, tellOnStderr);
    try {
      const known = await store.channelChats.read(config.channels);
      const isRunning = await isInUse(store);
      const finding = { subject, ...(await judgeStore(store, config, isRunning)) };
      const unread = await unreadSettings(store, isRunning);
      const settings: Finding[] =
        unread === null ? [] : [{ verdict: 'unchecked', subject: 'settings', text: `${unread}.` }];
      const refused = isRunning
        ? [
            ...(await examineCluster(store, config.timeZone)),
            ...(await refusedBots(store, config)),
            ...(await deafDesks(store, config)),
          ]
        : [];
      const articles = await examineArticles(store, config);
      return { findings: [finding, ...settings, ...refused, ...articles], known, isRunning };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof KhabarshyError)) throw error;
    const finding: Finding = { verdict: 'wrong', subject, text: error.message };
    return { findings: [finding], known: nothing, isRunning: false };
  }
}

/** Bots of the running program that stopped alone. Whether their tokens are accepted now is checked below. */
async function refusedBots(store: Store, { bots }: Config): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name } of bots) {
    const troubles = await store.ofBot(name).troubles.open();
    if (!troubles.some(({ key }) => key === tokenKey)) continue;
    const text = `stopped, because Telegram did not accept its token. Set the right one in .env, then ${howToReload}.`;
    findings.push({ verdict: 'wrong', subject: `bot ${name}`, text });
  }
  return findings;
}

/** SQLite's locks hold between the programs of one machine. On another machine's disk nobody can promise that. */
function* checkFileSystem(url: string): Generator<Finding> {
  if (!url.startsWith('sqlite:')) return;
  const file = realName(url.slice('sqlite:'.length));
  const kind = networkFileSystemOf(file);
  if (kind === null) return;
  const text =
    `${file} lies on a network file system (${kind}). If two machines use it, they can destroy it, and a second ` +
    'khabarshy may not notice the first one. Put it on a disk of this machine, or use Postgres.';
  yield { verdict: 'unchecked', subject: 'database', text };
}

function realName(file: string): string {
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

/** Checks whether a missing database can be created, without creating it. */
function judgePlace(file: string): Omit<Finding, 'subject'> {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return {
      verdict: 'unchecked',
      text: `${file} does not exist yet; khabarshy run and khabarshy import create it`,
    };
  } catch {
    const text = `${file} cannot be created: this user may not write in ${folder}. Give it that right, or set DATABASE_URL.`;
    return { verdict: 'wrong', text };
  }
}

async function isInUse(store: Store): Promise<boolean> {
  await store.checkSessions();
  const unlock = await store.lock(() => undefined);
  await unlock?.();
  return unlock === null;
}

async function judgeStore(
  store: Store,
  config: Config,
  isRunning: boolean,
): Promise<Omit<Finding, 'subject'>> {
  const owner = await store.facts.get('telegram');
  if (owner !== null && owner !== config.mode) {
    const its = owner === 'sandbox' ? 'the sandbox' : 'real Telegram';
    const text = `${config.databaseUrl} belongs to ${its}, and ${tokensAre(config)}. Set DATABASE_URL to another database.`;
    return { verdict: 'wrong', text };
  }
  const articles = await store.articles.count();
  const running = isRunning ? 'in use by a running khabarshy' : 'not in use';
  return {
    verdict: 'well',
    text: `${config.databaseUrl}, ${articles} ${articles === 1 ? 'article' : 'articles'}, ${running}`,
  };
}
