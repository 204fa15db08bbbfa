import { isDeepStrictEqual } from 'node:util';
import type { Channel } from '../news/channel.ts';
import type { Config } from './config.ts';
import { settingsError } from './settings-mistakes.ts';

/** What a running program cannot change, with the settings behind it. */
const fixed: readonly [keyof Config, string][] = [
  ['botToken', 'BOT_TOKEN'],
  ['witnessBotToken', 'WITNESS_BOT_TOKEN'],
  ['databaseUrl', 'DATABASE_URL'],
  ['proxies', 'PROXY_URL, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY'],
  ['log', 'LOG_LEVEL, LOG_FORMAT'],
];

/** The sandbox was built from these. */
const fixedInSandbox: readonly [keyof Config, string][] = [
  ['http', 'HTTP_HOST, HTTP_PORT'],
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
]);

/** They are compared one by one. */
const lists: ReadonlySet<string> = new Set(['channels', 'sources']);

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
  const config: Config = { ...loaded, ...kept };
  const others = keysOf(config).filter(
    (key) => !lists.has(key) && !remarks.has(key) && !isDeepStrictEqual(old[key], config[key]),
  );
  const ids = new Set(config.channels.map(({ id }) => id));
  const names = new Set(config.channels.map(({ name }) => name));
  return {
    config,
    needRestart: [...new Set(changed.map(([, settings]) => settings))],
    changes: [
      ...others,
      ...compareNamed('channel', old.channels, config.channels),
      ...compareNamed('source', old.sources, config.sources),
    ],
    gone: old.channels.filter(({ id, name }) => !names.has(name) && !ids.has(id)),
  };
}

/** What becomes of channels or sources, which are known by their names. */
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
