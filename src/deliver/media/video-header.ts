/** What the header of a video says: Telegram's apps show it, and do not wait for the video itself. */
export interface VideoHeader {
  /** In pixels, as people see it: a telephone that was held upright films lying down, and notes the turn. */
  width: number;
  height: number;
  /** null: it does not say. A video that is written while it is filmed may not. */
  durationSeconds: number | null;
}

/** `length` bytes from `at` on; fewer at the end of the file. */
type Read = (at: number, length: number) => Promise<Buffer>;

/** A place in the file. */
interface Span {
  start: number;
  end: number;
}

interface Box extends Span {
  type: string;
}

/** A file with more boxes on the way to its header was made to keep us busy. */
const mostBoxes = 1_000;

/** No video that people watch in a chat has more. Such a value is a mistake of its program. */
const mostPixels = 10_000;
const mostSeconds = 86_400;

/**
 * Reads an MP4 or a MOV. Boxes are read by their heads alone, so the header is found at the end of a large file, too.
 * Source: ISO/IEC 14496-12, and Apple's QuickTime File Format, which it came from
 * @returns null: it is none, or says nothing that can be right
 */
export async function readVideoHeader(read: Read, bytes: number): Promise<VideoHeader | null> {
  const boxes = new Boxes(read);
  const movie = await boxes.find('moov', { start: 0, end: bytes });
  if (movie === null) return null;
  let durationSeconds: number | null = null;
  for await (const box of boxes.in(movie)) {
    if (box.type === 'mvhd') durationSeconds = durationIn(await boxes.content(box, 32));
    const size = box.type === 'trak' ? await pictureOf(boxes, box) : null;
    if (size !== null) return { ...size, durationSeconds };
  }
  return null;
}

class Boxes {
  readonly #read: Read;
  #left = mostBoxes;

  constructor(read: Read) {
    this.#read = read;
  }

  /** Ends where what follows can be no box. */
  async *in({ end, start }: Span): AsyncGenerator<Box> {
    for (let at = start; this.#left > 0; this.#left -= 1) {
      const head = await this.#read(at, 16);
      const sizes = sizesIn(head, end - at);
      if (sizes === null) return;
      const box = { type: head.toString('latin1', 4, 8), start: at + sizes.head, end: at + sizes.whole };
      if (box.end > end) return;
      yield box;
      at = box.end;
    }
  }

  async find(type: string, span: Span): Promise<Box | null> {
    for await (const box of this.in(span)) if (box.type === type) return box;
    return null;
  }

  /** The first bytes of a box. */
  content({ end, start }: Span, most: number): Promise<Buffer> {
    return this.#read(start, Math.min(most, end - start));
  }
}

/** null: no box begins here. 4.2 */
function sizesIn(head: Buffer, left: number): { head: number; whole: number } | null {
  if (head.length < 8) return null;
  const size = head.readUInt32BE(0);
  if (size === 0) return { head: 8, whole: left }; // to the end
  if (size !== 1) return size < 8 ? null : { head: 8, whole: size };
  const large = head.length < 16 ? 0 : Number(head.readBigUInt64BE(8));
  return large < 16 ? null : { head: 16, whole: large };
}

/** 8.2.2 */
function durationIn(box: Buffer): number | null {
  const isLong = box[0] === 1;
  if (box.length < (isLong ? 32 : 20)) return null;
  const perSecond = box.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(box.readBigUInt64BE(24)) : box.readUInt32BE(16);
  // All bits are set if it is not known, which is more than any video has.
  const seconds = Math.round(duration / perSecond);
  return duration > 0 && perSecond > 0 && seconds <= mostSeconds ? Math.max(1, seconds) : null;
}

/** The size of a track's picture; null: it has none, as that of a sound. */
async function pictureOf(boxes: Boxes, track: Span): Promise<{ width: number; height: number } | null> {
  const header = await boxes.find('tkhd', track);
  const media = await boxes.find('mdia', track);
  const handler = media === null ? null : await boxes.find('hdlr', media);
  if (header === null || handler === null) return null;
  const kind = (await boxes.content(handler, 12)).toString('latin1', 8, 12);
  return kind === 'vide' ? sizeIn(await boxes.content(header, 96)) : null;
}

/** 8.3.2 and 6.2.2 */
function sizeIn(box: Buffer): { width: number; height: number } | null {
  const matrix = box[0] === 1 ? 52 : 40;
  if (box.length < matrix + 44) return null;
  const [width, height] = [36, 40].map((at) => Math.round(box.readUInt32BE(matrix + at) / 0x1_0000));
  const isPossible = (pixels = 0) => pixels > 0 && pixels <= mostPixels;
  if (width === undefined || height === undefined || !isPossible(width) || !isPossible(height)) return null;
  const [a, b] = [0, 4].map((at) => box.readInt32BE(matrix + at));
  const isTurned = a === 0 && b !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}
