import {
  findChat,
  findMessage,
  readThread,
  requireContent,
  requireMembership,
  requireWriting,
} from './access.ts';
import type { Call, Method } from './call.ts';
import { checkKeyboard, checkKeyboardOnServer, readMarkup, type Markup } from './keyboard.ts';
import { toMessage } from '../message-shape.ts';
import { sizeNamedIn, sizeNamedOf, takeMedia, takePart } from './files.ts';
import { asRecord, textField } from '../http/params.ts';
import { badRequest, type FormattedText } from '../shapes.ts';
import { mediaKinds, type Chat, type MediaKind, type Origin, type StoredMessage } from '../state.ts';
import {
  isTooLong,
  checkEntitiesOnServer,
  maxCaptionLength,
  maxTextLength,
  readCaptionOf,
  readPreviewOptions,
  readReplyParameters,
  readText,
  type ReplyParameters,
} from './text-arguments.ts';
import type { Draft } from '../world.ts';

/**
 * Methods that send a message. The order of the checks is Telegram's, because a request with two mistakes shows only
 * the first one. Source: tdlib/telegram-bot-api, Client.cpp (`process_send_message_query`, `do_send_message`).
 */
export const sendMethods: Record<string, Method> = {
  sendmessage: sendMessage,
  ...Object.fromEntries(mediaKinds.map((kind) => [`send${kind}`, (call: Call) => sendMedia(call, kind)])),
  sendmediagroup: sendMediaGroup,
  forwardmessage: forwardMessage,
  copymessage: copyMessage,
};

function sendMessage(call: Call) {
  const { params } = call;
  const preview = readPreviewOptions(params);
  if (params.text('text') === '') throw badRequest('message text is empty');
  const text = readText(params, 'text');
  const common = readSendArguments(call);
  const keyboard = checkKeyboard(common.markup, common.chat.type);
  if (text.text === '' && preview?.url === undefined) throw badRequest('text must be non-empty');
  if (isTooLong(text, maxTextLength)) throw badRequest('message is too long');
  requireContent(call, common.chat, 'text');
  return deliver(call, common, text, { kind: 'text', ...text, keyboard, preview });
}

function sendMedia(call: Call, kind: MediaKind) {
  const { text, common, keyboard } = readMediaArguments(call);
  requireContent(call, common.chat, kind);
  const file = takeMedia(call, kind, call.params.text(kind), kind, sizeNamedIn(call.params));
  return deliver(call, common, text, { kind, ...text, keyboard, fileId: file.keep().id });
}

/** Source: https://core.telegram.org/bots/api#sendmediagroup */
const mostInAlbum = 10;

/** What may stand in an album together. */
const albums: readonly (readonly MediaKind[])[] = [['photo', 'video'], ['document'], ['audio']];

/** It is taken or refused as a whole. Its messages have consecutive numbers. */
function sendMediaGroup(call: Call) {
  const given = call.params.json('media', "can't parse media JSON object");
  if (!Array.isArray(given)) throw badRequest("can't parse media JSON object");
  const items = given.map((item: unknown) => readAlbumItem(item));
  if (items.length > mostInAlbum) throw badRequest('too many messages to send as an album');
  const kinds = new Set(items.map(({ kind }) => kind));
  const isPossible = albums.some((together) => [...kinds].every((kind) => together.includes(kind)));
  if (items.length < 2 || !isPossible) throw badRequest("can't parse InputMedia: wrong album");
  const common = readSendArguments(call);
  if (items.some(({ text }) => isTooLong(text, maxCaptionLength)))
    throw badRequest('message caption is too long');
  for (const { kind } of items) requireContent(call, common.chat, kind);
  const files = items.map(({ kind, named, value }, place) => takePart(call, kind, value, named, place));
  const groupId = String(call.world.nowMs()) + String(common.chat.lastMessageId);
  for (const { text } of items) checkEntitiesOnServer(text);
  call.world.admit(common.chat);
  return items.map(({ kind, text }, index) => {
    const draft = { kind, ...text, groupId, fileId: files[index]?.keep().id ?? null };
    return place(call, common, draft, call.parts?.includes(index) ?? true);
  });
}

function readAlbumItem(item: unknown) {
  const media = asRecord(item);
  if (media === null) throw badRequest("can't parse InputMedia: expected an Object");
  const type = textField(media, 'type');
  const kind = mediaKinds.find((each) => each === type && each !== 'animation');
  if (kind === undefined) throw badRequest(`can't parse InputMedia: invalid type "${type}" specified`);
  return { kind, value: textField(media, 'media'), text: readCaptionOf(media), named: sizeNamedOf(media) };
}

function readMediaArguments(call: Call) {
  const text = readText(call.params, 'caption');
  const common = readSendArguments(call);
  const keyboard = checkKeyboard(common.markup, common.chat.type);
  if (isTooLong(text, maxCaptionLength)) throw badRequest('message caption is too long');
  return { text, common, keyboard };
}

interface SendArguments {
  chat: Chat;
  markup: Markup;
  reply: ReplyParameters | null;
  replyTo: number | null;
  threadId: number | null;
}

/** The arguments that all sends share, checked in Telegram's order. */
function readSendArguments(call: Call): SendArguments {
  const reply = readReplyParameters(call.params);
  const markup = readMarkup(call.params);
  const chat = findChat(call);
  requireWriting(call, chat);
  const threadId = readThread(call, chat);
  return { chat, markup, reply, replyTo: findReplied(chat, reply), threadId };
}

function findReplied(chat: Chat, reply: ReplyParameters | null): number | null {
  if (reply === null) return null;
  if (chat.messages.has(reply.messageId)) return reply.messageId;
  if (reply.isOptional) return null;
  throw badRequest('message to be replied not found');
}

/** Makes the checks of Telegram's server, the flood limit last, and then posts the message. */
function deliver(call: Call, common: SendArguments, text: FormattedText, draft: Draft): object {
  checkEntitiesOnServer(text);
  checkKeyboardOnServer(draft.keyboard ?? null);
  call.world.admit(common.chat);
  return place(call, common, draft);
}

function place(call: Call, { chat, replyTo, threadId }: SendArguments, draft: Draft, arrives = true): object {
  const { world, bot, params } = call;
  const flags = {
    isSilent: params.flag('disable_notification'),
    isProtected: params.flag('protect_content'),
  };
  const message = world.post(chat, { ...draft, ...flags, botId: bot.id, replyTo, threadId }, arrives);
  return toMessage(world, chat, message);
}

function forwardMessage(call: Call) {
  const { chat, from, message } = readCopy(call, 'message to forward not found');
  if (message.kind === 'pin') throw badRequest("the message can't be forwarded");
  if (from.protectedContent || message.isProtected) {
    throw badRequest("message has protected content and can't be forwarded");
  }
  requireContent(call, chat, message.kind);
  return toMessage(
    call.world,
    chat,
    repost(call, chat, { ...contentOf(message), origin: originOf(from, message) }),
  );
}

function copyMessage(call: Call) {
  const { chat, message } = readCopy(call, 'message to copy not found');
  if (message.kind === 'pin') throw badRequest("the message can't be copied");
  requireContent(call, chat, message.kind);
  const content = contentOf(message);
  if (message.kind !== 'text' && call.params.has('caption'))
    Object.assign(content, readText(call.params, 'caption'));
  const keyboard = checkKeyboard(readMarkup(call.params), chat.type);
  checkKeyboardOnServer(keyboard);
  return { message_id: repost(call, chat, { ...content, keyboard }).id };
}

function readCopy(call: Call, problem: string) {
  const chat = findChat(call);
  requireWriting(call, chat);
  const from = findChat(call, 'from_chat_id');
  requireMembership(call, from);
  return { chat, from, message: findMessage(call, from, problem) };
}

function contentOf({ kind, text, entities, fileId, preview }: StoredMessage): Draft {
  return { kind, text, entities, fileId, preview };
}

/** A forward of a forward names the original message. */
function originOf(from: Chat, { origin, id, date, botId, userId }: StoredMessage): Origin {
  if (origin !== null) return origin;
  if (from.type === 'channel') return { type: 'channel', chatId: from.id, messageId: id, date };
  return { type: 'user', userId: botId ?? userId ?? from.id, date };
}

function repost(call: Call, chat: Chat, draft: Draft): StoredMessage {
  const { world, bot, params } = call;
  const threadId = readThread(call, chat);
  world.admit(chat);
  const flags = {
    isSilent: params.flag('disable_notification'),
    isProtected: params.flag('protect_content'),
  };
  return world.post(chat, { ...draft, ...flags, botId: bot.id, threadId });
}
