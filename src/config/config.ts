import { resolve } from 'node:path';
import type { BotSettings } from './bots/bot-settings.ts';
import { topicsWithoutGroup } from './bots/desk-topics.ts';
import { mistakesBesides, nobodyToAsk } from './bots/settings-bots.ts';
import type { TemplateCheck } from './channels-file.ts';
import { gatherSettings, guessNames, type ProcessEnvironment } from './given-settings.ts';
import { installationSigns, misnamed } from './installation-signs.ts';
import { checkSettings, mistakesTogether } from './loading/check-settings.ts';
import { configOf } from './loading/config-of.ts';
import type { BotConfig, Config } from './loading/config-types.ts';
import { findChannels, usualFile } from './loading/find-channels.ts';
import { secretsOfProxies } from './proxy-settings.ts';
import { settingsError, type Mistake } from './settings-mistakes.ts';
import { printsOf } from './settings-prints.ts';
import { describeSettings } from './settings-table.ts';
import { findSources } from './sources/settings-sources.ts';

export type { BotConfig, Config } from './loading/config-types.ts';
export { readEnvironment } from './loading/environment.ts';
export { describeChannelKeys } from './channel-schema.ts';
export type { KeyDescription } from './entry-mistakes.ts';
export { describeSourceKeys } from './sources/source-schema.ts';
export { describeSettings, settingsGroups } from './settings-table.ts';
export type { SettingDescription } from './settings-table.ts';
export type { ProcessEnvironment } from './given-settings.ts';
export { describeBotKeys } from './bots/bot-schema.ts';
export type { BotSettings } from './bots/bot-settings.ts';

export function configOfBot(config: Config, bot: BotSettings): BotConfig {
  const channels = config.channels.filter((channel) => channel.bot === bot.name);
  const { deskLanguage } = bot;
  return { ...config, bot, deskLanguage, channels, everyChannel: config.channels };
}

export interface LoadOptions {
  /** Says what is wrong with the template of a channel. Absent: a command that composes no posts. */
  checkTemplate?: TemplateCheck;
  /** Whether bots of the channels file may be without their tokens, all of them: then they are bots of the sandbox. */
  maySandbox?: boolean;
}

/**
 * The settings of the environment, of `.env`, and of the files with channels and sources.
 * @throws KhabarshyError SETTINGS_INVALID with every mistake at once and no secret.
 */
export async function loadConfig(
  environment: ProcessEnvironment,
  { checkTemplate = () => null, maySandbox = false }: LoadOptions = {},
): Promise<Config> {
  const mistakes: Mistake[] = [];
  const hints: string[] = [];
  const renamed: string[] = [];
  const notices: string[] = [];
  const given = gatherSettings(environment, mistakes, hints, renamed, notices);
  const settings = checkSettings(given, mistakes);
  const { cwd } = environment;
  const channels = await findChannels(given, settings, cwd, checkTemplate);
  const sources = await findSources(given, settings, cwd);
  const { bots } = channels;
  mistakes.push(...channels.mistakes, ...mistakesBesides(settings, given, channels.channels, bots));
  mistakes.push(...nobodyToAsk(given, channels.asking, bots), ...sources.mistakes);
  mistakes.push(...topicsWithoutGroup(settings, given, channels.deskTopics, bots));
  mistakes.push(...mistakesTogether(settings, given, bots !== null));
  const isUnset = bots !== null && bots.unset.length > 0;
  const areAllUnset =
    isUnset && bots.bots.every(({ token, witnessToken }) => token === null && witnessToken === null);
  if (isUnset && !(maySandbox && areAllUnset && mistakes.length === 0)) mistakes.push(...bots.unset);
  renamed.push(...channels.renamed, ...sources.renamed);
  notices.push(...channels.notices);
  const names = [...describeSettings().map(({ name }) => name), ...(bots?.tokenNames ?? [])];
  hints.push(...guessNames(given, names), ...misnamed(given, names, cwd));
  if (mistakes.length > 0) throw settingsError(mistakes, [...hints, ...notices]);
  const config = configOf(settings, channels, sources, given, environment.isTerminal);
  const { isService = false } = environment;
  const surroundings = { given, channelsFile: channels.foundFile, isService, hints };
  const signs = config.mode === 'sandbox' ? installationSigns(surroundings) : [];
  const paths = ['.env', settings.CHANNELS_FILE ?? usualFile, ...sources.files].map((file) =>
    resolve(cwd, file),
  );
  return freeze({ ...config, files: printsOf(paths), renamed, hints, notices, installationSigns: signs });
}

/** The values that the log must never show. */
export function secretsOf(
  config: Pick<Config, 'metricsToken' | 'databaseUrl' | 'proxies' | 'sourceSecrets' | 'pushTokens'> & {
    bots: readonly Pick<BotSettings, 'token' | 'witnessToken'>[];
  },
): string[] {
  const url = URL.parse(config.databaseUrl);
  const passwords = [url?.password ?? '', ...(url?.searchParams.getAll('password') ?? [])];
  const tokens = config.bots.flatMap(({ token, witnessToken }) => [token, witnessToken]);
  const secrets = [...tokens, config.metricsToken, ...passwords, ...passwords.map(decodedOf)];
  secrets.push(...secretsOfProxies(config.proxies), ...config.sourceSecrets);
  secrets.push(...config.pushTokens.map(({ token }) => token));
  return [...new Set(secrets.filter((secret): secret is string => secret !== null && secret !== ''))];
}

function decodedOf(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/** Says whether tokens are set: `BOT_TOKEN is empty`. */
export function tokensAre({ bots, botsFrom }: Pick<Config, 'bots' | 'botsFrom'>): string {
  const isSet = bots.some(({ token }) => token !== null);
  if (botsFrom === 'BOT_TOKEN') return `BOT_TOKEN is ${isSet ? 'set' : 'empty'}`;
  return `the tokens of the bots are ${isSet ? 'set' : 'not set'}`;
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
    expected: `the token of your bot, because this looks like a real installation:\n${signs.join('\n')}\nkhabarshy init asks for it and writes it. If the sandbox is meant: khabarshy run --sandbox`,
    example: 'BOT_TOKEN=123456789:ABC-your-token',
  };
}

/** Freezes a plain value and everything in it. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
