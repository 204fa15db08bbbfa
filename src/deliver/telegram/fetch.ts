import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ReadableStream } from 'node:stream/web';
import type { Proxies } from '../../config/proxy-settings.ts';
import { Routes } from '../../http/routes.ts';
import type { BotMeasures } from '../../measures.ts';
import { departureCheck } from './departure.ts';
import { CutOff, NeverLeft, TooLate, writeUpload } from './upload.ts';

export { CutOff, NeverLeft, TooLate };

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
export function createFetch(
  proxies: Proxies,
  { measures = notMeasured, silenceMs = usualSilenceMs }: FetchOptions = {},
): Fetch {
  const routes = telegramRoutes(proxies);
  return async (url, options) => {
    const method = url.slice(url.lastIndexOf('/') + 1);
    let answer: Envelope;
    try {
      answer = envelopeOf(await exchange(routes, new URL(url), options, silenceMs));
    } catch (error) {
      measures.request(method, null, 0);
      throw error;
    }
    measures.request(method, answer.ok ? 200 : answer.error_code, retryAfterOf(answer));
    return { json: () => Promise.resolve(answer) };
  };
}

interface FetchOptions {
  measures?: RequestMeasures;
  /** An upload of which nothing is taken for so long is given up. */
  silenceMs?: number;
}

const usualSilenceMs = 60_000;

/** Who wants to know of each request. */
type RequestMeasures = Pick<BotMeasures, 'request'>;

const notMeasured: RequestMeasures = { request: () => undefined };

/** Seconds; 0: Telegram does not ask us to wait. */
function retryAfterOf(answer: Envelope): number {
  const { parameters } = answer.ok ? {} : answer;
  if (typeof parameters !== 'object' || parameters === null || !('retry_after' in parameters)) return 0;
  const { retry_after: seconds } = parameters;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : 0;
}

/** The ways to Telegram. */
export function telegramRoutes(proxies: Proxies): Routes {
  return new Routes(proxies, { idleMs, connectMs });
}

/** An answer as it came, whoever gave it. */
interface Raw {
  status: number;
  body: Buffer;
  /** The header `Retry-After`; absent: there is none. */
  retryAfter?: string | undefined;
}

function exchange(
  routes: Routes,
  url: URL,
  { method = 'GET', headers = {}, body, signal }: Options,
  silenceMs: number,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
    const request = routes.request(url, { method, headers: { ...headers, ...length } });
    const abort = () => void request.destroy(new Error('the request was given up'));
    const mayLeave = departureCheck();
    let left: 'nothing' | 'a part' | 'all' = 'nothing';
    const leave = () => {
      if (request.destroyed) return;
      if (!mayLeave()) return void request.destroy(new TooLate('it was too late for the request'));
      if (body === undefined || typeof body === 'string') {
        left = 'all';
        request.end(body);
        return;
      }
      left = 'a part';
      const onLast = () => (left = 'all');
      writeUpload(body, request, { mayLeave, silenceMs, onLast }).catch((error: unknown) =>
        request.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    };
    whenConnected(request, routes.isEncrypted(url) ? 'secureConnect' : 'connect', leave);
    let isAnswered = false;
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', abort);
      const isKnown = left === 'all' || error instanceof NeverLeft || error instanceof CutOff;
      if (isKnown) return reject(error);
      const isCutOff = left === 'a part' && signal?.aborted !== true;
      reject(new (isCutOff ? CutOff : NeverLeft)(error.message, { cause: error }));
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
        .then((answer) => {
          // It answers before it has read everything, and reads no more.
          if (left === 'a part') request.destroy();
          return left === 'a part' && answer.status >= 500 ? cutOffBy(answer) : answer;
        })
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

function cutOffBy({ status }: Raw): never {
  throw new CutOff(`HTTP ${status} in the middle of an upload`);
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
      const { headers, statusCode: status = 0 } = response;
      if (response.complete)
        resolve({ status, body: Buffer.concat(chunks), retryAfter: headers['retry-after'] });
      else reject(new Error('the answer broke off'));
    });
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer broke off')));
  });
}

/** Telegram's answer, of which no more is known than this. */
type Envelope = { ok: true } | { ok: false; error_code: number; description: string; parameters?: unknown };

/** Source: https://core.telegram.org/bots/api#making-requests */
function envelopeOf({ body, retryAfter, status }: Raw): Envelope {
  // A server, or a proxy before it, that finds a request too large has not read it. Its answer may be no envelope.
  if (status === 413) return tooLarge;
  const answer = parse(body);
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) {
    if (answer.ok === true) return { ...answer, ok: true };
    if (answer.ok === false && 'error_code' in answer && typeof answer.error_code === 'number') {
      return {
        ...answer,
        ok: false,
        error_code: answer.error_code,
        description:
          'description' in answer && typeof answer.description === 'string'
            ? answer.description
            : `error ${answer.error_code} without words`,
      };
    }
  }
  // A server or a proxy before Telegram limits us, and has passed nothing on. It may say it in its own way.
  if (status === 429) return tooMany(retryAfter);
  const what = answer === undefined ? 'no JSON' : "not one of Telegram's";
  throw new Error(`the answer is ${what} (HTTP ${status}, ${body.length} bytes)`);
}

const tooLarge = { ok: false, error_code: 413, description: 'Request Entity Too Large' } as const;

function tooMany(retryAfter: string | undefined): Envelope {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? { retry_after: Number(retryAfter) } : {};
  return { ok: false, error_code: 429, description: 'Too Many Requests', parameters: seconds };
}

/** @returns undefined if it is no JSON */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
