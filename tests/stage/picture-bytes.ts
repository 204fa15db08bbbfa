import { createServer, type RequestListener } from 'node:http';
import { listenHere } from './proxies.ts';

/** The first bytes of pictures, as far as their size; what follows them is nothing. */
export const pictureBytes = {
  png: (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(200);
    bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  },
  gif: (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(200);
    bytes.write('GIF89a', 'latin1');
    bytes.writeUInt16LE(width, 6);
    bytes.writeUInt16LE(height, 8);
    return bytes;
  },
  jpeg: (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(200);
    // A segment of EXIF of 20 bytes, a filling byte, and the frame.
    bytes.writeUInt32BE(0xffd8ffe1, 0);
    bytes.writeUInt16BE(20, 4);
    Buffer.from([0xff, 0xff, 0xc2, 0, 17, 8]).copy(bytes, 24);
    bytes.writeUInt16BE(height, 30);
    bytes.writeUInt16BE(width, 32);
    return bytes;
  },
  webp: (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(200);
    bytes.write('RIFF\0\0\0\0WEBPVP8X', 'latin1');
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
    return bytes;
  },
};

/** A site with pictures on this machine. @returns its host with the port, and the paths that were asked for. */
export async function servePictures(answer: RequestListener): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const port = await listenHere(
    createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    }),
  );
  return { host: `127.0.0.1:${port}`, asked };
}
