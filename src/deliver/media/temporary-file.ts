import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/**
 * Files are read and written in small pieces. A buffer is small in V8's heap, whatever it holds, and is freed when other
 * objects have filled the heap: with pieces of 64 kB, thirty megabytes of used buffers wait for that.
 */
const mostBytesAtOnce = 8_192;

/**
 * A file on the disk without a name: it is unlinked as soon as it is open. So the system deletes it when it is closed,
 * and also when the program is killed.
 */
export class TemporaryFile {
  readonly #handle: FileHandle;
  #size = 0;

  /** `folder`: made if it is missing. */
  static async create(folder: string): Promise<TemporaryFile> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `upload-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    await rm(path, { force: true });
    return new TemporaryFile(handle);
  }

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  begin(): void {
    this.#size = 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const at = this.#size;
    this.#size += chunk.length;
    let written = 0;
    while (written < chunk.length) {
      const length = Math.min(mostBytesAtOnce, chunk.length - written);
      const { bytesWritten } = await this.#handle.write(chunk, written, length, at + written);
      written += bytesWritten;
    }
  }

  /** `length` bytes from `at` on; fewer at the end of the file. */
  async read(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - at)));
    let read = 0;
    while (read < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, read, buffer.length - read, at + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  }

  /** The whole content, in small pieces. Several may read at once. @throws Error if the disk fails. */
  async *content(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < this.#size;) {
      const chunk = await this.read(at, mostBytesAtOnce);
      if (chunk.length === 0) throw new Error('a temporary file is shorter than it was');
      at += chunk.length;
      yield chunk;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Deletes files that a kill left between their opening and their unlinking. What is in use has no name. */
export async function deleteLeftFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.startsWith('upload-')) await rm(join(folder, name), { force: true });
}
