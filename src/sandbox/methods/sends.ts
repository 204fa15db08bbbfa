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
import { takeDocument, takePhoto } from './files.ts';
import { badRequest, type FormattedText } from '../shapes.ts';
import type { Chat, Origin, StoredMessage } from '../state.ts';
import {
  isTooLong,
  checkEntitiesOnServer,
  maxCaptionLength,
  maxTextLength,
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
  sendphoto: sendPhoto,
  senddocument: sendDocument,
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

function sendPhoto(call: Call) {
  const { text, common, keyboard } = readMediaArguments(call);
  requireContent(call, common.chat, 'photo');
  const photo = takePhoto(call, call.params.text('photo'), 'photo');
  return deliver(call, common, text, { kind: 'photo', ...text, keyboard, fileId: photo.keep().id });
}

function sendDocument(call: Call) {
  const { text, common, keyboard } = readMediaArguments(call);
  requireContent(call, common.chat, 'document');
  const file = takeDocument(call);
  return deliver(call, common, text, { kind: 'document', ...text, keyboard, fileId: file.keep().id });
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
  const { world, bot, params } = call;
  const { chat, replyTo, threadId } = common;
  checkEntitiesOnServer(text);
  checkKeyboardOnServer(draft.keyboard ?? null);
  world.admit(chat);
  const flags = {
    isSilent: params.flag('disable_notification'),
    isProtected: params.flag('protect_content'),
  };
  const message = world.post(chat, { ...draft, ...flags, botId: bot.id, replyTo, threadId });
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
