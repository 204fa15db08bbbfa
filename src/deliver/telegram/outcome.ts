import type { MessageForm, Outcome } from '../../news/post.ts';

/** An answer of Telegram's that is not `ok`, or the reason why there is no answer. */
export type Failure =
  | {
      kind: 'answer';
      code: number;
      description: string;
      retryAfterSeconds: number | null;
      migrateToChatId: number | null;
    }
  /** The request never left this machine. */
  | { kind: 'unreached'; reason: string }
  /** No answer that can be trusted. */
  | { kind: 'silence'; reason: string };

/** How long we wait after a 429 that does not say for how long. */
const defaultRetrySeconds = 30;

/**
 * Descriptions of 400s that are about the chat and not about the post. We match the text, because all of them have the
 * code 400. Source: tdlib/telegram-bot-api, Client.cpp, and tdlib/td, MessagesManager.cpp.
 */
const closedDescription =
  /chat not found|chat_id is empty|not enough rights|need administrator rights|no write access|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED|CHAT_RESTRICTED|CHANNEL_PRIVATE|CHANNEL_INVALID|PEER_ID_INVALID|USER_BANNED_IN_CHANNEL|message thread not found|TOPIC_(CLOSED|DELETED)|chat is deactivated/i;

/** Source: tdlib/td, MessageEntity.cpp and MessageContent.cpp; ENTITIES_TOO_LONG is the server's own. */
const entityDescription = /can't parse entities|ENTITIES_TOO_LONG|ENTITY_|entity (URL|begins|ends|has)/i;

/**
 * The message to which the post replies was deleted a moment ago. We ask Telegram to ignore that, but it may refuse.
 * Source: tdlib/telegram-bot-api, Client.cpp (`check_reply_parameters`).
 */
const replyDescription = /message to be replied not found|REPLY_MESSAGE_ID_INVALID/i;

/** The meaning of a failed request for the post. Its form decides which way can be tried instead. */
export function outcomeOf(failure: Failure, form: MessageForm): Exclude<Outcome, { kind: 'sent' }> {
  if (failure.kind === 'unreached') return failure;
  if (failure.kind === 'silence') return { kind: 'unsure', reason: failure.reason };
  const { code, description } = failure;
  if (failure.migrateToChatId !== null) return { kind: 'moved', chatId: String(failure.migrateToChatId) };
  if (code === 429) {
    return { kind: 'limited', retryAfterSeconds: failure.retryAfterSeconds ?? defaultRetrySeconds };
  }
  // 404 without a method's name is how Telegram's front end answers a token it cannot read.
  if (code === 401 || (code === 404 && /^not found$/i.test(description))) return { kind: 'unauthorized' };
  if (code === 403 || (code === 400 && closedDescription.test(description))) {
    return { kind: 'closed', reason: description };
  }
  if (code >= 400 && code < 500)
    return { kind: 'refused', because: blame(description, form), reason: description };
  return { kind: 'unsure', reason: `${code} ${description}` };
}

/** A refused photo post may still go out as text; if the text is wrong too, its own answer will show it. */
function blame(description: string, form: MessageForm): 'content' | 'photo' | 'entities' | 'reply' {
  if (replyDescription.test(description)) return 'reply';
  if (form === 'photo') return 'photo';
  return form === 'text' && entityDescription.test(description) ? 'entities' : 'content';
}
