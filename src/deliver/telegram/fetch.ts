import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Proxies } from '../../config/proxy-settings.ts';
import { Routes } from '../../http/routes.ts';
import { departureCheck } from './departure.ts';

/**
 * How grammY reaches Telegram. grammY's fetch for Node (node-fetch 2) does not notice when a connection breaks in the
 * middle of an answer: it waits for the whole timeout, and the channel waits behind it. Here every incomplete answer
 * fails at once. So we use grammY's build for the web, which brings no fetch.
 */

/** We close idle connections before Telegram does: a request into a closed connection would be unsure. */
const idleMs = 20_000;

/** The timeout of a connection: a firewall that drops packets lets us wait for ever. */
const connectMs = 15_000;

/** Limit of an answer. A hundred updates have a few megabytes; an answer without end would fill the memory. */
const mostBytes = 32 * 1024 * 1024;

const proxyRefusal = 'the proxy answered 407: it does not accept the user or the password';

/** Nothing of the request left this machine: there was no connection, or TLS did not trust the other end. */
export class NeverLeft extends Error {}

/** The request was not allowed to leave any more when its connection was open. */
export class TooLate extends NeverLeft {}

/** grammY passes a JSON text as the body, or a stream for uploads. */
interface Options {
  method?: string;
  headers?: Record<string, string>;
  body?: string | ReadableStream;
  signal?: Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;
}

/** The one method of a response that grammY uses. */
interface Answer {
  json(): Promise<unknown>;
}

/** See `createFetch`. */
export type Fetch = (url: string, options: Options) => Promise<Answer>;

/**
 * Makes a fetch that goes through these proxies. It throws NeverLeft, or the error of the request or its answer. An
 * answer that is not Telegram's throws too.
 */
export function createFetch(proxies: Proxies): Fetch {
  const routes = telegramRoutes(proxies);
  return async (url, options) => {
    const answer = envelopeOf(await exchange(routes, new URL(url), options));
    return { json: () => Promise.resolve(answer) };
  };
}

/** The ways to Telegram. */
export function telegramRoutes(proxies: Proxies): Routes {
  return new Routes(proxies, { idleMs, connectMs });
}

/** An answer as it came, whoever gave it. */
interface Raw {
  status: number;
  body: Buffer;
}

function exchange(
  routes: Routes,
  url: URL,
  { method = 'GET', headers = {}, body, signal }: Options,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
    const request = routes.request(url, { method, headers: { ...headers, ...length } });
    const abort = () => void request.destroy(new Error('the request was given up'));
    const mayLeave = departureCheck();
    let hasLeft = false;
    const leave = () => {
      if (request.destroyed) return;
      if (!mayLeave()) return void request.destroy(new TooLate('it was too late for the request'));
      hasLeft = true;
      if (body === undefined || typeof body === 'string') request.end(body);
      // If either side breaks, the other one ends too, and the request emits the error.
      else pipeline(Readable.fromWeb(body), request, () => undefined);
    };
    whenConnected(request, routes.isEncrypted(url) ? 'secureConnect' : 'connect', leave);
    let isAnswered = false;
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', abort);
      const isKnown = hasLeft || error instanceof NeverLeft;
      reject(isKnown ? error : new NeverLeft(error.message, { cause: error }));
    };
    request.on('error', fail);
    request.on('response', (response) => {
      isAnswered = true;
      // A proxy that wants to know who we are has passed nothing on.
      if (response.statusCode === 407) return void request.destroy(new NeverLeft(proxyRefusal));
      // The rest of an upload that is too large is not read any more, and the connection breaks.
      if (response.statusCode === 413) {
        resolve({ status: 413, body: Buffer.alloc(0) });
        return void request.destroy();
      }
      read(response)
        .then(resolve, reject)
        .finally(() => signal?.removeEventListener('abort', abort));
    });
    // For some answers, such as a change of protocol, Node emits nothing but `close`.
    request.on('close', () => {
      if (!isAnswered) fail(new Error('the connection was closed without an answer'));
    });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
  });
}

/**
 * Calls `leave` when the connection can be written to; with TLS, after the handshake. Nothing of the request is written
 * before, so until then nothing can have arrived, whatever the error is called.
 */
function whenConnected(
  request: ClientRequest,
  opening: 'connect' | 'secureConnect',
  leave: () => void,
): void {
  request.on('socket', (socket) => {
    if (request.reusedSocket || !socket.connecting) return leave();
    const late = setTimeout(() => void request.destroy(new Error('timeout of the connection')), connectMs);
    socket.once('close', () => clearTimeout(late));
    socket.once(opening, () => {
      clearTimeout(late);
      leave();
    });
  });
}

function read(response: IncomingMessage): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) response.destroy(new Error('the answer has no end'));
    });
    response.on('end', () => {
      if (response.complete) resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      else reject(new Error('the answer broke off'));
    });
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer broke off')));
  });
}

/** Source: https://core.telegram.org/bots/api#making-requests */
function envelopeOf({ body, status }: Raw): object {
  // A server, or a proxy before it, that finds a request too large has not read it. Its answer may be no envelope.
  if (status === 413) return { ok: false, error_code: 413, description: 'Request Entity Too Large' };
  const answer = parse(body);
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) {
    if (answer.ok === true) return answer;
    if (answer.ok === false && 'error_code' in answer && typeof answer.error_code === 'number') {
      return { ...answer, description: 'description' in answer ? String(answer.description) : '' };
    }
  }
  const what = answer === undefined ? 'no JSON' : "not one of Telegram's";
  throw new Error(`the answer is ${what} (HTTP ${status}, ${body.length} bytes)`);
}

/** @returns undefined if it is no JSON */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
