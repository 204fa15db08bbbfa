import type { Article } from '../news/article.ts';
import type { Channel } from '../news/channel.ts';
import type { Illustrated, Message, Rendering } from '../news/post.ts';
import { excessOf, fitPieces, maxCaptionUnits, maxTextUnits, type Piece } from './fitting.ts';
import { illustrationOf, type Illustration } from './illustration.ts';
import { firstLinkOf } from './marked-text.ts';
import { partsOf, type Parts } from './parts.ts';
import { piecesOf, withoutMarkup } from './pieces.ts';
import { fitTemplate, plainOf, renderingOf } from './template.ts';
import { postWordsFor } from '../words/posts.ts';

export { composeDigest } from './digest.ts';

export interface ComposeOptions {
  /** As texts were composed until 0.2.0: they named the owner of a picture that they did not show. */
  isCreditInText?: boolean;
  /** As posts of breaking news were composed until 0.2.0. */
  isUnsigned?: boolean;
  /** When the post was corrected last. Absent or null: never, or nobody is told. */
  updatedAt?: Date | null;
}

/**
 * The message of an article for a channel: labels, headline, summary, credit, link, hashtags, footer. Empty parts are
 * left out. Telegram accepts the message whatever the article contains, and shows the texts exactly as they are here.
 * Limits: https://core.telegram.org/bots/api#sendmessage, #sendphoto.
 */
export function composeArticle(
  article: Article,
  channel: Channel,
  { isCreditInText = false, isUnsigned = false, updatedAt = null }: ComposeOptions = {},
): Message {
  const illustration = illustrationOf(article, channel);
  const credited = illustration === null ? article : { ...article, imageCredit: illustration.credit };
  const parts = partsOf(credited, channel, { updatedAt, isSigned: !isUnsigned });
  const link = parts.link?.href ?? null;
  const previewUrl = previewOf(article, channel, link);
  return {
    ...formsOf(parts, channel, article.language, illustration, isCreditInText),
    previewUrl,
    ...(previewUrl !== null && channel.previewPlace === 'above' ? { isPreviewAbove: true } : {}),
    ...(channel.showsUpdates
      ? {
          said: { words: wordsOf(parts), updatedAt: updatedAt?.toISOString() ?? null },
        }
      : {}),
    link,
  };
}

/** The page whose preview stands at the post; an editor's own link is meant to be seen. null: none. */
function previewOf({ written }: Article, { images }: Channel, link: string | null): string | null {
  if (written !== null) return written.hasPreview ? firstLinkOf(written) : null;
  return images === 'none' ? null : link;
}

function wordsOf({ headline, summary, written }: Parts): string {
  return written === null ? `${headline}\n${summary}` : written.text;
}

/** The notice that replaces a killed post that is too old to be deleted. It is the same for a text and a caption. */
export function composeKillNotice(language: string): Rendering {
  const { killNotice } = postWordsFor(language);
  return { html: killNotice, shown: killNotice };
}

function formsOf(
  parts: Parts,
  channel: Channel,
  language: string,
  illustration: Illustration | null,
  isCreditInText: boolean,
): Pick<Message, 'photo' | 'text' | 'plain'> {
  const pieces = piecesOf(parts, channel, language);
  const fit = (wanted: readonly Piece[], maxUnits: number) => fitPieces(wanted, maxUnits, language);
  // A credit without its picture credits nothing.
  const textPieces = pieces.filter(({ isCredit = false }) => isCreditInText || !isCredit);
  const plain = fit(textPieces.flatMap(withoutMarkup), maxTextUnits).shown;
  const byTemplate = templateForms(parts, channel, language, illustration);
  if (byTemplate !== null) return { ...byTemplate, plain: byTemplate.plain ?? plain };
  return {
    photo: illustration === null ? null : captioned(illustration, fit(pieces, maxCaptionUnits)),
    text: fit(textPieces, maxTextUnits),
    plain,
  };
}

function captioned({ credit: _credit, url, ...rest }: Illustration, caption: Rendering): Illustrated {
  return { url, caption, ...rest };
}

/** Null: there is no template, or an article comes out without its labels by it. `plain` null: too long with addresses. */
function templateForms(
  parts: Parts,
  { template }: Channel,
  language: string,
  illustration: Illustration | null,
): (Pick<Message, 'photo' | 'text'> & { plain: string | null }) | null {
  if (template === null) return null;
  const fit = (given: Parts, maxUnits: number) => fitTemplate(template, given, maxUnits, language);
  const caption = illustration === null ? null : fit(parts, maxCaptionUnits);
  // A credit without its picture credits nothing.
  const text = fit({ ...parts, credit: '' }, maxTextUnits);
  if (text === null || (illustration !== null && caption === null)) return null;
  const plain = plainOf(text, parts.link);
  const isPlainShort =
    excessOf({ html: plain, shown: plain }, { count: 0, hrefs: [] }, maxTextUnits) === null;
  return {
    photo: illustration === null || caption === null ? null : captioned(illustration, renderingOf(caption)),
    text: renderingOf(text),
    plain: isPlainShort ? plain : null,
  };
}
