import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mediaBytes } from '../stage/media-bytes.ts';
import { pictureBytes } from '../stage/picture-bytes.ts';
import type { Random } from './random.ts';

/** How often a file is refused, and how often it breaks off in the middle. */
const shareRefused = 0.03;
const shareCutOff = 0.03;

/** A site with pictures and videos that Telegram cannot reach, so that the program uploads them. */
export class MediaSite {
  readonly #random: Random;
  readonly #server = createServer((request, response) => {
    const isVideo = request.url?.endsWith('.mp4') === true;
    const bytes = isVideo ? mediaBytes.mp4(400_000) : pictureBytes.jpeg(800, 600);
    if (this.#isCalm) response.end(bytes);
    else if (this.#random.isLucky(shareRefused)) response.writeHead(503).end();
    else if (this.#random.isLucky(shareCutOff)) {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100), () => response.destroy());
    } else response.end(bytes);
  });
  #isCalm = false;

  constructor(random: Random) {
    this.#random = random;
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Host and port. */
  get host(): string {
    const { port } = this.#server.address() as AddressInfo; // it listens on a port
    return `127.0.0.1:${port}`;
  }

  rest(): void {
    this.#isCalm = true;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
