import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Message, Rendering } from '../news/post.ts';
import { cleanLine, cleanText } from './text/clean-text.ts';
import { cutAtWord, cutText, withoutCutMark } from './text/cutting.ts';
import { maxCaptionUnits, fitPieces, maxTextUnits } from './fitting.ts';
import type { Piece } from './fitting.ts';
import { hashtagsOf } from './hashtags.ts';
import { usableImage, usableLink } from './links.ts';
import { summaryOf } from './text/summary.ts';
import { postWordsFor } from '../words/posts.ts';

export { composeDigest } from './digest.ts';

// Limits in UTF-16 units. A post is read on a phone; longer texts belong into the article.
const maxHeadline = 300;
const maxSummary = 900;
const maxCredit = 150;
const maxLinkText = 64;
const maxFooter = 300;

export interface ComposeOptions {
  /** As texts were composed until 0.2.0: they named the owner of a picture that they did not show. */
  isCreditInText?: boolean;
}

/**
 * The message of an article for a channel: headline, summary, credit, link, hashtags, footer. Empty parts are left
 * out. Telegram accepts the message whatever the article contains, and shows the texts exactly as they are here.
 * Limits: https://core.telegram.org/bots/api#sendmessage, #sendphoto.
 */
export function composeArticle(
  article: Article,
  channel: Channel,
  { isCreditInText = false }: ComposeOptions = {},
): Message {
  const link = usableLink(article.url);
  const image = channel.images === 'photo' ? usableImage(article.imageUrl, article.url) : null;
  const pieces = piecesOf(article, channel, link);
  const { language } = article;
  // A credit without its picture credits nothing.
  const textPieces = pieces.filter(({ isCredit = false }) => isCreditInText || !isCredit);
  return {
    photo: image === null ? null : { url: image, caption: fitPieces(pieces, maxCaptionUnits, language) },
    text: fitPieces(textPieces, maxTextUnits, language),
    plain: fitPieces(textPieces.map(withoutMarkup), maxTextUnits, language).shown,
    previewUrl: channel.images === 'none' ? null : link,
    link,
  };
}

/** The notice that replaces a killed post that is too old to be deleted. It is the same for a text and a caption. */
export function composeKillNotice(language: string): Rendering {
  const { killNotice } = postWordsFor(language);
  return { html: killNotice, shown: killNotice };
}

type PostPiece = Piece & { isCredit?: true };

function piecesOf(article: Article, channel: Channel, link: string | null): PostPiece[] {
  const { language } = article;
  const words = postWordsFor(language);
  const headline = cutAtWord(withoutCutMark(cleanLine(article.headline)), maxHeadline);
  const summary = cutText(summaryOf(article) ?? '', maxSummary, language);
  const title = headline === '' && summary === '' ? words.untitled : headline;
  const credit = creditLine(article.imageCredit, words.photo);
  const hashtags = hashtagsOf(article, channel).join(' ');
  const footer = cutAtWord(cleanText(channel.footer ?? ''), maxFooter);
  const pieces: PostPiece[] = [
    { text: title, style: 'bold', block: 1, priority: 5, cut: 'words' },
    { text: summary, style: 'none', block: 2, priority: 1, cut: 'sentences' },
    { text: credit, style: 'none', block: 3, priority: 4, cut: 'words', isCredit: true },
  ];
  if (link !== null) {
    const text = cutAtWord(cleanLine(channel.linkText ?? ''), maxLinkText) || words.readMore;
    // Highest priority: a shortened headline still leads to its article.
    pieces.push({ text, style: { href: link }, block: 3, priority: 6, cut: 'whole' });
  }
  pieces.push({ text: hashtags, style: 'none', block: 4, priority: 2, cut: 'whole' });
  pieces.push({ text: footer, style: 'none', block: 4, priority: 3, cut: 'words' });
  return pieces.filter((piece) => piece.text !== '');
}

// Newsrooms write the credit with or without the word: "Photo: MFA", "MFA".
const creditWord =
  /^(photo|photo credit|credit|image|picture|foto|фото|сурет|снимок)\s*[:–—-]\s*|^photo by\s+/iu;

function creditLine(imageCredit: string | null, word: string): string {
  const name = cleanLine(imageCredit ?? '').replace(creditWord, '');
  return name === '' ? '' : cutAtWord(`${word}: ${name}`, maxCredit);
}

/** Without markup a link is shown as its address. */
function withoutMarkup(piece: Piece): Piece {
  return typeof piece.style === 'object'
    ? { ...piece, text: piece.style.href, style: 'none' }
    : { ...piece, style: 'none' };
}
