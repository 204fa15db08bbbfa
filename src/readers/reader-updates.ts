import type { ReaderEvent } from '../store/readers/reader-numbers.ts';

/** The chats whose readers are counted, by their numbers. */
export interface CountedChats {
  /** Of the channels. */
  channels: ReadonlySet<string>;
  /** Groups in which a channel is discussed. */
  groups: ReadonlySet<string>;
}

/** Kinds of updates that only tell what readers do. Telegram sends them to those who ask for them by name. */
export const readerKinds = ['message_reaction_count', 'chat_member'] as const;

/**
 * What an update says that readers did; none: nothing that is counted. It takes nothing from the update that says who a
 * reader is. An update of any shape is taken, and none throws.
 */
export function readerEventsOf(update: unknown, chats: CountedChats): ReaderEvent[] {
  if (!isRecord(update)) return [];
  const updateId = numberOf(update['update_id']);
  if (updateId === null) return [];
  const { message_reaction_count: reactions, chat_member: member, message } = update;
  const events = [
    ...(isRecord(reactions) ? reactionsOf(reactions, chats) : []),
    ...(isRecord(member) ? memberOf(member, chats) : []),
    ...(isRecord(message) ? commentOf(message, chats) : []),
  ];
  return events.map((event) => ({ ...event, updateId }));
}

/** Whether an update is none for editors: it tells what readers do, or was written in a group of a channel. */
export function isOfReaders(update: unknown, groups: ReadonlySet<string>): boolean {
  if (!isRecord(update)) return false;
  if ([...readerKinds, 'inline_query'].some((kind) => kind in update)) return true;
  const { message } = update;
  return isRecord(message) && groups.has(idOf(message['chat']) ?? '');
}

type Said = ReaderEvent extends infer Each
  ? Each extends ReaderEvent
    ? Omit<Each, 'updateId'>
    : never
  : never;

/** Source: https://core.telegram.org/bots/api#messagereactioncountupdated */
function reactionsOf({ chat, message_id, date, reactions }: Fields, { channels }: CountedChats): Said[] {
  const chatId = idOf(chat);
  const messageId = numberOf(message_id);
  const seconds = numberOf(date);
  if (chatId === null || messageId === null || seconds === null || !channels.has(chatId)) return [];
  if (!Array.isArray(reactions)) return [];
  const counts = reactions.map((each: unknown) =>
    isRecord(each) ? (numberOf(each['total_count']) ?? 0) : 0,
  );
  const count = counts.reduce((sum, each) => sum + each, 0);
  return [{ kind: 'reactions', chatId, messageId, count, at: new Date(seconds * 1_000) }];
}

/** Source: https://core.telegram.org/bots/api#chatmemberupdated */
function memberOf(member: Fields, { channels }: CountedChats): Said[] {
  const chatId = idOf(member['chat']);
  const before = isInside(member['old_chat_member']);
  const after = isInside(member['new_chat_member']);
  if (chatId === null || !channels.has(chatId) || before === null || after === null || before === after)
    return [];
  if (!after) return [{ kind: 'leave', chatId }];
  const { invite_link: link } = member;
  const url = isRecord(link) ? link['invite_link'] : null;
  return [{ kind: 'join', chatId, link: typeof url === 'string' ? url : null }];
}

/** null: it is a status of a later version of the Bot API. */
function isInside(member: unknown): boolean | null {
  if (!isRecord(member)) return null;
  switch (member['status']) {
    case 'creator':
    case 'administrator':
    case 'member':
      return true;
    case 'restricted':
      return member['is_member'] === true;
    case 'left':
    case 'kicked':
      return false;
    default:
      return null;
  }
}

/**
 * The copy of a post in the group of its channel, or a comment. A comment that answers the copy itself shows it too, so
 * that a copy which came while the bot was away is known from then on.
 */
function commentOf(message: Fields, chats: CountedChats): Said[] {
  const group = idOf(message['chat']);
  const number = numberOf(message['message_id']);
  if (group === null || number === null || !chats.groups.has(group)) return [];
  const own = threadOf(message, group, chats);
  if (own !== null) return [own];
  const { reply_to_message: about } = message;
  const shown = isRecord(about) ? threadOf(about, group, chats) : null;
  const threadId = shown?.threadId ?? numberOf(message['message_thread_id']);
  if (threadId === null) return [];
  return [...(shown === null ? [] : [shown]), { kind: 'comment', group, threadId, number }];
}

function threadOf(copy: Fields, group: string, { channels }: CountedChats) {
  const { forward_origin: origin, is_automatic_forward: isCopy, message_id } = copy;
  if (isCopy !== true || !isRecord(origin)) return null;
  const chatId = idOf(origin['chat']);
  const messageId = numberOf(origin['message_id']);
  const threadId = numberOf(message_id);
  const seconds = numberOf(origin['date']);
  if (chatId === null || messageId === null || threadId === null || seconds === null) return null;
  if (!channels.has(chatId)) return null;
  return { kind: 'thread', chatId, messageId, group, threadId, postedAt: new Date(seconds * 1_000) } as const;
}

type Fields = Record<string, unknown>;

function idOf(chat: unknown): string | null {
  const id = isRecord(chat) ? chat['id'] : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : null;
}

/** null: it is none that Telegram could mean. Seconds and counts fit into 32 bits, and numbers of messages too. */
function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31
    ? value
    : null;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
