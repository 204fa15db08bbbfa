import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { Address, Messenger, SendOptions } from './messenger.ts';

/** How a message is sent: in which of its forms, and under which other one. */
export interface Way {
  form: MessageForm;
  replyTo: number | null;
  /** The picture is downloaded and uploaded by us, because Telegram cannot fetch it. */
  isUploaded?: boolean;
}

/** The form that shows most. */
export function richestForm(message: Message): MessageForm {
  return message.photo === null ? 'text' : 'photo';
}

export type Refusal = Extract<Outcome, { kind: 'refused' }>;

/**
 * Sends a message in one form after the other until Telegram takes it. `onRefusal` is called after each refusal, with
 * the way that is tried next, before anything leaves; null: there is none left. A form that is not allowed is passed over.
 * @returns the outcome of the last request.
 */
export async function sendUntilTaken(
  first: Way,
  isAllowed: (form: MessageForm) => Promise<boolean>,
  send: (way: Way) => Promise<Outcome>,
  onRefusal: (refusal: Refusal, next: Way | null) => Promise<void>,
): Promise<Outcome> {
  for (let way = first; ;) {
    const outcome = await send(way);
    if (outcome.kind !== 'refused') return outcome;
    const other = nextWay(outcome.because, way);
    const next = other !== null && (await isAllowed(other.form)) ? other : null;
    await onRefusal(outcome, next);
    if (next === null) return outcome;
    way = next;
  }
}

/**
 * Shows a post to editors. They should see it if Telegram takes any of its forms, so each one is tried, whatever the
 * reason of a refusal was.
 */
export async function showToEditors(
  messenger: Pick<Messenger, 'send'>,
  to: Address,
  message: Message,
  options: Pick<SendOptions, 'isSilent' | 'signal'>,
): Promise<Outcome> {
  return sendUntilTaken(
    { form: richestForm(message), replyTo: null },
    () => Promise.resolve(true),
    async ({ form, replyTo }) => {
      const outcome = await messenger.send(to, message, form, { ...options, replyTo });
      if (outcome.kind !== 'refused' || form === 'plain') return outcome;
      return { ...outcome, because: form === 'photo' ? 'photo' : 'entities' };
    },
    () => Promise.resolve(),
  );
}

function nextWay(because: Refusal['because'], way: Way): Way | null {
  const { form, replyTo, isUploaded = false } = way;
  if (because === 'reply') return replyTo === null ? null : { ...way, replyTo: null };
  if (because === 'picture') return isUploaded ? { form: 'text', replyTo } : { ...way, isUploaded: true };
  // Words that nobody knows may be about the picture, and that is narrower than the post.
  const isAboutPicture = because === 'photo' || because === 'unknown' || because === 'kind';
  if (form === 'photo' && isAboutPicture) return { form: 'text', replyTo };
  return because === 'entities' ? { form: 'plain', replyTo } : null;
}
