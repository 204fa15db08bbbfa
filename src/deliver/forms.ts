import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { Address, Messenger, SendOptions } from './messenger.ts';

/** How a message is sent: in which of its forms, and under which other one. */
export interface Way {
  form: MessageForm;
  replyTo: number | null;
}

export type Refusal = Extract<Outcome, { kind: 'refused' }>;

/** The form that is tried first. */
export function firstForm(message: Message): MessageForm {
  return message.photo === null ? 'text' : 'photo';
}

/**
 * Sends a message in one form after the other until Telegram takes it. `onRefusal` is called after each refusal, with
 * the way that is tried next, before anything leaves; null: there is none left.
 * @returns the outcome of the last request.
 */
export async function sendUntilTaken(
  first: Way,
  send: (way: Way) => Promise<Outcome>,
  onRefusal: (refusal: Refusal, next: Way | null) => Promise<void>,
): Promise<Outcome> {
  for (let way = first; ;) {
    const outcome = await send(way);
    if (outcome.kind !== 'refused') return outcome;
    const next = nextWay(outcome.because, way);
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
    { form: firstForm(message), replyTo: null },
    async ({ form, replyTo }) => {
      const outcome = await messenger.send(to, message, form, { ...options, replyTo });
      if (outcome.kind !== 'refused' || form === 'plain') return outcome;
      return { ...outcome, because: form === 'photo' ? 'photo' : 'entities' };
    },
    () => Promise.resolve(),
  );
}

function nextWay(because: Refusal['because'], { form, replyTo }: Way): Way | null {
  if (because === 'reply') return replyTo === null ? null : { form, replyTo: null };
  // Words that nobody knows may be about the picture, and that is narrower than the post.
  if (because === 'photo' || (because === 'unknown' && form === 'photo')) return { form: 'text', replyTo };
  return because === 'entities' ? { form: 'plain', replyTo } : null;
}
