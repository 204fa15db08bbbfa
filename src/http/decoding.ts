import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gzip: Decompress = promisify(gunzip);
const byZlib: Decompress = promisify(inflate);
const byDeflate: Decompress = promisify(inflateRaw);
const brotli: Decompress = promisify(brotliDecompress);
const zstd: Decompress = promisify(zstdDecompress);

/** What we ask for. */
export const acceptedEncodings = 'gzip, br, zstd';

/** `too large` and `broken` are about the content after decompression. */
export type Decoded = { body: Buffer } | { because: 'too large' | 'broken' };

/**
 * Undoes the encoding of a body. A header is not trusted: some servers name an encoding and send the plain text, and
 * some send gzip without a word. A body that breaks off is broken, not short.
 */
export async function decode(bytes: Buffer, encoding: string, mostBytes: number): Promise<Decoded> {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  // Several encodings in a row are the way of bombs.
  if (names.length > 1) return { because: 'broken' };
  const decompress = decompressionOf(bytes, names[0] ?? '');
  if (decompress === 'unknown') return { because: 'broken' };
  if (decompress === null) return { body: bytes };
  try {
    return { body: await decompress(bytes, { maxOutputLength: mostBytes }) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // zlib's own
    return { because: code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'broken' };
  }
}

/** null: it is plain. */
function decompressionOf(bytes: Buffer, name: string): Decompress | null | 'unknown' {
  if (bytes.length === 0) return null;
  const startsWith = (...magic: number[]) => magic.every((byte, place) => bytes[place] === byte);
  if (startsWith(0x1f, 0x8b)) return gzip;
  switch (name) {
    case '':
    case 'gzip':
    case 'x-gzip':
      return null;
    case 'zstd':
      return startsWith(0x28, 0xb5, 0x2f, 0xfd) ? zstd : null;
    case 'deflate':
      return startsWith(0x78) ? byZlib : byDeflate;
    case 'br':
      return looksPlain(bytes) ? null : brotli;
    default:
      return 'unknown';
  }
}

/** Brotli has no mark of its own. XML, HTML and JSON begin with a letter that brotli would hardly begin with. */
function looksPlain(bytes: Buffer): boolean {
  return /^(\ufeff)?\s*(<[!?a-z]|\{\s*"|\[\s*[{"\]])/i.test(bytes.subarray(0, 64).toString('utf8'));
}
