import { readFileSync } from 'node:fs';

/** Who we say that we are: the owner of a site must be able to let us in, or to keep us out. */
export function readUserAgent(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }; // our own file
  return `khabarshy/${version}`;
}
