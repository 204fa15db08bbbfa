import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDatabaseAway } from '../../store/engines/failures.ts';
import { schemeOf, senderBySignature, senderByToken, type Sender } from './authentication.ts';
import { openApi } from './openapi.ts';
import {
  away,
  packed,
  discardRest,
  ending,
  errorOf,
  noSuchArticle,
  noSuchSource,
  sendAnswer,
  tooBusy,
  tooMuch,
  unknownSender,
  type PushAnswer,
} from './push-answer.ts';
import { answerArticles, answerOneArticle } from './push-articles.ts';
import type { PushParts, PushRequest } from './push-request.ts';
import { RequestBodies } from './request-body.ts';

/** Requests that wait for the database at a time. More are told to come again. */
const mostWaiting = 64;

/** A database that does not answer for so long is away, milliseconds. */
const patienceMs = 5_000;

const ownPaths = /^\/(?:articles(?:\/.*)?|sources\/.*|openapi\.json)$/u;

/** Lets programs push articles. Whoever has no token learns nothing, not even whether an article is known. */
export class PushApi {
  readonly #parts: PushParts;
  readonly #bodies = new RequestBodies();
  #inFlight = 0;
  #isEnding = false;

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  /** Whether it answers requests to this path. */
  owns(path: string): boolean {
    return ownPaths.test(tidyPath(path));
  }

  /** Somebody connects, and may want to push. */
  noteNewcomer(): void {
    this.#parts.pushes.noteNewcomer();
  }

  /** Answers a request. It never throws. `server`: the name of the program. */
  async answer(request: IncomingMessage, response: ServerResponse, server: string): Promise<void> {
    const answer = await this.#answerTo(request).catch((error: unknown) => this.#failed(error));
    if (answer === null || response.destroyed) return;
    sendAnswer(response, answer, server);
    discardRest(request);
  }

  /** Takes nothing any more, and resolves when everything that was taken is committed. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#parts.pushes.settled();
  }

  /** null: the client went away. */
  async #answerTo(request: IncomingMessage): Promise<PushAnswer | null> {
    const { method = 'GET', url = '/' } = request;
    const [written = '/', query = ''] = url.split('?', 2);
    const path = tidyPath(written);
    if (path === '/openapi.json' && (method === 'GET' || method === 'HEAD'))
      return { status: 200, body: openApi(this.#parts.publicUrl) };
    const known = await this.#senderOf(request);
    if (known === null || 'status' in known) return known;
    const { body, sender } = known;
    const { name, right } = sender.token;
    const asked: PushRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      body,
      pusher: { name, isDrafting: right === 'draft' },
      webhook: sender.webhook,
      contentType: request.headers['content-type'] ?? '',
    };
    return this.#inTime(asked);
  }

  /** Who sends the request, and its body; or the answer where that is not known. */
  async #senderOf(request: IncomingMessage): Promise<{ sender: Sender; body: Buffer } | PushAnswer | null> {
    const { clock, tokens } = this.#parts;
    const { headers } = request;
    const scheme = schemeOf(headers);
    if (scheme === null) return unknownSender;
    const trusted = scheme === 'bearer' ? senderByToken(headers, tokens) : null;
    if (scheme === 'bearer' && trusted === null) return unknownSender;
    const reading = await this.#bodies.read(request, trusted !== null);
    if (reading.kind === 'broken') return null;
    if (reading.kind === 'busy') return tooBusy;
    // An outsider is not told the limit either.
    if (reading.kind === 'too large') return trusted === null ? unknownSender : tooMuch;
    const { bytes: body } = reading;
    if (trusted !== null && isPacked(headers)) return packed;
    const sender =
      scheme === 'bearer' ? trusted : senderBySignature(scheme, headers, body, tokens, clock.now());
    return sender === null ? unknownSender : { sender, body };
  }

  /** More requests than the database takes are told to come again, before they cost memory. */
  async #inTime(asked: PushRequest): Promise<PushAnswer> {
    if (this.#isEnding) return ending;
    if (this.#inFlight >= mostWaiting) return tooBusy;
    this.#inFlight += 1;
    const answered = new AbortController();
    const late = this.#parts.clock.wait(patienceMs, answered.signal).then(() => away);
    const work = this.#route(asked).finally(() => {
      this.#inFlight -= 1;
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      answered.abort();
      // It may fail after its answer was given.
      work.catch(() => undefined);
    }
  }

  async #route(asked: PushRequest): Promise<PushAnswer> {
    const { path } = asked;
    if (path === '/articles') return answerArticles(asked, this.#parts);
    if (path.startsWith('/articles/')) {
      const id = decoded(path.slice('/articles/'.length));
      return id === null ? noSuchArticle : answerOneArticle(id, asked, this.#parts);
    }
    const [, name] = /^\/sources\/([^/]+)\/poll$/u.exec(path) ?? [];
    return name === undefined ? errorOf(404, 'There is nothing here.') : this.#poll(asked, name);
  }

  /** A thin ping: a CMS says only that something is new, and the source is asked what it is. */
  async #poll({ method }: PushRequest, written: string): Promise<PushAnswer> {
    const { events, sources, states } = this.#parts;
    if (method !== 'POST') return errorOf(405, 'Only POST is answered here.', { allow: 'POST' });
    const name = decoded(written);
    const source = sources.find((each) => each.name === name);
    if (source === undefined) return noSuchSource;
    const state = await states.find(source.name);
    if (state?.pausedAt != null) return { status: 200, body: { source: source.name, result: 'paused' } };
    await states.askNow(source.name);
    events.announce({ kind: 'sources changed' });
    return { status: 202, body: { source: source.name, result: 'asked' } };
  }

  #failed(error: unknown): PushAnswer {
    if (isDatabaseAway(error)) return away;
    this.#parts.log.error({ error }, 'a push failed');
    return errorOf(500, 'The program made a mistake. Its log says more.');
  }
}

function isPacked({ 'content-encoding': encoding = 'identity' }: IncomingMessage['headers']): boolean {
  return encoding !== '' && encoding !== 'identity';
}

/** Programs join addresses: `https://news.example/` and `/articles`, or `/articles` and nothing behind a slash. */
function tidyPath(path: string): string {
  return path.replace(/^\/{2,}/u, '/').replace(/^\/articles\/$/u, '/articles');
}

/** null: it is not percent-encoded as it should be. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
