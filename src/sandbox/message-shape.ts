import type { FileStore } from './file-store.ts';
import type { Chat, SandboxBot, StoredFile, StoredMessage, User } from './state.ts';

/** What is needed to build a message in Telegram's form. */
export interface MessageContext {
  state: {
    chats: ReadonlyMap<number, Chat>;
    users: ReadonlyMap<number, User>;
    files: ReadonlyMap<string, StoredFile>;
  };
  files: FileStore;
  bot(id: number): SandboxBot | undefined;
}

/** Source of all shapes in this file: core.telegram.org/bots/api#available-types */
export function toUser(user: User) {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    ...(user.username === null ? {} : { username: user.username }),
    ...(user.languageCode === null ? {} : { language_code: user.languageCode }),
  };
}

export function toBotUser({ id, firstName, username }: SandboxBot) {
  return { id, is_bot: true, first_name: firstName, username };
}

export function toChat(chat: Chat) {
  const name = chat.type === 'private' ? { first_name: chat.title } : { title: chat.title };
  const username = chat.username === null ? {} : { username: chat.username };
  return {
    id: chat.id,
    ...name,
    ...username,
    ...(chat.topics === null ? {} : { is_forum: true }),
    type: chat.type,
  };
}

/** A message as a bot sees it. The message that it replies to is included, but not what that one replies to. */
export function toMessage(
  context: MessageContext,
  chat: Chat,
  message: StoredMessage,
  isQuoted = false,
): object {
  const { replyTo, threadId, editDate, pinnedId, keyboard } = message;
  const repliedTo = replyTo === null || isQuoted ? undefined : chat.messages.get(replyTo);
  const pinned = pinnedId === null || isQuoted ? undefined : chat.messages.get(pinnedId);
  return {
    message_id: message.id,
    ...senderOf(context, chat, message),
    chat: toChat(chat),
    date: message.date,
    ...(editDate === null ? {} : { edit_date: editDate }),
    ...(threadId === null ? {} : { message_thread_id: threadId, is_topic_message: true }),
    ...forwardOf(context, message),
    ...(repliedTo === undefined ? {} : { reply_to_message: toMessage(context, chat, repliedTo, true) }),
    ...(message.isProtected || chat.protectedContent ? { has_protected_content: true } : {}),
    ...contentOf(context, message),
    ...(pinned === undefined ? {} : { pinned_message: toMessage(context, chat, pinned, true) }),
    ...(keyboard === null ? {} : { reply_markup: { inline_keyboard: keyboard } }),
  };
}

/** The sender of messages that a person writes in the name of a group. Source: https://core.telegram.org/bots/api#message */
const anonymousBot = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

function senderOf(context: MessageContext, chat: Chat, { botId, userId }: StoredMessage) {
  if (chat.type === 'channel') return { sender_chat: toChat(chat) };
  const bot = botId === null ? undefined : context.bot(botId);
  if (bot !== undefined) return { from: toBotUser(bot) };
  const user = userId === null ? undefined : context.state.users.get(userId);
  if (user !== undefined) return { from: toUser(user) };
  // An administrator who writes in the name of the group.
  return chat.type === 'private' ? {} : { from: anonymousBot, sender_chat: toChat(chat) };
}

function forwardOf(context: MessageContext, { origin }: StoredMessage) {
  if (origin === null) return {};
  if (origin.type === 'channel') {
    const from = context.state.chats.get(origin.chatId);
    const chat = from === undefined ? { id: origin.chatId, type: 'channel', title: '' } : toChat(from);
    const { type, messageId, date } = origin;
    return { forward_origin: { type, chat, message_id: messageId, date } };
  }
  const bot = context.bot(origin.userId);
  const user = context.state.users.get(origin.userId);
  if (bot === undefined && user === undefined) {
    return {
      forward_origin: { type: 'hidden_user', sender_user_name: 'Deleted Account', date: origin.date },
    };
  }
  const sender = bot === undefined ? user && toUser(user) : toBotUser(bot);
  return { forward_origin: { type: 'user', sender_user: sender, date: origin.date } };
}

function contentOf(context: MessageContext, { kind, text, entities, fileId, preview }: StoredMessage) {
  if (kind === 'pin') return {};
  if (kind === 'text') {
    return {
      text,
      ...(entities.length === 0 ? {} : { entities }),
      ...(preview === null ? {} : { link_preview_options: preview }),
    };
  }
  const file = fileId === null ? undefined : context.state.files.get(fileId);
  const caption = text === '' ? {} : { caption: text };
  const marks = entities.length === 0 ? {} : { caption_entities: entities };
  if (file === undefined) return { ...caption, ...marks };
  return {
    ...(kind === 'photo' ? { photo: [toPhotoSize(file)] } : { document: toDocument(file) }),
    ...caption,
    ...marks,
  };
}

function toPhotoSize({ id, uniqueId, sizeBytes, width, height }: StoredFile) {
  return { file_id: id, file_unique_id: uniqueId, file_size: sizeBytes, width, height };
}

function toDocument({ id, uniqueId, name, mime, sizeBytes }: StoredFile) {
  return { file_name: name, mime_type: mime, file_id: id, file_unique_id: uniqueId, file_size: sizeBytes };
}

/** The inline id by which an update may name a message instead of showing it. Telegram's own says nothing either. */
export function inlineIdOf(chatId: number, messageId: number): string {
  return Buffer.from(`${chatId}:${messageId}`).toString('base64url');
}

/** The chat and the number of a message that is named by its inline id; null: it names none. */
export function readInlineId(inlineId: string): { chatId: number; messageId: number } | null {
  const [, chatId, messageId] = /^(-?\d+):(\d+)$/.exec(Buffer.from(inlineId, 'base64url').toString()) ?? [];
  return messageId === undefined ? null : { chatId: Number(chatId), messageId: Number(messageId) };
}
