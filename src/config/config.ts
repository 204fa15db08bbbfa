import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { channelOf, limitOf } from './channel-schema.ts';
import { readChannelsFile } from './channels-file.ts';
import type { ChannelsRead } from './channels-file.ts';
import { gatherSettings, guessNames, showGiven } from './given-settings.ts';
import type { GivenSettings, ProcessEnvironment } from './given-settings.ts';
import { installationSigns, misnamed } from './installation-signs.ts';
import type { Channel } from '../news/channel.ts';
import type { Section } from '../news/section.ts';
import type { Source } from '../news/source.ts';
import { spokenLanguages } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { scrub } from '../secrets.ts';
import type { AllowedHosts } from './private-hosts.ts';
import { secretsOfProxies } from './proxy-settings.ts';
import type { NamedProxy, Proxies, ProxyServer } from './proxy-settings.ts';
import { printsOf, type SettingsPrint } from './settings-prints.ts';
import { adviceOnDatabase, adviceOnPeople, likelyValue, withoutQuotes } from './likely-values.ts';
import { settingsError } from './settings-mistakes.ts';
import { findSources, type SourcesFound } from './sources/settings-sources.ts';
import type { Mistake } from './settings-mistakes.ts';
import { describeSettings, settingsShape } from './settings-table.ts';
import type { logFormats, logLevels, Settings } from './settings-table.ts';

export { describeChannelKeys } from './channel-schema.ts';
export type { KeyDescription } from './entry-mistakes.ts';
export { describeSourceKeys } from './sources/source-schema.ts';
export { describeSettings, settingsGroups } from './settings-table.ts';
export type { SettingDescription } from './settings-table.ts';
export type { ProcessEnvironment } from './given-settings.ts';

/** All settings, checked and completed with the defaults. The object and everything in it is frozen. */
export interface Config {
  /** `sandbox` when there is no bot token: a Telegram of our own on this machine. */
  readonly mode: 'sandbox' | 'telegram';
  readonly botToken: string | null;
  readonly witnessBotToken: string | null;
  /** Leave a webhook of another program alone; the desk is off then. */
  readonly keepWebhook: boolean;
  /** At least one. */
  readonly channels: readonly Channel[];
  /** Where news comes from by itself; empty: from programs of the newsroom only. */
  readonly sources: readonly Source[];
  /** What the log must never show of the sources. */
  readonly sourceSecrets: readonly string[];
  /** The sections that have several names. */
  readonly sections: readonly Section[];
  readonly ownerIds: readonly number[];
  /** The id of a chat, or `@name`; null: there is none. */
  readonly logChatId: string | null;
  /** The thread of the log chat; null: it is no topic. */
  readonly logTopic: number | null;
  /** `sqlite:<path from the working directory>` or `postgres://…`. */
  readonly databaseUrl: string;
  /** False: `databaseUrl` is the default of the mode. */
  readonly databaseUrlGiven: boolean;
  /** A cron expression of five fields, or of six with the seconds first. */
  readonly pollSchedule: string;
  /** IANA. */
  readonly timeZone: string;
  /** For all channels together; 0: no limit. */
  readonly postsPerSecond: number;
  /** Without a slash at its end; null: Telegram's own. */
  readonly telegramApiRoot: string | null;
  readonly proxies: Proxies;
  /** Hosts on private networks from which pictures may be fetched. */
  readonly picturesFrom: AllowedHosts;
  readonly requestTimeoutMs: number;
  /** Null: the web page is off. */
  readonly http: { readonly host: string; readonly port: number; readonly portGiven: boolean } | null;
  readonly log: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] };
  /** How long a request that timed out may still arrive. */
  readonly settleTimeMs: number;
  /** After this many consecutive missing message numbers an unsure post counts as not posted. */
  readonly readBackGap: number;
  readonly readBackBudget: number;
  /** How long the other posts of a channel wait for a decision on an uncertain post. */
  readonly uncertainBlocksMs: number;
  /** With more articles without a date at once, ordinary posts wait for an owner. 0: never. */
  readonly burstArticles: number;
  /** Changes of an article within this time become one edit. */
  readonly correctionDelayMs: number;
  readonly deskLanguage: SpokenLanguage;
  /** Names that are understood and should be written anew: `HOLD_BLOCKS (in .env) is called UNCERTAIN_BLOCKS now`. */
  readonly renamed: readonly string[];
  /** Unknown names that look like typing mistakes: `MAXAGE (in .env) looks like MAX_AGE`. */
  readonly hints: readonly string[];
  /** The files that were read, as they were then. */
  readonly files: readonly SettingsPrint[];
  /** Signs that a real bot was meant, although there is no token. Empty in the mode `telegram`. */
  readonly installationSigns: readonly string[];
}

/** The environment of this process. No other place reads it. */
export function readEnvironment(): ProcessEnvironment {
  const env = { ...process.env };
  return {
    env,
    cwd: process.cwd(),
    isTerminal: isatty(1),
    isService: writesIntoJournal(env['JOURNAL_STREAM']),
  };
}

/** systemd names the stream of a service. A program that a service started may write elsewhere: systemd.exec(5). */
function writesIntoJournal(stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(1);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/**
 * The settings of the environment, of `.env`, and of the files with channels and sources.
 * @throws KhabarshyError SETTINGS_INVALID with every mistake at once and no secret.
 */
export async function loadConfig(environment: ProcessEnvironment): Promise<Config> {
  const mistakes: Mistake[] = [];
  const hints: string[] = [];
  const renamed: string[] = [];
  const given = gatherSettings(environment, mistakes, hints, renamed);
  const settings = checkSettings(given, mistakes);
  const { cwd } = environment;
  const channels = await findChannels(given, settings, cwd);
  const sources = await findSources(given, settings, cwd);
  const same = [...sameBotTwice(settings), ...logChatIsChannel(settings, channels.channels)];
  mistakes.push(...channels.mistakes, ...same, ...nobodyToAsk(given, channels.asking));
  mistakes.push(...sources.mistakes);
  renamed.push(...channels.renamed, ...sources.renamed);
  const names = describeSettings().map(({ name }) => name);
  hints.push(...guessNames(given, names), ...misnamed(given, names, cwd));
  if (mistakes.length > 0) throw settingsError(mistakes, hints);
  const config = configOf(settings, channels, sources, given, environment.isTerminal);
  const { isService = false } = environment;
  const surroundings = { given, channelsFile: channels.foundFile, isService, hints };
  const signs = config.mode === 'sandbox' ? installationSigns(surroundings) : [];
  const paths = ['.env', settings.CHANNELS_FILE ?? usualFile, ...sources.files].map((file) =>
    resolve(cwd, file),
  );
  return freeze({ ...config, files: printsOf(paths), renamed, hints, installationSigns: signs });
}

/** The values that the log must never show. */
export function secretsOf(
  config: Pick<Config, 'botToken' | 'witnessBotToken' | 'databaseUrl' | 'proxies' | 'sourceSecrets'>,
): string[] {
  const url = URL.parse(config.databaseUrl);
  const passwords = [url?.password ?? '', ...(url?.searchParams.getAll('password') ?? [])];
  const secrets = [config.botToken, config.witnessBotToken, ...passwords, ...passwords.map(decodedOf)];
  secrets.push(...secretsOfProxies(config.proxies), ...config.sourceSecrets);
  return [...new Set(secrets.filter((secret): secret is string => secret !== null && secret !== ''))];
}

function decodedOf(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** The settings. A wrong one gets its default, so that everything else can be checked too. */
function checkSettings(given: GivenSettings, mistakes: Mistake[]): Settings {
  const texts = new Map<string, string>();
  const descriptions = describeSettings();
  for (const { name, default: text } of descriptions) {
    const chosen = given.get(name)?.text ?? text;
    if (chosen !== null) texts.set(name, chosen);
  }
  const first = settingsShape.safeParse(Object.fromEntries(texts));
  if (first.success) return first.data;
  const wrong = new Set(first.error.issues.map((issue) => issue.path[0]));
  for (const { name, expected, example, default: text } of descriptions.filter((each) =>
    wrong.has(each.name),
  )) {
    const advice = adviceOn(name, given.get(name)?.text ?? '');
    mistakes.push({
      name,
      seen: showGiven(name, given),
      expected: advice === null ? expected : `${expected}\n${advice}`,
      example: `${name}=${example}`,
    });
    if (text === null) texts.delete(name);
    else texts.set(name, text);
  }
  return settingsShape.parse(Object.fromEntries(texts));
}

/** What was probably meant. A secret is never repeated. */
function adviceOn(name: string, seen: string): string | null {
  if (name === 'DATABASE_URL') return adviceOnDatabase(seen);
  if (name === 'ADMIN_IDS') {
    const advice = adviceOnPeople(seen);
    if (advice !== null) return advice;
  }
  // It may hold a password.
  if (name === 'FEED_URL' && seen.includes('@')) return null;
  const isSecret = describeSettings().find((each) => each.name === name)?.secret === true;
  const isValid = (value: string) =>
    !settingsShape.safeParse({ [name]: value }).error?.issues.some(({ path }) => path[0] === name);
  const likely = likelyValue(seen, isValid);
  if (likely === null) return null;
  if (!isSecret) return `you probably mean ${likely}`;
  if (withoutQuotes(seen) === likely) return 'you probably mean the same without the quotes around it';
  return name.endsWith('_TOKEN') ? 'you probably mean only the token in it, which begins with digits' : null;
}

type ChannelsFound = ChannelsRead & { /** The file, if no setting named it. */ foundFile: string | null };

/** The channels from the channels file, from `CHANNEL_ID`, or those of the sandbox. */
async function findChannels(given: GivenSettings, settings: Settings, cwd: string): Promise<ChannelsFound> {
  const defaults = { maxAgeMs: limitOf(settings.MAX_AGE), postsPerMinute: settings.POSTS_PER_MINUTE };
  const file = settings.CHANNELS_FILE ?? usualFile;
  const isNamed = settings.CHANNELS_FILE !== undefined;
  const read = await readChannelsFile(resolve(cwd, file), scrub(file), isNamed, defaults);
  if (read !== null) {
    const foundFile = isNamed ? null : file;
    if (!given.has('CHANNEL_ID')) return { ...read, foundFile };
    return { ...read, foundFile, channels: [], mistakes: [oneOrMany(scrub(file)), ...read.mistakes] };
  }
  if (settings.CHANNEL_ID !== undefined) {
    return chosen([channelOf({ id: settings.CHANNEL_ID, name: 'main' }, defaults)]);
  }
  // A wrong CHANNEL_ID was reported already.
  if (given.has('CHANNEL_ID')) return chosen([]);
  if (given.has('BOT_TOKEN')) return { ...chosen([]), mistakes: [noChannel] };
  const entries = spokenLanguages.map((language) => ({
    id: `@khabarshy_${language}`,
    name: language,
    language,
  }));
  return chosen(entries.map((entry) => channelOf(entry, defaults)));
}

function chosen(channels: Channel[]): ChannelsFound {
  return { channels, sections: [], asking: null, renamed: [], mistakes: [], foundFile: null };
}

const usualFile = 'channels.yaml';

const noChannel: Mistake = {
  name: 'CHANNEL_ID',
  seen: null,
  expected: `a channel to post to, because BOT_TOKEN is set; or a file ${usualFile} with several channels`,
  example: 'CHANNEL_ID=@my_news',
};

/** Both are set. If the program chose one of them, it could post to the wrong channel. */
function oneOrMany(file: string): Mistake {
  return {
    name: 'CHANNEL_ID',
    seen: `CHANNEL_ID and the file ${file}`,
    expected: 'only one of the two: remove CHANNEL_ID or the file',
    example: `CHANNELS_FILE=${usualFile}`,
  };
}

/** @throws KhabarshyError SETTINGS_INVALID if the sandbox would run in the place of somebody's own bot. */
export function refuseUnmeantSandbox({ installationSigns: signs, mode }: Config): void {
  if (mode !== 'sandbox' || signs.length === 0) return;
  throw settingsError([unmeantSandbox(signs)], []);
}

function unmeantSandbox(signs: readonly string[]): Mistake {
  return {
    name: 'BOT_TOKEN',
    seen: null,
    expected: `the token of your bot, because this looks like a real installation:\n${signs.join('\n')}\nIf the sandbox is meant: khabarshy run --sandbox`,
    example: 'BOT_TOKEN=123456789:ABC-your-token',
  };
}

function configOf(
  settings: Settings,
  { channels, sections }: ChannelsFound,
  { sources, secrets: sourceSecrets }: SourcesFound,
  given: GivenSettings,
  isTerminal: boolean,
): Omit<Config, 'files' | 'renamed' | 'hints' | 'installationSigns'> {
  const mode = settings.BOT_TOKEN === undefined ? 'sandbox' : 'telegram';
  const ownerIds = settings.ADMIN_IDS ?? [];
  return {
    mode,
    botToken: settings.BOT_TOKEN ?? null,
    witnessBotToken: settings.WITNESS_BOT_TOKEN ?? null,
    channels,
    sections,
    sources,
    sourceSecrets,
    ownerIds,
    logChatId: settings.LOG_CHAT_ID?.id ?? ownerIds[0]?.toString() ?? null,
    logTopic: settings.LOG_CHAT_ID?.topic ?? null,
    // The sandbox has its own database, so that its articles are never posted to a real channel.
    databaseUrl: settings.DATABASE_URL ?? `sqlite:data/${mode === 'sandbox' ? 'sandbox' : 'khabarshy'}.db`,
    databaseUrlGiven: settings.DATABASE_URL !== undefined,
    pollSchedule: settings.POLL_SCHEDULE,
    timeZone: settings.TIMEZONE,
    postsPerSecond: settings.POSTS_PER_SECOND,
    telegramApiRoot: settings.TELEGRAM_API_ROOT ?? null,
    proxies: proxiesOf(settings),
    picturesFrom: settings.PICTURES_FROM ?? [],
    requestTimeoutMs: settings.REQUEST_TIMEOUT,
    http: httpOf(settings, given),
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json') },
    settleTimeMs: settings.SETTLE_TIME,
    readBackGap: settings.READ_BACK_GAP,
    readBackBudget: settings.READ_BACK_BUDGET,
    uncertainBlocksMs: settings.UNCERTAIN_BLOCKS,
    keepWebhook: settings.KEEP_WEBHOOK === 'true',
    burstArticles: settings.BURST_ARTICLES,
    correctionDelayMs: settings.CORRECTION_DELAY,
    deskLanguage: settings.DESK_LANGUAGE,
  };
}

function proxiesOf(settings: Settings): Proxies {
  const named = (setting: 'PROXY_URL' | 'HTTPS_PROXY' | 'HTTP_PROXY' | 'ALL_PROXY'): NamedProxy | null => {
    const proxy: ProxyServer | undefined = settings[setting];
    return proxy === undefined ? null : { ...proxy, setting };
  };
  return {
    forHttps: named('PROXY_URL') ?? named('HTTPS_PROXY') ?? named('ALL_PROXY'),
    forHttp: named('PROXY_URL') ?? named('HTTP_PROXY') ?? named('ALL_PROXY'),
    except: settings.NO_PROXY ?? [],
  };
}

/** A bot does not see its own posts, so it cannot be its own witness. */
function sameBotTwice({ BOT_TOKEN: token, WITNESS_BOT_TOKEN: witness }: Settings): Mistake[] {
  if (token === undefined || witness === undefined) return [];
  if (token.split(':')[0] !== witness.split(':')[0]) return [];
  const expected = 'the token of a bot other than BOT_TOKEN, or no witness';
  const example = 'WITNESS_BOT_TOKEN=987654321:another-bots';
  return [{ name: 'WITNESS_BOT_TOKEN', seen: 'the bot of BOT_TOKEN', expected, example }];
}

/** Alerts and questions would be shown to the readers. Under another name the chat is recognised at the start. */
function logChatIsChannel({ LOG_CHAT_ID: logChat }: Settings, channels: readonly Channel[]): Mistake[] {
  const id = logChat?.id;
  const same = channels.find((channel) => channel.id.toLowerCase() === id?.toLowerCase());
  if (id === undefined || same === undefined) return [];
  const expected = 'a chat of the editors that is none of the channels';
  const seen = `${id}, the channel ${same.name}`;
  return [{ name: 'LOG_CHAT_ID', seen, expected, example: 'LOG_CHAT_ID=-1001234567890' }];
}

/** Without a log chat nobody would be asked, and posts that need approval would wait for ever. */
function nobodyToAsk(given: GivenSettings, asking: string | null): Mistake[] {
  const isSomebody = given.has('LOG_CHAT_ID') || given.has('ADMIN_IDS');
  if (asking === null || isSomebody || !given.has('BOT_TOKEN')) return [];
  const expected = `a chat in which editors are asked, because the channel ${asking} needs approval; and ADMIN_IDS`;
  return [{ name: 'LOG_CHAT_ID', seen: null, expected, example: 'LOG_CHAT_ID=-1001234567890' }];
}

function httpOf(settings: Settings, given: GivenSettings): Config['http'] {
  if (settings.HTTP_PORT === 0) return null;
  return { host: settings.HTTP_HOST, port: settings.HTTP_PORT, portGiven: given.has('HTTP_PORT') };
}

/** Freezes a plain value and everything in it. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
