import type { Api } from 'grammy/web';
import { mediumKinds } from '../../news/medium.ts';
import { ownReasons } from '../../news/reasons.ts';
import type { ReadBack, SeenMessage } from '../messenger.ts';
import { outcomeOf, type Failure } from './outcome.ts';

type TelegramMessage = Awaited<ReturnType<Api['forwardMessage']>>;

/**
 * Whether the forwarded copy shows a message that is not ours: one that was itself forwarded, perhaps from the channel,
 * or one that a person wrote in a group. Source: https://core.telegram.org/bots/api#messageorigin
 */
export function isForeign({ forward_origin: origin }: TelegramMessage, messageId: number): boolean {
  if (origin?.type === 'channel') return origin.message_id !== messageId;
  if (origin?.type === 'user') return !origin.sender_user.is_bot;
  return origin?.type === 'hidden_user';
}

/**
 * When the message was posted in its channel, by Telegram's clock. The copy of something that was itself forwarded has
 * the date of the original, which says nothing.
 */
export function sentAtOf(copy: TelegramMessage, messageId: number): Date | null {
  const { forward_origin: origin } = copy;
  if (origin === undefined || (origin.type === 'channel' && origin.message_id !== messageId)) return null;
  return new Date(origin.date * 1_000);
}

/** Reads one of Telegram's messages as a reader sees it. */
export function seenMessageOf(message: TelegramMessage): SeenMessage {
  const entities = message.entities ?? message.caption_entities ?? [];
  // An animation is named as a document, too, and comes before it.
  const medium = mediumKinds.find((name) => message[name] !== undefined);
  return {
    text: message.text ?? message.caption ?? '',
    links: entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : [])),
    isStyled: entities.some(({ type }) => type === 'bold'),
    isPhoto: medium !== undefined,
    ...(medium === undefined ? {} : { medium, fileIds: fileIdsOf(message[medium]) }),
  };
}

type File = NonNullable<TelegramMessage['document']>;
type Sizes = NonNullable<TelegramMessage['photo']>;

function fileIdsOf(medium: Pick<File, 'file_unique_id'> | Sizes | undefined): string[] {
  const files = Array.isArray(medium) ? medium : [medium];
  return files.flatMap((file) => file?.file_unique_id ?? []);
}

/** The meaning of a failed forward for the message number. */
export function readBackOf(failure: Failure): ReadBack {
  if (failure.kind === 'answer' && failure.code === 400) {
    if (/message to forward not found|MESSAGE_ID_INVALID/i.test(failure.description))
      return { kind: 'missing' };
    // A service message (a pin) cannot be forwarded, and takes a number all the same.
    if (/message can't be forwarded/i.test(failure.description)) return { kind: 'other', sentAt: null };
  }
  const outcome = outcomeOf(failure, 'text');
  // A supergroup counts its messages from 1 again, so the known numbers say nothing.
  if (outcome.kind === 'moved') return { kind: 'unreadable', reason: ownReasons.upgraded };
  const isProtected = /protected content|FORWARDS_RESTRICTED/i;
  if (outcome.kind === 'refused' && outcome.because === 'unknown' && !isProtected.test(outcome.reason)) {
    return { kind: 'refused', reason: outcome.reason };
  }
  if (outcome.kind === 'refused' || outcome.kind === 'closed') {
    return { kind: 'unreadable', reason: outcome.reason };
  }
  return outcome;
}
