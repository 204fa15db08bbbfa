import type { Selectable } from 'kysely';
import { isLabel, type Label } from '../../news/label.ts';
import { mediaOf } from '../../news/medium.ts';
import { marksOf, type Written, type WrittenContent } from '../../news/written.ts';
import { toTexts } from '../articles/faults.ts';
import type { WritingsTable } from '../schema.ts';

/** A post that an editor is writing, or wrote. */
export interface Writing {
  number: number;
  userId: number;
  chatId: number;
  content: WrittenContent;
  /** The numbers of the messages that it came in: first those of its media, in their order. */
  messages: readonly number[];
  /** Telegram's name of the album that its last medium is a part of. null: it is no album. */
  groupId: string | null;
  /** What the next message of the editor is. null: nothing. */
  awaits: 'content' | 'time' | null;
  channels: readonly string[];
  labels: readonly Label[] | null;
  /** Raised with each change of the content. */
  version: number;
  /** What it became, or corrects. */
  articleId: string | null;
  /** The revision that it corrects. null: it is a new post. */
  revision: number | null;
  state: WritingsTable['state'];
}

/** What a post becomes in the store. */
export interface WrittenArticle {
  headline: string;
  body: string | null;
  language: string;
  written: Written;
}

export type WritingChange = Partial<
  Pick<Writing, 'content' | 'messages' | 'groupId' | 'awaits' | 'channels' | 'labels'>
>;

/** The columns of `articles` that it fills. */
export function rowOf(
  { body, headline, language, written }: WrittenArticle,
  { media }: WrittenContent,
  labels: Writing['labels'],
) {
  return {
    headline,
    body,
    language,
    written: JSON.stringify(written),
    media: media.length === 0 ? null : JSON.stringify(media),
    labels: labels === null ? null : JSON.stringify(labels),
  };
}

type Columns = Pick<WritingsTable, 'content' | 'messages' | 'group_id' | 'awaits' | 'channels' | 'labels'>;

export function columnsOf({
  awaits,
  channels,
  content,
  groupId,
  labels,
  messages,
}: WritingChange): Partial<Columns> {
  return {
    ...(content === undefined ? {} : { content: JSON.stringify(content) }),
    ...(messages === undefined ? {} : { messages: JSON.stringify(messages) }),
    ...(groupId === undefined ? {} : { group_id: groupId }),
    ...(awaits === undefined ? {} : { awaits }),
    ...(channels === undefined ? {} : { channels: JSON.stringify(channels) }),
    ...(labels === undefined ? {} : { labels: labels === null ? null : JSON.stringify(labels) }),
  };
}

export function toWriting(row: Selectable<WritingsTable>): Writing {
  return {
    number: Number(row.number),
    userId: Number(row.user_id),
    chatId: Number(row.chat_id),
    content: contentOf(row.content),
    messages: JSON.parse(row.messages) as number[], // by columnsOf
    groupId: row.group_id,
    awaits: row.awaits,
    channels: toTexts(row.channels) ?? [],
    labels: row.labels === null ? null : (toTexts(row.labels) ?? []).filter(isLabel),
    version: Number(row.version),
    articleId: row.article_id,
    revision: row.revision === null ? null : Number(row.revision),
    state: row.state,
  };
}

/** Another version may have written it. */
function contentOf(json: string): WrittenContent {
  const { hasPreview, marks, media, text } = JSON.parse(json) as Readonly<Record<string, unknown>>; // by columnsOf
  const words = typeof text === 'string' ? text : '';
  return {
    text: words,
    marks: marksOf(marks, words.length) ?? [],
    media: mediaOf(JSON.stringify(media ?? [])) ?? [],
    hasPreview: hasPreview !== false,
  };
}
