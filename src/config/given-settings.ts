import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { veilPushTokens } from './sources/push-tokens.ts';
import { scrub, veilToken, veilUrl } from '../secrets.ts';
import { readSettingsFile } from './settings-file.ts';
import { nearestName } from '../words/nearest-name.ts';
import { adviceOnLetters } from './likely-values.ts';
import type { Mistake } from './settings-mistakes.ts';

/** The places from which the settings are read. */
export interface ProcessEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** The folder of `.env` and of the channels file. */
  cwd: string;
  isTerminal: boolean;
  /** Whether systemd started it as a service. Default: it did not. */
  isService?: boolean;
}

export interface Given {
  text: string;
  /** The origin, for errors: ` (in .env)`; empty: the environment. */
  where: string;
}

export type GivenSettings = ReadonlyMap<string, Given>;

/**
 * Every variable that is set, with its text. The environment wins over `.env`, also with an empty value. Empty values
 * count as not set.
 */
export function gatherSettings(
  { env, cwd }: ProcessEnvironment,
  mistakes: Mistake[],
  hints: string[],
  renamed: string[],
  notices: string[] = [],
): GivenSettings {
  const given = new Map<string, Given>();
  const file = readDotEnv(cwd, mistakes);
  hints.push(...unreadLines(file), ...cutValues(file));
  notices.push(...repeatedNames(file));
  for (const [name, text] of Object.entries(parse(file))) given.set(name, { text, where: ' (in .env)' });
  for (const [name, text] of Object.entries(env))
    if (text !== undefined) given.set(name, { text, where: '' });
  for (const [name, { text, where }] of given) {
    if (text.trim() === '') given.delete(name);
    else given.set(name, { text: text.trim(), where });
  }
  readLowerCaseNames(given);
  renamed.push(...readOldNames(given));
  return given;
}

/** Many programs read the names of proxies in lower case. The name in upper case wins. */
const namesInLowerCase = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'];

function readLowerCaseNames(given: Map<string, Given>): void {
  for (const name of namesInLowerCase) {
    const found = given.get(name);
    if (found === undefined) continue;
    given.delete(name);
    if (given.has(name.toUpperCase())) continue;
    given.set(name.toUpperCase(), { ...found, where: ` (as ${name})${found.where}` });
  }
}

/** Settings of earlier versions with their new names. */
const newNames: ReadonlyMap<string, string> = new Map([['HOLD_BLOCKS', 'UNCERTAIN_BLOCKS']]);

/** Moves values from old names to new names. A new name that is set too wins. @returns a notice for each. */
function readOldNames(given: Map<string, Given>): string[] {
  const notices: string[] = [];
  for (const [oldName, newName] of newNames) {
    const found = given.get(oldName);
    if (found === undefined) continue;
    given.delete(oldName);
    if (!given.has(newName)) given.set(newName, { ...found, where: ` (as ${oldName})${found.where}` });
    notices.push(`${oldName}${found.where} is called ${newName} now`);
  }
  return notices;
}

function readDotEnv(cwd: string, mistakes: Mistake[]): string {
  const file = readSettingsFile(resolve(cwd, '.env'));
  if (file === null) return '';
  if ('text' in file) return file.text;
  const expected = 'a readable file in UTF-8';
  mistakes.push({ name: '.env', seen: file.trouble, expected, example: 'LOG_LEVEL=info' });
  return '';
}

/** A value in quotes, which may have several lines. dotenv reads it in the same way. */
const quoted = /=[ \t]*(["'`])(?:\\.|(?!\1)[^\\])*\1/gs;

/** dotenv skips lines that it does not understand, and the program would run without those settings. */
function unreadLines(file: string): string[] {
  const marked = file.replaceAll(quoted, (value) => value.replaceAll('\n', '\n#'));
  return marked.split(/\r\n?|\n/).flatMap((line, index) => {
    const isNothing = line.trim() === '' || line.trim().startsWith('#');
    if (isNothing || Object.keys(parse(line)).length > 0) return [];
    return [`line ${index + 1} (in .env) is not NAME=value${foreignLetterIn(line)}`];
  });
}

/** A name that looks right and has a letter of another alphabet, as people type it who have just written in Russian. */
function foreignLetterIn(line: string): string {
  const [, name = ''] = /^\s*(?:export\s+)?([\p{L}\w.-]+)\s*=/u.exec(line) ?? [];
  const advice = adviceOnLetters(name);
  return advice === null ? '' : `: ${advice}`;
}

/** Of two lines with one name the last one counts, and people change the first one they find. */
function repeatedNames(file: string): string[] {
  const lines = file.replaceAll(quoted, '=').split(/\r\n?|\n/);
  const names = lines.flatMap((line) => /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1] ?? []);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(repeated)].map((name) => `${name} stands in .env more than once; the last line counts`);
}

/** dotenv takes everything from a # on for a comment. Within a password or an address nobody means that. */
function cutValues(file: string): string[] {
  const lines = file.replaceAll(quoted, '=').split(/\r\n?|\n/);
  return lines.flatMap((line) => {
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*[=:][^#]*[^\s#=:]#/.exec(line) ?? [];
    if (name === undefined) return [];
    return [`${name} (in .env) ends before its #; put the value in quotes if the # belongs to it`];
  });
}

/** The value of a setting, without secrets, for an error; null: it is not set. */
export function showGiven(name: string, given: GivenSettings): string | null {
  const found = given.get(name);
  return found === undefined ? null : veil(name, found.text) + found.where;
}

function veil(name: string, text: string): string {
  if (name.endsWith('_TOKEN')) return veilToken(text);
  if (name === 'PUSH_TOKENS') return veilPushTokens(text);
  // A proxy may be written without a scheme.
  const isUrl =
    name === 'DATABASE_URL' ||
    name === 'FEED_URL' ||
    /^(PROXY_URL|\w+_PROXY)$/.test(name) ||
    text.includes('://');
  // People paste tokens into the wrong line.
  return scrub(isUrl ? veilUrl(text) : text);
}

/** Names that other programs read, and that look like ours. */
const namesOfOthers: ReadonlySet<string> = new Set(['FTP_PROXY']);

/** Unknown variables that look like typing mistakes of known ones, each with the known one. */
export function guessNames(given: GivenSettings, known: readonly string[]): string[] {
  return [...given].flatMap(([name, { where }]) => {
    const isKnown = known.includes(name) || namesOfOthers.has(name.toUpperCase());
    // The environment has names of other programs.
    const meant = isKnown
      ? null
      : (nearestName(name, known) ?? (where === '' ? null : longerName(name, known)));
    return meant === null || given.has(meant) ? [] : [`${name}${where} looks like ${meant}`];
  });
}

/** `LOG_CHAT` for LOG_CHAT_ID, `MY_BOT_TOKEN` for BOT_TOKEN; null: none, or several. */
function longerName(name: string, known: readonly string[]): string | null {
  const upper = name.toUpperCase();
  const [only = null, another] = known.filter(
    (each) => each.startsWith(`${upper}_`) || upper.endsWith(`_${each}`) || upper.startsWith(`${each}_`),
  );
  return another === undefined ? only : null;
}
