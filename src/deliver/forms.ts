import type { Message, MessageForm, Outcome } from '../news/post.ts';
import type { Address, Messenger, SendOptions } from './messenger.ts';

/** How a message is sent: in which of its forms, and under which other one. */
export interface Way {
  form: MessageForm;
  replyTo: number | null;
  /** All media are downloaded and uploaded by us, because Telegram cannot fetch them. */
  isUploaded?: boolean;
  /** How often the upload broke off. Absent: never. */
  cuts?: number;
  /** Only a picture is shown: Telegram does not take the video, the file or the album. */
  isReduced?: boolean;
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
  { photo }: Message,
  first: Way,
  isAllowed: (form: MessageForm) => Promise<boolean>,
  send: (way: Way) => Promise<Outcome>,
  onRefusal: (refusal: Refusal, next: Way | null) => Promise<void>,
): Promise<Outcome> {
  for (let way = first; ;) {
    const outcome = await send(way);
    if (outcome.kind !== 'refused') return outcome;
    const other = nextWay(outcome.because, way, photo);
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
    message,
    { form: richestForm(message), replyTo: null },
    () => Promise.resolve(true),
    async ({ form, isReduced = false, replyTo }) => {
      const shown = isReduced ? reduced(message) : message;
      const outcome = await messenger.send(to, shown, form, { ...options, replyTo });
      if (outcome.kind !== 'refused' || form === 'plain') return outcome;
      return { ...outcome, because: form === 'photo' ? 'photo' : 'entities' };
    },
    () => Promise.resolve(),
  );
}

/** The message with a picture in place of its video, its file or its album. Without one it is as it was. */
export function reduced(message: Message): Message {
  const { photo } = message;
  if (photo?.poster === undefined) return message;
  const { caption, poster: url } = photo;
  return { ...message, photo: { url, caption } };
}

/** An upload that broke off is repeated so often. */
export const mostCuts = 3;

function nextWay(because: Refusal['because'], way: Way, photo: Message['photo']): Way | null {
  const { form, replyTo, cuts = 0, isReduced = false, isUploaded = false } = way;
  if (because === 'reply') return replyTo === null ? null : { ...way, replyTo: null };
  if (because === 'upload' && cuts + 1 < mostCuts) return { ...way, cuts: cuts + 1 };
  if (because === 'picture' && !isUploaded) return { ...way, isUploaded: true };
  if (form === 'photo' && isAboutMedia(because)) {
    const isReducible = !isReduced && photo?.poster !== undefined;
    return isReducible ? { form, replyTo, isReduced: true } : { form: 'text', replyTo };
  }
  return because === 'entities' ? { form: 'plain', replyTo } : null;
}

/** Words that nobody knows may be about the media, and those are narrower than the post. */
function isAboutMedia(because: Refusal['because']): boolean {
  return !['content', 'entities', 'reply'].includes(because);
}
