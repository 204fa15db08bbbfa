import { mainBot } from '../../news/bot.ts';
import type { z } from 'zod';
import { nearestName } from '../../words/nearest-name.ts';
import { scrub, veilToken } from '../../secrets.ts';
import { mistakesOf, type Remark } from '../entry-mistakes.ts';
import type { GivenSettings } from '../given-settings.ts';
import { adviceOnPeople, withoutQuotes } from '../likely-values.ts';
import { isBotToken } from '../setting-values.ts';
import type { Mistake } from '../settings-mistakes.ts';
import { cut, entriesOf, placeOf, show, valueAt, type LineOf, type Path } from '../yaml-file.ts';
import { botShape, describeBotKeys, type BotEntry } from './bot-schema.ts';
import { numberOf } from './bot-settings.ts';

/** The channels file, as far as it tells of bots. */
export interface BotsFile {
  /** Its name in errors. */
  file: string;
  value: unknown;
  lineOf: LineOf;
  /** The settings that hold the tokens. */
  given: GivenSettings;
}

/** A bot of the file with the tokens that its settings hold. */
export interface WrittenBot extends Omit<BotEntry, 'token' | 'witness_token'> {
  /** Its place in the list. */
  index: number;
  token: string | null;
  witnessToken: string | null;
}

export interface BotsRead {
  bots: WrittenBot[];
  /** Names of settings that hold tokens. */
  tokenNames: string[];
  /** Bots whose token is not set. The sandbox gives them tokens of its own. */
  unset: Mistake[];
  /** The place of each bot's log chat, for mistakes that are found beside other settings. */
  placeOf: (bot: string, key: string) => string;
}

const aBot = 'bots:\n  - name: sport\n    token: ${SPORT_BOT_TOKEN}\n    owners: [111222333]';

/** The mistakes behind one finding of the schema in `bots:`. */
export function botMistakes(issue: z.core.$ZodIssue, { file, lineOf, value }: BotsFile): Mistake[] {
  const entries = {
    file,
    lineOf,
    value,
    topKeys: ['channels', 'sections', 'bots'],
    keys: describeBotKeys(),
    expected: 'a list of bots, each with a name and a token',
    example: aBot,
  };
  return mistakesOf(issue, entries, remarkOn);
}

/** What was probably meant. What may be a token is never shown, whole or in part. */
function remarkOn(key: string, value: unknown): Remark {
  if (key === 'owners') {
    const advice = adviceOnPeople(Array.isArray(value) ? value.join(',') : (show(value) ?? ''));
    return { advice: advice === null ? '' : `\n${advice}`, shown: show(value) };
  }
  if (key !== 'token' && key !== 'witness_token') return { advice: '', shown: show(value) };
  if (value == null) return { advice: '', shown: null };
  const text = withoutQuotes(typeof value === 'string' ? value.trim() : (show(value) ?? ''));
  if (text.includes(':')) return { advice: `\n${writtenToken(key)}`, shown: veilToken(text) };
  const isName = /^\$?\{?[A-Za-z_]\w*\}?$/.test(text) && text.length < 41;
  return {
    advice: isName ? `\nyou probably mean \${${text.replaceAll(/[${}]/g, '')}}` : '',
    shown: isName ? text : `*** (${text.length} characters)`,
  };
}

function writtenToken(key: string): string {
  const name = key === 'token' ? 'SPORT_BOT_TOKEN' : 'SPORT_WITNESS_TOKEN';
  return (
    `a token must not stand in this file: write ${name}=<the token> into .env, and \${${name}} here.\n` +
    'If others could read this file, let @BotFather give the bot another token (/revoke).'
  );
}

/** Reads the bots of the file, and adds what is wrong between them. null: the file lists none. */
export function readBots(source: BotsFile, mistakes: Mistake[]): BotsRead | null {
  const { file, lineOf, value } = source;
  mistakes.push(...strangers(source));
  if (valueAt(value, ['bots']) === undefined) return null;
  mistakes.push(...repeatedNames(source));
  const unset: Mistake[] = [];
  const tokenNames: string[] = [];
  const take = (text: string | undefined, path: Path): string | null => {
    if (text === undefined) return null;
    const name = text.slice(2, -1);
    tokenNames.push(name);
    const found = tokenOf(name, path, source);
    if (typeof found === 'string') return found;
    (source.given.has(name) ? mistakes : unset).push(found);
    return null;
  };
  // Entries that are wrong are left out here, so that what is wrong between the others is found too.
  const bots = entriesOf(value, 'bots').flatMap((written, index): WrittenBot[] => {
    const entry = botShape.safeParse(written).data;
    if (entry === undefined) return [];
    const { token, witness_token: witness, ...rest } = entry;
    const witnessToken = take(witness, ['bots', index, 'witness_token']);
    return [{ ...rest, index, token: take(token, ['bots', index, 'token']), witnessToken }];
  });
  mistakes.push(...repeatedTokens(bots, source));
  return {
    bots,
    tokenNames,
    unset,
    placeOf: (bot, key) => {
      const index = bots.find(({ name }) => name === bot)?.index ?? 0;
      return placeOf(['bots', index, key], file, lineOf);
    },
  };
}

/** The token that a setting holds, or what is wrong with it. */
function tokenOf(name: string, path: Path, { file, lineOf, given }: BotsFile): string | Mistake {
  const found = given.get(name);
  const place = placeOf(path, file, lineOf);
  const expected = `${name} in .env or in the environment, set to the token from @BotFather`;
  const example = `${name}=123456789:ABC-your-token`;
  if (found === undefined) return { name: place, seen: `\${${name}}, which is not set`, expected, example };
  if (isBotToken(found.text)) return found.text;
  const seen = `${name}${found.where}: ${veilToken(found.text)}`;
  return {
    name: place,
    seen,
    expected: 'the token as @BotFather gave it: digits, a colon, and letters',
    example,
  };
}

function repeatedNames({ file, lineOf, value }: BotsFile): Mistake[] {
  const names = entriesOf(value, 'bots').map((entry) => valueAt(entry, ['name']));
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === index) return [];
    const seen = `${cut(scrub(name))}, as in line ${lineOf(['bots', first, 'name'])}`;
    const place = placeOf(['bots', index, 'name'], file, lineOf);
    return [{ name: place, seen, expected: 'a different name for each bot', example: 'name: sport' }];
  });
}

/** Two entries with the token of one bot would each get half of its editors' commands. */
function repeatedTokens(bots: readonly WrittenBot[], { file, lineOf }: BotsFile): Mistake[] {
  const seenAt = new Map<string, number>();
  const mistakes: Mistake[] = [];
  const check = (token: string | null, index: number, key: string) => {
    if (token === null) return;
    const first = seenAt.get(numberOf(token));
    const path = ['bots', index, key];
    if (first === undefined) seenAt.set(numberOf(token), lineOf(path));
    else
      mistakes.push({
        name: placeOf(path, file, lineOf),
        seen: `the token of the bot of line ${first}`,
        expected: 'the token of another bot for each entry, and for each witness',
        example: key === 'token' ? 'token: ${SPORT_BOT_TOKEN}' : 'witness_token: ${SPORT_WITNESS_TOKEN}',
      });
  };
  for (const { index, token } of bots) check(token, index, 'token');
  for (const { index, witnessToken } of bots) check(witnessToken, index, 'witness_token');
  return mistakes;
}

/** Channels that name no bot where several exist, or one that does not. */
function strangers({ file, lineOf, value }: BotsFile): Mistake[] {
  const isListed = valueAt(value, ['bots']) !== undefined;
  const bots = entriesOf(value, 'bots').map((entry) => valueAt(entry, ['name']));
  const names = isListed ? bots.filter((name) => typeof name === 'string') : [mainBot];
  return entriesOf(value, 'channels').flatMap((entry, index): Mistake[] => {
    const bot = valueAt(entry, ['bot']);
    const name = placeOf(['channels', index, 'bot'], file, lineOf);
    const example = `bot: ${names[0] ?? 'sport'}`;
    if (bot == null) {
      if (bots.length < 2) return [];
      const expected = `the bot that posts to this channel: ${names.join(', ')}`;
      return [{ name, seen: null, expected, example }];
    }
    if (typeof bot !== 'string' || names.includes(bot)) return [];
    const nearest = nearestName(bot, names);
    const meant = nearest === null ? '' : `\nyou probably mean ${nearest}`;
    const expected = isListed
      ? `one of the bots of this file: ${names.join(', ')}${meant}`
      : `${mainBot}, the bot of BOT_TOKEN; or a list bots: at the top of this file, in which ${cut(scrub(bot))} stands`;
    return [{ name, seen: cut(scrub(bot)), expected, example: isListed ? example : aBot }];
  });
}
