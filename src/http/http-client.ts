import { createHash } from 'node:crypto';
import type { Proxies } from '../config/proxy-settings.ts';
import { decode, acceptedEncodings } from './decoding.ts';
import { failed, retryAfterMs, type Fetched, type FetchFailure, type Validators } from './answer.ts';
import { Cookies } from './cookies.ts';
import { askOnce, usualLimits, WholeTimeout, type HopAnswer, type Limits } from './hop.ts';
import { publicLookup } from './pinned-lookup.ts';
import { portOf } from './allowed-hosts.ts';
import { Routes, type OutgoingRequest } from './routes.ts';
import { judge, placeOf, type Target, type Trust } from './target.ts';

export interface FetchOptions extends Trust {
  /** Of the last document that was read whole from there; null or absent: none. */
  validators?: Validators | null;
  /** They may hold secrets, so they go to the host of the first address only. */
  headers?: Readonly<Record<string, string>>;
  limits?: Partial<Limits>;
  /** Certificates that are trusted for this fetch, in place of the usual ones. */
  ca?: string;
  signal?: AbortSignal;
}

/** After this long without a request a connection is closed. */
const idleMs = 20_000;

/**
 * The one way to addresses that are not Telegram's. Whatever a site does is a value of `Fetched`. An address that
 * somebody else wrote never leads into a private network: neither itself, nor by its name, nor by a redirect.
 */
export class HttpClient {
  readonly #userAgent: string;
  readonly #now: () => Date;
  /** Connections to allowed hosts are kept apart: nothing else may use them. */
  readonly #routes: { public: Routes; allowed: Routes };

  constructor({ proxies, userAgent, now }: { proxies: Proxies; userAgent: string; now?: () => Date }) {
    const options = { idleMs, connectMs: usualLimits.connectMs };
    this.#userAgent = userAgent;
    this.#now = now ?? (() => new Date());
    this.#routes = { public: new Routes(proxies, options), allowed: new Routes(proxies, options) };
  }

  async fetch(address: string, options: FetchOptions): Promise<Fetched> {
    const limits = { ...usualLimits, ...options.limits };
    const first = judge(address, options, []);
    if ('kind' in first) return first;
    const ending = new AbortController();
    const late = setTimeout(() => ending.abort(new WholeTimeout(limits.wholeMs)), limits.wholeMs);
    const signal = AbortSignal.any([
      ending.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ]);
    try {
      return await this.#follow(first, options, limits, signal);
    } finally {
      clearTimeout(late);
    }
  }

  async #follow(first: Target, options: FetchOptions, limits: Limits, signal: AbortSignal): Promise<Fetched> {
    const cookies = new Cookies();
    let target = first;
    let isMovedForGood = true;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#ask(target, first, options, cookies, limits, signal);
      if ('kind' in answer) return answer;
      cookies.take(target.url.host, answer.cookies);
      if (!isRedirect(answer)) {
        const movedTo = isMovedForGood && redirects > 0 ? target.url.href : null;
        return this.#conclude(answer, target.url, movedTo, options, limits);
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
    signal: AbortSignal,
  ): Promise<HopAnswer | FetchFailure> {
    const routes = isAllowed ? this.#routes.allowed : this.#routes.public;
    const wanted: OutgoingRequest = {
      method: 'GET',
      headers: {
        accept: '*/*',
        'accept-encoding': acceptedEncodings,
        'user-agent': this.#userAgent,
        ...conditionsOf(options.validators ?? null, this.#now()),
        ...cookies.headerFor(url.host),
        ...(isSameSite(url, first.url) ? { ...userOf(first.url), ...lowerCase(options.headers ?? {}) } : {}),
      },
      ...(isAllowed ? {} : { lookup: publicLookup }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    };
    for (;;) {
      const request = routes.request(withoutUser(url), wanted);
      const answer = await askOnce(request, placeOf(url), limits, signal);
      const isStale = 'kind' in answer && answer.because === 'broken' && request.reusedSocket;
      if (!isStale) return answer;
    }
  }

  async #conclude(
    answer: HopAnswer,
    url: URL,
    movedTo: string | null,
    options: FetchOptions,
    limits: Limits,
  ): Promise<Fetched> {
    const { status, headers } = answer;
    if (status === 304 && hasConditions(options.validators)) return { kind: 'unchanged', headers };
    if (status < 200 || status > 299 || status === 206) {
      const waitMs = retryAfterMs(headers['retry-after'], this.#now());
      const reason = `${placeOf(url)} answered ${status}`;
      return { kind: 'answered', status, retryAfterMs: waitMs, headers, reason };
    }
    const decoded = await decode(answer.body, headers['content-encoding'] ?? '', limits.mostBytes);
    if (!('body' in decoded)) {
      const what = decoded.because === 'broken' ? 'cannot be decompressed' : 'is too large';
      return failed(decoded.because, `the answer of ${placeOf(url)} ${what}`);
    }
    const { body } = decoded;
    return {
      kind: 'read',
      status,
      url: withoutUser(url).href,
      movedTo,
      body,
      hash: createHash('sha256').update(body).digest('hex'),
      contentType: headers['content-type'] ?? null,
      validators: { etag: headers['etag'] ?? null, lastModified: headers['last-modified'] ?? null },
      headers,
    };
  }
}

function isRedirect({ status, headers }: HopAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers['location'] !== undefined;
}

/** What a site writes into a redirect is never trusted as the settings are. */
function nextTarget(
  { headers }: HopAnswer,
  from: Target,
  first: Target,
  { allowed, isConfigured }: FetchOptions,
): Target | FetchFailure {
  const place = placeOf(from.url);
  // Node reads headers as Latin-1; a name in Kazakh or Russian comes as UTF-8.
  const location = Buffer.from(headers['location'] ?? '', 'latin1').toString('utf8');
  const url = URL.parse(location, from.url.href);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return failed('redirects', `${place} redirects to something that is no address`);
  }
  if (from.url.protocol === 'https:' && url.protocol === 'http:') {
    return failed('redirects', `${place} redirects from https to http`);
  }
  // A relative address has no user of its own; the URL class does not take over that of the base either.
  return judge(url, { allowed, isConfigured: false }, isConfigured ? [portOf(first.url)] : []);
}

/** The same host and port, or the same host that moved from http to https. */
function isSameSite(url: URL, first: URL): boolean {
  if (url.protocol === first.protocol) return url.host === first.host;
  return url.protocol === 'https:' && url.hostname === first.hostname && url.port === '' && first.port === '';
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
