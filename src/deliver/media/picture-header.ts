export const pictureFormats = ['jpeg', 'png', 'gif', 'webp'] as const;

/** What the first bytes of a picture say. A name or a header of HTTP says less: both are wrong often enough. */
export interface PictureHeader {
  format: (typeof pictureFormats)[number];
  /** In pixels. */
  width: number;
  height: number;
}

/** null: it is none of the formats, or it breaks off before its size. */
export function readPictureHeader(bytes: Buffer): PictureHeader | null {
  const found = readPng(bytes) ?? readGif(bytes) ?? readWebp(bytes) ?? readJpeg(bytes);
  return found === null || found.width === 0 || found.height === 0 ? null : found;
}

/** Source: W3C, PNG, 5.2 and 11.2.1. */
function readPng(bytes: Buffer): PictureHeader | null {
  const isPng = bytes.length >= 24 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n';
  if (!isPng || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { format: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Source: GIF89a specification, 17 and 18. */
function readGif(bytes: Buffer): PictureHeader | null {
  if (bytes.length < 10 || !/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return null;
  return { format: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** Source: RFC 9649, and RFC 6386, 9.1, for the key frame. */
function readWebp(bytes: Buffer): PictureHeader | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (bytes.toString('latin1', 8, 12) !== 'WEBP') return null;
  const format = 'webp';
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { format, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8 ':
      if (bytes.readUIntBE(23, 3) !== 0x9d012a) return null;
      return { format, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      if (bytes[20] !== 0x2f) return null;
      const packed = bytes.readUInt32LE(21);
      return { format, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    default:
      return null;
  }
}

/** A JPEG is a list of segments; the one that begins the frame holds the size. Source: ITU-T T.81, B.1 and B.2. */
function readJpeg(bytes: Buffer): PictureHeader | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // a segment may be filled up
    } else if (isAlone(marker)) {
      at += 2;
    } else if (isFrame(marker)) {
      return { format: 'jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    } else {
      // The picture itself begins, or its end: there was no frame.
      if (marker === 0xda || marker === 0xd9) return null;
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return null;
}

function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
