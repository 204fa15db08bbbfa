/** A box of ISO/IEC 14496-12: its length, its type, and what it holds. */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + inside.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, inside]);
}

interface Film {
  width: number;
  height: number;
  /** Thousandths of a second. */
  ms: number;
  /** Filmed with a telephone that was held upright. */
  isTurned?: boolean;
  /** Version 1 of the boxes, with numbers of 64 bits. */
  isLong?: boolean;
  /** The video itself, which may stand before its header. */
  frames?: Buffer;
  isHeaderLast?: boolean;
}

/** An MP4 with a sound and a video, as far as its header; `frames` are none that can be played. */
export function mp4Bytes(film: Film): Buffer {
  const { frames = Buffer.alloc(100), isHeaderLast = false } = film;
  const header = movieBox(film);
  const video = box('mdat', frames);
  return Buffer.concat([typeBox, ...(isHeaderLast ? [video, header] : [header, video])]);
}

export const typeBox = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'));

export function movieBox({ height, isLong = false, isTurned = false, ms, width }: Film): Buffer {
  const sound = box('trak', trackHeader(0, 0, false, isLong), mediaBox('soun'));
  const picture = box('trak', trackHeader(width, height, isTurned, isLong), mediaBox('vide'));
  return box('moov', movieHeader(ms, isLong), sound, picture);
}

function movieHeader(ms: number, isLong: boolean): Buffer {
  const bytes = Buffer.alloc(isLong ? 112 : 100);
  bytes[0] = isLong ? 1 : 0;
  bytes.writeUInt32BE(1_000, isLong ? 20 : 12);
  if (isLong) bytes.writeBigUInt64BE(BigInt(ms), 24);
  else bytes.writeUInt32BE(ms, 16);
  return box('mvhd', bytes);
}

const fixedPoint = 0x1_0000;

function trackHeader(width: number, height: number, isTurned: boolean, isLong: boolean): Buffer {
  const matrix = isLong ? 52 : 40;
  const bytes = Buffer.alloc(matrix + 44);
  bytes[0] = isLong ? 1 : 0;
  const [a, b, c, d] = isTurned ? [0, fixedPoint, -fixedPoint, 0] : [fixedPoint, 0, 0, fixedPoint];
  for (const [at, value] of [
    [0, a],
    [4, b],
    [12, c],
    [16, d],
    [32, 0x4000_0000],
  ] as const)
    bytes.writeInt32BE(value, matrix + at);
  bytes.writeUInt32BE(width * fixedPoint, matrix + 36);
  bytes.writeUInt32BE(height * fixedPoint, matrix + 40);
  return box('tkhd', bytes);
}

function mediaBox(kind: 'vide' | 'soun'): Buffer {
  const handler = Buffer.alloc(25);
  handler.write(kind, 8, 'latin1');
  return box('mdia', box('mdhd', Buffer.alloc(24)), box('hdlr', handler));
}
