import { withoutUtm } from '../../compose/links.ts';
import { uniqueIdIn } from '../../news/medium.ts';
import { partsOf, shownText, type Message, type MessageForm } from '../../news/post.ts';
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
    const isSame = isOurs && message.photo !== null && text === bare(message.photo.caption.shown);
    return isSame && (text !== '' || hasFile(seen, message)) ? 'photo' : null;
  }
  if (isOurs && text === bare(message.text.shown)) return 'text';
  return text === bare(message.plain) ? 'plain' : null;
}

/** It says nothing: only its picture tells it from another one. */
export function isWordless(message: Message, form: MessageForm): boolean {
  return bare(shownText(message, form)) === '';
}

/** A file that Telegram had already is the same wherever it stands. What it fetched or we uploaded is known to nobody. */
export function fileOf(message: Message): string | null {
  const [first] = partsOf(message);
  return first === undefined ? null : uniqueIdIn(first.url);
}

function hasFile({ fileIds = [] }: SeenMessage, message: Message): boolean {
  const file = fileOf(message);
  return file !== null && fileIds.includes(file);
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

/**
 * Telegram writes addresses a little differently: the host in lower case, `/` for an empty path. How a reader came there
 * is no part of what an address means, and the settings of a channel may say it otherwise by now.
 */
export function canonical(url: string): string {
  return URL.canParse(url) ? withoutUtm(new URL(url).href) : url;
}
