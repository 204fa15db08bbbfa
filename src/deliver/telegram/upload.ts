import type { ClientRequest } from 'node:http';
import type { ReadableStream } from 'node:stream/web';

/** Nothing of the request left this machine: there was no connection, or TLS did not trust the other end. */
export class NeverLeft extends Error {}

/** The request was not allowed to leave any more when its connection was open, or its last bytes were not. */
export class TooLate extends NeverLeft {}

/** An upload broke off before its last bytes left. Nobody can have read the request. */
export class CutOff extends Error {}

/** An upload that comes slower than this has no end that a channel could wait for. */
const leastBytesPerMs = 50;

/** No upload takes longer. */
export const longestUploadMs = 3_600_000;

/** How long the last bytes of an upload may still leave after it began, and its answer come. */
export function uploadMs(bytes: number, silenceMs: number): number {
  return Math.min(2 * silenceMs + bytes * (1 / leastBytesPerMs + answerMsPerByte), longestUploadMs);
}

/** After its last byte Telegram passes a file on within itself; it gets so many milliseconds more for each byte. */
const answerMsPerByte = 1 / 1_000;

interface UploadOptions {
  /** Asked directly before the last bytes. */
  mayLeave: () => boolean;
  /** So long the other end may take nothing. Then it also has so long to answer. */
  silenceMs: number;
  /** The last bytes leave now. */
  onLast: () => void;
}

/**
 * Writes the body of a request with files, as fast as the other end takes it. Telegram does nothing about a form before
 * its end, so its last bytes decide: until they leave, nothing can have arrived, and minutes after the beginning it is
 * asked again whether they may. If something is wrong, the request is destroyed with an error that says so.
 */
export async function writeUpload(
  body: ReadableStream,
  request: ClientRequest,
  { mayLeave, onLast, silenceMs }: UploadOptions,
): Promise<void> {
  let held: Uint8Array | null = null;
  let bytes = 0;
  const beganAtMs = performance.now();
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    if (held !== null) await write(request, held, silenceMs);
    if (request.destroyed) return;
    if (performance.now() - beganAtMs > silenceMs + bytes / leastBytesPerMs)
      return void request.destroy(new CutOff('an upload was taken slower than 50 kB a second'));
    bytes += chunk.length;
    held = chunk;
  }
  // grammY ends the body of a file that it cannot read as if it were whole.
  if (held === null || !isEndOfForm(held))
    return void request.destroy(new CutOff('a file could not be read'));
  if (!mayLeave()) return void request.destroy(new TooLate('it was too late for the end of the upload'));
  onLast();
  request.end(held);
  const answerMs = Math.round(silenceMs + bytes * answerMsPerByte);
  const late = setTimeout(
    () => request.destroy(new Error(`no answer within ${answerMs} ms after an upload`)),
    answerMs,
  );
  request.once('response', () => clearTimeout(late));
  request.once('close', () => clearTimeout(late));
}

/** Source: RFC 2046, 5.1.1 */
function isEndOfForm(bytes: Uint8Array): boolean {
  return /--\r\n(\r\n)?$/.test(Buffer.from(bytes.subarray(-6)).toString('latin1'));
}

/** Resolves when the next bytes may be written, or the request has ended. */
function write(request: ClientRequest, bytes: Uint8Array, silenceMs: number): Promise<void> {
  if (request.destroyed || request.write(bytes)) return Promise.resolve();
  return new Promise((resolve) => {
    const stuck = setTimeout(
      () => request.destroy(new CutOff(`nothing of an upload was taken for ${silenceMs} ms`)),
      silenceMs,
    );
    const goOn = () => {
      clearTimeout(stuck);
      request.off('drain', goOn);
      request.off('close', goOn);
      resolve();
    };
    request.once('drain', goOn);
    request.once('close', goOn);
  });
}
