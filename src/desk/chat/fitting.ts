import { escapeHtml } from '../../compose/fitting.ts';
import { cutAtLetter } from '../../compose/text/cutting.ts';

/**
 * Telegram allows 4,096 characters in a message, counted after the markup is read. We keep a reserve.
 * Source: https://core.telegram.org/bots/api#sendmessage
 */
export const mostLetters = 4_000;

/** Telegram shows 100 entities of a message and drops the others. */
const mostEntities = 90;

/** The text on one line of at most `letters` characters, as HTML. */
export function shortened(text: string, letters: number): string {
  return escapeHtml(cutAtLetter(text.replaceAll(/\s+/gu, ' ').trim(), letters));
}

/** At most `units` UTF-16 units. Never ends in half a surrogate pair: Telegram refuses the whole message then. */
export function clipped(text: string, units: number): string {
  return text.slice(0, units).replace(/\p{Surrogate}$/u, '');
}

/** How many of the blocks fit into one message, counted from the first. Each block is complete HTML. */
export function countFitting(blocks: readonly string[]): number {
  let letters = 2; // for the ellipsis that stands for the rest
  let entities = 0;
  for (const [index, block] of blocks.entries()) {
    letters += lettersOf(block) + 1;
    entities += block.match(/<[a-z]/g)?.length ?? 0;
    if (letters > mostLetters || entities > mostEntities) return index;
  }
  return blocks.length;
}

/** As many of the lines as fit into one message, with an ellipsis in place of the rest. */
export function fitLines(lines: readonly string[]): string {
  const count = countFitting(lines);
  return (count === lines.length ? lines : [...lines.slice(0, count), '…']).join('\n');
}

/** Telegram counts code points. */
function lettersOf(html: string): number {
  return Array.from(html.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, '.')).length;
}
