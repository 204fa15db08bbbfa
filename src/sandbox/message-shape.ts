import type { FileStore } from './file-store.ts';
import type { Chat, InviteLink, MediaKind, SandboxBot, StoredFile, StoredMessage, User } from './state.ts';

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
    id: chat.privateWith?.userId ?? chat.id,
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
    ...(message.commentOn === undefined ? {} : { message_thread_id: message.commentOn }),
    ...forwardOf(context, message),
    ...(message.isAutomaticForward === true ? { is_automatic_forward: true } : {}),
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

/** The sender of posts that Telegram copies into the group of a channel. Source: https://core.telegram.org/bots/api#message */
const telegramItself = { id: 777_000, is_bot: false, first_name: 'Telegram' };

function senderOf(context: MessageContext, chat: Chat, message: StoredMessage) {
  const { botId, userId } = message;
  if (chat.type === 'channel') return { sender_chat: toChat(chat) };
  if (message.isAutomaticForward === true && message.origin?.type === 'channel') {
    const channel = context.state.chats.get(message.origin.chatId);
    return { from: telegramItself, ...(channel === undefined ? {} : { sender_chat: toChat(channel) }) };
  }
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

function contentOf(
  context: MessageContext,
  { kind, text, entities, fileId, groupId, preview }: StoredMessage,
) {
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
  const group = groupId === undefined ? {} : { media_group_id: groupId };
  return { ...group, ...toMedia(kind, file), ...caption, ...marks };
}

function toMedia(kind: MediaKind, file: StoredFile): object {
  const { durationSeconds: duration = 0, width, height } = file;
  switch (kind) {
    case 'photo':
      return { photo: [toPhotoSize(file)] };
    case 'video':
      return { video: { ...toDocument(file), width, height, duration } };
    case 'animation':
      // Telegram names it twice, for programs of before animations.
      return {
        animation: { ...toDocument(file), width, height, duration },
        document: toDocument(file),
      };
    case 'audio':
      return { audio: { ...toDocument(file), duration: 60 } };
    case 'document':
      return { document: toDocument(file) };
  }
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

/** Source: https://core.telegram.org/bots/api#reactioncount */
export function toReactionCounts(reactions: Record<string, number[]>) {
  return Object.entries(reactions)
    .filter(([, people]) => people.length > 0)
    .map(([emoji, people]) => ({ type: { type: 'emoji', emoji }, total_count: people.length }))
    .toSorted((one, other) => other.total_count - one.total_count);
}

/** Source: https://core.telegram.org/bots/api#chatinvitelink */
export function toInviteLink(context: MessageContext, { botId, isRevoked, name, url }: InviteLink) {
  const bot = context.bot(botId);
  return {
    invite_link: url,
    ...(bot === undefined ? {} : { creator: toBotUser(bot) }),
    creates_join_request: false,
    is_primary: false,
    is_revoked: isRevoked,
    ...(name === '' ? {} : { name }),
  };
}
