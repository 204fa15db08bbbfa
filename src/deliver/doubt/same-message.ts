import type { Message, MessageForm } from '../../news/post.ts';
import type { SeenMessage } from '../messenger.ts';

/**
 * In which of its forms a message is what was seen; null: it is another message. What is taken for another one
 * is posted a second time, and what is taken for ours never comes: so the words have to be the same but for what
 * nobody sees, and the link too. Only where the link was lost on the way do bold words tell ours from a text that
 * somebody typed.
 */
export function formSeen(seen: SeenMessage, message: Message): MessageForm | null {
  const isLinked = hasLink(seen, message);
  if (!isLinked && seen.links.length > 0) return null;
  const text = bare(seen.text);
  const isOurs = isLinked || seen.isStyled;
  if (seen.isPhoto) {
    return isOurs && message.photo !== null && text === bare(message.photo.caption.shown) ? 'photo' : null;
  }
  if (isOurs && text === bare(message.text.shown)) return 'text';
  return text === bare(message.plain) ? 'plain' : null;
}

function hasLink(seen: SeenMessage, { link }: Message): boolean {
  if (link === null) return true;
  const own = canonical(link);
  return seen.links.some((url) => canonical(url) === own);
}

/**
 * Telegram puts blanks and invisible letters in order, and its servers may do more of it than anybody wrote down:
 * variation selectors of emoji, joiners, accents that are letters of their own.
 */
function bare(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Telegram writes addresses a little differently: host in lower case, a path where there is none. */
export function canonical(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
