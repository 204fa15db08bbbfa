import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * How grammY reaches Telegram. The fetch that it brings for Node (node-fetch 2) does not notice when a connection
 * breaks in the middle of an answer and waits for the whole timeout, with the channel waiting behind it; here every
 * answer that is not whole fails at once. So we take grammY's build for the web, which brings none.
 */

/** Idle connections are given up before Telegram's side does it: a request into a closed one would be unsure. */
const idleMs = 20_000;

/** Not imported: an import reads all that the module exports, its WebSocket too, and that loads 30 ms and 13 MB. */
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http');

const agents = {
  'http:': new HttpAgent({ keepAlive: true, timeout: idleMs }),
  'https:': new HttpsAgent({ keepAlive: true, timeout: idleMs }),
};

/** What grammY passes: a JSON text, or a stream for uploads. */
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

/** @throws the network's own error, with its `code` and `syscall`; an answer that is no JSON throws in `json`. */
export async function fetchAnswer(url: string, options: Options): Promise<Answer> {
  const body = await exchange(new URL(url), options);
  return { json: () => Promise.resolve(parse(body)) };
}

function exchange(url: URL, { method = 'GET', headers = {}, body, signal }: Options): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const isPlain = url.protocol === 'http:';
    const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
    const send = isPlain ? httpRequest : httpsRequest;
    const agent = agents[isPlain ? 'http:' : 'https:'];
    const request = send(url, { method, agent, headers: { ...headers, ...length } });
    const abort = () => void request.destroy(new Error('the request was given up'));
    const settle = () => signal?.removeEventListener('abort', abort);
    request.on('error', (error) => {
      settle();
      reject(error);
    });
    request.on('response', (response) => {
      read(response).then(resolve, reject).finally(settle);
    });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
    if (body === undefined || typeof body === 'string') request.end(body);
    else
      Readable.fromWeb(body)
        .on('error', (error) => request.destroy(error))
        .pipe(request);
  });
}

function read(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      if (response.complete) resolve(Buffer.concat(chunks));
      else reject(new Error('the answer broke off'));
    });
    response.on('error', reject);
    response.on('close', () => reject(new Error('the answer broke off')));
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Error(`the answer is no JSON (${body.length} bytes)`);
  }
}
