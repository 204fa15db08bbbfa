import type { ReadBatch } from '../news/source.ts';
import type { JsonReading } from './json/article-json.ts';
import type { ByteSource, FileFormat } from './file-bytes.ts';
import { articleFromPage } from './page/page-article.ts';
import type { PageHints } from './page/page-article.ts';
import { decodePage, encodingOfMark } from './text/text-decoding.ts';
import { readTextPage } from './text/text-page.ts';

/** A page of a news site is a hundred times smaller, so a larger file is a mistake. */
const maxPageBytes = 10_000_000;
/** A JSON document takes several times its size in memory. JSON Lines has no limit. */
const maxJsonBytes = 200_000_000;
/** The largest feeds have thousands of articles with their texts. */
const maxFeedBytes = 50_000_000;
/** Enough to recognise a format, and to read the first line of JSON Lines. */
const peekBytes = 1_000_000;

/** A batch is complete at this many articles or this many bytes, whichever comes first. */
const batchArticles = 500;
const batchBytes = 8_000_000;

/** Reads one file in batches. If its name does not tell the format, its beginning does. */
export async function* readFileArticles(source: ByteSource, hints: PageHints): AsyncGenerator<ReadBatch> {
  const { head, chunks } = await peek(source.chunks());
  const format = seeFormat(source.format, head);
  if (format === 'lines' && isUtf16(encodingOfMark(head)))
    yield refused(source.name, 'it is UTF-16, as PowerShell writes it; save it as UTF-8');
  else if (format === 'lines') yield* readLines(source.name, chunks, hints);
  else if (format === 'json') yield await readDocument(source.name, chunks, hints);
  else if (format === 'feed') yield await readFeed(source.name, chunks, hints);
  else yield await readPage(source.name, format, chunks, hints);
}

function emptyBatch(): ReadBatch {
  return { articles: [], refusals: [], notices: [] };
}

function refused(name: string, reason: string): ReadBatch {
  return { ...emptyBatch(), refusals: [{ name, reason }] };
}

/** Reads the beginning of a stream. `chunks` gives the whole stream, including the beginning. */
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
      // Closes the file if the reader stops early.
      await iterator.return?.();
    }
  }
  return { head, chunks: chunks() };
}

function seeFormat(named: FileFormat | null, head: Uint8Array): FileFormat {
  if (named === 'lines' || named === 'html' || named === 'feed') return named;
  const mark = encodingOfMark(head);
  const start = new TextDecoder(mark ?? 'utf-8').decode(head).trimStart();
  if (named === 'json' || (named === null && /^[{[]/u.test(start)))
    return isLinesStart(start, mark) ? 'lines' : 'json';
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/iu.test(start)) return 'feed';
  return /^<(?:!doctype|html|head|body|meta|\?xml|!--|article|div|title)/iu.test(start) ? 'html' : 'text';
}

function isUtf16(mark: string | null): boolean {
  return mark === 'utf-16le' || mark === 'utf-16be';
}

/** Whether the first of several lines is a JSON object. UTF-16 is read as a whole document instead. */
function isLinesStart(start: string, mark: string | null): boolean {
  const end = start.indexOf('\n');
  if (end === -1 || isUtf16(mark)) return false;
  return start.slice(end).trim() !== '' && start.startsWith('{') && isJson(start.slice(0, end));
}

async function* readLines(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): AsyncGenerator<ReadBatch> {
  const { readJsonLines } = await import('./json/json-file.ts');
  let batch = emptyBatch();
  let bytes = 0;
  const told = new Set<string>();
  for await (const line of readJsonLines(chunks, hints)) {
    bytes += line.bytes;
    if (line.reading !== null) addReading(batch, `${name}:${line.number}`, line.reading, told);
    if (batch.articles.length + batch.refusals.length >= batchArticles || bytes >= batchBytes) {
      yield batch;
      batch = emptyBatch();
      bytes = 0;
    }
  }
  if (batch.articles.length + batch.refusals.length > 0) yield batch;
}

async function readDocument(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): Promise<ReadBatch> {
  const bytes = await collect(chunks, maxJsonBytes);
  if (bytes === null) {
    const limit = `${maxJsonBytes / 1_000_000} MB`;
    return refused(name, `it is larger than ${limit}; write one article per line (.jsonl)`);
  }
  const decoded = decodePage(bytes);
  if (decoded.kind === 'refused') return refused(name, decoded.reason);
  const { readJsonDocument } = await import('./json/json-file.ts');
  const document = readJsonDocument(decoded.text, hints);
  if (document.kind === 'refused') return refused(name, document.reason);
  if (document.kind === 'feed') {
    const { readJsonFeedFile } = await import('./feed/feed-file.ts');
    return readJsonFeedFile(name, document.document, hints);
  }
  const batch = emptyBatch();
  const { readings, isList, ignoredKeys } = document;
  if (readings.length === 0) batch.refusals.push({ name, reason: 'its list of articles is empty' });
  const told = new Set<string>();
  for (const [index, reading] of readings.entries()) {
    addReading(batch, isList ? `${name}[${index}]` : name, reading, told);
  }
  if (ignoredKeys.length > 0) {
    batch.notices.push({ name, reason: `only "articles" is imported, not ${ignoredKeys.join(', ')}` });
  }
  return batch;
}

/** @param told the notices that stand once for a whole file: the first article with HTML is its example */
function addReading(batch: ReadBatch, name: string, reading: JsonReading, told: Set<string>): void {
  if (reading.kind === 'refused') batch.refusals.push({ name, reason: reading.reason });
  else batch.articles.push(reading.article);
  if (reading.kind === 'refused' || reading.html === undefined || told.has('html')) return;
  told.add('html');
  batch.notices.push({
    name,
    reason: `it has HTML, which was decoded and removed, here and in what follows: ${reading.html}`,
  });
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
  const reading = isHtml
    ? await readHtml(decoded.text, hints.timeZone)
    : readTextPage(decoded.text, hints.timeZone);
  if (reading.kind === 'refused') return refused(name, reading.reason);
  const { article, notices } = articleFromPage(reading.page, hints);
  return {
    articles: [article],
    refusals: [],
    notices: notices.map((reason) => ({ name, reason })),
    isPage: true,
  };
}

async function readFeed(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  hints: PageHints,
): Promise<ReadBatch> {
  const bytes = await collect(chunks, maxFeedBytes);
  if (bytes === null) return refused(name, `it is larger than ${maxFeedBytes / 1_000_000} MB`);
  const decoded = decodePage(bytes);
  if (decoded.kind === 'refused') return refused(name, decoded.reason);
  const { readXmlFeedFile } = await import('./feed/feed-file.ts');
  return readXmlFeedFile(name, decoded.text, hints);
}

async function readHtml(html: string, timeZone: string) {
  const { readHtmlPage } = await import('./page/html-page.ts');
  return readHtmlPage(html, timeZone);
}

/** All bytes of a stream. Null if there are more than `maxBytes`; the rest is not read then. */
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
