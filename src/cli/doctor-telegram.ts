import type { Config } from '../config/config.ts';
import { noProxies, type Proxies } from '../config/proxy-settings.ts';
import { telegramRoutes } from '../deliver/telegram/fetch.ts';
import { failureOf } from '../deliver/telegram/failure.ts';
import { Telegram } from '../deliver/telegram/telegram.ts';
import { describeProxy, proxyFor } from '../http/proxies.ts';
import type { Routes } from '../http/routes.ts';
import type { Channel } from '../news/channel.ts';
import type { Finding } from './finding.ts';

/** The longest time for one request: a person waits for the answer. */
const longestWaitMs = 15_000;

/** With a larger error of the clock, embargoed news is posted at the wrong moment, and TLS can fail. */
const mostClockOffsetMs = 5_000;

/** The `Date` header has whole seconds, rounded down. On average the real time is half a second later. */
const halfSecondMs = 500;

/** Telegram's own Bot API server. */
const usualApiRoot = 'https://api.telegram.org';

type Api = Telegram['api'];
type Member = Awaited<ReturnType<Api['getChatMember']>>;
type Chat = Awaited<ReturnType<Api['getChat']>>;

/**
 * Asks Telegram about the bot, its rights in every channel, and the log chat. Nothing is posted.
 * @param movedTo the new ids of channels that became supergroups, by channel name. The id in the settings no longer works.
 */
export async function* checkTelegram(
  config: Config,
  movedTo: ReadonlyMap<string, string>,
): AsyncGenerator<Finding> {
  const telegram = telegramWith(config, config.botToken ?? '');
  const bot = await checkToken(telegram, 'token', 'BOT_TOKEN');
  yield bot.finding;
  const witnessId = yield* checkWitness(config);
  if (bot.id === null) {
    yield {
      verdict: 'unchecked',
      subject: 'channels',
      text: 'they can be checked only with a token that Telegram accepts',
    };
    return;
  }
  const known = new Map<number, string>();
  for (const channel of config.channels) {
    const chatId = movedTo.get(channel.name) ?? channel.id;
    yield await checkChannel(telegram.api, channel, chatId, bot.id, known);
    if (witnessId !== null) yield await checkWitnessIn(telegram.api, channel, chatId, witnessId);
  }
  yield await checkLogChat(telegram.api, config.logChatId);
}

/** @returns the user id of the witness; null: there is none, or Telegram does not accept its token. */
async function* checkWitness(config: Config): AsyncGenerator<Finding, number | null> {
  if (config.witnessBotToken === null) return null;
  const telegram = telegramWith(config, config.witnessBotToken);
  const { finding, id } = await checkToken(telegram, 'witness', 'WITNESS_BOT_TOKEN');
  yield finding;
  return id;
}

/** A bot sees the posts of a channel only as an administrator. Any single right is enough. */
async function checkWitnessIn(
  api: Api,
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

/** An unexpected answer, with advice. */
function troubleOf(failure: ReturnType<typeof failureOf>): string {
  if (failure.kind !== 'answer') {
    return `Telegram cannot be reached: ${failure.reason}. Check the network of this machine, the proxy and TELEGRAM_API_ROOT.`;
  }
  const { code, description } = failure;
  if (code === 429)
    return `Telegram asks to wait ${failure.retryAfterSeconds ?? 30} s. Try again after that.`;
  if (code === 403) return `${description}. Make the bot an administrator there.`;
  if (code === 400)
    return `${description}. Check the id in the settings, and make the bot an administrator there.`;
  return `Telegram answered ${code} ${description}. Try again later.`;
}

/** @param known the names of the channels that were checked before, by chat id. */
async function checkChannel(
  api: Api,
  channel: Channel,
  chatId: string,
  botId: number,
  known: Map<number, string>,
): Promise<Finding> {
  const subject = `channel ${channel.name} (${channel.id})`;
  try {
    const chat = await api.getChat(chatId);
    const twin = known.get(chat.id);
    if (twin !== undefined) {
      const text = `it is the same chat as ${twin}: an article that both take would be posted twice. Keep one of them.`;
      return { verdict: 'wrong', subject, text };
    }
    known.set(chat.id, channel.name);
    const member = await api.getChatMember(chatId, botId);
    const lack = lackOf(chat, member);
    if (lack !== null) return { verdict: 'wrong', subject, text: lack };
    return { verdict: 'well', subject, text: `${titleOf(chat)}, ${rightsOf(chat, member)}` };
  } catch (error) {
    return { verdict: 'wrong', subject, text: troubleOf(failureOf(error)) };
  }
}

/** The reason why the bot cannot post, with advice; null: it can. */
function lackOf(chat: Chat, member: Member): string | null {
  if (chat.type === 'private') return 'this is a person, not a channel. Check the id in the settings.';
  const { status } = member;
  if (status === 'left' || status === 'kicked') {
    return `the bot is not a member (${status}). Make it an administrator with the right to post messages.`;
  }
  if (chat.type !== 'channel') {
    const isMute = status === 'restricted' && !member.can_send_messages;
    return isMute ? 'the bot may not write there. Remove its restriction.' : null;
  }
  if (status === 'creator' || (status === 'administrator' && member.can_post_messages === true)) return null;
  return 'the bot may not post there. Make it an administrator with the right to post messages.';
}

/**
 * A bot that may post may also edit its own posts at any time, and delete them within 48 hours. The rights to edit and
 * to delete are about the posts of others. Source: tdlib/td, MessagesManager.cpp `can_edit_message`, and
 * https://core.telegram.org/bots/api#deletemessage
 */
function rightsOf(chat: Chat, member: Member): string {
  const words = ['may post, edit and delete its posts'];
  if (chat.type === 'channel' && member.status === 'administrator') {
    const off = [
      ...(member.can_edit_messages === true ? [] : ['edit']),
      ...(member.can_delete_messages ? [] : ['delete']),
    ];
    if (off.length > 0)
      words.push(`may not change posts of others (the rights to ${off.join(' and ')} are off)`);
  }
  if ('has_protected_content' in chat && chat.has_protected_content) {
    words.push('the content is protected, so an unsure post cannot be read back and an editor has to decide');
  }
  return words.join('; ');
}

function titleOf(chat: Chat): string {
  return chat.type === 'private' ? chat.first_name : JSON.stringify(chat.title);
}

async function checkLogChat(api: Api, logChatId: string | null): Promise<Finding> {
  const subject = 'log chat';
  if (logChatId === null) {
    const text =
      'none: nobody gets alerts, unsure posts cannot be read back, and after a restore of the database posts may be doubled, because the channels are not looked at. Set LOG_CHAT_ID or ADMIN_IDS.';
    return { verdict: 'unchecked', subject, text };
  }
  try {
    const chat = await api.getChat(logChatId);
    // This shows whether the bot may write there, and posts nothing. In channels Telegram accepts it in any case.
    await api.sendChatAction(logChatId, 'typing');
    return { verdict: 'well', subject, text: `${titleOf(chat)} (${logChatId}) can be reached` };
  } catch (error) {
    const failure = failureOf(error);
    const isUnknown = failure.kind === 'answer' && [400, 403].includes(failure.code);
    const text = isUnknown
      ? `${failure.description} (${logChatId}). Open the bot in Telegram and press Start, or add it to that chat.`
      : troubleOf(failure);
    return { verdict: 'wrong', subject, text };
  }
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
