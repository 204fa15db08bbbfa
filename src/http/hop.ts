import type { ClientRequest, IncomingMessage } from 'node:http';
import { failed, type FetchFailure } from './answer.ts';
import { PrivateAddress } from './pinned-lookup.ts';

/** Limits of one fetch. */
export interface Limits {
  /** Finding the address, connecting, and TLS. */
  connectMs: number;
  /** From then on until the headers of the answer. */
  headersMs: number;
  /** The whole fetch, with all its redirects. */
  wholeMs: number;
  /** After this long a body has to come at 1 kB a second at least. */
  slowAfterMs: number;
  /** Of the body, as it comes and after decompression. */
  mostBytes: number;
  mostRedirects: number;
  /** A larger body is cut at the limit, instead of a failure. */
  keepsBeginning: boolean;
}

export const usualLimits: Limits = {
  connectMs: 10_000,
  headersMs: 15_000,
  wholeMs: 30_000,
  slowAfterMs: 10_000,
  mostBytes: 10 * 1_048_576,
  mostRedirects: 5,
  keepsBeginning: false,
};

const leastBytesPerSecond = 1024;

/** Takes a body that is too large for the memory, piece by piece. */
export interface Sink {
  /** A body begins, perhaps for the second time. */
  begin: () => void;
  /** Resolves when the next piece may come. */
  write: (chunk: Buffer) => Promise<unknown>;
}

/** One answer of a server, with its body as it came. */
export interface HopAnswer {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  /** Empty if a sink took it. */
  body: Buffer;
  /** There was more of it than the limit allows. */
  isCut: boolean;
}

/** What was read of a body. */
interface Body {
  bytes: Buffer;
  isCut: boolean;
}

/** Ends a request, with a reason that the caller can tell from an error of Node's. */
class Ended extends Error {
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

/** Sends a request and reads its answer. Only the body of a success is taken. */
export function askOnce(
  request: ClientRequest,
  place: string,
  limits: Limits,
  signal: AbortSignal,
  { body = null, sink = null }: { body?: string | null; sink?: Sink | null } = {},
): Promise<HopAnswer | FetchFailure> {
  return new Promise((resolve) => {
    const end = (failure: FetchFailure) => void request.destroy(new Ended(failure));
    const timer = new Deadline(end);
    const abort = () => end(abortReason(signal, place));
    const settle = (result: HopAnswer | FetchFailure) => {
      timer.stop();
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    timer.set(limits.connectMs, `no connection to ${place} within ${limits.connectMs} ms`);
    request.on('socket', (socket) => {
      const waitForHeaders = () =>
        timer.set(limits.headersMs, `no answer from ${place} within ${limits.headersMs} ms`);
      if (request.reusedSocket || !socket.connecting) return waitForHeaders();
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', waitForHeaders);
    });
    let isAnswered = false;
    request.on('error', (error) => settle(failureOf(error, place)));
    request.on('close', () => {
      if (!isAnswered) settle(failed('broken', `${place} closed the connection without an answer`));
    });
    request.on('response', (response) => {
      isAnswered = true;
      timer.stop();
      const status = response.statusCode ?? 0;
      const answer = { status, headers: headersOf(response), cookies: response.headers['set-cookie'] ?? [] };
      if (status < 200 || status > 299) {
        settle({ ...answer, body: Buffer.alloc(0), isCut: false });
        // It has no body, so the connection serves the next look at this source.
        if (status === 304) return void response.resume();
        return void request.destroy();
      }
      readBody(response, place, limits, sink, (read) => {
        settle('bytes' in read ? { ...answer, body: read.bytes, isCut: read.isCut } : read);
        if (!('bytes' in read) || read.isCut) request.destroy();
      });
    });
    request.end(body ?? undefined);
  });
}

/** One timer for what is waited for now. */
class Deadline {
  readonly #end: (failure: FetchFailure) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(end: (failure: FetchFailure) => void) {
    this.#end = end;
  }

  set(ms: number, reason: string): void {
    this.stop();
    this.#timer = setTimeout(() => this.#end(failed('timeout', reason)), ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Calls `done` once, with the body or the reason why there is none. */
function readBody(
  response: IncomingMessage,
  place: string,
  { keepsBeginning, mostBytes, slowAfterMs }: Limits,
  sink: Sink | null,
  done: (result: Body | FetchFailure) => void,
): void {
  const tooLarge = failed('too large', `the answer of ${place} is larger than ${mostBytes} bytes`);
  if (!keepsBeginning && Number(response.headers['content-length'] ?? 0) > mostBytes) return done(tooLarge);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const settle = (result: Body | FetchFailure) => {
    clearInterval(pace);
    if (!isDone) done(result);
    isDone = true;
  };
  const startedAtMs = performance.now();
  const pace = setInterval(
    () => {
      const ms = performance.now() - startedAtMs;
      if (ms < slowAfterMs || bytes >= (ms / 1000) * leastBytesPerSecond) return;
      settle(failed('timeout', `the answer of ${place} comes slower than 1 kB a second`));
    },
    Math.min(1000, slowAfterMs),
  );
  sink?.begin();
  let writing: Promise<unknown> = Promise.resolve();
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes && sink !== null)
      writing = handOn(chunk, response, sink).catch(() => settle(unwritten));
    else if (bytes <= mostBytes) chunks.push(chunk);
    else if (keepsBeginning) settle({ bytes: Buffer.concat(chunks), isCut: true });
    else settle(tooLarge);
  });
  const brokeOff = failed('broken', `the answer of ${place} broke off`);
  // The end of a short body comes although its last piece is still being written.
  response.on('end', () => {
    const read = response.complete ? { bytes: Buffer.concat(chunks), isCut: false } : brokeOff;
    if (sink === null) settle(read);
    else void writing.then(() => settle(read));
  });
  response.on('error', (error) => settle(error instanceof Ended ? error.failure : brokeOff));
  response.on('close', () => {
    if (!response.readableEnded) settle(brokeOff);
  });
}

/** The sink knows why. */
const unwritten = failed('broken', 'what came could not be written to the disk');

/** The server waits while a piece is written, so that no more than a few of them are in the memory. */
async function handOn(chunk: Buffer, response: IncomingMessage, sink: Sink): Promise<void> {
  response.pause();
  await sink.write(chunk);
  response.resume();
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return Object.fromEntries(entries);
}

function abortReason(signal: AbortSignal, place: string): FetchFailure {
  return signal.reason instanceof WholeTimeout
    ? failed('timeout', `${place} did not answer in full within ${signal.reason.ms} ms`)
    : failed('given up', 'the request was given up');
}

/** The reason of a signal that ends a fetch whose time is over. */
export class WholeTimeout extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super('the time is over');
    this.ms = ms;
  }
}

/** A server that leaves out the certificate in between is the usual fault; browsers hide it. */
const missingCertificate = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

function failureOf(error: Error, place: string): FetchFailure {
  if (error instanceof Ended) return error.failure;
  if (error instanceof PrivateAddress) return failed('refused', `${place} is on a private network`);
  const { code = '' } = error as NodeJS.ErrnoException; // Node's own
  if (code === missingCertificate) {
    return failed('certificate', `${place} does not send the whole chain of its certificate (${code})`);
  }
  if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_(GET|VERIFY)/.test(code)) {
    return failed('certificate', `the certificate of ${place} is not trusted (${code})`);
  }
  if (/^HPE_|ECONNRESET|EPIPE|EPROTO/.test(code)) {
    return failed('broken', `${place} broke off the connection (${code})`);
  }
  return failed('unreachable', `${place} cannot be reached${code === '' ? '' : ` (${code})`}`);
}
