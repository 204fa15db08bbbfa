import type { Channel } from '../news/channel.ts';
import { postWordsFor } from '../words/posts.ts';
import type { Piece, Span } from './fitting.ts';
import { bareText } from './marked-text.ts';
import type { Parts } from './parts.ts';

export type PostPiece = Piece & { isCredit?: true };

/** The post as it is without a template. What shrinks first has the lowest priority; link, labels and footer come last. */
export function piecesOf(parts: Parts, channel: Channel, language: string): PostPiece[] {
  const { footer, hashtags, headline, labels, link, quote, sign, summary, updated } = parts;
  const isHeadlineLink = channel.isHeadlineLinked && link !== null && headline !== '';
  const headlineStyle = isHeadlineLink ? ({ href: link.href, isBold: true } as const) : 'bold';
  const label: PostPiece = { text: labels, style: 'none', block: 0, priority: 8, cut: 'never' };
  const isLabelFirst = channel.labelPlace === 'first';
  const pieces: PostPiece[] = [
    ...(isLabelFirst ? [label] : []),
    { text: sign, style: 'bold', block: 1, priority: 8, cut: 'never' },
    { text: headline, style: headlineStyle, block: 1, priority: 5, cut: 'words' },
    ...writtenPieces(parts),
    { text: summary, style: 'none', block: 2, priority: 1, cut: 'sentences' },
    // It gets the room that is left: the summary is worth more to a reader than what follows it.
    { text: quote, style: 'quote', block: 3, priority: 0, cut: 'sentences' },
    { text: parts.credit, style: 'none', block: 4, priority: 4, cut: 'words', isCredit: true },
    { text: updated, style: 'none', block: 4, priority: 8, cut: 'never' },
    { text: sourceLine(parts, channel, language), style: 'none', block: 4, priority: 3, cut: 'whole' },
  ];
  if (link !== null && !isHeadlineLink) {
    // A shortened headline still leads to its article.
    pieces.push({ text: link.words, style: { href: link.href }, block: 4, priority: 7, cut: 'whole' });
  }
  pieces.push({ text: hashtags, style: 'none', block: 5, priority: 2, cut: 'whole' });
  const { text, spans } = footer;
  const links = spans.length === 0 ? {} : { spans };
  pieces.push({ text, ...links, style: 'none', block: 5, priority: 6, cut: 'words' });
  if (!isLabelFirst) pieces.push({ ...label, block: 6 });
  return pieces.filter((piece) => piece.text !== '');
}

/** Nothing of it is cut as long as the desk lets nobody write more than fits. A label may come later. */
function writtenPieces({ written }: Parts): PostPiece[] {
  if (written === null) return [];
  return [{ ...written, style: 'none', block: 1, priority: 5, cut: 'sentences' }];
}

function sourceLine({ source }: Parts, { hasSourceLine }: Channel, language: string): string {
  return hasSourceLine && source !== '' ? `${postWordsFor(language).source}: ${source}` : '';
}

/** Without markup a link is shown as its address; a headline or a footer keeps its words beside it. */
export function withoutMarkup(piece: PostPiece): PostPiece[] {
  const { marks, style, spans, ...rest } = piece;
  if (marks !== undefined) return [{ ...rest, text: bareText({ marks, text: piece.text }), style: 'none' }];
  if (spans !== undefined) return [{ ...rest, text: withAddresses(piece.text, spans), style: 'none' }];
  if (typeof style !== 'object') return [{ ...rest, style: 'none' }];
  const address = { ...rest, text: style.href, style: 'none', cut: 'whole', priority: 7 } as const;
  return style.isBold === true ? [{ ...rest, style: 'none' }, address] : [address];
}

/** A text with each address after the words that lead there. */
export function withAddresses(text: string, spans: readonly Span[]): string {
  let result = '';
  let after = 0;
  for (const { end, href } of spans) {
    result += `${text.slice(after, end)} ${href}`;
    after = end;
  }
  return result + text.slice(after);
}
