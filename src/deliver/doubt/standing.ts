import { forms, shownText, type Message, type MessageForm } from '../../news/post.ts';
import type { UnknownPost } from '../../store/posts/unknown-posts.ts';
import { richestForm } from '../forms.ts';
import { canonical } from './same-message.ts';

/** In which form a post stands that was found in the channel, and whether it shows something else than this message. */
export function standingOf(seen: UnknownPost, message: Message): { form: MessageForm; isOutdated: boolean } {
  const form = formOf(seen, message);
  const isOtherLink = seen.link !== null && message.link !== null && canonical(message.link) !== seen.link;
  return { form, isOutdated: isOtherLink || shownText(message, form) !== seen.shown };
}

function formOf({ isPhoto, shown }: UnknownPost, message: Message): MessageForm {
  if (isPhoto === true) return 'photo';
  const possible = isPhoto === null ? forms : (['text', 'plain'] as const);
  const same = possible.find((form) => shownText(message, form) === shown);
  return same ?? (isPhoto === null ? richestForm(message) : 'text');
}
