import { parseArgs } from 'node:util';
import { likelyUrl, isSourceUrl } from '../../config/sources/source-addresses.ts';
import { likelyValue } from '../../config/likely-values.ts';
import { isChannelId, parseUserIds } from '../../config/setting-values.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { languageOfTag } from '../../news/language.ts';

/** A channel as the command line names it. */
export interface NamedChannel {
  id: string;
  /** null: every article. */
  language: string | null;
}

export interface Flags {
  tokenFile: string | null;
  isTokenOnStdin: boolean;
  channels: NamedChannel[];
  ownerIds: number[];
  sources: string[];
  /** The sources are of the newsroom's own site. */
  isOwn: boolean;
  isPrivate: boolean;
  isYes: boolean;
}

const options = {
  token: { type: 'string' },
  'token-file': { type: 'string' },
  'token-stdin': { type: 'boolean' },
  channel: { type: 'string', multiple: true },
  owner: { type: 'string', multiple: true },
  source: { type: 'string', multiple: true },
  own: { type: 'boolean' },
  private: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
} as const;

/** @throws KhabarshyError COMMAND_WRONG */
export function readFlags(args: string[]): Flags {
  const { values } = parseArgs({ args: args.flatMap(joinNegative), options });
  if (values.token !== undefined) {
    const text =
      'init takes no token on its command line, because every user of the machine can read that. Use --token-file or --token-stdin. Others may have seen this one: ask @BotFather for a new one.';
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
  if (values['token-file'] !== undefined && values['token-stdin'] === true) {
    throw new KhabarshyError('COMMAND_WRONG', 'Give the token once: by --token-file or by --token-stdin.');
  }
  return {
    tokenFile: values['token-file'] ?? null,
    isTokenOnStdin: values['token-stdin'] ?? false,
    channels: (values.channel ?? []).map(channelOf),
    ownerIds: (values.owner ?? []).flatMap(ownersOf),
    sources: (values.source ?? []).map(addressOf),
    isOwn: values.own ?? false,
    isPrivate: values.private ?? false,
    isYes: values.yes ?? false,
  };
}

/** Node takes `--channel -100123` for two options, and the number of a channel is negative. */
function joinNegative(argument: string, index: number, args: string[]): string[] {
  const isNumber = (text: string | undefined) => text !== undefined && /^-\d+(?:=.*)?$/su.test(text);
  if (argument === '--channel' && isNumber(args[index + 1])) return [`--channel=${args[index + 1]}`];
  return isNumber(argument) && args[index - 1] === '--channel' ? [] : [argument];
}

function channelOf(text: string): NamedChannel {
  const [, chat = '', tag] = /^([^=]*)(?:=(.*))?$/su.exec(text) ?? [];
  const id = channelIdOf(chat);
  const language = tag === undefined ? null : languageOfTag(tag);
  if (id === null || (tag !== undefined && language === null)) {
    const expected = '@name, its link or its negative id, and perhaps a language: --channel @my_news=kk';
    throw new KhabarshyError('COMMAND_WRONG', `--channel ${JSON.stringify(text)} is not ${expected}.`);
  }
  return { id, language };
}

/** `@name`, a number, or what was probably meant by a link or a bare name. */
export function channelIdOf(text: string): string | null {
  const bare = text.trim();
  return isChannelId(bare) ? bare : likelyValue(bare, isChannelId);
}

function ownersOf(text: string): number[] {
  const ids = parseUserIds(text);
  if (ids !== null) return ids;
  const advice = 'a number. The bot tells it to anybody who writes /start, while khabarshy runs';
  throw new KhabarshyError(
    'COMMAND_WRONG',
    `--owner ${JSON.stringify(text)} is no user id, which is ${advice}.`,
  );
}

function addressOf(text: string): string {
  const url = urlOf(text);
  if (url !== null) return url;
  throw new KhabarshyError('COMMAND_WRONG', `--source ${JSON.stringify(text)} is no http or https address.`);
}

export function urlOf(text: string): string | null {
  return isSourceUrl(text) ? text : likelyUrl(text);
}
