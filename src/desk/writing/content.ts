import { usableLink } from '../../compose/links.ts';
import { addressOfFile, type Medium, type MediumKind } from '../../news/medium.ts';
import type { FormattedText, Mark, MarkKind, WrittenContent } from '../../news/written.ts';
import type { DeskContext } from '../chat/context.ts';

/** The fields of a message that a post can be made of, and its number. */
export type ContentMessage = Pick<
  NonNullable<DeskContext['message']>,
  | 'message_id'
  | 'text'
  | 'caption'
  | 'entities'
  | 'caption_entities'
  | 'link_preview_options'
  | 'media_group_id'
  | 'animation'
  | 'audio'
  | 'document'
  | 'photo'
  | 'video'
>;
type Entity = NonNullable<ContentMessage['entities']>[number];

/** What an editor sent as (a part of) a post. `only`: whether the message has text, a medium, or both. */
export interface SentContent extends WrittenContent {
  /** The album that it is a part of; null: none. */
  groupId: string | null;
}

/** A command at the beginning of a message is no part of the post. */
const command = /^\/\w+(?:@\w+)?\s*/u;

/** The content of a message; null: it has a kind of content that no post can have, or none. */
export function contentOf(message: ContentMessage): SentContent | null {
  const medium = mediumOf(message);
  const given = message.text ?? message.caption ?? '';
  if (medium === null && message.text === undefined) return null;
  const entities = message.entities ?? message.caption_entities ?? [];
  const skipped = command.exec(given)?.[0].length ?? 0;
  const formatted = textFrom({ text: given, marks: marksOf(entities) }, skipped);
  return {
    ...formatted,
    media: medium === null ? [] : [medium],
    hasPreview: message.link_preview_options?.is_disabled !== true,
    groupId: message.media_group_id ?? null,
  };
}

/** The rest of a text from a place on, without white space at its ends. The places of its marks move along. */
function textFrom({ marks, text }: FormattedText, start: number): FormattedText {
  const rest = text.slice(start);
  const from = start + (rest.length - rest.trimStart().length);
  const whole = rest.trim().replaceAll('\0', ' ').toWellFormed();
  const moved = marks.map((mark) => ({
    ...mark,
    start: Math.max(mark.start - from, 0),
    end: Math.min(mark.end - from, whole.length),
  }));
  return { text: whole, marks: moved.filter((mark) => mark.start < mark.end) };
}

const kinds: Readonly<Partial<Record<Entity['type'], MarkKind>>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strikethrough',
  spoiler: 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'quote',
  expandable_blockquote: 'long quote',
};

/**
 * Telegram's entities as our marks. What Telegram finds by itself (addresses, hashtags, mentions) needs none, a custom
 * emoji becomes the plain one that stands in the text, and so does what only the sender's account may use.
 * Source: https://core.telegram.org/bots/api#messageentity
 */
export function marksOf(entities: readonly Entity[]): Mark[] {
  return entities.flatMap((entity): Mark[] => {
    const place = { start: entity.offset, end: entity.offset + entity.length };
    if (entity.type === 'text_link') {
      const isUsable = /^tg:\/\//iu.test(entity.url) || usableLink(entity.url) !== null;
      return isUsable ? [{ kind: 'link', href: entity.url, ...place }] : [];
    }
    if (entity.type === 'pre' && entity.language !== undefined && /^[\w+#.-]+$/u.test(entity.language))
      return [{ kind: 'pre', language: entity.language, ...place }];
    const kind = kinds[entity.type];
    return kind === undefined ? [] : [{ kind, ...place }];
  });
}

/** An animation comes as a document too, so it is asked for first. The last size of a photo is the largest. */
function mediumOf(message: ContentMessage): Medium | null {
  const { animation, audio, document, photo, video } = message;
  const found: [MediumKind, { file_id: string; file_unique_id: string } | undefined][] = [
    ['photo', photo?.at(-1)],
    ['video', video],
    ['animation', animation],
    ['audio', audio],
    ['document', document],
  ];
  for (const [kind, file] of found) {
    if (file === undefined) continue;
    const url = addressOfFile(file.file_id, file.file_unique_id);
    return { kind, url, caption: null, credit: null };
  }
  return null;
}

/**
 * What a post says once another message came for it: new media replace those that were there, a new text the text. The
 * next part of an album joins the others.
 */
export function joined(
  before: WrittenContent,
  { hasPreview, marks, media, text }: SentContent,
  isSameAlbum: boolean,
): WrittenContent {
  const words = text === '' ? before : { text, marks, hasPreview };
  return {
    text: words.text,
    marks: words.marks,
    hasPreview: words.hasPreview,
    media: media.length === 0 ? before.media : isSameAlbum ? [...before.media, ...media] : media,
  };
}
