/** What Telegram answers is not believed before it is looked at: a proxy, or a version to come, may answer otherwise. */

/** A message that was sent. */
export interface SentMessage {
  messageId: number;
  chatId: string;
  /** Of the chat; null: it has none. */
  username: string | null;
}

/** The messages of an answer, in the order of their numbers. null: it names none, or not all. */
export function sentMessagesIn(answer: unknown): SentMessage[] | null {
  const all = (Array.isArray(answer) ? answer : [answer]).map(sentMessage);
  const messages = all.filter((message) => message !== null);
  if (messages.length === 0 || messages.length < all.length) return null;
  return messages.toSorted((one, other) => one.messageId - other.messageId);
}

function sentMessage(value: unknown): SentMessage | null {
  if (!isRecord(value)) return null;
  const { chat, message_id: messageId } = value;
  const chatId = chatIdIn(chat);
  // The number 0 means that Telegram itself put the message off: it has no number yet.
  if (chatId === null || typeof messageId !== 'number' || !Number.isSafeInteger(messageId) || messageId <= 0)
    return null;
  return { messageId, chatId, username: textIn(chat, 'username') };
}

/** The number of a chat. null: there is none. */
export function chatIdIn(chat: unknown): string | null {
  const id = isRecord(chat) ? chat['id'] : null;
  return typeof id === 'number' && Number.isSafeInteger(id) && id !== 0 ? String(id) : null;
}

/** The bot that an answer names. null: none. */
export function botIn(answer: unknown): { id: number; username: string } | null {
  const username = textIn(answer, 'username');
  const id = isRecord(answer) ? answer['id'] : null;
  return typeof id === 'number' && username !== null ? { id, username } : null;
}

function textIn(value: unknown, name: string): string | null {
  const text = isRecord(value) ? value[name] : null;
  return typeof text === 'string' && text !== '' ? text : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
