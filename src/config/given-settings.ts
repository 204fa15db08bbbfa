import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { scrub, veilToken, veilUrl } from '../secrets.ts';
import { readSettingsFile } from './settings-file.ts';
import { nearestName } from './settings-mistakes.ts';
import type { Mistake } from './settings-mistakes.ts';

/** What the settings are read from. */
export interface ProcessEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` and the channels file are looked for. */
  cwd: string;
  isTerminal: boolean;
}

export interface Given {
  text: string;
  /** For errors: ` (in .env)`. */
  where: string;
}

export type GivenSettings = ReadonlyMap<string, Given>;

/** Every variable that is set, with its text. The environment wins, also where it sets a name to nothing. */
export function gatherSettings(
  { env, cwd }: ProcessEnvironment,
  mistakes: Mistake[],
  hints: string[],
  renamed: string[],
): GivenSettings {
  const given = new Map<string, Given>();
  const file = readDotEnv(cwd, mistakes);
  hints.push(...unreadLines(file));
  for (const [name, text] of Object.entries(parse(file))) given.set(name, { text, where: ' (in .env)' });
  for (const [name, text] of Object.entries(env))
    if (text !== undefined) given.set(name, { text, where: '' });
  for (const [name, { text, where }] of given) {
    if (text.trim() === '') given.delete(name);
    else given.set(name, { text: text.trim(), where });
  }
  renamed.push(...readOldNames(given));
  return given;
}

/** Settings of earlier versions, and what each is called now. */
const newNames: ReadonlyMap<string, string> = new Map([['HOLD_BLOCKS', 'UNCERTAIN_BLOCKS']]);

/** Puts what is set under an old name under the new one; the new one wins. @returns a notice for each. */
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
  const expected = 'a file that can be read, in UTF-8';
  mistakes.push({ name: '.env', seen: file.trouble, expected, example: 'LOG_LEVEL=info' });
  return '';
}

/** A value in quotes, as dotenv reads it: it may go over several lines. */
const quoted = /=[ \t]*(["'`])(?:\\.|(?!\1)[^\\])*\1/gs;

/** dotenv passes over a line that it does not understand, and the program would run without what it sets. */
function unreadLines(file: string): string[] {
  const marked = file.replaceAll(quoted, (value) => value.replaceAll('\n', '\n#'));
  return marked.split(/\r\n?|\n/).flatMap((line, index) => {
    const isNothing = line.trim() === '' || line.trim().startsWith('#');
    if (isNothing || Object.keys(parse(line)).length > 0) return [];
    return [`line ${index + 1} (in .env) was meant to be NAME=value`];
  });
}

/** What was given for a setting, as an error may show it; null: nothing. */
export function showGiven(name: string, given: GivenSettings): string | null {
  const found = given.get(name);
  return found === undefined ? null : veil(name, found.text) + found.where;
}

function veil(name: string, text: string): string {
  if (name.endsWith('_TOKEN')) return veilToken(text);
  const isUrl = name === 'DATABASE_URL' || text.includes('://');
  // A token is easily pasted into the wrong line.
  return scrub(isUrl ? veilUrl(text) : text);
}

/** Variables that are set and look like slips of the known ones, each with what was probably meant. */
export function guessNames(given: GivenSettings, known: readonly string[]): string[] {
  return [...given].flatMap(([name, { where }]) => {
    const meant = known.includes(name) ? null : nearestName(name, known);
    return meant === null || given.has(meant) ? [] : [`${name}${where} was meant to be ${meant}`];
  });
}
