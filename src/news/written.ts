import type { Medium } from './medium.ts';

/** How a part of a text is formatted. `long quote`: a quotation that readers open. */
export const markKinds = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'pre',
  'link',
  'quote',
  'long quote',
] as const;
export type MarkKind = (typeof markKinds)[number];

/** One formatted part of a text. Its place is in UTF-16 units, as in JavaScript and at Telegram. */
export interface Mark {
  kind: MarkKind;
  start: number;
  end: number;
  /** Of a link. */
  href?: string;
  /** Of `pre`: the programming language. */
  language?: string;
}

/** A text with its formatting. */
export interface FormattedText {
  text: string;
  marks: readonly Mark[];
}

/** A post that an editor wrote by hand, as the column `written` holds it. */
export interface Written extends FormattedText {
  /** The names of the channels that get it, and no others do. */
  channels: readonly string[];
  /** The bot that received it, by its name: its media are files of this bot, and of no other. */
  bot: string;
  /** Whether the page of its first link is shown below. */
  hasPreview: boolean;
}

/** How the id of such a post begins. Only under such an id an article may have no address. */
export const writtenPrefix = 'desk-';

/** The post of a JSON text; null: it is none. */
export function writtenOf(json: string): Written | null {
  const written = objectOf(json);
  if (written === null) return null;
  const { bot, channels, hasPreview, marks, text } = written;
  const names = Array.isArray(channels) ? channels.filter((name) => typeof name === 'string') : null;
  const list = typeof text === 'string' ? marksOf(marks, text.length) : null;
  if (typeof text !== 'string' || names === null || list === null) return null;
  if (typeof bot !== 'string' || typeof hasPreview !== 'boolean') return null;
  return { text, marks: list, channels: names, bot, hasPreview };
}

function objectOf(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** null: they are no marks of a text of this length. */
export function marksOf(value: unknown, length: number): Mark[] | null {
  if (!Array.isArray(value)) return null;
  const marks = value.map((each: unknown) => markOf(each, length)).filter((mark) => mark !== null);
  return marks.length === value.length ? marks : null;
}

function markOf(value: unknown, length: number): Mark | null {
  if (!isRecord(value)) return null;
  const { end, href, kind: named, language, start } = value;
  const kind = markKinds.find((each) => each === named);
  if (kind === undefined || !isPlace(start) || !isPlace(end)) return null;
  if (start >= end || end > length) return null;
  if (kind === 'link') return typeof href === 'string' ? { kind, start, end, href } : null;
  if (kind === 'pre' && typeof language === 'string') return { kind, start, end, language };
  return { kind, start, end };
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A post that an editor is writing, before it becomes an article. */
export interface WrittenContent extends FormattedText {
  media: readonly Medium[];
  hasPreview: boolean;
}

export const nothingWritten: WrittenContent = { text: '', marks: [], media: [], hasPreview: true };

export function isNothing({ media, text }: WrittenContent): boolean {
  return media.length === 0 && text === '';
}
