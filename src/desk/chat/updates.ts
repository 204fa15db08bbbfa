/** The largest number of an update; null: none has one. */
export function lastIdOf(updates: readonly unknown[]): number | null {
  const ids = updates
    .map((update) => (isRecord(update) ? update['update_id'] : null))
    .filter((id): id is number => Number.isSafeInteger(id));
  return ids.length === 0 ? null : Math.max(...ids);
}

export interface Origin {
  chatId: number;
  userId: number;
  /** Whether it is a word to the bot, and no change of its rights. */
  isDroppable: boolean;
}

/**
 * The chat and the person of an update; null: it has a shape that we do not know. A button press may come without its
 * message (Bot API 10.5, `callback_query_mode`): then it counts for the private chat of the person.
 */
export function originOf(update: unknown): Origin | null {
  if (!isRecord(update)) return null;
  const { message, edited_message: edited, callback_query: press, my_chat_member: member } = update;
  const content = [message, edited, press, member].find(isRecord);
  if (content === undefined) return null;
  const chatHolder = content === press && isRecord(press) ? press['message'] : content;
  const userId = idOf(content['from']);
  const chatId = isRecord(chatHolder) ? idOf(chatHolder['chat']) : content === press ? userId : null;
  // A post of a channel in a group has no person.
  return chatId === null ? null : { chatId, userId: userId ?? 0, isDroppable: content !== member };
}

/** The chat and the number of a post of a channel; null: the update is none. */
export function channelPostOf(update: unknown): { chatId: number; number: number } | null {
  const post = isRecord(update) ? update['channel_post'] : null;
  const chatId = isRecord(post) ? idOf(post['chat']) : null;
  const number = isRecord(post) ? post['message_id'] : null;
  return chatId === null || typeof number !== 'number' || !Number.isSafeInteger(number) || number <= 0
    ? null
    : { chatId, number };
}

function idOf(value: unknown): number | null {
  return isRecord(value) && typeof value['id'] === 'number' ? value['id'] : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
