import { readArticleJson } from './article-json.ts';
import type { JsonReading } from './article-json.ts';
import { isJsonFeed } from '../feed/json-feed.ts';
import type { ArticleHints } from '../page/page-article.ts';

const newline = 0x0a;
const maxLineBytes = 10_000_000;

/** What one line of JSON Lines holds. */
export interface JsonLine {
  /** From 1. */
  number: number;
  /** 0 if the line is too long to be kept in memory. */
  bytes: number;
  /** Null: the line is empty. */
  reading: JsonReading | null;
}

/** A JSON document: an article, a list of articles, an object whose `articles` is such a list, or a feed. */
export type JsonDocument =
  | { kind: 'refused'; reason: string }
  /** It is a JSON Feed. */
  | { kind: 'feed'; document: unknown }
  | { kind: 'articles'; readings: JsonReading[]; isList: boolean; ignoredKeys: string[] };

/** Reads one article per line. A line that is not an article is a refused reading; nothing is thrown. */
export async function* readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  hints: ArticleHints,
): AsyncGenerator<JsonLine> {
  for await (const { number, bytes } of splitFileLines(chunks)) {
    yield { number, bytes: bytes?.length ?? 0, reading: readLine(bytes, hints) };
  }
}

/** Reads a whole document. `ignoredKeys` are the names beside `articles`, whose values are not imported. */
export function readJsonDocument(text: string, hints: ArticleHints): JsonDocument {
  const json = text.replace(/^\uFEFF/u, '');
  const parsed = parseJson(json);
  if ('mistake' in parsed) {
    const reason = json.trim() === '' ? 'it is empty' : `it is not JSON: ${parsed.mistake}`;
    return { kind: 'refused', reason };
  }
  if (isJsonFeed(parsed.value)) return { kind: 'feed', document: parsed.value };
  const { list, ignoredKeys } = listWithin(parsed.value);
  const readings = (list ?? [parsed.value]).map((item) => readArticleJson(item, hints));
  return { kind: 'articles', readings, isList: list !== null, ignoredKeys };
}

function readLine(bytes: Uint8Array | null, hints: ArticleHints): JsonReading | null {
  if (bytes === null) return refuse(`the line is longer than ${maxLineBytes / 1_000_000} MB`);
  // oxlint-disable-next-line no-control-regex
  const text = decodeUtf8(bytes)?.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/gu, '');
  if (text === undefined) return refuse('the line is not UTF-8 text');
  if (text.trim() === '') return null;
  const parsed = parseJson(text);
  return 'mistake' in parsed
    ? refuse(`the line is not JSON: ${parsed.mistake}`)
    : readArticleJson(parsed.value, hints);
}

function refuse(reason: string): JsonReading {
  return { kind: 'refused', reason };
}

function listWithin(value: unknown): { list: unknown[] | null; ignoredKeys: string[] } {
  if (Array.isArray(value)) return { list: value, ignoredKeys: [] };
  if (typeof value !== 'object' || value === null) return { list: null, ignoredKeys: [] };
  const entries = new Map<string, unknown>(Object.entries(value));
  const list = entries.get('articles');
  if (!Array.isArray(list)) return { list: null, ignoredKeys: [] };
  return { list, ignoredKeys: [...entries.keys()].filter((key) => key !== 'articles') };
}

/** Removes a byte order mark, which some editors put before the first line. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): { value: unknown } | { mistake: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message.replaceAll(/\s+/gu, ' ') : String(error) };
  }
}

/** A line with its number from 1. `bytes` is null if the line is longer than allowed. */
interface FileLine {
  number: number;
  bytes: Uint8Array | null;
}

/** Splits a stream into lines. Only one line and one chunk are in memory at a time. */
async function* splitFileLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine> {
  let number = 1;
  let pieces: Uint8Array[] = [];
  let pieceBytes = 0;
  const keep = (piece: Uint8Array) => {
    pieceBytes += piece.length;
    if (pieceBytes <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };
  const take = (): FileLine => {
    const bytes = pieceBytes > maxLineBytes ? null : Buffer.concat(pieces);
    pieces = [];
    pieceBytes = 0;
    return { number: number++, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (pieceBytes > 0) yield take();
}
