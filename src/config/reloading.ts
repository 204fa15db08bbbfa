import { isDeepStrictEqual } from 'node:util';
import type { Channel } from '../news/channel.ts';
import type { BotSettings, Config } from './config.ts';
import { settingsError } from './settings-mistakes.ts';

/** What a running program cannot change, with the settings behind it. */
const fixed: readonly [keyof Config, string][] = [
  ['databaseUrl', 'DATABASE_URL'],
  ['proxies', 'PROXY_URL, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY'],
  ['log', 'LOG_LEVEL, LOG_FORMAT'],
];

/** The sandbox was built from these. */
const fixedInSandbox: readonly [keyof Config, string][] = [['http', 'HTTP_HOST, HTTP_PORT']];

/** The same of the bot of `BOT_TOKEN`. The tokens of the channels file may change: a wrong one stops only its bot. */
const fixedOfMain: readonly [keyof BotSettings, string][] = [
  ['token', 'BOT_TOKEN'],
  ['witnessToken', 'WITNESS_BOT_TOKEN'],
];
const fixedOfSandboxBot: readonly [keyof BotSettings, string][] = [
  ['ownerIds', 'ADMIN_IDS'],
  ['logChatId', 'LOG_CHAT_ID'],
  ['logTopic', 'LOG_CHAT_ID'],
];

/** What is said about settings, and is none itself. */
const remarks: ReadonlySet<string> = new Set([
  'files',
  'renamed',
  'hints',
  'installationSigns',
  'sourceSecrets',
  'botsFrom',
]);

/** They are compared one by one. */
const lists: ReadonlySet<string> = new Set(['bots', 'channels', 'sources']);

export interface Reloaded {
  /** The new settings, with the old ones where they cannot be changed without a restart. */
  config: Config;
  /** Settings that were changed and need a restart. */
  needRestart: string[];
  /** What changes now: `timeZone`, `channel sport comes`, `source economy changes`. */
  changes: string[];
  /** Channels that are not served any more. A channel under another name is. */
  gone: Channel[];
}

/**
 * Compares the settings of a running program with those that were read anew.
 * @throws KhabarshyError SETTINGS_INVALID if the program would have to go from the sandbox to Telegram, or back.
 */
export function compareSettings(old: Config, loaded: Config): Reloaded {
  if (old.mode !== loaded.mode) throw settingsError([otherTelegram(loaded)], []);
  const keys = old.mode === 'sandbox' ? [...fixed, ...fixedInSandbox] : fixed;
  const changed = keys.filter(([key]) => !isDeepStrictEqual(old[key], loaded[key]));
  const kept = Object.fromEntries(changed.map(([key]) => [key, old[key]]));
  const { bots, fixed: fixedOfBots } = keepBots(old, loaded);
  const config: Config = { ...loaded, ...kept, bots };
  const others = keysOf(config).filter(
    (key) => !lists.has(key) && !remarks.has(key) && !isDeepStrictEqual(old[key], config[key]),
  );
  const ids = new Set(config.channels.map(({ id }) => id));
  const names = new Set(config.channels.map(({ name }) => name));
  return {
    config,
    needRestart: [...new Set([...changed.map(([, settings]) => settings), ...fixedOfBots])],
    changes: [
      ...others,
      ...compareNamed('bot', old.bots, config.bots),
      ...compareNamed('channel', old.channels, config.channels),
      ...compareNamed('source', old.sources, config.sources),
    ],
    gone: old.channels.filter(({ id, name }) => !names.has(name) && !ids.has(id)),
  };
}

/** The new bots, with the old values where they cannot be changed without a restart. */
function keepBots(old: Config, loaded: Config): { bots: readonly BotSettings[]; fixed: string[] } {
  const names = ({ bots }: Config) => bots.map(({ name }) => name).join();
  if (old.mode === 'sandbox' && names(old) !== names(loaded)) return { bots: old.bots, fixed: ['bots'] };
  const fixed: string[] = [];
  const bots = loaded.bots.map((bot) => {
    const before = old.bots.find(({ name }) => name === bot.name);
    if (before === undefined) return bot;
    const keys = [
      ...(old.botsFrom === 'BOT_TOKEN' && loaded.botsFrom === 'BOT_TOKEN' ? fixedOfMain : []),
      ...(old.mode === 'sandbox' ? fixedOfSandboxBot : []),
    ].filter(([key]) => !isDeepStrictEqual(before[key], bot[key]));
    fixed.push(...keys.map(([, setting]) => setting));
    return { ...bot, ...Object.fromEntries(keys.map(([key]) => [key, before[key]])) };
  });
  return { bots, fixed };
}

/** What becomes of bots, channels or sources, which are known by their names. */
function compareNamed(
  word: string,
  old: readonly { name: string }[],
  loaded: readonly { name: string }[],
): string[] {
  const known = new Map(old.map((one) => [one.name, one]));
  const names = new Set(loaded.map(({ name }) => name));
  const changes = loaded.flatMap((one) => {
    const before = known.get(one.name);
    if (before === undefined) return [`${word} ${one.name} comes`];
    return isDeepStrictEqual(before, one) ? [] : [`${word} ${one.name} changes`];
  });
  return [
    ...changes,
    ...old.filter(({ name }) => !names.has(name)).map(({ name }) => `${word} ${name} goes`),
  ];
}

function otherTelegram({ mode }: Config) {
  const seen = mode === 'sandbox' ? null : 'a token, while the sandbox runs';
  const expected = 'as it was at the start: a restart is needed to go to another Telegram';
  return { name: 'BOT_TOKEN', seen, expected, example: 'BOT_TOKEN=123456789:ABC-your-token' };
}

function keysOf(config: Config): (keyof Config)[] {
  return Object.keys(config) as (keyof Config)[]; // Config has no other keys
}
