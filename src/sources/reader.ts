import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { KhabarshyError } from '../news/errors.ts';
import { readFileArticles } from './file-articles.ts';
import type { ReadBatch } from '../news/source.ts';
import { fileReason, isFileError, listFolder, openFile, openPipe, unreadable } from './file-bytes.ts';
import type { ByteSource } from './file-bytes.ts';
import type { ArticleHints, PageHints } from './page/page-article.ts';

export type { ArticleHints, PageHints, ReadBatch };

export interface ReadProgress {
  bytesRead: number;
  /** Null: not known before the end. */
  bytesTotal: number | null;
}

export interface ReadOptions {
  /** The stream that the path `-` stands for. */
  stdin?: Readable;
  onProgress?: (progress: ReadProgress) => void;
}

/**
 * Reads a file, a folder with all folders in it (.json .jsonl .ndjson .html .htm .txt .xml .rss .atom .rdf, sorted), or `-` for `stdin`. It
 * yields batches of some hundred articles, so that a million articles need little memory.
 *
 * What is not an article becomes a refusal with name and reason, and reading continues. Throws KhabarshyError:
 * FILE_UNREADABLE if `path` itself cannot be read or has nothing to read, COMMAND_WRONG if the url of `hints` is
 * invalid or is given for a folder.
 */
export async function* readArticles(
  path: string,
  hints: PageHints,
  options: ReadOptions = {},
): AsyncGenerator<ReadBatch> {
  if (hints.url !== undefined && !/^https?:\/\/\S+$/u.test(hints.url)) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      `The url ${hints.url} does not begin with http:// or https://.`,
    );
  }
  const { files, refusals, isFolder } = await openPath(path, hints, options.stdin);
  if (refusals.length > 0) yield { articles: [], refusals, notices: [] };
  const counted = countBytes(files, options.onProgress);
  for (const file of files) {
    try {
      yield* readFileArticles({ ...file, chunks: () => counted(file.chunks()) }, hints);
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (!isFolder) throw unreadable(path, error);
      yield { articles: [], refusals: [{ name: file.name, reason: fileReason(error) }], notices: [] };
    }
  }
}

async function openPath(path: string, hints: PageHints, stdin: Readable | undefined) {
  if (path === '-') return { files: [openStdin(stdin)], refusals: [], isFolder: false };
  const status = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!status.isDirectory()) {
    // A pipe has no size, and neither has a file of /proc.
    const file =
      status.isFIFO() || status.isCharacterDevice()
        ? openPipe(path)
        : openFile(path, status.isFile() ? status.size : null);
    return { files: [file], refusals: [], isFolder: false };
  }
  if (hints.url !== undefined) {
    throw new KhabarshyError(
      'COMMAND_WRONG',
      `${hints.url} can be the address of one page, but ${path} is a folder.`,
    );
  }
  return { ...(await listFolder(path)), isFolder: true };
}

function openStdin(stdin: Readable | undefined): ByteSource {
  if (stdin === undefined) {
    throw new KhabarshyError('FILE_UNREADABLE', 'Cannot read -: there is no standard input.');
  }
  return { name: 'standard input', format: null, bytesTotal: null, chunks: () => asBytes(stdin) };
}

/** A stream with an encoding gives strings instead of bytes. */
async function* asBytes(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
  }
}

function countBytes(files: readonly ByteSource[], onProgress: ReadOptions['onProgress']) {
  let bytesRead = 0;
  const bytesTotal = files.reduce<number | null>(
    (sum, file) => (sum === null || file.bytesTotal === null ? null : sum + file.bytesTotal),
    0,
  );
  return async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytesRead += chunk.length;
      onProgress?.({ bytesRead, bytesTotal });
      yield chunk;
    }
  };
}
