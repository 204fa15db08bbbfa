import type { Rendering } from '../news/post.ts';
import type { Mark } from '../news/written.ts';
import { markedHtml, marksUpTo } from './marked-text.ts';
import { cutAtWord, cutText } from './text/cutting.ts';

/** Words with a link under them, by their place in a text. */
export interface Span {
  start: number;
  end: number;
  href: string;
}

/** One line or paragraph of a post. Its text is clean and not blank. */
export interface Piece {
  text: string;
  /** `quote`: a quotation that readers open. */
  style: 'none' | 'bold' | 'quote' | { href: string; isBold?: true };
  /** Links under single words. */
  spans?: readonly Span[];
  /** The formatting of a text that an editor wrote; then `style` is `none`. */
  marks?: readonly Mark[];
  /** Pieces of one block follow line by line. A blank line separates blocks. */
  block: number;
  /** If the post is too long, the piece with the lowest priority is shortened first; among equals, the last one. */
  priority: number;
  /**
   * How it is shortened: `sentences` and `words` are cut there, and left out if less than 40 units would remain;
   * `whole` is left out at once; `never` stays as it is.
   */
  cut: 'sentences' | 'words' | 'whole' | 'never';
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
    const excess = excessOf(rendering, entitiesOf(kept), maxUnits);
    if (excess === null || kept.every(({ cut }) => cut === 'never')) return rendering;
    kept = shortenLowest(kept, excess, language);
  }
}

/** The entities of a text that Telegram does not find by itself. */
export interface Marked {
  count: number;
  /** The addresses of its links. */
  hrefs: readonly string[];
}

/** By how much a text is over Telegram's limits. */
export interface Excess {
  units: number;
  entities: number;
}

/** null: it fits. */
export function excessOf({ html, shown }: Rendering, marked: Marked, maxUnits: number): Excess | null {
  const found = marked.count + detectedPlaces(shown.replace(bareLink, '/')).length;
  const entityBytes = found * 16 + marked.hrefs.reduce((sum, href) => sum + Buffer.byteLength(href), 0);
  const bytes = Buffer.byteLength(html) - maxHtmlBytes;
  // One unit becomes at most six bytes of HTML: `&quot;`.
  const units = Math.max(shown.length - maxUnits, Math.ceil(bytes / 6));
  const entities = Math.max(found - maxEntities, entityBytes > maxEntityBytes ? 1 : 0);
  return units > 0 || entities > 0 ? { units, entities } : null;
}

function entitiesOf(pieces: readonly Piece[]): Marked {
  const hrefs: string[] = [];
  let count = 0;
  for (const { marks = [], style, spans = [] } of pieces) {
    if (typeof style === 'object') {
      hrefs.push(style.href);
      count += style.isBold === true ? 2 : 1;
    } else if (style !== 'none') count += 1;
    hrefs.push(...spans.map(({ href }) => href));
    count += spans.length + marks.length;
    hrefs.push(...marks.flatMap(({ href }) => href ?? []));
  }
  return { count, hrefs };
}

function shortenLowest(pieces: readonly Piece[], excess: Excess, language: string): Piece[] {
  const lowest = Math.min(...pieces.filter(({ cut }) => cut !== 'never').map(({ priority }) => priority));
  const place = pieces.findLastIndex(({ cut, priority }) => cut !== 'never' && priority === lowest);
  const piece = pieces[place];
  if (piece === undefined) return [];
  const shorter = shorten(piece, excess, language);
  if (shorter === '') return pieces.toSpliced(place, 1);
  const spans = piece.spans?.filter(({ end }) => end < shorter.length);
  const marks = piece.marks === undefined ? {} : { marks: marksUpTo(piece.marks, shorter.length) };
  return pieces.with(place, { ...piece, text: shorter, ...marks, ...(spans === undefined ? {} : { spans }) });
}

function shorten(piece: Piece, excess: Excess, language: string): string {
  return piece.cut === 'words' || piece.cut === 'sentences'
    ? shortened(piece.text, piece.cut, excess, language)
    : '';
}

/** A text that is shorter by so much; '' if too little would remain. */
export function shortened(
  text: string,
  cut: 'words' | 'sentences',
  excess: Excess,
  language: string,
): string {
  let length = text.length - Math.max(excess.units, 0);
  if (excess.entities > 0) {
    const found = detectedPlaces(text);
    // Cuts before the first detected place that is too many.
    length = Math.min(length, found[Math.max(found.length - excess.entities, 0)] ?? text.length - 1);
  }
  if (length < shortestCut) return '';
  return cut === 'words' ? cutAtWord(text, length) : cutText(text, length, language);
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

function markUp({ marks, text, style, spans = [] }: Piece): string {
  if (marks !== undefined) return markedHtml({ text, marks }, escapeHtml);
  const inside = linked(text, spans);
  if (style === 'none') return inside;
  if (style === 'bold') return `<b>${inside}</b>`;
  if (style === 'quote') return `<blockquote expandable>${inside}</blockquote>`;
  return linkTo(style.href, style.isBold === true ? `<b>${inside}</b>` : inside);
}

/** A text with links under some of its words, in Telegram's HTML. */
export function linked(text: string, spans: readonly Span[]): string {
  let html = '';
  let after = 0;
  for (const { start, end, href } of spans) {
    html += escapeHtml(text.slice(after, start)) + linkTo(href, escapeHtml(text.slice(start, end)));
    after = end;
  }
  return html + escapeHtml(text.slice(after));
}

export function linkTo(href: string, inside: string): string {
  return `<a href="${escapeHtml(href)}">${inside}</a>`;
}

/** Escapes text for Telegram's HTML: the four entities that it knows by name (tdlib MessageEntity.cpp, `decode_html_entity`). */
export function escapeHtml(text: string): string {
  if (!/[&<>"]/.test(text)) return text;
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
