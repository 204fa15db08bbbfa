import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownTypeOf } from './file-type.ts';
import type { Upload } from './http/params.ts';
import type { State, StoredFile } from './state.ts';

/** Width and height are 0 if they are not known. */
export type FileSize = Pick<StoredFile, 'width' | 'height' | 'durationSeconds'>;

/** Keeps uploaded bytes in a folder beside the journal, or in memory if there is no journal. */
export class FileStore {
  readonly #state: State;
  readonly #folder: string | null;
  readonly #memory = new Map<string, Buffer>();

  constructor(state: State, folder: string | null, isFresh = false) {
    this.#state = state;
    this.#folder = folder;
    if (folder === null) return;
    if (isFresh) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // The state keeps a limited number of files, so older bytes may be left over.
    for (const id of readdirSync(folder)) if (!state.files.has(id)) rmSync(join(folder, id), { force: true });
  }

  add(upload: Upload, about: FileSize & { url: string | null }): StoredFile {
    const id = makeId();
    if (this.#folder === null) this.#memory.set(id, upload.bytes);
    else writeFileSync(join(this.#folder, id), upload.bytes);
    const { name, bytes } = upload;
    // Telegram looks into a file too, whatever its sender calls it.
    const mime = shownTypeOf(bytes) ?? upload.mime;
    return this.#record({
      id,
      uniqueId: id.slice(-16),
      name,
      mime,
      sizeBytes: bytes.length,
      ...about,
      isStored: true,
    });
  }

  /** Records a file on the internet, which is never fetched; its size is made up. */
  addUnseen(url: string, about = { name: 'photo.jpg', mime: 'image/jpeg' }): StoredFile {
    const id = makeId();
    const isSeen = /^(?:image|video)\//.test(about.mime);
    const film = about.mime.startsWith('video/') ? { durationSeconds: 10 } : {};
    const size = { sizeBytes: 120_000, width: isSeen ? 1_280 : 0, height: isSeen ? 720 : 0, ...film };
    return this.#record({ id, uniqueId: id.slice(-16), ...about, url, isStored: false, ...size });
  }

  /** @returns null if its bytes are not on this machine */
  read(file: StoredFile): Buffer | null {
    if (!file.isStored) return null;
    if (this.#folder === null) return this.#memory.get(file.id) ?? null;
    try {
      return readFileSync(join(this.#folder, file.id));
    } catch {
      return null;
    }
  }

  #record(file: StoredFile): StoredFile {
    this.#state.record({ kind: 'file', file });
    return file;
  }
}

/** Starts like Telegram's file ids. It has only letters and digits, so that it can be a file name. */
function makeId(): string {
  return `AgACAgQAAx${randomBytes(20).toString('hex')}`;
}
