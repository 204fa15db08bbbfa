import type { Call } from './call.ts';
import { ApiError, badRequest, forbidden } from '../shapes.ts';
import type { Chat, Permission, Right, Standing, StoredMessage } from '../state.ts';

/** Source of the strings here: tdlib/telegram-bot-api, Client.cpp (`check_chat_access`). */

/** The chat that an argument names, by number or `@name`. Throws ApiError. */
export function findChat({ bot, world, params }: Call, field = 'chat_id'): Chat {
  const name = params.text(field).trim();
  if (name === '') throw badRequest('chat_id is empty');
  const chat = name.startsWith('@')
    ? world.state.chatByUsername(name)
    : world.chatMeantBy(bot.id, Number(name));
  if (chat !== undefined) return withoutMigration(chat);
  // A person whom the bot has seen but who never wrote to it.
  if (world.state.users.has(Number(name))) throw forbidden("bot can't initiate conversation with a user");
  throw badRequest('chat not found');
}

function withoutMigration(chat: Chat): Chat {
  if (chat.migratedTo === null) return chat;
  const parameters = { migrate_to_chat_id: chat.migratedTo };
  throw new ApiError(400, 'group chat was upgraded to a supergroup chat', parameters);
}

/** Throws 403 if the bot is not in the chat. */
export function requireMembership({ world, bot }: Call, chat: Chat): Standing {
  const standing = world.standing(chat, bot.id);
  if (chat.type === 'private') return standing;
  if (standing.status === 'kicked') throw forbidden(`bot was kicked from the ${chat.type} chat`);
  if (standing.status === 'left') throw forbidden(`bot is not a member of the ${chat.type} chat`);
  return standing;
}

/** Throws if the bot may not write in the chat. */
export function requireWriting(call: Call, chat: Chat): void {
  const { world, bot } = call;
  const standing = requireMembership(call, chat);
  if (chat.type === 'channel' && !has(standing, 'can_post_messages')) {
    throw badRequest('need administrator rights in the channel chat');
  }
  if (chat.type !== 'private') return;
  const userId = chat.privateWith?.userId ?? chat.id;
  if (world.state.users.get(userId)?.blocked.includes(bot.id) === true)
    throw forbidden('bot was blocked by the user');
}

/** Telegram's words for a kind of content, and the permission that it needs. */
const contents = {
  text: { words: 'text messages', permission: 'can_send_messages' },
  photo: { words: 'photos', permission: 'can_send_photos' },
  video: { words: 'videos', permission: 'can_send_videos' },
  animation: { words: 'animations', permission: 'can_send_other_messages' },
  audio: { words: 'music', permission: 'can_send_audios' },
  document: { words: 'documents', permission: 'can_send_documents' },
} as const satisfies Record<string, { words: string; permission: Permission }>;

/**
 * Throws if the bot may not send this kind of content in a group. Source: tdlib/td, MessageContent.cpp
 * (`can_send_message_content`).
 */
export function requireContent({ world, bot }: Call, chat: Chat, kind: StoredMessage['kind']): void {
  const standing = world.standing(chat, bot.id);
  const isGroup = chat.type === 'group' || chat.type === 'supergroup';
  if (kind === 'pin' || !isGroup || standing.status === 'administrator') return;
  const { words, permission } = contents[kind];
  const own = standing.status === 'restricted' ? standing.permissions : {};
  if (own[permission] !== false && chat.permissions?.[permission] !== false) return;
  throw badRequest(`not enough rights to send ${words} to the chat`);
}

export function has(standing: Standing, right: Right): boolean {
  return standing.status === 'administrator' && standing.rights[right] === true;
}

/** The message that an argument names. Throws 400 with `problem` if there is none. */
export function findMessage(
  { params }: Call,
  chat: Chat,
  problem: string,
  field = 'message_id',
): StoredMessage {
  const id = params.integer(field);
  if (id === 0) throw badRequest('message identifier is not specified');
  const message = chat.messages.get(id);
  if (message === undefined) throw badRequest(problem);
  return message;
}

/** The thread of a forum. It is ignored in channels and private chats, and an error in groups without topics. */
export function readThread({ params }: Call, chat: Chat): number | null {
  const thread = params.integer('message_thread_id');
  if (thread === 0 || chat.type === 'channel' || chat.type === 'private') return null;
  if (chat.topics?.includes(thread) !== true) throw badRequest('message thread not found');
  return thread;
}

/** Whether this bot may change a message. It may change its own posts at any age. Source: tdlib/td, MessagesManager.cpp */
export function canEdit({ world, bot }: Call, chat: Chat, message: StoredMessage): boolean {
  if (message.kind === 'pin' || message.origin !== null) return false;
  const isOwn = message.botId === bot.id;
  if (chat.type !== 'channel') return isOwn;
  const standing = world.standing(chat, bot.id);
  return has(standing, 'can_edit_messages') || (isOwn && has(standing, 'can_post_messages'));
}

const twoDaysSeconds = 48 * 3_600;

/** A bot cannot delete messages older than 48 hours, not even its own. Source: core.telegram.org/bots/api#deletemessage */
export function canDelete({ world, bot }: Call, chat: Chat, message: StoredMessage): boolean {
  if (world.nowSeconds - message.date > twoDaysSeconds) return false;
  if (chat.type === 'private') return true;
  const standing = world.standing(chat, bot.id);
  if (has(standing, 'can_delete_messages')) return true;
  const isOwn = message.botId === bot.id && message.kind !== 'pin';
  return isOwn && (chat.type !== 'channel' || has(standing, 'can_post_messages'));
}
