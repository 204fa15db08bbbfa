import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment, secretsOf, type Config } from '../config/config.ts';
import { scrub } from '../log.ts';
import { KhabarshyError } from '../news/errors.ts';
import { missingFile, openStore, type Store } from '../store/store.ts';
import { describeFinding, type Finding } from './finding.ts';

export const usage = `Usage: khabarshy doctor

Checks, one line each: the settings, the database, the bot's token, the bot's rights in each channel, the log chat,
and this machine's clock. Nothing is posted. Without BOT_TOKEN the sandbox is used, and Telegram is not asked.

Exit code: 0 all well, 1 something is wrong, 2 the settings are.
`;

export async function execute(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const config = await checkSettings();
  if (config === null) return 2;
  let wrong = 0;
  for await (const finding of examine(config)) {
    if (finding.verdict === 'wrong') wrong += 1;
    process.stdout.write(`${scrub(describeFinding(finding), secretsOf(config))}\n`);
  }
  return wrong === 0 ? 0 : 1;
}

/** Without settings there is nothing else to check. Their error lists all mistakes, so it stands as it is. */
async function checkSettings(): Promise<Config | null> {
  try {
    return await loadConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof KhabarshyError)) throw error;
    process.stdout.write(
      `${describeFinding({ verdict: 'wrong', subject: 'settings', text: 'see below' })}\n`,
    );
    process.stdout.write(`\n${error.message}\n`);
    return null;
  }
}

async function* examine(config: Config): AsyncGenerator<Finding> {
  const channels = config.channels.map(({ name, id }) => `${name} (${id})`).join(', ');
  yield { verdict: 'well', subject: 'settings', text: `channels ${channels}; times in ${config.timeZone}` };
  for (const notice of config.renamed)
    yield { verdict: 'unchecked', subject: 'settings', text: `${notice}; the old name is still read.` };
  for (const hint of config.hints)
    yield { verdict: 'unchecked', subject: 'settings', text: `${hint}. Mend its name.` };
  const { finding, movedTo } = await checkDatabase(config);
  yield finding;
  if (config.mode === 'sandbox') {
    const text = 'not asked: BOT_TOKEN is empty, so khabarshy run uses the sandbox, a Telegram of its own';
    yield { verdict: 'unchecked', subject: 'Telegram', text };
    return;
  }
  // The Telegram library is loaded only where it is needed.
  const { checkClock, checkTelegram } = await import('./doctor-telegram.ts');
  yield* checkTelegram(config, movedTo);
  yield await checkClock(config.telegramApiRoot);
}

/** @returns also the numbers of channels that became supergroups, by the channel's name. */
async function checkDatabase(
  config: Config,
): Promise<{ finding: Finding; movedTo: ReadonlyMap<string, string> }> {
  const subject = 'database';
  const movedTo = new Map<string, string>();
  const missing = missingFile(config.databaseUrl);
  if (missing !== null) return { finding: { subject, ...judgePlace(missing) }, movedTo };
  try {
    const store = await openStore(config.databaseUrl);
    try {
      for (const [name, state] of await store.channels.read()) {
        if (state.movedTo !== null) movedTo.set(name, state.movedTo);
      }
      return { finding: { subject, ...(await judgeStore(store, config)) }, movedTo };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof KhabarshyError)) throw error;
    return { finding: { verdict: 'wrong', subject, text: error.message }, movedTo };
  }
}

/** A database that is still to be made; to look is not to make it. */
function judgePlace(file: string): Omit<Finding, 'subject'> {
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return {
      verdict: 'unchecked',
      text: `${file} is not there yet; khabarshy run and khabarshy import make it`,
    };
  } catch {
    const text = `${file} cannot be made: this user may not write in ${folder}. Let it, or set DATABASE_URL.`;
    return { verdict: 'wrong', text };
  }
}

async function judgeStore(store: Store, config: Config): Promise<Omit<Finding, 'subject'>> {
  const owner = await store.facts.get('telegram');
  if (owner !== null && owner !== config.mode) {
    const [its, ours] = owner === 'sandbox' ? ['the sandbox', 'set'] : ['real Telegram', 'empty'];
    const text = `${config.databaseUrl} belongs to ${its}, and BOT_TOKEN is ${ours}. Name another with DATABASE_URL.`;
    return { verdict: 'wrong', text };
  }
  const articles = await store.articles.count();
  const unlock = await store.lock(() => undefined);
  await unlock?.();
  const running = unlock === null ? 'a khabarshy runs on it' : 'no khabarshy runs on it now';
  return {
    verdict: 'well',
    text: `${config.databaseUrl}, ${articles} ${articles === 1 ? 'article' : 'articles'}, ${running}`,
  };
}
