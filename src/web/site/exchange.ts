import type { IncomingMessage, ServerResponse } from 'node:http';
import type { html } from 'hono/html';
import type { Fields } from './pressed.ts';

/** Ends a request from wherever it is thrown. */
export class Refusal extends Error {
  readonly why: 'tooLarge' | 'tooMany';

  constructor(why: 'tooLarge' | 'tooMany') {
    super(why);
    this.why = why;
  }
}

interface Cookie {
  value: string;
  /** 0: the browser forgets it. */
  maxAgeSeconds: number;
  isSecure: boolean;
}

/**
 * A request for the page, and how it is answered. These are the request and the response of Node's server themselves:
 * the ones of the web's standards would load Node's fetch, and that takes 9 MB.
 */
export class Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parts of the path that the route names. */
  params: Readonly<Record<string, string>> = {};
  readonly #cookies: string[] = [];

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    const [path = '/', ...search] = (request.url ?? '/').split('?');
    this.path = path;
    this.query = new URLSearchParams(search.join('?'));
  }

  /** HEAD counts as GET: Node leaves the body away. */
  get method(): string {
    const { method = 'GET' } = this.#request;
    return method === 'HEAD' ? 'GET' : method;
  }

  /** The path and the query, to come back to. */
  get address(): string {
    return this.#request.url ?? '/';
  }

  /** From where it comes; '': the connection is gone. */
  get remoteAddress(): string {
    return this.#request.socket.remoteAddress ?? '';
  }

  /** One that came several times is one, with commas. `name`: in small letters. */
  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  cookie(name: string): string | undefined {
    const pairs = (this.header('cookie') ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  }

  setCookie(name: string, { isSecure, maxAgeSeconds, value }: Cookie): void {
    const secure = isSecure ? ' Secure;' : '';
    const rules = `Max-Age=${maxAgeSeconds}; Path=/; HttpOnly;${secure} SameSite=Strict`;
    this.#cookies.push(`${name}=${value}; ${rules}`);
    this.setHeader('set-cookie', this.#cookies);
  }

  /** Whether the answer has begun. */
  get isAnswered(): boolean {
    return this.#response.headersSent;
  }

  setHeader(name: string, value: string | string[]): void {
    this.#response.setHeader(name, value);
  }

  /** How long the form is that comes, bytes; null: it does not say. A browser says it, and Node reads no more than that. */
  get formBytes(): number | null {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = this.#request.headers;
    return encoding === undefined ? Number(length) : null;
  }

  /** The fields of a form that was sent. */
  async fields(): Promise<Fields> {
    const pieces: Buffer[] = [];
    // A request that is not read to its end still gets its answer.
    const stream = this.#request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>; // it has no encoding
    for await (const piece of stream) pieces.push(piece);
    return Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString('utf8')));
  }

  async html(page: ReturnType<typeof html>, status = 200): Promise<void> {
    this.#send(status, 'text/html; charset=utf-8', String(await page));
  }

  text(text: string, status: number): void {
    this.#send(status, 'text/plain; charset=utf-8', text === '' ? '' : `${text}\n`);
  }

  file(body: Buffer, type: string): void {
    this.#send(200, type, body);
  }

  /** After a form: the browser asks for the page, so that to load it again sends nothing again. */
  redirect(path: string): void {
    this.setHeader('location', path);
    this.#send(303, null, '');
  }

  /** Opens a stream of server-sent events. @returns what sends one. `onEnd` is called when the browser is gone. */
  events(onEnd: () => void): (event: string, retryMs?: number) => void {
    this.setHeader('content-type', 'text/event-stream');
    // nginx would keep what is said until it has more.
    this.setHeader('x-accel-buffering', 'no');
    this.#response.once('close', onEnd);
    this.#response.writeHead(200);
    return (event, retryMs) => {
      const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`;
      this.#response.write(`event: ${event}\n${retry}data:\n\n`);
    };
  }

  #send(status: number, type: string | null, body: string | Buffer): void {
    if (type !== null) this.setHeader('content-type', type);
    this.setHeader('content-length', String(Buffer.byteLength(body)));
    this.#response.writeHead(status);
    this.#response.end(body);
  }
}

/** What answers a request. */
export type Answer = (exchange: Exchange) => void | Promise<void>;

interface Route {
  method: string;
  /** What stands between the slashes; `:name` is anything. */
  parts: readonly string[];
  answer: Answer;
}

/** Which address is answered by what. */
export class Routes {
  readonly #routes: Route[] = [];

  /** `path` as in `/channels/:name`. */
  add(method: 'GET' | 'POST', path: string, answer: Answer): void {
    this.#routes.push({ method, parts: path.split('/'), answer });
  }

  /** The answer of the first route that fits; null: none does. It notes the named parts of the path. */
  find(exchange: Exchange): Answer | null {
    const given = exchange.path.split('/');
    for (const { answer, method, parts } of this.#routes) {
      const isFitting =
        method === exchange.method &&
        parts.length === given.length &&
        parts.every((part, at) => part === given[at] || (part.startsWith(':') && given[at] !== ''));
      if (!isFitting) continue;
      const named = parts.flatMap((part, at) =>
        part.startsWith(':') ? [[part.slice(1), decoded(given[at] ?? '')] as const] : [],
      );
      exchange.params = Object.fromEntries(named);
      return answer;
    }
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
