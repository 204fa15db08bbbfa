import { lstatSync, readFileSync } from 'node:fs';

const troubles: Readonly<Record<string, string>> = {
  ENOENT: 'it is a link to a file that is not there',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its links form a loop',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not text in UTF-8',
};

/** The text of a settings file, or the reason why it cannot be read; null: there is no such file. */
export type SettingsFile = { text: string } | { trouble: string } | null;

/**
 * Reads a settings file in UTF-8, or in UTF-16 with a byte order mark, as editors on Windows write it. A broken link
 * is an error and not a missing file. Otherwise the program would run with the defaults.
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

/** Fails on wrong bytes. Otherwise replacement characters could appear in every post, for example in a footer. */
function decode(bytes: Uint8Array): string {
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
