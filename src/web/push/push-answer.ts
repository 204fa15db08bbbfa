import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArticlePost } from '../../store/sources/pushed-posts.ts';

/** What a program is answered. */
export interface PushAnswer {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** When a program that came at a bad moment should try again, seconds. */
const busyS = '1';
const awayS = '5';

export function errorOf(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): PushAnswer {
  return { status, body: { error }, headers };
}

/** The same for every request of somebody whom we do not know, whatever it asks for. */
export const unknownSender = errorOf(
  401,
  'A token of PUSH_TOKENS is needed: Authorization: Bearer <token>, or a signature made with it that is not older than five minutes.',
  { 'www-authenticate': 'Bearer realm="khabarshy"' },
);

export const tooMuch = errorOf(413, 'The body is larger than 1 MB. Send the articles in several requests.');

export const packed = errorOf(422, 'The body is packed, as Content-Encoding says. Send it unpacked.');

export const tooBusy = errorOf(429, 'Too many requests at once. Send this one again.', {
  'retry-after': busyS,
});

export const away = errorOf(503, 'The database does not answer now. Send this request again.', {
  'retry-after': awayS,
});

export const ending = errorOf(503, 'The program ends or starts anew. Send this request again.', {
  'retry-after': awayS,
});

export const noSuchArticle = errorOf(404, 'There is no article with this id.');

export const noSuchSource = errorOf(404, 'There is no source with this name.');

/** One of the posts of an article, in the names of the view `article_posts`. */
export function postAnswer({ channel, link, reason, sentAt, state }: ArticlePost): object {
  return { channel, state, link, reason, sent_at: sentAt?.toISOString() ?? null };
}

export function sendAnswer(
  response: ServerResponse,
  { body, headers = {}, status }: PushAnswer,
  server: string,
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    server,
    ...headers,
  });
  response.end(text);
}

/** What a client may go on sending after its answer: it would not read the answer otherwise. */
const mostRestBytes = 4_000_000;
const restMs = 2_000;

/** Lets a client that is not listened to any more end its request, for a while. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => void request.destroy(), restMs).unref();
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostRestBytes) request.destroy();
  });
  request.on('error', () => undefined);
  request.on('close', () => clearTimeout(timer));
  request.resume();
}
