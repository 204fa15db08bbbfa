import { crc32, deflateSync } from 'node:zlib';

/** The size of a news photo, 16:9. */
const width = 640;
const height = 360;

/** A picture of a sky, hills and a sun in two colours, as PNG. */
export function drawPicture([sky, land]: readonly [string, string]): Buffer {
  const [above, below] = [rgbOf(sky), rgbOf(land)];
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const part = isLand(x, y) ? 1 : isSun(x, y) ? 0.85 : (y / height) * 0.45;
      const at = y * (1 + width * 3) + 1 + x * 3;
      for (let index = 0; index < 3; index += 1) {
        rows[at + index] = Math.round((above[index] ?? 0) * (1 - part) + (below[index] ?? 0) * part);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a colour, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function isLand(x: number, y: number): boolean {
  return y > height * 0.72 + Math.sin(x / 70) * 26 + Math.sin(x / 23) * 9;
}

function isSun(x: number, y: number): boolean {
  return Math.hypot(x - width * 0.74, y - height * 0.32) < 42;
}

function rgbOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Source: w3.org/TR/png, 5.3 */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
