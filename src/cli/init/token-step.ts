import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import type { Config } from '../../config/config.ts';
import { isBotToken } from '../../config/setting-values.ts';
import { failureOf } from '../../deliver/telegram/failure.ts';
import { Telegram } from '../../deliver/telegram/telegram.ts';
import { KhabarshyError } from '../../news/errors.ts';
import type { Dialogue } from './dialogue.ts';
import type { Flags } from './flags.ts';

/** A token that Telegram accepts, with its bot. */
export interface KnownBot {
  token: string;
  id: number;
  username: string;
  telegram: Telegram;
}

/** Longer than the poll for updates. */
const requestTimeoutMs = 35_000;

/** Nobody types more; a wrong file may be endless. */
const mostBytes = 4096;

/**
 * The token of the flags, of the settings, or one that is asked for.
 * @param known the token in the settings.
 * @throws KhabarshyError if there is nobody to ask.
 */
export async function chooseBot(
  flags: Flags,
  known: string | null,
  config: Config,
  dialogue: Dialogue,
): Promise<KnownBot> {
  const given = await tokenOfFlags(flags);
  const text = given ?? known;
  if (!dialogue.isTerminal) {
    if (text === null) throw new Error('the flags were checked for a token');
    return await orThrow(identify(text, config, dialogue));
  }
  if (text !== null) {
    const bot = await identify(text, config, dialogue);
    if ('id' in bot) {
      if (
        given !== null ||
        (await dialogue.confirm(`Use the token in the settings, @${bot.username}?`, true))
      )
        return bot;
    } else {
      dialogue.say(bot.trouble);
      return askForBot(config, dialogue, bot.isRefused ? null : text);
    }
  } else {
    dialogue.say(
      'Open @BotFather in Telegram, send it /newbot, and answer its questions. It gives you a token.',
    );
  }
  return askForBot(config, dialogue, null);
}

/** @param untried a token that could not be tried, because Telegram was away: Enter tries it again. */
async function askForBot(config: Config, dialogue: Dialogue, untried: string | null): Promise<KnownBot> {
  let last = untried;
  for (;;) {
    const again = last === null ? '' : ', or press Enter to try the last one again';
    const typed = await dialogue.askSecret(`Paste the token${again}; it is not shown: `);
    const text = typed === '' && last !== null ? last : typed;
    const bot = await identify(text, config, dialogue);
    if ('id' in bot) return bot;
    last = bot.isRefused ? null : text;
    dialogue.say(bot.trouble);
  }
}

async function orThrow(asked: Promise<KnownBot | NoBot>): Promise<KnownBot> {
  const bot = await asked;
  if ('id' in bot) return bot;
  throw new KhabarshyError(bot.isRefused ? 'TOKEN_REFUSED' : 'TELEGRAM_UNREACHABLE', bot.trouble);
}

interface NoBot {
  trouble: string;
  /** Telegram does not know it, or it is none. */
  isRefused: boolean;
}

/** @param text the token, or a message of @BotFather with the token in it. */
async function identify(text: string, config: Config, dialogue: Dialogue): Promise<KnownBot | NoBot> {
  const [token = ''] = /\d{3,}:[A-Za-z0-9_-]{10,}/u.exec(text) ?? [];
  if (!isBotToken(token)) {
    const trouble = 'This is no token. It is digits, a colon and letters, as @BotFather gave it.';
    return { trouble, isRefused: true };
  }
  dialogue.keepSecret(token);
  const { proxies, telegramApiRoot: apiRoot } = config;
  const telegram = new Telegram({ token, apiRoot, proxies, requestTimeoutMs });
  const bot = await telegram.identify(new AbortController().signal);
  if (!('kind' in bot)) {
    dialogue.say(`Telegram knows the token: @${bot.username}.`);
    return { token, telegram, ...bot };
  }
  const isRefused = bot.kind === 'answer' && [401, 404].includes(bot.code);
  const trouble = isRefused
    ? 'Telegram does not know this token. Ask @BotFather for the right one: /mybots, the bot, API Token.'
    : bot.kind === 'answer'
      ? `Telegram answered ${bot.code} ${bot.description}. Try again later.`
      : `Telegram cannot be reached: ${bot.reason}. Check the network of this machine. Behind a proxy, or with a Bot API server of your own, put PROXY_URL or TELEGRAM_API_ROOT into .env first.`;
  return { trouble, isRefused };
}

async function tokenOfFlags({ isTokenOnStdin, tokenFile }: Flags): Promise<string | null> {
  if (tokenFile !== null) return tokenIn(readTokenFile(tokenFile), tokenFile);
  return isTokenOnStdin ? tokenIn((await readAll(process.stdin)).slice(0, mostBytes), 'the input') : null;
}

function tokenIn(text: string, place: string): string {
  if (text.trim() !== '') return text.trim();
  throw new KhabarshyError('COMMAND_WRONG', `There is no token in ${place}.`);
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path).subarray(0, mostBytes).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KhabarshyError('FILE_UNREADABLE', `The file with the token cannot be read: ${reason}.`);
  }
}

/**
 * While another program gets the updates by a webhook, nobody can ask for them.
 * @returns whether that webhook stays.
 */
export async function settleWebhook(bot: KnownBot, dialogue: Dialogue): Promise<boolean> {
  const host = await webhookHost(bot);
  if (host === null) return false;
  dialogue.say(
    `Another program, at ${host}, gets the messages of @${bot.username} by a webhook. Then khabarshy hears neither editors nor which channels there are.`,
  );
  if (!dialogue.isTerminal) {
    dialogue.say('The webhook is left alone now. khabarshy run deletes it, unless KEEP_WEBHOOK=true is set.');
    return false;
  }
  const isWanted = await dialogue.confirm(
    'Delete the webhook? With no it stays, and khabarshy posts without a desk (KEEP_WEBHOOK=true).',
    false,
  );
  if (isWanted) await bot.telegram.api.deleteWebhook();
  return !isWanted;
}

async function webhookHost({ telegram }: KnownBot): Promise<string | null> {
  try {
    const { url } = await telegram.api.getWebhookInfo();
    return url === undefined || url === '' ? null : (URL.parse(url)?.host ?? 'an unknown address');
  } catch (error) {
    const failure = failureOf(error);
    const reason = failure.kind === 'answer' ? failure.description : failure.reason;
    throw new KhabarshyError('TELEGRAM_UNREACHABLE', `Telegram cannot be reached: ${reason}. Try again.`);
  }
}
