import { lstatSync, readFileSync } from 'node:fs';

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'it is a link to a file that is not there',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its links go round in a circle',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not text in UTF-8',
};

/** A file of settings; null: there is none, or why it cannot be read. */
export type SettingsFile = { text: string } | { trouble: string } | null;

/**
 * Reads a file of settings as the editors of Windows write it too: in UTF-8, or in UTF-16 with its mark. A link
 * counts as a file wherever it leads: one into a folder that this user may not enter is no reason to go on as if
 * nothing had been set.
 */
export function readSettingsFile(path: string): SettingsFile {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
    return { text: decode(readFileSync(path)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { trouble: troubles[code] ?? code };
  }
}

/** Strict: a letter that is none would otherwise stand in every post. */
function decode(bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
