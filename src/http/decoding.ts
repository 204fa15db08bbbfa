import type { Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

type Decompress = () => Transform;

/** What we ask for. */
export const acceptedEncodings = 'gzip, br, zstd';

/** `too large` and `broken` are about the content after decompression. */
export type Decoded = { body: Buffer; isCut: boolean } | { because: 'too large' | 'broken' };

const knownEncodings = /(?<![^\s,])(?:x-)?(?:gzip|deflate|br|zstd|compress)(?![^\s,])/gu;

interface DecodingLimits {
  mostBytes: number;
  /** More than that is cut, instead of a failure. */
  keepsBeginning: boolean;
  /** The bytes are a beginning already. */
  isCut: boolean;
}

/**
 * Undoes the encoding of a body. A header is not trusted: some servers name an encoding and send the plain text, and
 * some send gzip without a word. A body that breaks off is broken, not short.
 */
export async function decode(bytes: Buffer, encoding: string, limits: DecodingLimits): Promise<Decoded> {
  // Some name a character set or a type there, and some name the same encoding twice.
  const names = new Set(encoding.toLowerCase().match(knownEncodings));
  // Several encodings in a row are the way of bombs.
  if (names.size > 1 || names.has('compress')) return { because: 'broken' };
  const [name = ''] = names;
  const decompress = decompressionOf(bytes, name);
  if (decompress === null) return { body: bytes, isCut: limits.isCut };
  const decoded = await decompressed(bytes, decompress(), limits);
  return 'body' in decoded && isGzip(decoded.body) ? { because: 'broken' } : decoded;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Reads what comes out up to the limit, so that a bomb costs no more than that. */
async function decompressed(
  bytes: Buffer,
  stream: Transform,
  { isCut, keepsBeginning, mostBytes }: DecodingLimits,
): Promise<Decoded> {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.end(bytes);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > mostBytes) break; // which also ends the stream
      chunks.push(chunk);
    }
  } catch {
    // A beginning ends in the middle, and what came out of it before is right.
    return isCut && length > 0 ? { body: Buffer.concat(chunks), isCut } : { because: 'broken' };
  }
  if (length <= mostBytes) return { body: Buffer.concat(chunks, length), isCut };
  return keepsBeginning ? { body: Buffer.concat(chunks), isCut: true } : { because: 'too large' };
}

/** null: it is plain. */
function decompressionOf(bytes: Buffer, name: string): Decompress | null {
  if (bytes.length === 0) return null;
  const startsWith = (...magic: number[]) => magic.every((byte, place) => bytes[place] === byte);
  if (isGzip(bytes)) return createGunzip;
  switch (name) {
    case 'zstd':
      return startsWith(0x28, 0xb5, 0x2f, 0xfd) ? createZstdDecompress : null;
    case 'deflate':
      if (looksPlain(bytes)) return null;
      return startsWith(0x78) ? createInflate : createInflateRaw;
    case 'br':
      return looksPlain(bytes) ? null : createBrotliDecompress;
    default:
      return null;
  }
}

/** Brotli and deflate have no mark. XML, HTML and JSON begin with a letter with which they would hardly begin. */
function looksPlain(bytes: Buffer): boolean {
  return /^(\ufeff)?\s*(<[!?a-z]|\{\s*"|\[\s*[{"\]])/i.test(bytes.subarray(0, 64).toString('utf8'));
}
