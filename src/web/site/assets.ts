import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const types = {
  'site.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

interface Asset {
  type: string;
  body: Buffer;
  print: string;
}

const read = new Map<string, Asset>();

/** A file that belongs to the page; null: there is none of this name. */
export function assetNamed(name: string): Asset | null {
  if (!Object.hasOwn(types, name)) return null;
  const known = read.get(name);
  if (known !== undefined) return known;
  const body = readFileSync(new URL(`assets/${name}`, import.meta.url));
  const print = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  const asset = { type: types[name as keyof typeof types], body, print }; // it is one of them
  read.set(name, asset);
  return asset;
}

/** With a print of the file, so that a browser keeps it for good and takes a new one at once. */
export function assetPath(name: string): string {
  return `/assets/${assetNamed(name)?.print ?? ''}/${name}`;
}
