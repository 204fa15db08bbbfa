import { configOfBot, type BotConfig, type Config } from '../../config/config.ts';
import { noProxies, type Proxies } from '../../config/proxy-settings.ts';
import { telegramRoutes } from '../../deliver/telegram/fetch.ts';
import { failureOf } from '../../deliver/telegram/failure.ts';
import { Telegram } from '../../deliver/telegram/telegram.ts';
import { describeProxy, proxyFor } from '../../http/proxies.ts';
import type { Routes } from '../../http/routes.ts';
import type { Channel } from '../../news/channel.ts';
import type { KnownChat } from '../../store/records/channel-chats.ts';
import { checkChannel, checkComments, checkLogChat, lookFor, troubleOf, type Checked } from './channels.ts';
import { checkDeskTopics } from './desk-topics.ts';
import { checkWebhook } from './desk.ts';
import type { Finding } from './finding.ts';

/** The longest time for one request: a person waits for the answer. */
const longestWaitMs = 15_000;

/** With a larger error of the clock, embargoed news is posted at the wrong moment, and TLS can fail. */
const mostClockOffsetMs = 5_000;

/** The `Date` header has whole seconds, rounded down. On average the real time is half a second later. */
const halfSecondMs = 500;

/** Telegram's own Bot API server. */
const usualApiRoot = 'https://api.telegram.org';

/**
 * Asks Telegram about each bot, its rights in every channel of its own, and its log chat. Nothing is posted.
 * @param known the chats that the ledger knows, by channel name. An id in the settings may lead elsewhere by now.
 */
export async function* checkTelegram(
  config: Config,
  known: ReadonlyMap<string, KnownChat>,
  isRunning: boolean,
): AsyncGenerator<Finding> {
  for (const bot of config.bots) yield* checkBot(configOfBot(config, bot), known, isRunning);
}

async function* checkBot(
  config: BotConfig,
  known: ReadonlyMap<string, KnownChat>,
  isRunning: boolean,
): AsyncGenerator<Finding> {
  const { bot: settings, botsFrom } = config;
  const ofBot = config.bots.length === 1 ? '' : ` of the bot ${settings.name}`;
  const isSetting = botsFrom === 'BOT_TOKEN';
  const telegram = telegramWith(config, settings.token ?? '');
  const setting = isSetting ? 'BOT_TOKEN' : `the token of ${settings.name}`;
  const bot = await checkToken(telegram, `token${ofBot}`, setting);
  yield bot.finding;
  const witnessId = yield* checkWitness(config, `witness${ofBot}`);
  if (bot.id === null) {
    yield {
      verdict: 'unchecked',
      subject: `channels${ofBot}`,
      text: 'they can be checked only with a token that Telegram accepts',
    };
    return;
  }
  if (config.inlineSearch) yield await checkInline(telegram.api, config, `search${ofBot}`);
  yield* checkWebhook(telegram.api, config, settings.name, isRunning);
  const checked: Checked[] = [];
  for (const channel of config.channels) {
    const { chatId, misled } = await lookFor(telegram, channel, known.get(channel.name) ?? null);
    yield misled ?? (await checkChannel(telegram.api, channel, chatId, bot.id, checked));
    const comments = misled === null ? await checkComments(telegram.api, channel, chatId, bot.id) : null;
    if (comments !== null) yield comments;
    if (witnessId !== null) yield await checkWitnessIn(telegram.api, channel, chatId, witnessId);
  }
  const logChat = await checkLogChat(telegram.api, settings, checked, `log chat${ofBot}`);
  yield logChat;
  if (logChat.verdict === 'well') yield* checkDeskTopics(telegram.api, config);
}

/** Readers search only with a bot whose owner allowed it, and find only what stands in public channels. */
async function checkInline(
  api: Telegram['api'],
  { channels }: Pick<BotConfig, 'channels'>,
  subject: string,
): Promise<Finding> {
  try {
    const { supports_inline_queries: isOn, username } = await api.getMe();
    if (!isOn) {
      const text = `INLINE_SEARCH is on, and Telegram asks this bot nothing. Send /setinline to @BotFather, and choose @${username}.`;
      return { verdict: 'wrong', subject, text };
    }
    const isAnyPublic = channels.some(({ id }) => id.startsWith('@'));
    const text = isAnyPublic
      ? `readers search with @${username} and a word`
      : `readers search with @${username} and a word; they find what stands in channels with an @name`;
    return { verdict: 'well', subject, text };
  } catch (error) {
    return { verdict: 'unchecked', subject, text: troubleOf(failureOf(error)) };
  }
}

/** @returns the user id of the witness; null: there is none, or Telegram does not accept its token. */
async function* checkWitness(config: BotConfig, subject: string): AsyncGenerator<Finding, number | null> {
  const { name, witnessToken } = config.bot;
  if (witnessToken === null) return null;
  const telegram = telegramWith(config, witnessToken);
  const setting = config.botsFrom === 'BOT_TOKEN' ? 'WITNESS_BOT_TOKEN' : `the witness_token of ${name}`;
  const { finding, id } = await checkToken(telegram, subject, setting);
  yield finding;
  return id;
}

/** A bot sees the posts of a channel only as an administrator. Any single right is enough. */
async function checkWitnessIn(
  api: Telegram['api'],
  channel: Channel,
  chatId: string,
  witnessId: number,
): Promise<Finding> {
  const subject = `witness in ${channel.name} (${channel.id})`;
  try {
    const { status } = await api.getChatMember(chatId, witnessId);
    if (status === 'administrator') return { verdict: 'well', subject, text: 'sees the posts' };
    const text = `it does not see the posts there (${status}). Make it an administrator; any right is enough.`;
    return { verdict: 'wrong', subject, text };
  } catch (error) {
    return { verdict: 'wrong', subject, text: troubleOf(failureOf(error)) };
  }
}

function telegramWith(config: Config, token: string): Telegram {
  const requestTimeoutMs = Math.min(config.requestTimeoutMs, longestWaitMs);
  const { telegramApiRoot: apiRoot, proxies } = config;
  return new Telegram({ token, apiRoot, proxies, requestTimeoutMs });
}

async function checkToken(
  telegram: Telegram,
  subject: string,
  setting: string,
): Promise<{ finding: Finding; id: number | null }> {
  const bot = await telegram.identify(new AbortController().signal);
  if (!('kind' in bot)) {
    return { finding: { verdict: 'well', subject, text: `@${bot.username}` }, id: bot.id };
  }
  const isRefused = bot.kind === 'answer' && [401, 404].includes(bot.code);
  const text = isRefused
    ? `Telegram does not accept this token. Ask @BotFather for the right one and set ${setting}.`
    : troubleOf(bot);
  return { finding: { verdict: 'wrong', subject, text }, id: null };
}

/** Says through what Telegram is reached. Whether it can be reached shows the next line. */
export function describeNetwork({
  telegramApiRoot,
  proxies,
}: Pick<Config, 'telegramApiRoot' | 'proxies'>): Finding {
  const proxy = proxyFor(new URL(telegramApiRoot ?? usualApiRoot), proxies);
  const way = proxy === null ? 'directly' : `through the proxy ${describeProxy(proxy)} (${proxy.setting})`;
  return { verdict: 'well', subject: 'network', text: `Telegram is asked ${way}` };
}

/** Compares the clock of this machine with the `Date` header of an answer from Telegram. Any answer has one. */
export async function checkClock(apiRoot: string | null, proxies: Proxies = noProxies): Promise<Finding> {
  const subject = 'clock';
  const askedMs = Date.now();
  try {
    const date = await askDate(new URL(apiRoot ?? usualApiRoot), telegramRoutes(proxies));
    const answeredMs = Date.now();
    const toldMs = Date.parse(date ?? '');
    if (Number.isNaN(toldMs))
      return { verdict: 'unchecked', subject, text: 'the server does not send its time' };
    return judgeClock((askedMs + answeredMs) / 2 - (toldMs + halfSecondMs));
  } catch (error) {
    const why = failureOf(error);
    const text = why.kind === 'answer' ? why.description : why.reason;
    return { verdict: 'unchecked', subject, text: `Telegram's time cannot be read: ${text}` };
  }
}

/** @returns the header `Date`; undefined: the answer has none. */
function askDate(url: URL, routes: Routes): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = routes.request(url, { method: 'GET', headers: { connection: 'close' } });
    const late = setTimeout(() => void request.destroy(new Error('timeout')), longestWaitMs);
    request.on('response', (response) => {
      resolve(response.headers.date);
      request.destroy();
    });
    request.on('error', reject);
    request.on('close', () => {
      clearTimeout(late);
      reject(new Error('the connection was closed without an answer'));
    });
    request.end();
  });
}

/** @param offsetMs how far the clock of this machine is ahead of Telegram's. */
export function judgeClock(offsetMs: number): Finding {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const subject = 'clock';
  if (Math.abs(offsetMs) <= mostClockOffsetMs) {
    return { verdict: 'well', subject, text: seconds === 0 ? 'correct' : `correct to within ${seconds} s` };
  }
  const text = `${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} Telegram's. Turn on NTP on this machine.`;
  return { verdict: 'wrong', subject, text };
}
