import { findChat, has, requireMembership, requireWriting, readThread } from './access.ts';
import type { Call, Method } from './call.ts';
import { toBotUser, toChat, toMessage, toUser } from '../message-shape.ts';
import { badRequest } from '../shapes.ts';
import {
  permissionNames,
  rightNames,
  type Chat,
  type Permission,
  type Permissions,
  type SandboxBot,
  type Standing,
} from '../state.ts';
import { countCodePoints } from '../html/text-cleaning.ts';

export const chatMethods: Record<string, Method> = {
  getme: getMe,
  getchat: getChat,
  getchatmember: getChatMember,
  getchatadministrators: getChatAdministrators,
  getchatmembercount: getChatMemberCount,
  sendchataction: sendChatAction,
  answercallbackquery: answerCallbackQuery,
};

function getMe({ bot }: Call) {
  return {
    ...toBotUser(bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: bot.isInline === true,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

function permissionsOf(given: Permissions = {}): Record<Permission, boolean> {
  const all = permissionNames.map((name) => [name, given[name] !== false]);
  return Object.fromEntries(all) as Record<Permission, boolean>; // of every name
}

/** Source: core.telegram.org/bots/api#chatfullinfo */
function getChat(call: Call) {
  const { world } = call;
  const chat = findChat(call);
  if (chat.username === null) requireMembership(call, chat);
  const newest = chat.messages.get(chat.pinned.at(-1) ?? 0);
  const isGroup = chat.type === 'group' || chat.type === 'supergroup';
  // Both name each other.
  const channel = [...world.state.chats.values()].find(({ linkedGroup }) => linkedGroup === chat.id);
  const linked = chat.linkedGroup ?? channel?.id;
  return {
    ...toChat(chat),
    ...(chat.username === null ? {} : { active_usernames: [chat.username] }),
    ...(newest === undefined ? {} : { pinned_message: toMessage(world, chat, newest) }),
    ...(chat.protectedContent ? { has_protected_content: true } : {}),
    ...(linked === undefined ? {} : { linked_chat_id: linked }),
    ...(isGroup ? { permissions: permissionsOf(chat.permissions) } : {}),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  };
}

function getChatMember(call: Call) {
  const { world, bot, params } = call;
  const chat = findChat(call);
  const userId = params.integer('user_id', 0, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const standing = chat.username === null ? requireMembership(call, chat) : world.standing(chat, bot.id);
  const otherBot = world.bot(userId);
  if (otherBot !== undefined) return botMember(otherBot, chat, world.standing(chat, otherBot.id));
  const user = world.state.users.get(userId);
  if (user === undefined) throw badRequest('invalid user_id specified');
  if (chat.type === 'channel' && standing.status !== 'administrator')
    throw badRequest('member list is inaccessible');
  if (chat.createdBy === userId) return creator(toUser(user));
  const isMember = chat.type !== 'channel' || chat.members?.includes(userId) === true;
  return { user: toUser(user), status: isMember ? 'member' : 'left' };
}

function getChatAdministrators(call: Call) {
  const { world } = call;
  const chat = findChat(call);
  const own = requireMembership(call, chat);
  if (chat.type === 'private') throw badRequest('there are no administrators in the private chat');
  if (chat.type === 'channel' && own.status !== 'administrator')
    throw badRequest('member list is inaccessible');
  const owner = chat.createdBy === null ? undefined : world.state.users.get(chat.createdBy);
  const bots = world.bots.flatMap((bot) => {
    const standing = world.standing(chat, bot.id);
    return standing.status === 'administrator' ? [botMember(bot, chat, standing)] : [];
  });
  return [...(owner === undefined ? [] : [creator(toUser(owner))]), ...bots];
}

function creator(user: object) {
  return { user, status: 'creator', is_anonymous: false };
}

/** As in Telegram, rights that have no meaning in this kind of chat are left out. */
export function botMember(bot: SandboxBot, chat: Chat, standing: Standing) {
  const user = toBotUser(bot);
  if (standing.status === 'kicked') return { user, status: 'kicked', until_date: 0 };
  if (standing.status === 'restricted') {
    const permissions = permissionsOf(standing.permissions);
    return { user, status: 'restricted', is_member: true, until_date: 0, ...permissions };
  }
  if (standing.status !== 'administrator') return { user, status: standing.status };
  const meaningless =
    chat.type === 'channel'
      ? ['can_pin_messages', 'can_manage_topics']
      : ['can_post_messages', 'can_edit_messages'];
  const rights = rightNames
    .filter((name) => !meaningless.includes(name))
    .map((name) => [name, has(standing, name)]);
  return {
    user,
    status: 'administrator',
    can_be_edited: false,
    is_anonymous: false,
    ...Object.fromEntries(rights),
  };
}

function getChatMemberCount(call: Call): number {
  const chat = findChat(call);
  requireMembership(call, chat);
  return call.world.memberCount(chat);
}

const actions = new Set(
  'typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note'.split(
    ' ',
  ),
);

/** Telegram ignores it in a channel. Source: tdlib/telegram-bot-api, Client.cpp */
function sendChatAction(call: Call): true {
  const chat = findChat(call);
  if (!actions.has(call.params.text('action').toLowerCase()))
    throw badRequest('wrong parameter action in request');
  if (chat.type === 'channel') return true;
  requireWriting(call, chat);
  readThread(call, chat);
  return true;
}

/** Source: core.telegram.org/bots/api#answercallbackquery */
const maxAnswerLength = 200;

function answerCallbackQuery({ world, bot, params }: Call): true {
  const text = params.text('text');
  if (countCodePoints(text) > maxAnswerLength) throw badRequest('MESSAGE_TOO_LONG');
  const given = { text, showAlert: params.flag('show_alert'), url: params.text('url') };
  const answer = world.callbacks.answer(params.text('callback_query_id'), bot.id, given);
  if (answer === null) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  world.feed.answered(answer);
  return true;
}
