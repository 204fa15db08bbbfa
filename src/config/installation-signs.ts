import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestName } from '../words/nearest-name.ts';
import type { GivenSettings } from './given-settings.ts';

/** Settings that mean nothing to the sandbox, or something that nobody tries without a bot of his own. */
const settingsOfBots = ['CHANNEL_ID', 'CHANNELS_FILE', 'ADMIN_IDS', 'LOG_CHAT_ID', 'WITNESS_BOT_TOKEN'];

/** Names under which editors and systems keep a file that was meant for us. */
const misnamedFiles: readonly [string, string][] = [
  ['.env.txt', '.env'],
  ['env.txt', '.env'],
  ['channels.yml', 'channels.yaml'],
  ['sources.yml', 'sources.yaml'],
];

/** A whole token, so that nothing else is taken for one. */
const wholeToken = /^\d{6,}:[A-Za-z0-9_-]{30,}$/;

export interface Surroundings {
  given: GivenSettings;
  /** The channels file that was found; null: there is none. */
  channelsFile: string | null;
  /** Whether standard output goes into systemd's journal, as that of a service does. */
  isService: boolean;
  /** What may be typing mistakes in the settings. */
  hints: readonly string[];
}

/**
 * Signs that a real bot was meant, in a program that has no token. It would otherwise run a healthy sandbox, and the
 * newsroom would wait for posts that never come.
 */
export function installationSigns({ given, channelsFile, isService, hints }: Surroundings): string[] {
  const set = settingsOfBots.flatMap((name) => {
    const found = given.get(name);
    return found === undefined ? [] : [`${name}${found.where} is set`];
  });
  const isProduction = given.get('NODE_ENV')?.text.toLowerCase() === 'production';
  return [
    ...set,
    ...(channelsFile === null ? [] : [`the file ${channelsFile} is there`]),
    ...(isProduction ? ['NODE_ENV is production'] : []),
    ...(isService ? ['it runs as a service of systemd'] : []),
    ...hints,
  ];
}

/** Files and tokens under names that nobody reads, each with the name that was probably meant. */
export function misnamed(given: GivenSettings, known: readonly string[], cwd: string): string[] {
  const files = misnamedFiles.filter(
    ([found, meant]) => existsSync(resolve(cwd, found)) && !existsSync(resolve(cwd, meant)),
  );
  // A name that is near to ours is told as a typing mistake.
  const isStrange = (name: string) => !known.includes(name) && nearestName(name, known) === null;
  const tokens = [...given].filter(([name, { text }]) => isStrange(name) && wholeToken.test(text));
  return [
    ...files.map(([found, meant]) => `the file ${found} is not read; it has to be called ${meant}`),
    ...tokens
      .filter(() => !given.has('BOT_TOKEN'))
      .map(
        ([name, { where }]) =>
          `${name}${where} has the form of a bot token, and is not read: name it BOT_TOKEN`,
      ),
  ];
}
