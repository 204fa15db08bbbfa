import { createHash } from 'node:crypto';
import type { Proxies } from '../config/proxy-settings.ts';
import { decode, acceptedEncodings } from './decoding.ts';
import {
  failed,
  retryAfterMs,
  type Downloaded,
  type Fetched,
  type FetchFailure,
  type Validators,
} from './answer.ts';
import { Cookies } from './cookies.ts';
import { askOnce, usualLimits, WholeTimeout, type HopAnswer, type Limits, type Sink } from './hop.ts';
import { publicLookup } from './pinned-lookup.ts';
import { isRedirect, isSameSite, nextTarget } from './redirects.ts';
import { Routes, type OutgoingRequest } from './routes.ts';
import { judge, placeOf, type Target, type Trust } from './target.ts';

export interface FetchOptions extends Trust {
  /** Of the last document that was read whole from there; null or absent: none. */
  validators?: Validators | null;
  /** They may hold secrets, so they go to the host of the first address only. */
  headers?: Readonly<Record<string, string>>;
  /** Fields of a form, which is sent (POST). Then no redirect is followed. */
  form?: Readonly<Record<string, string>>;
  limits?: Partial<Limits>;
  /** Certificates that are trusted for this fetch, in place of the usual ones. */
  ca?: string;
  /** Its host is asked again within seconds, so its connection is worth the memory for longer. */
  isAskedOften?: boolean;
  signal?: AbortSignal;
}

/**
 * After this long without a request a connection is closed. Thousands of hosts that are asked every few minutes would
 * otherwise keep hundreds of connections, which take tens of megabytes with TLS.
 */
const idleMs = { often: 20_000, seldom: 4_000 };

/**
 * The one way to addresses that are not Telegram's. Whatever a site does is a value of `Fetched`. An address that
 * somebody else wrote never leads into a private network: neither itself, nor by its name, nor by a redirect.
 */
export class HttpClient {
  readonly #userAgent: string;
  readonly #now: () => Date;
  /** Connections to allowed hosts are kept apart: nothing else may use them. */
  readonly #routes: Readonly<Record<'public' | 'allowed', Record<keyof typeof idleMs, Routes>>>;

  constructor({ proxies, userAgent, now }: { proxies: Proxies; userAgent: string; now?: () => Date }) {
    const { connectMs } = usualLimits;
    const routes = () => ({
      often: new Routes(proxies, { idleMs: idleMs.often, connectMs }),
      seldom: new Routes(proxies, { idleMs: idleMs.seldom, connectMs }),
    });
    this.#userAgent = userAgent;
    this.#now = now ?? (() => new Date());
    this.#routes = { public: routes(), allowed: routes() };
  }

  async fetch(address: string, options: FetchOptions): Promise<Fetched> {
    const limits = { ...usualLimits, ...options.limits };
    const reached = await this.#reach(address, options, limits, null);
    return 'kind' in reached ? reached : this.#conclude(reached, options, limits);
  }

  /** Fetches what is too large for the memory. After a failure the sink may hold a part of it. */
  async download(
    address: string,
    options: Omit<FetchOptions, 'form' | 'validators'>,
    sink: Sink,
  ): Promise<Downloaded> {
    const limits = { ...usualLimits, ...options.limits, keepsBeginning: false };
    const reached = await this.#reach(address, options, limits, sink);
    if ('kind' in reached) return reached;
    const { answer, url } = reached;
    if (!isWhole(answer)) return this.#answered(answer, url);
    const { 'content-encoding': encoding = 'identity', 'content-type': contentType = null } = answer.headers;
    // We asked for none.
    if (encoding !== 'identity') return failed('broken', `the answer of ${placeOf(url)} is compressed`);
    return { kind: 'saved', contentType };
  }

  async #reach(
    address: string,
    options: FetchOptions,
    limits: Limits,
    sink: Sink | null,
  ): Promise<Reached | FetchFailure> {
    const first = judge(address, options, []);
    if ('kind' in first) return first;
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(new WholeTimeout(limits.wholeMs)), limits.wholeMs);
    // `AbortSignal.any` leaves something in the caller's signal, which may live as long as the program.
    const giveUp = () => ending.abort();
    options.signal?.addEventListener('abort', giveUp);
    if (options.signal?.aborted === true) giveUp();
    try {
      return await this.#follow(first, options, limits, sink, ending.signal);
    } finally {
      clearTimeout(late);
      options.signal?.removeEventListener('abort', giveUp);
    }
  }

  async #follow(
    first: Target,
    options: FetchOptions,
    limits: Limits,
    sink: Sink | null,
    signal: AbortSignal,
  ): Promise<Reached | FetchFailure> {
    const cookies = new Cookies();
    let target = first;
    let isMovedForGood = true;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#ask(target, first, options, cookies, limits, sink, signal);
      if ('kind' in answer) return answer;
      cookies.take(target.url.host, answer.cookies);
      if (!isRedirect(answer) || options.form !== undefined) {
        const movedTo = isMovedForGood && redirects > 0 ? target.url.href : null;
        return { answer, url: target.url, movedTo };
      }
      if (redirects === limits.mostRedirects) {
        return failed(
          'redirects',
          `${placeOf(target.url)} redirects more than ${limits.mostRedirects} times`,
        );
      }
      const next = nextTarget(answer, target, first, options);
      if ('kind' in next) return next;
      isMovedForGood &&= answer.status === 301 || answer.status === 308;
      target = next;
    }
  }

  /** A server may close a kept connection in the moment in which we use it; then the request is made once more. */
  async #ask(
    { url, isAllowed }: Target,
    first: Target,
    options: FetchOptions,
    cookies: Cookies,
    limits: Limits,
    sink: Sink | null,
    signal: AbortSignal,
  ): Promise<HopAnswer | FetchFailure> {
    const routes =
      this.#routes[isAllowed ? 'allowed' : 'public'][options.isAskedOften === true ? 'often' : 'seldom'];
    const form = options.form === undefined ? null : new URLSearchParams(options.form).toString();
    const wanted: OutgoingRequest = {
      method: form === null ? 'GET' : 'POST',
      headers: {
        accept: '*/*',
        'accept-encoding': sink === null ? acceptedEncodings : 'identity',
        'user-agent': this.#userAgent,
        ...conditionsOf(options.validators ?? null, this.#now()),
        ...(form === null
          ? {}
          : {
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': String(Buffer.byteLength(form)),
            }),
        ...cookies.headerFor(url.host),
        ...(isSameSite(url, first.url) ? { ...userOf(first.url), ...lowerCase(options.headers ?? {}) } : {}),
      },
      ...(isAllowed ? {} : { lookup: publicLookup }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    };
    for (;;) {
      const request = routes.request(withoutUser(url), wanted);
      const answer = await askOnce(request, placeOf(url), limits, signal, { body: form, sink });
      const isStale = 'kind' in answer && answer.because === 'broken' && request.reusedSocket;
      if (!isStale) return answer;
    }
  }

  #answered({ headers, status }: HopAnswer, url: URL): Extract<Fetched, { kind: 'answered' }> {
    const waitMs = retryAfterMs(headers['retry-after'], this.#now());
    const reason = `${placeOf(url)} answered ${status}`;
    return { kind: 'answered', status, retryAfterMs: waitMs, headers, reason };
  }

  async #conclude(
    { answer, movedTo, url }: Reached,
    options: FetchOptions,
    limits: Limits,
  ): Promise<Fetched> {
    const { status, headers } = answer;
    if (status === 304 && hasConditions(options.validators)) return { kind: 'unchanged', movedTo, headers };
    if (!isWhole(answer)) return this.#answered(answer, url);
    const { keepsBeginning, mostBytes } = limits;
    const decoded = await decode(answer.body, headers['content-encoding'] ?? '', {
      isCut: answer.isCut,
      keepsBeginning,
      mostBytes,
    });
    if (!('body' in decoded)) {
      const what = decoded.because === 'broken' ? 'cannot be decompressed' : 'is too large';
      return failed(decoded.because, `the answer of ${placeOf(url)} ${what}`);
    }
    const { body, isCut } = decoded;
    return {
      kind: 'read',
      status,
      url: withoutUser(url).href,
      movedTo,
      body,
      isCut,
      hash: createHash('sha256').update(body).digest('hex'),
      contentType: headers['content-type'] ?? null,
      validators: { etag: headers['etag'] ?? null, lastModified: headers['last-modified'] ?? null },
      headers,
    };
  }
}

/** The last answer, after all redirects. */
interface Reached {
  answer: HopAnswer;
  url: URL;
  /** See `Document`. */
  movedTo: string | null;
}

function isWhole({ status }: HopAnswer): boolean {
  return status >= 200 && status <= 299 && status !== 206;
}

function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function userOf({ username, password }: URL): { authorization?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function hasConditions(validators: Validators | null | undefined): boolean {
  return validators != null && (validators.etag !== null || validators.lastModified !== null);
}

/** Both are sent, word for word. A date in the future would be answered with 304 for ever. */
function conditionsOf(validators: Validators | null, now: Date): Record<string, string> {
  const { etag = null, lastModified = null } = validators ?? {};
  const isFuture = lastModified !== null && Date.parse(lastModified) > now.getTime();
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null || isFuture ? {} : { 'if-modified-since': lastModified }),
  };
}
