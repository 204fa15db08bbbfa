import { canDelete, canEdit, findChat, findMessage, has, requireMembership } from './access.ts';
import type { Call, Method } from './call.ts';
import { checkKeyboardOnServer, readKeyboard } from './keyboard.ts';
import { readInlineId, toMessage } from '../message-shape.ts';
import { asRecord, textField, toInteger } from '../http/params.ts';
import { sizeNamedOf, takeMedia } from './files.ts';
import { badRequest, type FormattedText } from '../shapes.ts';
import { mediaKinds, type Chat, type StoredMessage } from '../state.ts';
import {
  isTooLong,
  checkEntitiesOnServer,
  maxCaptionLength,
  maxTextLength,
  readCaptionOf,
  readPreviewOptions,
  readText,
} from './text-arguments.ts';

/** Source: tdlib/telegram-bot-api, Client.cpp; tdlib/td, MessagesManager.cpp. */
export const editMethods: Record<string, Method> = {
  editmessagetext: editMessageText,
  editmessagecaption: editMessageCaption,
  editmessagemedia: editMessageMedia,
  editmessagereplymarkup: editMessageReplyMarkup,
  deletemessage: deleteMessage,
  deletemessages: deleteMessages,
  pinchatmessage: pinChatMessage,
  unpinchatmessage: unpinChatMessage,
  stoppoll: stopPoll,
};

const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

function editMessageText(call: Call) {
  const { params } = call;
  const preview = readPreviewOptions(params);
  if (params.text('text') === '') throw badRequest('message text is empty');
  const text = readText(params, 'text');
  const { chat, message, keyboard } = findEditable(call);
  if (message.kind !== 'text') throw badRequest('there is no text in the message to edit');
  if (text.text === '' && preview?.url === undefined) throw badRequest('text must be non-empty');
  checkEditOnServer(text, maxTextLength, 'MESSAGE_TOO_LONG');
  return change(call, chat, message, { ...text, preview, keyboard });
}

function editMessageCaption(call: Call) {
  const text = readText(call.params, 'caption');
  const { chat, message, keyboard } = findEditable(call);
  if (message.kind === 'text') throw badRequest('there is no caption in the message to edit');
  checkEditOnServer(text, maxCaptionLength, 'MEDIA_CAPTION_TOO_LONG');
  return change(call, chat, message, { ...text, keyboard });
}

function editMessageMedia(call: Call) {
  const media = asRecord(call.params.json('media', "can't parse media JSON object"));
  if (media === null) throw badRequest("can't parse InputMedia: expected an Object");
  const type = textField(media, 'type');
  const kind = mediaKinds.find((each) => each === type);
  if (kind === undefined) throw badRequest(`can't parse InputMedia: invalid type "${type}" specified`);
  const text = readCaptionOf(media);
  const { chat, message, keyboard } = findEditable(call);
  if (message.kind === 'pin') throw badRequest("message can't be edited");
  const isVisual = kind === 'photo' || kind === 'video';
  if (message.groupId !== undefined && message.kind !== kind && !isVisual)
    throw badRequest("message can't be edited");
  const file = takeMedia(call, kind, textField(media, 'media'), 'media', sizeNamedOf(media));
  checkEditOnServer(text, maxCaptionLength, 'MEDIA_CAPTION_TOO_LONG');
  // A text becomes a photo, and its link preview goes; the other way round is not possible.
  return change(call, chat, message, {
    kind,
    ...text,
    fileId: file.keep().id,
    keyboard,
    preview: null,
  });
}

function editMessageReplyMarkup(call: Call) {
  const { chat, message, keyboard } = findEditable(call);
  return change(call, chat, message, { keyboard });
}

/** The message to edit. An edit without a keyboard removes the old keyboard. */
function findEditable(call: Call) {
  const { chat, message } = findByInlineId(call) ?? findByNumber(call);
  if (!canEdit(call, chat, message)) throw badRequest("message can't be edited");
  return { chat, message, keyboard: readKeyboard(call, chat.type) };
}

function findByNumber(call: Call): { chat: Chat; message: StoredMessage } {
  const chat = findChat(call);
  requireMembership(call, chat);
  return { chat, message: findMessage(call, chat, 'message to edit not found') };
}

/** null: the message is not named by an inline id. */
function findByInlineId({ world, params }: Call): { chat: Chat; message: StoredMessage } | null {
  const inlineId = params.text('inline_message_id');
  if (inlineId === '') return null;
  const named = readInlineId(inlineId);
  const chat = world.state.chats.get(named?.chatId ?? 0);
  const message = chat?.messages.get(named?.messageId ?? 0);
  if (chat === undefined || message === undefined) throw badRequest('MESSAGE_ID_INVALID');
  return { chat, message };
}

/** The Bot API does not check the length of edits, so the error is that of Telegram's server. */
function checkEditOnServer(text: FormattedText, limit: number, problem: string): void {
  if (isTooLong(text, limit)) throw badRequest(problem);
  checkEntitiesOnServer(text);
}

function change(
  call: Call,
  chat: Chat,
  message: StoredMessage,
  changes: Partial<StoredMessage>,
): object | true {
  checkKeyboardOnServer(changes.keyboard ?? null);
  call.world.admit(chat);
  const isSame = Object.entries(changes).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(message[name as keyof StoredMessage]), // its own keys
  );
  if (isSame) throw badRequest(notModified);
  const edited = call.world.edit(chat, message, changes);
  return call.params.text('inline_message_id') === '' ? toMessage(call.world, chat, edited) : true;
}

function deleteMessage(call: Call): true {
  const chat = findChat(call);
  requireMembership(call, chat);
  const message = findMessage(call, chat, 'message to delete not found');
  if (!canDelete(call, chat, message)) throw badRequest("message can't be deleted");
  call.world.remove(chat, [message.id]);
  return true;
}

const maxDeletions = 100;

/** Unknown message ids are ignored. */
function deleteMessages(call: Call): true {
  const given = call.params.json('message_ids', "can't parse message identifiers JSON object");
  if (!Array.isArray(given) || given.length === 0) throw badRequest('message identifiers are not specified');
  if (given.length > maxDeletions) throw badRequest('too many message identifiers specified');
  const chat = findChat(call);
  requireMembership(call, chat);
  const ids = new Set(given.map((id: unknown) => toInteger(String(id))));
  const messages = [...ids].flatMap((id) => chat.messages.get(id) ?? []);
  if (messages.some((message) => !canDelete(call, chat, message)))
    throw badRequest("message can't be deleted");
  call.world.remove(
    chat,
    messages.map(({ id }) => id),
  );
  return true;
}

function pinChatMessage(call: Call): true {
  const chat = findPinnable(call);
  const message = findMessage(call, chat, 'message to pin not found');
  if (message.kind === 'pin') throw badRequest("a service message can't be pinned");
  if (chat.pinned.at(-1) === message.id) return true;
  call.world.admit(chat);
  call.world.changeChat(chat.id, { pinned: [...chat.pinned.filter((id) => id !== message.id), message.id] });
  const isSilent = call.params.flag('disable_notification');
  call.world.post(chat, { kind: 'pin', botId: call.bot.id, pinnedId: message.id, isSilent });
  call.world.feed.edited(chat, message);
  return true;
}

function unpinChatMessage(call: Call): true {
  const chat = findPinnable(call);
  const id = call.params.integer('message_id', chat.pinned.at(-1) ?? 0);
  const message = chat.messages.get(id);
  if (message === undefined || !chat.pinned.includes(id)) throw badRequest('message to unpin not found');
  call.world.changeChat(chat.id, { pinned: chat.pinned.filter((pinned) => pinned !== id) });
  call.world.feed.edited(chat, message);
  return true;
}

function findPinnable(call: Call): Chat {
  const chat = findChat(call);
  const standing = requireMembership(call, chat);
  const right = chat.type === 'channel' ? 'can_edit_messages' : 'can_pin_messages';
  if (chat.type !== 'private' && !has(standing, right)) {
    throw badRequest('not enough rights to manage pinned messages in the chat');
  }
  return chat;
}

/** The sandbox has no polls. The method shows only whether a message exists. */
function stopPoll(call: Call): never {
  const chat = findChat(call);
  requireMembership(call, chat);
  findMessage(call, chat, 'message with poll to stop not found');
  throw badRequest('message is not a poll');
}
