import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig, readEnvironment, type Config, type ProcessEnvironment } from '../../config/config.ts';
import { withSettings } from '../../config/env-editing.ts';
import { gatherSettings, type GivenSettings } from '../../config/given-settings.ts';
import { withEntries } from '../../config/list-adding.ts';
import { parseUserIds } from '../../config/setting-values.ts';
import { withSources, type AddedSource } from '../../config/sources/adding.ts';
import { usualSourcesFile } from '../../config/sources/settings-sources.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { spokenLanguages } from '../../news/language.ts';
import { tellUpdates } from './bot-updates.ts';
import { channelsOfFlags, chooseChannels, nameOf, shortName, type ChosenChannel } from './channel-step.ts';
import { Dialogue, Interrupted, interruptedCode } from './dialogue.ts';
import { readFlags, type Flags } from './flags.ts';
import { chooseOwner, type Owner } from './owner-step.ts';
import { takeBack, textOf, writeFiles, type PlannedFile } from './settings-writing.ts';
import { chooseSource, sourcesOfFlags } from './source-step.ts';
import { chooseBot, settleWebhook, type KnownBot } from './token-step.ts';

export const usage = `Usage: khabarshy init [options]

Sets khabarshy up in this folder. It asks for the token of a bot, waits until the bot is an administrator of your channel
and until you press Start in the chat with it, and asks for a first source. Then it writes .env, channels.yaml and
sources.yaml, and ends with khabarshy doctor. What stands in these files stays. Ctrl-C stops it at any question, and
nothing is written.

Without a terminal everything comes from options:

  --token-file <file>     Read the token from a file.
  --token-stdin           Read the token from the standard input.
  --channel <channel>     A channel: @name, its link, or its negative id. With a language: @my_news=kk. May be repeated.
  --owner <id>            The Telegram user id of an owner. May be repeated.
  --source <url>          A feed, or a page that names one. May be repeated.
  --own                   The sources are of your own site: they are looked at every few seconds.
  --private               The sources may be on a private network.
  --yes                   Answer yes to what is asked about files and sources. Who is the owner, and whether a channel
                          that the bot sees is yours, is always asked.

Exit code: that of doctor; 1 if Telegram does not answer, 2 if an option or a setting is wrong, 130 after Ctrl-C or if you
want nothing written.
`;

/** What the person chose. */
interface Answers {
  bot: KnownBot;
  keepsWebhook: boolean;
  channels: ChosenChannel[];
  owners: Owner[];
  sources: AddedSource[];
}

/** What the folder and the environment say already. */
interface Surroundings {
  environment: ProcessEnvironment;
  given: GivenSettings;
  /** The settings without the bot; the channels are those of the settings only. */
  config: Config;
}

export async function execute(args: string[]): Promise<number> {
  const flags = readFlags(args);
  if (flags.isTokenOnStdin && process.stdin.isTTY) {
    const text = '--token-stdin reads what is piped in, and here is a terminal. Leave it out, and init asks.';
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
  const surroundings = await readSurroundings();
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && !flags.isTokenOnStdin;
  if (!isTerminal) refuseMissing(flags, surroundings);
  refuseClosedFolder(surroundings.environment.cwd);
  const dialogue = new Dialogue({ isTerminal, isYes: flags.isYes });
  try {
    const isWanted = await Promise.race([setUp(flags, surroundings, dialogue), dialogue.interrupted]);
    if (!isWanted) return interruptedCode;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    dialogue.close();
    process.stderr.write('\nStopped. Nothing was written.\n');
    // A request to Telegram may still be on its way.
    process.exit(error.exitCode);
  } finally {
    dialogue.close();
  }
  process.stdout.write('\n');
  const { execute: examine } = await import('../doctor.ts');
  const code = await examine([]);
  process.stdout.write(
    code === 0
      ? '\nEverything is ready. Start it with: khabarshy run\n'
      : '\nThe settings are written. Mend what the doctor found; khabarshy doctor looks again.\n',
  );
  return code;
}

/** @throws KhabarshyError SETTINGS_INVALID: what stands there has to be right before something is added to it. */
async function readSurroundings(): Promise<Surroundings> {
  const environment = readEnvironment();
  // These may be missing, or be what somebody is here to change.
  const env = { ...environment.env, BOT_TOKEN: '', WITNESS_BOT_TOKEN: '' };
  const config = await loadConfig({ ...environment, env }, { maySandbox: true });
  if (config.botsFrom !== 'BOT_TOKEN') throw severalBots();
  const given = gatherSettings(environment, [], [], []);
  const isChannelGiven = given.has('CHANNEL_ID') || textOf(channelsFile(environment, given)) !== null;
  return { environment, given, config: isChannelGiven ? config : { ...config, channels: [] } };
}

function severalBots(): KhabarshyError {
  const text =
    'The channels file lists bots, and init sets up a single one. Add a bot, its channels and its owners to that file, and its token to .env; khabarshy doctor then checks it.';
  return new KhabarshyError('COMMAND_WRONG', text);
}

function ownersOf({ bots }: Config): readonly number[] {
  return bots[0]?.ownerIds ?? [];
}

/** Before five questions are answered in vain. */
function refuseClosedFolder(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    const text = `This user may not write in ${folder}. Start init in the folder of khabarshy, as its user.`;
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
}

function channelsFile({ cwd }: ProcessEnvironment, given: GivenSettings): string {
  return resolve(cwd, given.get('CHANNELS_FILE')?.text ?? 'channels.yaml');
}

/** @throws KhabarshyError COMMAND_WRONG with everything that is missing. */
function refuseMissing(flags: Flags, { config, given }: Surroundings): void {
  const isToken = flags.tokenFile !== null || flags.isTokenOnStdin || given.has('BOT_TOKEN');
  const missing = [
    ...(isToken ? [] : ['--token-file or --token-stdin']),
    ...(flags.channels.length > 0 || config.channels.length > 0 ? [] : ['--channel']),
    ...(flags.ownerIds.length > 0 || ownersOf(config).length > 0 ? [] : ['--owner']),
  ];
  if (missing.length === 0) return;
  const text = `init has no terminal to ask on, so it needs ${missing.join(', ')}; see khabarshy init --help.`;
  throw new KhabarshyError('COMMAND_WRONG', text);
}

/** @returns false: the person did not want the files. */
async function setUp(flags: Flags, surroundings: Surroundings, dialogue: Dialogue): Promise<boolean> {
  const answers = await ask(flags, surroundings, dialogue);
  const files = (await plan(answers, surroundings)).filter(({ after, before }) => after !== before);
  if (files.length === 0) {
    dialogue.say('Everything stands in the settings already.');
    return true;
  }
  dialogue.say(`\n${files.map(describe).join('\n')}`);
  const isNew = files.every(({ before }) => before === null);
  const question = isNew ? 'Write these files?' : 'Change these files?';
  // Somebody without a terminal asked for new files by the options. To change a file is another matter.
  const isWanted = (isNew && !dialogue.isTerminal) || (await dialogue.confirm(question, true));
  if (!isWanted) {
    dialogue.say('Nothing was written.');
    return false;
  }
  writeFiles(files);
  try {
    await loadConfig(surroundings.environment);
  } catch (error) {
    takeBack(files);
    throw error;
  }
  return true;
}

async function ask(flags: Flags, { config, given }: Surroundings, dialogue: Dialogue): Promise<Answers> {
  const bot = await chooseBot(flags, given.get('BOT_TOKEN')?.text ?? null, config, dialogue);
  refuseOtherToken(bot, given);
  const keepsWebhook = given.has('KEEP_WEBHOOK') ? false : await settleWebhook(bot, dialogue);
  const stopping = new AbortController();
  if (dialogue.isTerminal && !keepsWebhook)
    void tellUpdates(bot.telegram, (happening) => dialogue.put(happening), stopping.signal);
  try {
    const channels = await askChannels(flags, bot, config, given, dialogue);
    const owners = await askOwners(flags, bot, config, dialogue);
    const sources = await askSources(flags, config, dialogue);
    return { bot, keepsWebhook, channels, owners, sources };
  } finally {
    stopping.abort();
  }
}

/** The environment wins over .env, so a token in the file would have no effect. */
function refuseOtherToken({ token }: KnownBot, given: GivenSettings): void {
  const known = given.get('BOT_TOKEN');
  if (known === undefined || known.text === token || known.where.includes('.env')) return;
  const text = 'BOT_TOKEN is set in the environment, to another token, and wins over .env. Unset it first.';
  throw new KhabarshyError('COMMAND_WRONG', text);
}

async function askChannels(
  flags: Flags,
  bot: KnownBot,
  config: Config,
  given: GivenSettings,
  dialogue: Dialogue,
): Promise<ChosenChannel[]> {
  const known = config.channels.map(({ name, id }) => `${name} (${id})`).join(', ');
  if (given.has('CHANNEL_ID')) {
    const text = `CHANNEL_ID is set, so ${known} is the only channel. For several channels, move it into channels.yaml first.`;
    if (flags.channels.length > 0) throw new KhabarshyError('COMMAND_WRONG', text);
    dialogue.say(text);
    return [];
  }
  if (flags.channels.length > 0) return channelsOfFlags(flags.channels, bot, dialogue);
  if (known !== '') dialogue.say(`Channels in the settings: ${known}. They stay.`);
  return dialogue.isTerminal ? chooseChannels(bot, config, dialogue) : [];
}

async function askOwners(flags: Flags, bot: KnownBot, config: Config, dialogue: Dialogue): Promise<Owner[]> {
  if (flags.ownerIds.length > 0) return flags.ownerIds.map((id) => ({ id, languageCode: null }));
  const ownerIds = ownersOf(config);
  if (ownerIds.length === 0) return [await chooseOwner(bot, dialogue)];
  dialogue.say(`Owners in the settings: ${ownerIds.join(', ')}. They stay.`);
  return [];
}

async function askSources(flags: Flags, config: Config, dialogue: Dialogue): Promise<AddedSource[]> {
  if (flags.sources.length > 0) return sourcesOfFlags(flags, config, dialogue);
  return dialogue.isTerminal ? chooseSource(flags, config, dialogue) : [];
}

async function plan(answers: Answers, { config, environment, given }: Surroundings): Promise<PlannedFile[]> {
  const { cwd } = environment;
  const files = [planEnv(answers, resolve(cwd, '.env'), given)];
  const { channels, sources } = answers;
  if (channels.length > 0) {
    const path = channelsFile(environment, given);
    const before = textOf(path);
    const entries = entriesOf(channels, config.channels);
    const after = await withEntries(before, 'channels', entries);
    const content = entries.map(({ entry }) => String(entry['name'])).join(', ');
    if (entries.length > 0) files.push({ path, before, after, isSecret: false, content });
  }
  if (sources.length > 0) {
    const path = resolve(cwd, given.get('SOURCES_FILE')?.text ?? usualSourcesFile);
    const before = textOf(path);
    const content = sources.map(({ name }) => name).join(', ');
    files.push({ path, before, after: await withSources(before, sources), isSecret: false, content });
  }
  return files;
}

function entriesOf(channels: readonly ChosenChannel[], known: Config['channels']) {
  const taken = new Set(known.map(({ name }) => name));
  const ids = new Set(known.map(({ id }) => id.toLowerCase()));
  const isKnown = ({ id, username }: ChosenChannel) =>
    ids.has(String(id)) || ids.has(`@${username ?? ''}`.toLowerCase());
  const fresh = channels.filter((channel) => !isKnown(channel));
  const isOnly = fresh.length === 1 && known.length === 0;
  return fresh.map((channel) => {
    const name = shortName(channel, isOnly, taken);
    taken.add(name);
    const { id, language } = channel;
    return { entry: { id, name, ...(language === null ? {} : { language }) }, comment: nameOf(channel) };
  });
}

function planEnv({ bot, keepsWebhook, owners }: Answers, path: string, given: GivenSettings): PlannedFile {
  const settings = new Map<string, string>();
  if (given.get('BOT_TOKEN')?.text !== bot.token) settings.set('BOT_TOKEN', bot.token);
  const known = parseUserIds(given.get('ADMIN_IDS')?.text ?? '') ?? [];
  const ids = [...new Set([...known, ...owners.map(({ id }) => id)])];
  if (ids.length > known.length) settings.set('ADMIN_IDS', ids.join(','));
  const language = spokenLanguages.find((tag) => owners.some(({ languageCode }) => languageCode === tag));
  if (language !== undefined && language !== 'en' && !given.has('DESK_LANGUAGE'))
    settings.set('DESK_LANGUAGE', language);
  if (keepsWebhook) settings.set('KEEP_WEBHOOK', 'true');
  const before = textOf(path);
  const after = settings.size === 0 ? before : withSettings(before, settings);
  const content = [...settings.keys()]
    .map((name) => (given.get(name)?.where === ' (in .env)' ? `${name} anew` : name))
    .join(', ');
  if (after !== null) return { path, before, after, isSecret: true, content };
  if (settings.size === 0) return { path, before, after: '', isSecret: true, content };
  const text = `${path} has a value of several lines that khabarshy init cannot keep. Write ${content} into it by hand.`;
  throw new KhabarshyError('COMMAND_WRONG', text);
}

function describe({ before, content, path }: PlannedFile): string {
  return `${path}: ${content}${before === null ? ' (a new file)' : ' (the rest of it stays)'}`;
}
