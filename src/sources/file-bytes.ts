import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { KhabarshyError } from '../news/errors.ts';
import type { Refusal } from '../news/source.ts';

/** What a file holds, by its name; null: only its content can tell. */
export type FileFormat = 'json' | 'lines' | 'html' | 'text';

/** Bytes to read, wherever they come from. */
export interface ByteSource {
  /** As an editor would call it: the path, or "standard input". */
  name: string;
  format: FileFormat | null;
  /** Null when nobody knows before the end. */
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
]);

/**
 * The files of a folder and of the folders in it, sorted by path; files of other kinds and those whose name begins
 * with a dot are passed over. What cannot be looked at is refused; KhabarshyError FILE_UNREADABLE when the folder
 * itself cannot be listed, or has nothing to read.
 */
export async function listFolder(path: string): Promise<{ files: ByteSource[]; refusals: Refusal[] }> {
  const files: ByteSource[] = [];
  const refusals: Refusal[] = [];
  const open = [path];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await listOrRefuse(folder, path, refusals)) {
      const inner = join(folder, entry.name);
      // A link to a folder may lead back up: only links to files are followed.
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

/** A single file, whatever its ending. */
export function openFile(path: string, bytesTotal: number | null): ByteSource {
  const format = formats.get(extname(path).toLowerCase()) ?? null;
  return { name: path, format, bytesTotal, chunks: () => createReadStream(path) };
}

/** The reason behind an error of the file system, in words. */
export function fileReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not allowed; check its permissions';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ELOOP') return 'its links go round in a circle';
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error comes from the file system, and not from a mistake of ours. */
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

export function unreadable(path: string, error: unknown): KhabarshyError {
  return new KhabarshyError('FILE_UNREADABLE', `Cannot read ${path}: ${fileReason(error)}.`, {
    cause: error,
  });
}
