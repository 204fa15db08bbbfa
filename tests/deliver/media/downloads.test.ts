import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { parseAllowedHost } from '../../../src/config/private-hosts.ts';
import { Downloads } from '../../../src/deliver/media/downloads.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { ownReasons } from '../../../src/news/reasons.ts';
import { makeFolder } from '../../stage/folder.ts';
import { mediaBytes } from '../../stage/media-bytes.ts';
import { pictureBytes, servePictures } from '../../stage/picture-bytes.ts';
import { quietLog } from '../../stage/quiet-log.ts';

const megabyte = 1_048_576;
const { signal } = new AbortController();

async function begin(answer: RequestListener, { folder = makeFolder(), mostBytes = 50 * megabyte } = {}) {
  const { host, asked } = await servePictures(answer);
  const http = new HttpClient({ proxies: noProxies, userAgent: 'test' });
  const downloads = new Downloads({
    http,
    allowed: [parseAllowedHost(host) ?? ''],
    mostBytes,
    folder,
    log: quietLog,
  });
  const at = (path: string) => `http://${host}/${path}`;
  const load = (
    kind: 'photo' | 'video' | 'animation' | 'audio' | 'document',
    path = 'file',
    most = mostBytes,
  ) => releasing(downloads.load({ kind, url: at(path) }, most, signal));
  return { asked, at, downloads, folder, host, load };
}

const give =
  (bytes: Buffer, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(200, headers).end(bytes);

async function releasing(loading: ReturnType<Downloads['load']>) {
  const loaded = await loading;
  if (!('reason' in loaded)) onTestFinished(() => loaded.release());
  return loaded;
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('a file is on the disk without a name while it is used, and can be read by several at once', async () => {
  const bytes = Buffer.concat([mediaBytes.mp4(), Buffer.alloc(3 * megabyte, 'x')]);
  const { asked, folder, load } = await begin(give(bytes));
  const [one, other] = await Promise.all([load('video'), load('video')]);
  if ('reason' in one || 'reason' in other) throw new Error('it was not loaded');
  expect(asked).toEqual(['/file']);
  expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  const read = await Promise.all([bytesOf(one.content()), bytesOf(other.content()), bytesOf(one.content())]);
  for (const each of read) expect(each.equals(bytes)).toBe(true);
  expect(one.size).toBe(bytes.length);
});

test('what a kill left in the folder is deleted', async () => {
  const { folder, load } = await begin(give(mediaBytes.mp4()));
  await load('video', 'first');
  writeFileSync(join(folder, 'uploads', 'upload-left'), 'x');
  const next = await begin(give(mediaBytes.mp4()), { folder });
  await next.load('video');
  expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
});

describe('what a file is, its bytes say', () => {
  test.each([
    ['photo', 'a', pictureBytes.jpeg(800, 600), 'picture.jpg'],
    ['video', 'clip', mediaBytes.mp4(), 'video.mp4'],
    ['video', 'clip.mp4', mediaBytes.mov(), 'video.mov'],
    ['video', 'clip', mediaBytes.webm(), 'video.webm'],
    ['animation', 'a', pictureBytes.gif(9, 9), 'animation.gif'],
    ['animation', 'a', mediaBytes.mp4(), 'animation.mp4'],
    ['audio', 'news/Шығарылым 7.mp3', mediaBytes.mp3(), 'Шығарылым 7.mp3'],
    ['audio', 'a', mediaBytes.frame(), 'a.mp3'],
    ['audio', 'a.bin', mediaBytes.m4a(), 'a.m4a'],
    ['audio', '', mediaBytes.ogg(), 'audio.ogg'],
    ['document', 'files/Есеп%202026.pdf?v=2', mediaBytes.pdf(), 'Есеп 2026.pdf'],
    ['document', 'a.docx', Buffer.from('PK'), 'a.docx'],
    ['document', '', Buffer.from('PK'), 'document'],
  ] as const)('%s %s', async (kind, path, bytes, name) => {
    const { load } = await begin(give(bytes));
    expect(await load(kind, path)).toMatchObject({ name, size: bytes.length });
  });

  test.each([
    ['photo', Buffer.from('<svg/>'.repeat(30)), ownReasons.pictureUnknown],
    ['photo', pictureBytes.png(9_000, 1_001), ownReasons.pictureTooWide],
    ['video', Buffer.from(' <!DOCTYPE html><title>Player</title>'), ownReasons.fileIsPage],
    ['document', Buffer.from('<html><body>Log in</body></html>'), ownReasons.fileIsPage],
    ['document', Buffer.alloc(0), ownReasons.fileIsPage],
    ['video', mediaBytes.mp3(), ownReasons.fileUnknown],
    ['audio', pictureBytes.jpeg(8, 8).fill(0, 0, 4), ownReasons.fileUnknown],
  ] as const)('%s of other bytes is none', async (kind, bytes, reason) => {
    const { load } = await begin(give(bytes));
    expect(await load(kind)).toEqual({ reason });
  });

  test('a page by its header is none either', async () => {
    const { load } = await begin(give(Buffer.from('PK'), { 'content-type': 'Text/HTML; charset=utf-8' }));
    expect(await load('document')).toEqual({ reason: ownReasons.fileIsPage });
  });
});

describe('a site that lies, breaks off or says no', () => {
  test.each([
    ['says no', (_, response) => void response.writeHead(403).end('<h1>no</h1>'), ownReasons.fileNotFetched],
    [
      'names a length and sends less',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1_000_000 });
        response.write(mediaBytes.mp4(), () => response.destroy());
      },
      ownReasons.fileNotFetched,
    ],
    [
      'breaks off without a length',
      (_, response) => {
        response.writeHead(200);
        response.write(mediaBytes.mp4(), () => response.destroy());
      },
      ownReasons.fileNotFetched,
    ],
    [
      'names a length that is too large',
      (_, response) => response.writeHead(200, { 'content-length': 2 * megabyte }).flushHeaders(),
      ownReasons.fileTooLarge,
    ],
    [
      'sends too much without a word',
      (_, response) => {
        const more = () => response.write(Buffer.alloc(65_536), more);
        response.write(mediaBytes.mp4(), more);
      },
      ownReasons.fileTooLarge,
    ],
    [
      'packs it although nobody asked for that',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
      ownReasons.fileNotFetched,
    ],
    [
      'leads into the private network',
      (_, response) => void response.writeHead(302, { location: 'http://10.0.0.1/v.mp4' }).end(),
      ownReasons.filePrivate,
    ],
  ] satisfies [string, RequestListener, string][])('%s', async (_, answer, reason) => {
    const { folder, load } = await begin(answer, { mostBytes: megabyte });
    expect(await load('video')).toEqual({ reason });
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  test('is asked again the next time', async () => {
    let isDown = true;
    const { asked, load } = await begin((_, response) => {
      if (isDown) response.writeHead(500).end();
      else response.end(mediaBytes.mp4());
    });
    expect(await load('video')).toEqual({ reason: ownReasons.fileNotFetched });
    isDown = false;
    expect(await load('video')).toMatchObject({ name: 'video.mp4' });
    expect(asked).toHaveLength(2);
  });
});

test('files of one request that are too large together are refused', async () => {
  const { load } = await begin(give(mediaBytes.mp4(1_000)));
  expect(await load('video', 'file', 999)).toEqual({ reason: ownReasons.fileTooLarge });
  expect(await load('video', 'file', 1_000)).toMatchObject({ size: 1_000 });
});

test('where nothing can be written, nothing is asked for', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'uploads'), 'a file in its place');
  const { asked, load } = await begin(give(mediaBytes.mp4()), { folder });
  expect(await load('video')).toEqual({ reason: ownReasons.noRoom });
  expect(asked).toEqual([]);
});

test('what Telegram is asked to fetch', async () => {
  const { downloads } = await begin(give(mediaBytes.mp4()));
  const isForTelegram = (url: string, kind: 'video' | 'photo' | 'document' = 'video') =>
    downloads.isForTelegram(url, kind);
  expect(isForTelegram('https://example.kz/v')).toBe(true);
  expect(isForTelegram('http://127.0.0.1/v.mp4')).toBe(false);
  expect(isForTelegram('http://cms.internal/v.mp4')).toBe(false);
  expect(isForTelegram('telegram-file:AgACAgIAAxkBAAIB')).toBe(true);
  expect(isForTelegram('https://example.kz/a.PDF', 'document')).toBe(true);
  expect(isForTelegram('https://example.kz/a.docx', 'document')).toBe(false);
  downloads.rememberClosed('https://example.kz/v', 'video');
  expect(isForTelegram('https://example.kz/w')).toBe(false);
  expect(isForTelegram('https://example.kz/p.jpg', 'photo')).toBe(true);
});
