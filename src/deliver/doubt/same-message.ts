import type { Message, MessageForm } from '../../news/post.ts';
import type { SeenMessage } from '../messenger.ts';

/**
 * The form in which the seen message is ours; null: it is another message. Both mistakes are bad: a post that we do not
 * recognise is posted twice, and if we take a foreign text for ours, the post never comes. So the words must be the
 * same, apart from invisible characters, and the link too. If the link was lost on the way, bold words tell our post
 * from a text that somebody typed.
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
 * Telegram normalises spaces and invisible characters, and its servers may do more of it than is documented: variation
 * selectors of emoji, joiners, accents that are characters of their own.
 */
function bare(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Telegram writes addresses a little differently: the host in lower case, `/` for an empty path. */
export function canonical(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
