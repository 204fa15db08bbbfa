import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { channelOf, limitOf } from './channel-schema.ts';
import { readChannelsFile } from './channels-file.ts';
import type { ChannelsRead } from './channels-file.ts';
import { gatherSettings, guessNames, showGiven } from './given-settings.ts';
import type { GivenSettings, ProcessEnvironment } from './given-settings.ts';
import type { Channel } from '../news/channel.ts';
import { spokenLanguages } from '../news/language.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { scrub } from '../secrets.ts';
import { settingsError } from './settings-mistakes.ts';
import type { Mistake } from './settings-mistakes.ts';
import { describeSettings, settingsShape } from './settings-table.ts';
import type { logFormats, logLevels, Settings } from './settings-table.ts';

export { describeChannelKeys } from './channel-schema.ts';
export type { ChannelKeyDescription } from './channel-schema.ts';
export { describeSettings } from './settings-table.ts';
export type { SettingDescription } from './settings-table.ts';
export type { ProcessEnvironment } from './given-settings.ts';

/** Everything that people decide about a run, checked and filled in; frozen through and through. */
export interface Config {
  /** Without a bot token: a Telegram of our own on this machine. */
  readonly mode: 'sandbox' | 'telegram';
  readonly botToken: string | null;
  readonly witnessBotToken: string | null;
  /** At least one. */
  readonly channels: readonly Channel[];
  readonly ownerIds: readonly number[];
  /** The number of a chat, or `@name`; null: there is none. */
  readonly logChatId: string | null;
  /** `sqlite:<path from the working directory>` or `postgres://…`. */
  readonly databaseUrl: string;
  /** False: the default of the mode. */
  readonly databaseUrlGiven: boolean;
  /** Five or six fields of cron, the seconds first. */
  readonly pollSchedule: string;
  /** IANA. */
  readonly timeZone: string;
  /** Over all channels; 0: no pacing. */
  readonly postsPerSecond: number;
  /** Without a slash at its end; null: Telegram's own. */
  readonly telegramApiRoot: string | null;
  readonly requestTimeoutMs: number;
  /** Null: no page. */
  readonly http: { readonly host: string; readonly port: number; readonly portGiven: boolean } | null;
  readonly log: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] };
  /** How long a late request may still arrive. */
  readonly settleTimeMs: number;
  /** Missing message numbers in a row after which a post counts as not there. */
  readonly readBackGap: number;
  /** How long a channel's other posts wait for a decision on an uncertain one. */
  readonly uncertainBlocksMs: number;
  /** Changes within this time become one edit. */
  readonly correctionDelayMs: number;
  readonly deskLanguage: SpokenLanguage;
  /** Old names that are still read: `HOLD_BLOCKS (in .env) is called UNCERTAIN_BLOCKS now`. */
  readonly renamed: readonly string[];
  /** Names that are set, mean nothing, and look like slips: `MAXAGE (in .env) was meant to be MAX_AGE`. */
  readonly hints: readonly string[];
}

/** The environment of this process: the one place that touches them. */
export function readEnvironment(): ProcessEnvironment {
  return { env: { ...process.env }, cwd: process.cwd(), isTerminal: isatty(1) };
}

/**
 * The settings of the environment, of `.env` and of the channels file.
 * @throws KhabarshyError SETTINGS_INVALID with every mistake at once and no secret.
 */
export async function loadConfig(environment: ProcessEnvironment): Promise<Config> {
  const mistakes: Mistake[] = [];
  const hints: string[] = [];
  const renamed: string[] = [];
  const given = gatherSettings(environment, mistakes, hints, renamed);
  const settings = checkSettings(given, mistakes);
  const channels = await findChannels(given, settings, environment.cwd);
  mistakes.push(...channels.mistakes, ...sameBotTwice(settings), ...nobodyToAsk(given, channels.asking));
  renamed.push(...channels.renamed);
  const names = describeSettings().map(({ name }) => name);
  hints.push(...guessNames(given, names));
  if (mistakes.length > 0) throw settingsError(mistakes, hints);
  return freeze({ ...configOf(settings, channels.channels, given, environment.isTerminal), renamed, hints });
}

/** What must never be shown: for the log. */
export function secretsOf(config: Pick<Config, 'botToken' | 'witnessBotToken' | 'databaseUrl'>): string[] {
  const url = URL.parse(config.databaseUrl);
  const passwords = [url?.password ?? '', ...(url?.searchParams.getAll('password') ?? [])];
  const secrets = [config.botToken, config.witnessBotToken, ...passwords, ...passwords.map(decodedOf)];
  return [...new Set(secrets.filter((secret): secret is string => secret !== null && secret !== ''))];
}

function decodedOf(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** The settings, with the default in the place of each that is wrong, so that all else can be checked too. */
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
    mistakes.push({ name, seen: showGiven(name, given), expected, example: `${name}=${example}` });
    if (text === null) texts.delete(name);
    else texts.set(name, text);
  }
  return settingsShape.parse(Object.fromEntries(texts));
}

/** The channels that the settings name, in their order of speaking: one, a file, or the sandbox's own. */
async function findChannels(given: GivenSettings, settings: Settings, cwd: string): Promise<ChannelsRead> {
  const defaults = { maxAgeMs: limitOf(settings.MAX_AGE), postsPerMinute: settings.POSTS_PER_MINUTE };
  const file = settings.CHANNELS_FILE ?? usualFile;
  const isNamed = settings.CHANNELS_FILE !== undefined;
  const read = await readChannelsFile(resolve(cwd, file), scrub(file), isNamed, defaults);
  if (read !== null) {
    if (!given.has('CHANNEL_ID')) return read;
    return { ...read, channels: [], mistakes: [oneOrMany(scrub(file)), ...read.mistakes] };
  }
  if (settings.CHANNEL_ID !== undefined) {
    return chosen([channelOf({ id: settings.CHANNEL_ID, name: 'main' }, defaults)]);
  }
  // A wrong CHANNEL_ID is a mistake already, and a token without any channel is one too.
  if (given.has('CHANNEL_ID')) return chosen([]);
  if (given.has('BOT_TOKEN')) return { ...chosen([]), mistakes: [noChannel] };
  const entries = spokenLanguages.map((language) => ({
    id: `@khabarshy_${language}`,
    name: language,
    language,
  }));
  return chosen(entries.map((entry) => channelOf(entry, defaults)));
}

function chosen(channels: Channel[]): ChannelsRead {
  return { channels, asking: null, renamed: [], mistakes: [] };
}

const usualFile = 'channels.yaml';

const noChannel: Mistake = {
  name: 'CHANNEL_ID',
  seen: null,
  expected: `a channel to post to, because BOT_TOKEN is set; or several in a file ${usualFile}`,
  example: 'CHANNEL_ID=@my_news',
};

/** Two answers to one question: to choose one silently could post to the wrong channel. */
function oneOrMany(file: string): Mistake {
  return {
    name: 'CHANNEL_ID',
    seen: `CHANNEL_ID and the file ${file}`,
    expected: 'one of the two: take CHANNEL_ID away, or the file',
    example: `CHANNELS_FILE=${usualFile}`,
  };
}

function configOf(
  settings: Settings,
  channels: readonly Channel[],
  given: GivenSettings,
  isTerminal: boolean,
): Omit<Config, 'renamed' | 'hints'> {
  const mode = settings.BOT_TOKEN === undefined ? 'sandbox' : 'telegram';
  const ownerIds = settings.ADMIN_IDS ?? [];
  return {
    mode,
    botToken: settings.BOT_TOKEN ?? null,
    witnessBotToken: settings.WITNESS_BOT_TOKEN ?? null,
    channels,
    ownerIds,
    logChatId: settings.LOG_CHAT_ID ?? ownerIds[0]?.toString() ?? null,
    // A database of its own, so that nothing tried in the sandbox is ever posted to a real channel.
    databaseUrl: settings.DATABASE_URL ?? `sqlite:data/${mode === 'sandbox' ? 'sandbox' : 'khabarshy'}.db`,
    databaseUrlGiven: settings.DATABASE_URL !== undefined,
    pollSchedule: settings.POLL_SCHEDULE,
    timeZone: settings.TIMEZONE,
    postsPerSecond: settings.POSTS_PER_SECOND,
    telegramApiRoot: settings.TELEGRAM_API_ROOT ?? null,
    requestTimeoutMs: settings.REQUEST_TIMEOUT,
    http: httpOf(settings, given),
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json') },
    settleTimeMs: settings.SETTLE_TIME,
    readBackGap: settings.READ_BACK_GAP,
    uncertainBlocksMs: settings.UNCERTAIN_BLOCKS,
    correctionDelayMs: settings.CORRECTION_DELAY,
    deskLanguage: settings.DESK_LANGUAGE,
  };
}

/** A bot does not see its own posts: it cannot be its own witness. */
function sameBotTwice({ BOT_TOKEN: token, WITNESS_BOT_TOKEN: witness }: Settings): Mistake[] {
  if (token === undefined || witness === undefined) return [];
  if (token.split(':')[0] !== witness.split(':')[0]) return [];
  const expected = 'the token of another bot than BOT_TOKEN, or nothing';
  const example = 'WITNESS_BOT_TOKEN=987654321:another-bots';
  return [{ name: 'WITNESS_BOT_TOKEN', seen: 'the bot of BOT_TOKEN', expected, example }];
}

/** A post that waits for an editor whom nobody asks would wait for ever. */
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

/** Freezes a plain value and all that it holds. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
