import type { MessageForm, Outcome } from '../../news/post.ts';
import { ownReasons } from '../../news/reasons.ts';

type Refusal = Extract<Outcome, { kind: 'refused' }>;

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
  /** It broke off before its end, so that nobody can have read it. */
  | { kind: 'cut off'; reason: string }
  /** It may not leave any more. */
  | { kind: 'late'; reason: string }
  /** No answer that can be trusted. */
  | { kind: 'silence'; reason: string };

/**
 * Telegram never asked for more than about a day. A wait that is no number, or that lasts years, comes from a proxy
 * before Telegram; and with 0 we would ask without a pause.
 */
export const longestRetrySeconds = 7 * 86_400;

/** How long we wait after a 429 that does not say for how long. */
const defaultRetrySeconds = 30;

/**
 * Descriptions of 400s that are about the chat and not about the post. We match the text, because all of them have the
 * code 400. Source: tdlib/telegram-bot-api, Client.cpp, and tdlib/td, MessagesManager.cpp.
 */
const closedDescription =
  /(chat|user|group) (not found|(is|was) (deactivated|deleted))|chat_id is empty|not enough rights|no rights to send|need administrator rights|no write access|CHAT_(WRITE_FORBIDDEN|GUEST_SEND_FORBIDDEN|FORBIDDEN|ADMIN_REQUIRED|RESTRICTED|ID_INVALID)|CHANNEL_(PRIVATE|INVALID|PUBLIC_GROUP_NA)|PEER_ID_INVALID|USER_(BANNED_IN_CHANNEL|IS_BLOCKED|DEACTIVATED|IS_DEACTIVATED)|message thread not found|TOPIC_(CLOSED|DELETED|ID_INVALID)/i;

/** The new number of the group is missing. Source: tdlib/telegram-bot-api, Client.cpp, `get_chat_access_error`. */
const upgradedDescription = /(upgraded|migrated) to a supergroup/i;

/** A wait of MTProto's, which passes through now and then. Source: https://core.telegram.org/api/errors#420-flood */
const waitDescription = /\b(?:FLOOD|SLOWMODE)(?:_PREMIUM)?_WAIT_(\d+)|retry after (\d+)/i;

/**
 * The chat allows other kinds of content, perhaps. The words name photos, text messages, documents, videos and more; an
 * album is refused with the words of one of its parts. Source: tdlib/td, MessageContent.cpp
 * (`can_send_message_content`); names in capitals are the server's own, where `PLAIN` is a text.
 */
const kindDescription = /not enough rights to send [\w ]+ to the chat|CHAT_SEND_[A-Z]+_FORBIDDEN/i;

/** Source: tdlib/td, MessageEntity.cpp and MessageContent.cpp; ENTITIES_TOO_LONG is the server's own. */
const entityDescription = /can't parse entities|ENTITIES_TOO_LONG|ENTITY_|entity (URL|begins|ends|has)/i;

/**
 * The message to which the post replies was deleted a moment ago. We ask Telegram to ignore that, but it may refuse. A
 * post names no other message. Source: tdlib/telegram-bot-api, Client.cpp (`check_reply_parameters`).
 */
const replyDescription =
  /message to (be replied|reply) not found|repl(y|ied) message not found|REPLY_TO_INVALID|MESSAGE_ID_INVALID/i;

/**
 * Words of a 400 that can be about nothing but this message: its text, its picture, its formatting, its buttons, or the
 * message that is to be changed. Anything else may be the fault of the channel or of the bot: there are more such
 * answers than anybody lists. Source: tdlib/telegram-bot-api, Client.cpp; tdlib/td, MessageContent.cpp, ReplyMarkup.cpp
 * and MessagesManager.cpp; names in capitals are the server's own.
 */
const contentDescriptions = [
  /(message|caption|text) (is|must be) (too long|empty|non-empty)/i,
  /(MESSAGE|CAPTION|TEXT)_(TOO_LONG|EMPTY)/i,
  /can't parse|unsupported parse_mode|inline keyboard|reply markup is too long|BUTTON_|REPLY_MARKUP_/i,
  /HTTP URL|web ?page|WEBPAGE_|file identifier|file is too big|no (photo|file|media) in the request/i,
  /\b(PHOTO|IMAGE|MEDIA|FILE|VIDEO|AUDIO|DOCUMENT|GIF|THUMB|MULTI_MEDIA)_(?!.*(FORBIDDEN|RESTRICTED))/i,
  /file must be non-empty|type of file mismatch|can't use file of type|(photo|document|video) has (wrong|unsupported)/i,
  /too many messages to send as an album|failed to send message #|can't be mixed with other media/i,
  /message can't be (edited|deleted)|there is no (text|caption|media) in the message/i,
  /MESSAGE_(DELETE_FORBIDDEN|EDIT_TIME_EXPIRED|AUTHOR_REQUIRED)|message identifier is not specified/i,
  /message to (edit|delete|pin|unpin) not found/i,
];

/** The picture itself, or its address. Uploaded by us, it may be taken. */
const pictureDescription =
  /HTTP URL|web ?page|WEBPAGE_|file identifier|file is too big|type of file mismatch|\b(PHOTO|IMAGE|FILE|VIDEO|AUDIO|DOCUMENT|GIF|EXTERNAL_URL)_(?!.*(FORBIDDEN|RESTRICTED))|MEDIA_(EMPTY|INVALID)/i;

/** To a text it is the page of the preview. The address of a button is another matter. */
const previewDescription = /WEBPAGE_|EXTERNAL_URL_|^(?!.*inline keyboard).*HTTP URL/i;

/** The meaning of a failed request for the post. Its form decides which way can be tried instead. */
export function outcomeOf(failure: Failure, form: MessageForm): Exclude<Outcome, { kind: 'sent' }> {
  if (failure.kind === 'unreached') return failure;
  if (failure.kind === 'cut off') return { kind: 'refused', because: 'upload', reason: failure.reason };
  if (failure.kind === 'late') return { kind: 'late' };
  if (failure.kind === 'silence') return { kind: 'unsure', reason: failure.reason };
  const { code, description } = failure;
  if (failure.migrateToChatId !== null) return { kind: 'moved', chatId: String(failure.migrateToChatId) };
  const waitSeconds = failure.retryAfterSeconds ?? waitIn(description);
  if (code === 429 || code === 420 || (code < 500 && waitSeconds !== null))
    return { kind: 'limited', retryAfterSeconds: waitSeconds ?? defaultRetrySeconds };
  // 404 without a method's name is how Telegram's front end answers a token it cannot read.
  if (code === 401 || (code === 404 && /^not found$/i.test(description))) return { kind: 'unauthorized' };
  if ((code === 400 || code === 403) && kindDescription.test(description)) {
    return { kind: 'refused', because: 'kind', reason: description };
  }
  if (code === 403 || (code === 400 && closedDescription.test(description))) {
    return { kind: 'closed', reason: topicReasonOf(description) ?? description };
  }
  if (code === 400 && upgradedDescription.test(description))
    return { kind: 'closed', reason: ownReasons.upgraded };
  if (code >= 400 && code < 500 && !isTimeout(code))
    return { kind: 'refused', because: blame(code, description, form), reason: description };
  return { kind: 'unsure', reason: `${code} ${description}` };
}

/** Somebody on the way waited in vain, and nobody knows for what. 499 is nginx's. */
function isTimeout(code: number): boolean {
  return code === 408 || code === 499;
}

/** The seconds for which Telegram wants to be left alone, as its words say; null: they say nothing of it. */
function waitIn(description: string): number | null {
  const [, short, long] = waitDescription.exec(description) ?? [];
  const seconds = Number(short ?? long ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestRetrySeconds) : null;
}

/** A topic that is gone, or closed, is mended in another way than a channel; null: it is not about a topic. */
function topicReasonOf(description: string): string | null {
  if (/message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i.test(description))
    return ownReasons.topicDeleted;
  return /TOPIC_CLOSED/i.test(description) ? ownReasons.topicClosed : null;
}

/**
 * Whom to blame for a refusal. A refused photo post may still go out as text; if the text is wrong too, its own answer
 * will show it.
 */
function blame(code: number, description: string, form: MessageForm): Refusal['because'] {
  if (replyDescription.test(description)) return 'reply';
  const isAboutEntities = entityDescription.test(description);
  const isAboutPicture = !isAboutEntities && pictureDescription.test(description);
  // 413: the request is too large.
  const isAboutContent =
    isAboutEntities ||
    isAboutPicture ||
    code === 413 ||
    contentDescriptions.some((words) => words.test(description));
  if (!isAboutContent) return 'unknown';
  if (form === 'photo') return isAboutPicture ? 'picture' : 'photo';
  // The plain form has no entities, and asks for no preview.
  const mayBePlain = isAboutEntities || previewDescription.test(description);
  return form === 'text' && mayBePlain ? 'entities' : 'content';
}
