/**
 * Types that the page shows and plays, by their first bytes. What a sender says of a file is not to be trusted: many
 * programs call every upload `application/octet-stream`.
 * @returns null: another type, which is only offered as a download
 */
export function shownTypeOf(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 12);
  const known = heads.find(([start, at]) => head.startsWith(start, at));
  if (known !== undefined) return known[2];
  if (head.slice(4, 8) === 'ftyp') return /^M4[AB]/.test(head.slice(8)) ? 'audio/mp4' : 'video/mp4';
  if (head.startsWith('RIFF') && head.slice(8) === 'WAVE') return 'audio/wav';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  // A frame of MPEG audio begins with eleven set bits, and its layer is not 0 as it is in AAC.
  const isFrame =
    bytes.length >= 2 && (bytes.readUInt16BE(0) & 0xffe0) === 0xffe0 && (byteAt(bytes, 1) & 6) > 0;
  return isFrame ? 'audio/mpeg' : null;
}

const heads: readonly (readonly [start: string, at: number, type: string])[] = [
  ['\xff\xd8\xff', 0, 'image/jpeg'],
  ['\x89PNG', 0, 'image/png'],
  ['GIF8', 0, 'image/gif'],
  ['\x1a\x45\xdf\xa3', 0, 'video/webm'],
  ['OggS', 0, 'audio/ogg'],
  ['fLaC', 0, 'audio/flac'],
  ['ID3', 0, 'audio/mpeg'],
];

function byteAt(bytes: Buffer, index: number): number {
  return bytes[index] ?? 0;
}
