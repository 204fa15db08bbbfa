import { whereabouts } from '../../deliver/addresses/chat-search.ts';
import { failureOf } from '../../deliver/telegram/failure.ts';
import type { Telegram } from '../../deliver/telegram/telegram.ts';
import type { BotSettings } from '../../config/config.ts';
import type { Channel } from '../../news/channel.ts';
import type { KnownChat } from '../../store/records/channel-chats.ts';
import type { Finding } from './finding.ts';

type Api = Telegram['api'];
type Member = Awaited<ReturnType<Api['getChatMember']>>;
type Chat = Awaited<ReturnType<Api['getChat']>>;

/** A channel that was checked before, and its chat. */
export interface Checked {
  channel: Channel;
  chatId: number;
}

/** Where a channel is, and what is wrong with its @name: it leads to another chat than before, or nowhere. */
export async function lookFor(
  telegram: Telegram,
  channel: Channel,
  known: KnownChat | null,
): Promise<{ chatId: string; misled: Finding | null }> {
  const { name, id } = channel;
  const finding = await telegram.findChat(id, new AbortController().signal);
  const where = whereabouts(channel, known, finding);
  const chatId = where.kind === 'here' ? where.chatId : id;
  const misled = (text: string) => {
    const subject = `channel ${name} (${id})`;
    return { chatId, misled: { verdict: 'wrong', subject, text } as const };
  };
  if (where.kind === 'stranger') {
    const chat = `${where.chatId} ${JSON.stringify(where.title)}`;
    return misled(
      `${id} leads to another chat now, ${chat}; the posts stand in ${known?.chatId}. ${nameIsTaken}`,
    );
  }
  if (finding.kind !== 'closed' || where.kind !== 'here' || !id.startsWith('@'))
    return { chatId, misled: null };
  return misled(`${id} leads nowhere any more; posts go on in ${chatId}. ${nameIsOld}`);
}

const nameIsTaken =
  'Perhaps somebody else took the name. Nothing new is posted until an editor decides, or until the number of the ' +
  'right chat is in the settings.';

const nameIsOld = 'Put its new name, or this number, into the settings.';

/** @param checked the channels that were checked before. */
export async function checkChannel(
  api: Api,
  channel: Channel,
  chatId: string,
  botId: number,
  checked: Checked[],
): Promise<Finding> {
  const subject = `channel ${channel.name} (${channel.id})`;
  try {
    const chat = await api.getChat(chatId);
    const twin = checked.find(
      (other) => other.chatId === chat.id && other.channel.topic === channel.topic,
    )?.channel;
    if (twin !== undefined) {
      const text = `it is the same chat as ${twin.name}: an article that both take would be posted twice. Keep one of them, or give each a topic of its own.`;
      return { verdict: 'wrong', subject, text };
    }
    checked.push({ channel, chatId: chat.id });
    const member = await api.getChatMember(chatId, botId);
    const lack = lackOf(chat, member);
    if (lack !== null) return { verdict: 'wrong', subject, text: lack };
    return { verdict: 'well', subject, text: `${titleOf(chat)}, ${rightsOf(chat, member)}` };
  } catch (error) {
    return { verdict: 'wrong', subject, text: troubleOf(failureOf(error)) };
  }
}

/** The reason why the bot cannot post, with advice; null: it can. */
export function lackOf(chat: Chat, member: Member): string | null {
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
    if (!member.can_invite_users)
      words.push('makes no invite links for /link (the right to add people is off)');
  }
  if ('has_protected_content' in chat && chat.has_protected_content) {
    words.push('the content is protected, so an unsure post cannot be read back and an editor has to decide');
  }
  return words.join('; ');
}

/** Comments stand in a group of their own, which the bot has to see. null: the channel has none. */
export async function checkComments(
  api: Api,
  channel: Channel,
  chatId: string,
  botId: number,
): Promise<Finding | null> {
  const subject = `comments of ${channel.name} (${channel.id})`;
  try {
    const chat = await api.getChat(chatId);
    const group = chat.type === 'channel' ? chat.linked_chat_id : undefined;
    if (group === undefined) return null;
    const { status } = await api.getChatMember(group, botId);
    if (status === 'administrator' || status === 'creator')
      return { verdict: 'well', subject, text: 'are counted' };
    return { verdict: 'unchecked', subject, text: notCounted };
  } catch (error) {
    const failure = failureOf(error);
    const isOutside = failure.kind === 'answer' && [400, 403].includes(failure.code);
    return { verdict: 'unchecked', subject, text: isOutside ? notCounted : troubleOf(failure) };
  }
}

const notCounted =
  'are not counted: the bot does not see the group in which the channel is discussed. Make it an administrator there; any ' +
  'right is enough.';

function titleOf(chat: Chat): string {
  return chat.type === 'private' ? chat.first_name : JSON.stringify(chat.title);
}

export async function checkLogChat(
  api: Api,
  { logChatId, logTopic }: Pick<BotSettings, 'logChatId' | 'logTopic'>,
  checked: readonly Checked[],
  subject = 'log chat',
): Promise<Finding> {
  if (logChatId === null) {
    const text =
      'none: nobody gets alerts, unsure posts cannot be read back, and after a restore of the database posts may be doubled, because the channels are not looked at. Set LOG_CHAT_ID or ADMIN_IDS; while khabarshy runs, the bot tells your own id to you when you write /start.';
    return { verdict: 'unchecked', subject, text };
  }
  try {
    const chat = await api.getChat(logChatId);
    const same = checked.find(({ chatId }) => chatId === chat.id)?.channel.name;
    if (same !== undefined) {
      const text = `it is the channel ${same}: its readers would see the alerts. Set LOG_CHAT_ID to another chat.`;
      return { verdict: 'wrong', subject, text };
    }
    if (logTopic !== null && !('is_forum' in chat && chat.is_forum === true)) {
      const text = `${titleOf(chat)} (${logChatId}) has no topics, and LOG_CHAT_ID names the topic ${logTopic}. Leave the topic out, or turn topics on in that group.`;
      return { verdict: 'wrong', subject, text };
    }
    // This shows whether the bot may write there, and posts nothing. In channels Telegram accepts it in any case.
    const thread = logTopic === null ? {} : { message_thread_id: logTopic };
    await api.sendChatAction(logChatId, 'typing', thread);
    const topic = logTopic === null ? '' : `, topic ${logTopic},`;
    return { verdict: 'well', subject, text: `${titleOf(chat)} (${logChatId})${topic} can be reached` };
  } catch (error) {
    const failure = failureOf(error);
    const isUnknown = failure.kind === 'answer' && [400, 403].includes(failure.code);
    if (failure.kind === 'answer' && /thread not found|TOPIC_/i.test(failure.description)) {
      const text = `${failure.description}: there is no topic ${logTopic} in ${logChatId}. Set LOG_CHAT_ID to another topic.`;
      return { verdict: 'wrong', subject, text };
    }
    const text = isUnknown
      ? `${failure.description} (${logChatId}). Open the bot in Telegram and press Start, or add it to that chat.`
      : troubleOf(failure);
    return { verdict: 'wrong', subject, text };
  }
}

/** An unexpected answer, with advice. */
export function troubleOf(failure: ReturnType<typeof failureOf>): string {
  if (failure.kind !== 'answer') {
    return `Telegram cannot be reached: ${failure.reason}. Check the network of this machine, the proxy and TELEGRAM_API_ROOT.`;
  }
  const { code, description } = failure;
  if (code === 429)
    return `Telegram asks to wait ${failure.retryAfterSeconds ?? 30} s. Try again after that.`;
  if (code === 401)
    return 'Telegram does not know the token any more. Ask @BotFather for the new one: /mybots, the bot, API Token.';
  if (code === 403) return `${description}. Make the bot an administrator there.`;
  if (code === 400)
    return `${description}. Check the id in the settings, and make the bot an administrator there.`;
  return `Telegram answered ${code} ${description}. Try again later.`;
}
