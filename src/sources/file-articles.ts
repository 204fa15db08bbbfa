import type { Harvest, Refusal } from '../news/source.ts';
import type { JsonReading } from './json/article-json.ts';
import type { ByteSource, FileFormat } from './file-bytes.ts';
import { splitFileLines } from './json/json-lines.ts';
import { articleFromPage } from './page/page-article.ts';
import type { PageHints } from './page/page-article.ts';
import { decodePage, encodingOfMark } from './text/text-decoding.ts';
import { readTextPage } from './text/text-page.ts';

/** What was read, and what an editor should know of articles that were read all the same. */
export interface ReadBatch extends Harvest {
  notices: Refusal[];
}

/** A page of a news site is a hundred times smaller; more is a mistake. */
const maxPageBytes = 10_000_000;
/** A JSON document is held in memory several times over; JSON Lines has no limit. */
const maxJsonBytes = 200_000_000;
const maxLineBytes = 10_000_000;
/** Enough to see a format by its beginning, and the first line of JSON Lines. */
const peekBytes = 1_000_000;

/** A batch is full at so many articles, or at so many bytes of them, whichever comes first. */
const batchArticles = 500;
const batchBytes = 8_000_000;

/** Everything that one file holds, in batches. A format that its name does not say is seen by its beginning. */
export async function* readFileArticles(source: ByteSource, hints: PageHints): AsyncGenerator<ReadBatch> {
  const { head, chunks } = await peek(source.chunks());
  const format = seeFormat(source.format, head);
  if (format === 'lines' && isUtf16(encodingOfMark(head)))
    yield refused(source.name, 'it is UTF-16 (PowerShell writes so); save it as UTF-8');
  else if (format === 'lines') yield* readLines(source.name, chunks, hints);
  else if (format === 'json') yield await readDocument(source.name, chunks, hints);
  else yield await readPage(source.name, format, chunks, hints);
}

function emptyBatch(): ReadBatch {
  return { articles: [], refusals: [], notices: [] };
}

function refused(name: string, reason: string): ReadBatch {
  return { ...emptyBatch(), refusals: [{ name, reason }] };
}

/** Looks at the beginning of a stream; `chunks` gives all of it, the beginning too. */
async function peek(stream: AsyncIterable<Uint8Array>) {
  const iterator = stream[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let isOver = false;
  while (bytes < peekBytes && !isOver) {
    const next = await iterator.next();
    if (next.done === true) isOver = true;
    else {
      pieces.push(next.value);
      bytes += next.value.length;
    }
  }
  const head = Buffer.concat(pieces);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      for (
        let next = isOver ? null : await iterator.next();
        next?.done === false;
        next = await iterator.next()
      ) {
        yield next.value;
      }
    } finally {
      // Whoever stops early gives the file back.
      await iterator.return?.();
    }
  }
  return { head, chunks: chunks() };
}

function seeFormat(named: FileFormat | null, head: Uint8Array): FileFormat {
  if (named === 'lines' || named === 'html') return named;
  const mark = encodingOfMark(head);
  const start = new TextDecoder(mark ?? 'utf-8').decode(head).trimStart();
  if (named === 'json' || (named === null && /^[{[]/u.test(start)))
    return isLinesStart(start, mark) ? 'lines' : 'json';
  return /^<(?:!doctype|html|head|body|meta|\?xml|!--|article|div|title)/iu.test(start) ? 'html' : 'text';
}

function isUtf16(mark: string | null): boolean {
  return mark === 'utf-16le' || mark === 'utf-16be';
}

/** More lines, each an object of its own; UTF-16 is read whole instead. */
function isLinesStart(start: string, mark: string | null): boolean {
  const end = start.indexOf('\n');
  if (end === -1 || isUtf16(mark)) return false;
  return start.slice(end).trim() !== '' && start.startsWith('{') && parseJson(start.slice(0, end)) !== null;
}

async function* readLines(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): AsyncGenerator<ReadBatch> {
  const { readArticleJson } = await import('./json/article-json.ts');
  let batch = emptyBatch();
  let bytes = 0;
  for await (const line of splitFileLines(chunks, maxLineBytes)) {
    bytes += line.bytes?.length ?? 0;
    const reading = readLine(line.bytes, readArticleJson, hints);
    if (reading !== null) addReading(batch, `${name}:${line.number}`, reading);
    if (batch.articles.length + batch.refusals.length >= batchArticles || bytes >= batchBytes) {
      yield batch;
      batch = emptyBatch();
      bytes = 0;
    }
  }
  if (batch.articles.length + batch.refusals.length > 0) yield batch;
}

type ReadArticle = (value: unknown, hints: PageHints) => JsonReading;

/** Null for an empty line. */
function readLine(bytes: Uint8Array | null, readArticle: ReadArticle, hints: PageHints): JsonReading | null {
  if (bytes === null) {
    return { kind: 'refused', reason: `the line is longer than ${maxLineBytes / 1_000_000} MB` };
  }
  const text = decodeUtf8(bytes);
  if (text === null) return { kind: 'refused', reason: 'the line is not UTF-8 text' };
  if (text.trim() === '') return null;
  const parsed = parseJson(text);
  return parsed === null
    ? { kind: 'refused', reason: `the line is not JSON: ${jsonMistake(text)}` }
    : readArticle(parsed.value, hints);
}

/** A JSON document: an article, a list of articles, or an object whose `articles` is such a list. */
async function readDocument(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): Promise<ReadBatch> {
  const bytes = await collect(chunks, maxJsonBytes);
  if (bytes === null) {
    return refused(
      name,
      `it is larger than ${maxJsonBytes / 1_000_000} MB; write one article per line (.jsonl)`,
    );
  }
  const decoded = decodePage(bytes);
  if (decoded.kind === 'refused') return refused(name, decoded.reason);
  const text = decoded.text.replace(/^\uFEFF/u, '');
  const parsed = parseJson(text);
  if (parsed === null)
    return refused(name, text.trim() === '' ? 'it is empty' : `it is not JSON: ${jsonMistake(text)}`);
  const { readArticleJson } = await import('./json/article-json.ts');
  const { list, unread } = listWithin(parsed.value);
  const batch = emptyBatch();
  if (list === null) addReading(batch, name, readArticleJson(parsed.value, hints));
  else if (list.length === 0) batch.refusals.push({ name, reason: 'its list of articles is empty' });
  for (const [index, item] of (list ?? []).entries()) {
    addReading(batch, `${name}[${index}]`, readArticleJson(item, hints));
  }
  if (unread.length > 0)
    batch.notices.push({ name, reason: `only "articles" is imported, not ${unread.join(', ')}` });
  return batch;
}

function listWithin(value: unknown): { list: unknown[] | null; unread: string[] } {
  if (Array.isArray(value)) return { list: value, unread: [] };
  if (typeof value !== 'object' || value === null) return { list: null, unread: [] };
  const entries = new Map<string, unknown>(Object.entries(value));
  const list = entries.get('articles');
  if (!Array.isArray(list)) return { list: null, unread: [] };
  return { list, unread: [...entries.keys()].filter((key) => key !== 'articles') };
}

function addReading(batch: ReadBatch, name: string, reading: JsonReading): void {
  if (reading.kind === 'article') batch.articles.push(reading.article);
  else batch.refusals.push({ name, reason: reading.reason });
}

async function readPage(
  name: string,
  format: 'html' | 'text',
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): Promise<ReadBatch> {
  const bytes = await collect(chunks, maxPageBytes);
  if (bytes === null)
    return refused(name, `it is larger than ${maxPageBytes / 1_000_000} MB, too large for a page`);
  const decoded = decodePage(bytes);
  if (decoded.kind === 'refused') return refused(name, decoded.reason);
  const isHtml = format === 'html' && decoded.text.trim() !== '';
  const reading = isHtml ? await readHtml(decoded.text) : readTextPage(decoded.text);
  if (reading.kind === 'refused') return refused(name, reading.reason);
  const { article, notices } = articleFromPage(reading.page, hints);
  return { articles: [article], refusals: [], notices: notices.map((reason) => ({ name, reason })) };
}

async function readHtml(html: string) {
  const { readHtmlPage } = await import('./page/html-page.ts');
  return readHtmlPage(html);
}

/** All bytes of a stream, or null when there are more than allowed; the rest then stays unread. */
async function collect(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}

/** Without a byte order mark, which some editors put before the first line. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function jsonMistake(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(/\s+/gu, ' ') : String(error);
  }
}
