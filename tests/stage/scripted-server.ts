import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

/** One answer of a script. Without more it is a 200 that knows nothing of conditions. */
export interface ScriptedAnswer {
  status?: number;
  body?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
  etag?: string;
  lastModified?: string;
  /** With which it answers a condition that holds: by 304, by the whole document, or by 304 whatever is asked. */
  conditions?: 'kept' | 'ignored' | 'always 304';
  /** How the body is packed. */
  encoding?: keyof typeof packings;
  /** What the header says of it, if that is a lie. An empty text: the header is absent. */
  claimedEncoding?: string;
  /** The connection breaks after this many bytes of the body. */
  cutAfterBytes?: number;
  /** Nothing more comes until `release`. */
  holds?: 'before headers' | 'before body';
  /** The address of a redirect; the status is 302 unless it is given. */
  location?: string;
}

export interface ReceivedRequest {
  /** Path and query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** How many requests of the same path came before it. */
  earlier: number;
}

const packings = {
  gzip: gzipSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  deflate: deflateSync,
} as const;

/**
 * A site on this machine that answers by script: for each path one answer after the other, and the last one from then
 * on. Any other path is a 404.
 */
export class ScriptedServer {
  readonly requests: ReceivedRequest[] = [];
  readonly #scripts = new Map<string, ScriptedAnswer[]>();
  readonly #server;
  readonly #scheme: string;
  readonly #held: (() => void)[] = [];
  readonly #awaited: { path: string; count: number; tell: () => void }[] = [];
  #mostOpen = 0;
  #open = 0;

  constructor(options: { tls?: { cert: Buffer; key: Buffer } } = {}) {
    const listener = (request: IncomingMessage, response: ServerResponse) => this.#take(request, response);
    this.#server =
      options.tls === undefined ? createServer(listener) : createHttpsServer(options.tls, listener);
    this.#scheme = options.tls === undefined ? 'http' : 'https';
  }

  /** @param port 0: any that is free. */
  async open(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Hangs up on everybody; a server that is opened on the same port later goes on. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on a port
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  url(path: string): string {
    return `${this.#scheme}://${this.host}${path}`;
  }

  /** How many requests were in flight at the same time at most. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Replaces what a path (with its query, or for any query) answers from now on. */
  script(path: string, ...answers: readonly ScriptedAnswer[]): this {
    this.#scripts.set(path, [...answers]);
    return this;
  }

  asked(path: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** Resolves once a path was asked so often since the beginning. */
  async until(path: string, count: number): Promise<void> {
    if (this.asked(path).length >= count) return;
    await new Promise<void>((tell) => this.#awaited.push({ path, count, tell }));
  }

  /** Lets go on what is held now. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push({ path, headers: request.headers, earlier: this.asked(path).length });
    this.#open += 1;
    this.#mostOpen = Math.max(this.#mostOpen, this.#open);
    response.on('close', () => (this.#open -= 1));
    const answer = this.#next(path) ?? { status: 404 };
    if (answer.holds === 'before headers') this.#held.push(() => this.#answer(answer, request, response));
    else this.#answer(answer, request, response);
    const count = this.asked(path).length;
    for (const each of this.#awaited.splice(0)) {
      if (each.path === path && each.count <= count) each.tell();
      else this.#awaited.push(each);
    }
  }

  #next(path: string): ScriptedAnswer | undefined {
    const script = this.#scripts.get(path) ?? this.#scripts.get(path.replace(/\?.*$/u, ''));
    return script !== undefined && script.length > 1 ? script.shift() : script?.[0];
  }

  #answer(answer: ScriptedAnswer, { headers }: IncomingMessage, response: ServerResponse): void {
    const status = isUnchanged(answer, headers) ? 304 : (answer.status ?? (answer.location ? 302 : 200));
    const plain = Buffer.from(answer.body ?? '');
    const packed = answer.encoding === undefined ? plain : packings[answer.encoding](plain);
    const body = status === 304 ? Buffer.alloc(0) : packed;
    response.writeHead(status, {
      ...headersOf(answer),
      ...(status === 304 ? {} : { 'content-length': body.length }),
    });
    if (answer.holds !== 'before body') return sendBody(answer, body, response);
    response.flushHeaders();
    this.#held.push(() => sendBody(answer, body, response));
  }
}

function headersOf(answer: ScriptedAnswer): Record<string, string> {
  const encoding = answer.claimedEncoding ?? answer.encoding ?? '';
  return {
    ...(encoding === '' ? {} : { 'content-encoding': encoding }),
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
    ...(answer.lastModified === undefined ? {} : { 'last-modified': answer.lastModified }),
    ...(answer.location === undefined ? {} : { location: answer.location }),
    ...answer.headers,
  };
}

/** If-None-Match counts, and If-Modified-Since only without it. Source: RFC 9110, 13.2.2. */
function isUnchanged(
  { conditions = 'kept', etag, lastModified }: ScriptedAnswer,
  headers: IncomingHttpHeaders,
): boolean {
  if (conditions !== 'kept') return conditions === 'always 304';
  const known = headers['if-none-match'];
  if (known !== undefined && etag !== undefined) return known === etag;
  return lastModified !== undefined && headers['if-modified-since'] === lastModified;
}

function sendBody({ cutAfterBytes }: ScriptedAnswer, body: Buffer, response: ServerResponse): void {
  if (cutAfterBytes === undefined) return void response.end(body);
  response.write(body.subarray(0, cutAfterBytes), () => response.socket?.destroySoon());
}
