import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deletedPage, feedOf, listOf, pageOf, styleSheet } from './documents.ts';
import { drawPicture } from './picture.ts';
import { siteAt, stories } from './stories.ts';

interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

const html = 'text/html; charset=utf-8';

/** Its pages load nothing but its own pictures and its style. */
const policy = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'";

const pictures = new Map<string, Buffer>();

/** The picture of a story by its path on the site; null: there is none. */
export function sitePicture(path: string): Buffer | null {
  const slug = /^\/news\/pictures\/([a-z-]+)\.png$/.exec(path)?.[1] ?? '';
  const colours = stories.find((story) => story.slug === slug)?.picture ?? null;
  if (colours === null) return null;
  const bytes = pictures.get(slug) ?? drawPicture(colours);
  pictures.set(slug, bytes);
  return bytes;
}

/**
 * Answers a request under `/news/`: a small news site with a feed, a section page, pages of articles, and pictures. News
 * appears while one watches; one article is corrected and one is deleted.
 */
export function answerFromSite(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  clock: { openedMs: number; nowMs: number },
): void {
  const base = `http://${request.headers.host ?? 'localhost'}/news/`;
  const { status, type, body } = answerTo(path, base, clock);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const isKnown = status === 200 && request.headers['if-none-match'] === etag;
  const headers = {
    'content-type': type,
    etag,
    'cache-control': 'no-cache',
    'content-security-policy': policy,
  };
  response.writeHead(isKnown ? 304 : status, headers);
  response.end(isKnown || request.method === 'HEAD' ? undefined : body);
}

function answerTo(
  path: string,
  base: string,
  { openedMs, nowMs }: { openedMs: number; nowMs: number },
): Answer {
  const state = siteAt(openedMs, nowMs);
  const text = (body: string, type = html, status = 200): Answer => ({
    status,
    type,
    body: Buffer.from(body),
  });
  if (path === '/news/feed.atom') return text(feedOf(state, base), 'application/atom+xml; charset=utf-8');
  if (path === '/news/' || path === '/news') return text(listOf(state));
  if (path === '/news/style.css') return text(styleSheet(), 'text/css; charset=utf-8');
  const picture = sitePicture(path);
  if (picture !== null) return { status: 200, type: 'image/png', body: picture };
  const slug = path.slice('/news/'.length);
  const shown = state.shown.find((story) => story.slug === slug);
  if (shown !== undefined) return text(pageOf(shown, base));
  const isDeleted = state.deleted.some(({ story }) => story.slug === slug);
  return isDeleted ? text(deletedPage(), html, 410) : text('Not Found\n', 'text/plain', 404);
}
