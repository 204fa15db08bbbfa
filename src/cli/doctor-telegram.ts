import type { Config } from '../config/config.ts';
import { failureOf } from '../deliver/telegram/failure.ts';
import { Telegram } from '../deliver/telegram/telegram.ts';
import type { Channel } from '../news/channel.ts';
import type { Finding } from './finding.ts';

/** A person waits for the answer. */
const longestWaitMs = 15_000;

/** A clock that is further off posts embargoed news at the wrong moment, and breaks TLS sooner or later. */
const mostClockOffsetMs = 5_000;

/** `Date` tells whole seconds, cut off: on the average the truth is half a second later. */
const halfSecondMs = 500;

/** Telegram's own Bot API server. */
const usualApiRoot = 'https://api.telegram.org';

type Api = Telegram['api'];
type Member = Awaited<ReturnType<Api['getChatMember']>>;
type Chat = Awaited<ReturnType<Api['getChat']>>;

/**
 * Asks Telegram for the bot, its rights in every channel, and the log chat; nothing is posted.
 * `movedTo` has the present numbers of channels that are not reached by the id in the settings any more.
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
    yield { verdict: 'unchecked', subject: 'channels', text: 'only a bot whom Telegram knows can be asked' };
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

/** @returns the number of the witness; null: there is none, or Telegram does not know it. */
async function* checkWitness(config: Config): AsyncGenerator<Finding, number | null> {
  if (config.witnessBotToken === null) return null;
  const telegram = telegramWith(config, config.witnessBotToken);
  const { finding, id } = await checkToken(telegram, 'witness', 'WITNESS_BOT_TOKEN');
  yield finding;
  return id;
}

/** Only administrators among the bots are told of a channel's posts; any right makes one. */
async function checkWitnessIn(
  api: Api,
  channel: Channel,
  chatId: string,
  witnessId: number,
): Promise<Finding> {
  const subject = `witness in ${channel.name} (${channel.id})`;
  try {
    const { status } = await api.getChatMember(chatId, witnessId);
    if (status === 'administrator') return { verdict: 'well', subject, text: 'sees its posts' };
    const text = `it does not see its posts (${status}). Make that bot an administrator there; the least rights do.`;
    return { verdict: 'wrong', subject, text };
  } catch (error) {
    return { verdict: 'wrong', subject, text: troubleOf(failureOf(error)) };
  }
}

function telegramWith(config: Config, token: string): Telegram {
  const requestTimeoutMs = Math.min(config.requestTimeoutMs, longestWaitMs);
  return new Telegram({ token, apiRoot: config.telegramApiRoot, requestTimeoutMs });
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
    ? `Telegram does not accept it. Ask @BotFather for the right one and set ${setting}.`
    : troubleOf(bot);
  return { finding: { verdict: 'wrong', subject, text }, id: null };
}

/** What to do about an answer that nobody asked for. */
function troubleOf(failure: ReturnType<typeof failureOf>): string {
  if (failure.kind !== 'answer') {
    return `Telegram cannot be reached: ${failure.reason}. See the network of this machine, and TELEGRAM_API_ROOT.`;
  }
  const { code, description } = failure;
  if (code === 429) return `Telegram asks to wait ${failure.retryAfterSeconds ?? 30} s; try again then.`;
  if (code === 403) return `${description}. Make the bot an administrator there.`;
  if (code === 400)
    return `${description}. See the id in the settings, and make the bot an administrator there.`;
  return `Telegram answered ${code} ${description}; try again later.`;
}

/** `known`: by their numbers the channels that were looked at before. */
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
      const text = `it is the same chat as ${twin}: what both take would be posted twice. Keep one of them.`;
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

/** What keeps the bot from posting, and what to do; null: nothing does. */
function lackOf(chat: Chat, member: Member): string | null {
  if (chat.type === 'private') return 'it is a person, and not a channel. See the id in the settings.';
  const { status } = member;
  if (status === 'left' || status === 'kicked') {
    return `the bot is not in it (${status}). Make it an administrator that may post messages.`;
  }
  if (chat.type !== 'channel') {
    const isMute = status === 'restricted' && !member.can_send_messages;
    return isMute ? 'the bot may not write there. Lift its restriction.' : null;
  }
  if (status === 'creator' || (status === 'administrator' && member.can_post_messages === true)) return null;
  return 'the bot may not post there. Make it an administrator with the right to post messages.';
}

/**
 * A bot that may post may also edit its own posts, whenever, and delete them within 48 hours: the two rights of
 * that name are about the posts of others. Source: tdlib/td, MessagesManager.cpp `can_edit_message`, and
 * https://core.telegram.org/bots/api#deletemessage
 */
function rightsOf(chat: Chat, member: Member): string {
  const words = ['may post, edit and delete its posts'];
  if (chat.type === 'channel' && member.status === 'administrator') {
    const off = [
      ...(member.can_edit_messages === true ? [] : ['edit']),
      ...(member.can_delete_messages ? [] : ['delete']),
    ];
    if (off.length > 0) words.push(`not those of others (the rights to ${off.join(' and ')} are off)`);
  }
  if ('has_protected_content' in chat && chat.has_protected_content) {
    words.push('its content is protected, so an unsure post cannot be read back and waits for an editor');
  }
  return words.join('; ');
}

function titleOf(chat: Chat): string {
  return chat.type === 'private' ? chat.first_name : JSON.stringify(chat.title);
}

async function checkLogChat(api: Api, logChatId: string | null): Promise<Finding> {
  const subject = 'log chat';
  if (logChatId === null) {
    const text = 'none: nobody is told of troubles, and an unsure post cannot be read back. Set ADMIN_IDS.';
    return { verdict: 'unchecked', subject, text };
  }
  try {
    const chat = await api.getChat(logChatId);
    // The quietest way to find out whether the bot may write there; channels take it without a look.
    await api.sendChatAction(logChatId, 'typing');
    return { verdict: 'well', subject, text: `${titleOf(chat)} (${logChatId}) is reached` };
  } catch (error) {
    const failure = failureOf(error);
    const isUnknown = failure.kind === 'answer' && [400, 403].includes(failure.code);
    const text = isUnknown
      ? `${failure.description} (${logChatId}). Open the bot in Telegram and press Start, or let it into that chat.`
      : troubleOf(failure);
    return { verdict: 'wrong', subject, text };
  }
}

/** Compares this machine's clock with the `Date` of an answer of Telegram's, whatever the answer is. */
export async function checkClock(apiRoot: string | null): Promise<Finding> {
  const subject = 'clock';
  const askedMs = Date.now();
  try {
    const signal = AbortSignal.timeout(longestWaitMs);
    const answer = await fetch(apiRoot ?? usualApiRoot, { redirect: 'manual', signal });
    const answeredMs = Date.now();
    await answer.body?.cancel();
    const toldMs = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(toldMs)) return { verdict: 'unchecked', subject, text: 'the server tells no time' };
    return judgeClock((askedMs + answeredMs) / 2 - (toldMs + halfSecondMs));
  } catch (error) {
    const why = failureOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    const text = why.kind === 'answer' ? why.description : why.reason;
    return { verdict: 'unchecked', subject, text: `Telegram's time cannot be asked: ${text}` };
  }
}

/** `offsetMs`: how far this machine is ahead of Telegram. */
export function judgeClock(offsetMs: number): Finding {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const subject = 'clock';
  if (Math.abs(offsetMs) <= mostClockOffsetMs) {
    return { verdict: 'well', subject, text: seconds === 0 ? 'right' : `right within ${seconds} s` };
  }
  const text = `${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} Telegram's. Let the system set it (NTP).`;
  return { verdict: 'wrong', subject, text };
}
