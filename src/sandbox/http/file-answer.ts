import type { ServerResponse } from 'node:http';
import type { StoredFile } from '../state.ts';
import { shownTypeOf } from '../file-type.ts';

/** The first and the last byte that a range asks for. */
interface Range {
  from: number;
  to: number;
}

/**
 * Answers with an uploaded file. Bots may upload anything: only pictures, videos and sounds are shown inline, and no
 * script in them runs.
 * @param range the header `Range`; browsers ask for parts of a video
 */
export function sendFile(
  response: ServerResponse,
  { name, mime }: StoredFile,
  bytes: Buffer,
  range: string | undefined,
): void {
  const shown = shownTypeOf(bytes) ?? (/^image\/(jpeg|png|gif|webp)$/.test(mime) ? mime : null);
  const headers = {
    'content-type': shown ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    ...(shown === null
      ? { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` }
      : {}),
  };
  const asked = readRange(range, bytes.length);
  if (asked === 'impossible') {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  if (asked === null) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const part = bytes.subarray(asked.from, asked.to + 1);
  const place = `bytes ${asked.from}-${asked.to}/${bytes.length}`;
  response.writeHead(206, { ...headers, 'content-range': place, 'content-length': part.length }).end(part);
}

/**
 * Several ranges, or words that are none, are answered with the whole file, as is allowed.
 * Source: RFC 9110, 14.1.2 and 14.2
 */
export function readRange(header: string | undefined, size: number): Range | 'impossible' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < from) return null;
  return from > to ? 'impossible' : { from, to };
}
