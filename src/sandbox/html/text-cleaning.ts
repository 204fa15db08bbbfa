import { endOf, fixEntities, sortEntities } from './entities.ts';
import type { FormattedText, MessageEntity } from '../shapes.ts';

/** In UTF-8. A longer text is cut silently. Source: tdlib/td, MessageEntity.cpp (`fix_formatted_text`). */
const maxTextBytes = 35_000;

/**
 * Cleans a text as Telegram cleans every text: control characters become spaces, invisible ones are removed, and the
 * ends are trimmed (the beginning only up to the first entity). Null: nothing visible is left.
 * Source: tdlib/td, MessageEntity.cpp (`fix_formatted_text`), misc.cpp (`clean_input_string`).
 */
export function cleanText(formatted: FormattedText): FormattedText | null {
  const fixed = fixEntities(formatted.entities.filter(({ length }) => length > 0));
  const cleaned = removeInvisible({ text: formatted.text, entities: fixed });
  const entities = fixEntities(cleaned.entities.filter(({ length }) => length > 0));
  const trimmed = trim({ text: cleaned.text, entities });
  if (trimmed === null || isInvisible(trimmed.text)) return null;
  return cut(trimmed);
}

/** Telegram counts code points, although its entities count UTF-16 units. Source: tdlib/td, utf8.h (`utf8_length`). */
export function countCodePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

/** Carriage returns, direction marks, and combining marks that would draw lines through their neighbours. */
const removable = /\r|[\u2028-\u202e]|\u0333|\u033f|\u030a/g;
const markRun = /[\u200e\u200f]{2,}/g;

function removeInvisible({ text, entities }: FormattedText): FormattedText {
  const removedAt: number[] = [];
  const kept = text.replaceAll(removable, (_character, at: number) => {
    removedAt.push(at);
    return '';
  });
  const blanked = kept.replaceAll(/\p{Cc}/gu, (control) =>
    control < ' ' && control !== '\n' ? ' ' : control,
  );
  // Of several direction marks in a row only the last one stays. The others become joiners, so that offsets stay the same.
  const unmarked = blanked.replaceAll(markRun, (run) => '\u200c'.repeat(run.length - 1) + run.slice(-1));
  if (removedAt.length === 0 || entities.length === 0) return { text: unmarked, entities: [...entities] };
  const moved = entities.map((entity) => {
    const offset = entity.offset - countBelow(removedAt, entity.offset);
    return { ...entity, offset, length: endOf(entity) - countBelow(removedAt, endOf(entity)) - offset };
  });
  return { text: unmarked, entities: moved };
}

/** How many of the sorted numbers are smaller than `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function trim({ text, entities }: FormattedText): FormattedText | null {
  let end = text.length;
  while (end > 0 && isSpace(text, end - 1)) end -= 1;
  if (end === 0) return null;
  const clipped: MessageEntity[] = entities
    .filter(({ offset }) => offset < end)
    .map((entity) => ({ ...entity, length: Math.min(endOf(entity), end) - entity.offset }));
  sortEntities(clipped);
  const limit = clipped[0]?.offset ?? end;
  let start = 0;
  while (start < limit && isSpace(text, start)) start += 1;
  for (const entity of clipped) entity.offset -= start;
  return { text: text.slice(start, end), entities: clipped };
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x0a;
}

/** A text of only invisible characters counts as empty. Source: tdlib/td, misc.cpp (`strip_empty_characters`). */
function isInvisible(text: string): boolean {
  return /^[ \n\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u206a-\u206f\u2800\u3000\ufeff\ufffc]*$/.test(
    text,
  );
}

function cut({ text, entities }: FormattedText): FormattedText {
  if (text.length * 3 <= maxTextBytes || Buffer.byteLength(text) <= maxTextBytes) return { text, entities };
  const bytes = Buffer.from(text);
  let end = maxTextBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const short = bytes.subarray(0, end).toString();
  return { text: short, entities: entities.filter((entity) => endOf(entity) <= short.length) };
}
