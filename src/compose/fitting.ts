import type { Rendering } from '../news/post.ts';
import { cutAtWord, cutText } from './text/cutting.ts';

/** One line or paragraph of a post. Its text is clean and not blank. */
export interface Piece {
  text: string;
  style: 'none' | 'bold' | { href: string };
  /** Pieces of one block follow line by line. A blank line separates blocks. */
  block: number;
  /** If the post is too long, the piece with the lowest priority is shortened first; among equals, the last one. */
  priority: number;
  /**
   * How it is shortened: `sentences` and `words` are cut there, and left out if less than 40 units would remain;
   * `whole` is left out at once.
   */
  cut: 'sentences' | 'words' | 'whole';
}

/**
 * Telegram's limits for a text and a caption, after tags and entities are parsed. Telegram counts code points; we
 * count UTF-16 units, of which a text never has fewer.
 */
export const maxTextUnits = 4096;
export const maxCaptionUnits = 1024;

// Telegram silently drops entities beyond 100. Links, hashtags and mentions that it finds in the text count too.
const maxEntities = 100;
// Telegram refuses a message with ENTITIES_TOO_LONG if all its entities take more than about 9,500 bytes
// (telegram-bot-api issue 165). An entity takes 12 bytes, a link 16 and its address.
const maxEntityBytes = 9000;
// The Bot API server refuses a longer text before parsing it (telegram-bot-api Client.cpp, 1 << 15 bytes).
const maxHtmlBytes = 32_000;
const shortestCut = 40;

// Finds every place where Telegram may detect an entity. It may find more than Telegram does, but never fewer.
const detectable = /[#@$/]|[.:](?=\S)|\d[\d\s()-]{5,}/g;
// An address alone on its line counts as one link, whatever it contains. Otherwise a bare link could be shortened.
const bareLink = /^https?:\/\/[a-z0-9-]+\.[\w.~:/?#@!$&'()*+,;=%-]+$/gm;

/** Renders the pieces as Telegram's HTML, and shortens or leaves out pieces until they fit. '' if there are none. */
export function fitPieces(pieces: readonly Piece[], maxUnits: number, language: string): Rendering {
  let kept = [...pieces];
  for (;;) {
    const rendering = renderPieces(kept);
    const excess = measureExcess(rendering, kept, maxUnits);
    if (excess === null || kept.length === 0) return rendering;
    kept = shortenLowest(kept, excess, language);
  }
}

interface Excess {
  units: number;
  entities: number;
}

function measureExcess(rendering: Rendering, pieces: readonly Piece[], maxUnits: number): Excess | null {
  const hrefs = pieces.flatMap(({ style }) => (typeof style === 'object' ? [style.href] : []));
  const bolds = pieces.filter(({ style }) => style === 'bold').length;
  const found = hrefs.length + bolds + detectedPlaces(rendering.shown.replace(bareLink, '/')).length;
  const entityBytes = found * 16 + hrefs.reduce((sum, href) => sum + Buffer.byteLength(href), 0);
  const bytes = Buffer.byteLength(rendering.html) - maxHtmlBytes;
  // One unit becomes at most six bytes of HTML: `&quot;`.
  const units = Math.max(rendering.shown.length - maxUnits, Math.ceil(bytes / 6));
  const entities = Math.max(found - maxEntities, entityBytes > maxEntityBytes ? 1 : 0);
  return units > 0 || entities > 0 ? { units, entities } : null;
}

function shortenLowest(pieces: readonly Piece[], excess: Excess, language: string): Piece[] {
  const lowest = Math.min(...pieces.map((piece) => piece.priority));
  const place = pieces.findLastIndex((piece) => piece.priority === lowest);
  const piece = pieces[place];
  if (piece === undefined) return [];
  const shorter = shorten(piece, excess, language);
  return shorter === '' ? pieces.toSpliced(place, 1) : pieces.with(place, { ...piece, text: shorter });
}

function shorten(piece: Piece, excess: Excess, language: string): string {
  if (piece.cut === 'whole') return '';
  let length = piece.text.length - Math.max(excess.units, 0);
  if (excess.entities > 0) {
    const found = detectedPlaces(piece.text);
    // Cuts before the first detected place that is too many.
    length = Math.min(length, found[Math.max(found.length - excess.entities, 0)] ?? piece.text.length - 1);
  }
  if (length < shortestCut) return '';
  return piece.cut === 'words' ? cutAtWord(piece.text, length) : cutText(piece.text, length, language);
}

function detectedPlaces(text: string): number[] {
  return Array.from(text.matchAll(detectable), (match) => match.index);
}

function renderPieces(pieces: readonly Piece[]): Rendering {
  let html = '';
  let shown = '';
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    const gap = before === undefined ? '' : before.block === piece.block ? '\n' : '\n\n';
    html += gap + markUp(piece);
    shown += gap + piece.text;
  }
  return { html, shown };
}

function markUp({ text, style }: Piece): string {
  const inside = escapeHtml(text);
  if (style === 'none') return inside;
  return style === 'bold' ? `<b>${inside}</b>` : `<a href="${escapeHtml(style.href)}">${inside}</a>`;
}

/** Escapes text for Telegram's HTML: the four entities that it knows by name (tdlib MessageEntity.cpp, `decode_html_entity`). */
export function escapeHtml(text: string): string {
  if (!/[&<>"]/.test(text)) return text;
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
