import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { extname, join } from 'node:path';
import { isatty, ReadStream } from 'node:tty';
import { KhabarshyError } from '../news/errors.ts';
import type { Refusal } from '../news/source.ts';

/** The format of a file. */
export type FileFormat = 'json' | 'lines' | 'html' | 'text' | 'feed';

/** A file or a stream to read. */
export interface ByteSource {
  /** For messages: the path, or "standard input". */
  name: string;
  /** By the ending of the name; null: only the content can tell. */
  format: FileFormat | null;
  /** Null: not known before the end. */
  bytesTotal: number | null;
  chunks: () => AsyncIterable<Uint8Array>;
}

const formats: ReadonlyMap<string, FileFormat> = new Map([
  ['.json', 'json'],
  ['.jsonl', 'lines'],
  ['.ndjson', 'lines'],
  ['.html', 'html'],
  ['.htm', 'html'],
  ['.txt', 'text'],
  ['.rss', 'feed'],
  ['.atom', 'feed'],
  ['.rdf', 'feed'],
  ['.xml', 'feed'],
]);

/**
 * The files of a folder and of the folders in it, sorted by path. Other formats, and names that begin with a dot, are
 * ignored. What cannot be read is a refusal. Throws KhabarshyError FILE_UNREADABLE if the folder itself cannot be
 * listed or has nothing to read.
 */
export async function listFolder(path: string): Promise<{ files: ByteSource[]; refusals: Refusal[] }> {
  const files: ByteSource[] = [];
  const refusals: Refusal[] = [];
  const open = [path];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await listOrRefuse(folder, path, refusals)) {
      const inner = join(folder, entry.name);
      // Links to folders are not followed, because they could lead back up. Links to files are.
      if (entry.isDirectory()) open.push(inner);
      else if (formats.has(extname(entry.name).toLowerCase())) await addFile(inner, files, refusals);
    }
  }
  if (files.length === 0 && refusals.length === 0) {
    const kinds = [...formats.keys()].join(' ');
    throw new KhabarshyError('FILE_UNREADABLE', `The folder ${path} has no file to import (${kinds}).`);
  }
  return { files: files.sort((one, other) => (one.name < other.name ? -1 : 1)), refusals };
}

/** A single file of any name. `bytesTotal` is null if it has no size, as a pipe. */
export function openFile(path: string, bytesTotal: number | null): ByteSource {
  const format = formats.get(extname(path).toLowerCase()) ?? null;
  return { name: path, format, bytesTotal, chunks: () => createReadStream(path) };
}

/**
 * A pipe or a device. Nobody knows when it has something to read. If we waited for it in a thread, as for a file, the
 * process could not end before the thread does.
 */
export function openPipe(path: string): ByteSource {
  return { ...openFile(path, null), chunks: () => readPipe(path) };
}

async function* readPipe(path: string): AsyncGenerator<Uint8Array> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (isatty(fd)) yield* new ReadStream(fd);
  else if (fstatSync(fd).isFIFO()) yield* new Socket({ fd, readable: true, writable: false });
  else yield* createReadStream(path, { fd });
}

/** The reason of a file system error in plain words. */
export function fileReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not allowed; check its permissions';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ELOOP') return 'its symbolic links form a circle';
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error comes from the file system and not from a bug. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function listOrRefuse(folder: string, top: string, refusals: Refusal[]) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.name.startsWith('.'));
  } catch (error) {
    if (folder === top) throw unreadable(top, error);
    refusals.push({ name: folder, reason: fileReason(error) });
    return [];
  }
}

async function addFile(path: string, files: ByteSource[], refusals: Refusal[]): Promise<void> {
  try {
    const status = await stat(path);
    if (status.isFile()) files.push(openFile(path, status.size));
  } catch (error) {
    refusals.push({ name: path, reason: fileReason(error) });
  }
}

/** The error for a path that cannot be read at all. */
export function unreadable(path: string, error: unknown): KhabarshyError {
  return new KhabarshyError('FILE_UNREADABLE', `Cannot read ${path}: ${fileReason(error)}.`, {
    cause: error,
  });
}
