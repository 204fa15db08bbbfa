import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pictureFormats, readPictureHeader } from '../../../src/deliver/media/picture-header.ts';
import { runs } from '../../stage/sizes.ts';
import { pictureBytes } from '../../stage/picture-bytes.ts';

test.each(pictureFormats)('the size of a %s is read from its bytes', (format) => {
  expect(readPictureHeader(pictureBytes[format](640, 481))).toEqual({ format, width: 640, height: 481 });
});

describe('the two other kinds of WebP', () => {
  test('lossy', () => {
    const bytes = Buffer.alloc(40);
    bytes.write('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
    bytes.writeUIntBE(0x9d012a, 23, 3);
    bytes.writeUInt16LE(640, 26);
    bytes.writeUInt16LE(481, 28);
    expect(readPictureHeader(bytes)).toEqual({ format: 'webp', width: 640, height: 481 });
  });

  test('lossless', () => {
    const bytes = Buffer.alloc(40);
    bytes.write('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f', 'latin1');
    bytes.writeUInt32LE(((481 - 1) << 14) | (640 - 1), 21);
    expect(readPictureHeader(bytes)).toEqual({ format: 'webp', width: 640, height: 481 });
  });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')],
  ['a page', Buffer.from('<!doctype html><title>404</title>'.repeat(9))],
  ['a video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'.repeat(9), 'latin1')],
  ['AVIF', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'.repeat(9), 'latin1')],
  ['a JPEG without a frame', Buffer.from('ffd8ffe00010'.padEnd(200, '0') + 'ffd9', 'hex')],
  ['a JPEG that breaks off', pictureBytes.jpeg(10, 10).subarray(0, 28)],
  ['a PNG that breaks off', pictureBytes.png(10, 10).subarray(0, 20)],
  ['a PNG without width', pictureBytes.png(0, 10)],
  ['a PNG of Apple', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\x04CgBI'.padEnd(60, '\0'), 'latin1')],
])('%s is no picture', (_, bytes) => expect(readPictureHeader(bytes)).toBeNull());

test('no bytes make it throw, or read without end', () => {
  const begin = fc.constantFrom(...pictureFormats).map((format) => pictureBytes[format](9, 9));
  const cut = fc.tuple(begin, fc.nat(60), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(cut, ([bytes, length, tail]) => {
      const header = readPictureHeader(Buffer.concat([bytes.subarray(0, length), tail]));
      expect(header === null || (header.width > 0 && header.height > 0)).toBe(true);
    }),
    { numRuns: runs(500) },
  );
});
