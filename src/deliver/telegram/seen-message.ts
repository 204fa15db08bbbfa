import type { Api } from 'grammy/web';
import { ownReasons } from '../../news/reasons.ts';
import type { ReadBack, SeenMessage } from '../messenger.ts';
import { outcomeOf, type Failure } from './outcome.ts';

type TelegramMessage = Awaited<ReturnType<Api['forwardMessage']>>;

/**
 * Whether a copy is of a message that was itself forwarded, perhaps from further up in the channel, or of what a
 * person said in a group. Source: https://core.telegram.org/bots/api#messageorigin
 */
export function isForeign({ forward_origin: origin }: TelegramMessage, messageId: number): boolean {
  if (origin?.type === 'channel') return origin.message_id !== messageId;
  if (origin?.type === 'user') return !origin.sender_user.is_bot;
  return origin?.type === 'hidden_user';
}

/** What a reader sees of one of Telegram's messages. */
export function seenMessageOf(message: TelegramMessage): SeenMessage {
  const entities = message.entities ?? message.caption_entities ?? [];
  return {
    text: message.text ?? message.caption ?? '',
    links: entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : [])),
    isStyled: entities.some(({ type }) => type === 'bold'),
    isPhoto: message.photo !== undefined,
  };
}

/** Why a message number could not be read. */
export function readBackOf(failure: Failure): ReadBack {
  if (failure.kind === 'answer' && failure.code === 400) {
    if (/message to forward not found|MESSAGE_ID_INVALID/i.test(failure.description))
      return { kind: 'missing' };
    // A service message (a pin) cannot be forwarded, and takes a number all the same.
    if (/message can't be forwarded/i.test(failure.description)) return { kind: 'other' };
  }
  const outcome = outcomeOf(failure, 'text');
  // Its messages are counted anew, so nothing that was known of it helps.
  if (outcome.kind === 'moved') return { kind: 'unreadable', reason: ownReasons.upgraded };
  if (outcome.kind === 'refused' || outcome.kind === 'closed') {
    return { kind: 'unreadable', reason: outcome.reason };
  }
  return outcome;
}
