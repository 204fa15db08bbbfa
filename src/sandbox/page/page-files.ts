import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The page shows what bots send, so it may load and run only its own files. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const known = new Map<string, Buffer>();

/** Answers with a file of the page. @returns false if no file of the page has this path */
export function sendPageFile(path: string, response: ServerResponse): boolean {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const extension = /^[a-z-]+\.(html|css|js|svg)$/.exec(name)?.[1];
  const type = extension === undefined ? undefined : types[extension];
  if (type === undefined) return false;
  const bytes = known.get(name) ?? read(name);
  if (bytes === null) {
    if (name !== 'index.html') return false;
    response.writeHead(503, { 'content-type': 'text/plain' }).end('The files of the page are missing.\n');
    return true;
  }
  known.set(name, bytes);
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(bytes);
  return true;
}

function read(name: string): Buffer | null {
  try {
    return readFileSync(new URL(name, import.meta.url));
  } catch {
    return null;
  }
}
