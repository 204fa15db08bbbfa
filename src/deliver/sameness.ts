import type { Message, MessageForm } from '../news/post.ts';
import type { Sight } from './telegram.ts';

/** In which of its forms a message is what was seen; null: it is another message. */
export function formSeen(seen: Sight, message: Message): MessageForm | null {
  if (message.link !== null && seen.links.length > 0) {
    const link = canonical(message.link);
    if (!seen.links.some((url) => canonical(url) === link)) return null;
  }
  if (seen.isPhoto)
    return message.photo !== null && seen.text === message.photo.caption.shown ? 'photo' : null;
  if (seen.text === message.text.shown) return 'text';
  return seen.text === message.plain ? 'plain' : null;
}

/** Telegram writes addresses a little differently: host in lower case, a path where there is none. */
export function canonical(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
