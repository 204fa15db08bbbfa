import { readdirSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mediaBytes } from '../stage/media-bytes.ts';
import { pictureBytes, servePictures } from '../stage/picture-bytes.ts';
import { startHttpProxy } from '../stage/proxies.ts';
import { botToken, channelId, ownerId, Stage } from '../stage/story-stage.ts';
import { mp4Bytes } from '../stage/video-bytes.ts';

const files: Readonly<Record<string, Buffer>> = {
  jpg: pictureBytes.jpeg(800, 600),
  mp4: mediaBytes.mp4(300_000),
  gif: pictureBytes.gif(64, 64),
  mp3: mediaBytes.mp3(5_000),
  pdf: mediaBytes.pdf(2_000),
  docx: Buffer.from('PK and more'),
};

const give: RequestListener = (request, response) => {
  const bytes = files[/\.(\w+)$/.exec(request.url ?? '')?.[1] ?? ''];
  if (bytes === undefined) response.writeHead(404).end();
  else response.end(bytes);
};

/** Telegram, which the sandbox plays, can fetch nothing from this machine and nothing from `.invalid`. */
async function begin(answer: RequestListener = give, settings: Record<string, string> = {}) {
  const site = await servePictures(answer);
  const stage = await Stage.set({ PICTURES_FROM: site.host, ...settings });
  await stage.start();
  const post = (id: string, ...media: [kind: string, path: string][]) =>
    stage.newsroom.insert({ id, headline: id.toUpperCase(), media: listOf(site.host, media) });
  return { stage, site, post, shown: () => shownIn(stage) };
}

function listOf(host: string, media: readonly [kind: string, path: string][]): string {
  const addressOf = (path: string) => (path.startsWith('http') ? path : `http://${host}/${path}`);
  return JSON.stringify(media.map(([kind, path]) => ({ kind, url: addressOf(path) })));
}

function shownIn(stage: Stage): string[] {
  return stage.sandbox.messages(channelId).map(({ kind, text }) => `${kind} ${text}`);
}

async function bytesShown(stage: Stage): Promise<Buffer[]> {
  const ids = stage.sandbox.messages(channelId).map(({ fileId }) => fileId);
  const answers = await Promise.all(ids.map((id) => fetch(`${stage.sandbox.url}/sandbox/files/${id}`)));
  return Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
}

const words = (headline: string) => `${headline}\n\nRead more`;

test('every kind of medium is uploaded from where Telegram cannot fetch it, and nothing stays on the disk', async () => {
  const { stage, post, shown } = await begin();
  const kinds = [
    ['video', 'v.mp4'],
    ['animation', 'g.gif'],
    ['audio', 'a.mp3'],
    ['document', 'd.pdf'],
    ['document', 'w.docx'],
  ] as const;
  for (const [index, [kind, path]] of kinds.entries()) {
    post(`${index}`, [kind, path]);
    await stage.until(() => expect(shown()[index]).toBe(`${kind} ${words(`${index}`)}`));
  }
  const bytes = await bytesShown(stage);
  for (const [index, [, path]] of kinds.entries()) {
    const [, ending = ''] = path.split('.');
    expect(bytes[index]?.equals(files[ending] ?? Buffer.alloc(0))).toBe(true);
  }
  expect(stage.told()).toEqual([]);
  expect(readdirSync(join(stage.folder, 'uploads'))).toEqual([]);
});

test('an album is uploaded in part or as a whole, and stands there once when its answer was lost', async () => {
  const { stage, post, shown, site } = await begin();
  post('a', ['photo', 'https://img.example.kz/1.jpg'], ['video', 'v.mp4'], ['photo', 'p.jpg']);
  const album = (id: string) => [`photo ${words(id)}`, 'video ', 'photo '];
  await stage.until(() => expect(shown()).toEqual(album('A')));
  // The first one is fetched by Telegram.
  expect(site.asked.toSorted()).toEqual(['/p.jpg', '/v.mp4']);
  const fault = stage.sandbox.addFault({ kind: 'drop-after', method: 'sendMediaGroup', times: 1 });
  post('b', ['photo', 'q.jpg'], ['video', 'w.mp4'], ['photo', 'r.jpg']);
  await stage.until(() => expect(stage.stateOf('b')).toBe('sent'));
  expect(fault.strikes).toBe(1);
  expect(shown()).toEqual([...album('A'), ...album('B')]);
  const row = stage.newsroom.rows("select message_ids from posts where article_id = 'b'");
  expect(row).toEqual([{ message_ids: '[4,5,6]' }]);
  stage.sandbox.addFault({ kind: 'drop-before', method: 'sendMediaGroup', times: 1 });
  post('c', ['photo', 's.jpg'], ['video', 'x.mp4'], ['photo', 't.jpg']);
  await stage.until(() => expect(stage.stateOf('c')).toBe('sent'));
  expect(shown().slice(6)).toEqual(album('C'));
});

test('what Telegram could not fetch is uploaded, and the next of that site at once', async () => {
  const proxy = await startHttpProxy();
  const { stage, site, post, shown } = await begin(give, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });
  await stage.stop();
  const host = `img.invalid:${site.host.split(':')[1]}`;
  await stage.start({ PICTURES_FROM: host });
  post('a', ['photo', `http://${host}/1.jpg`], ['video', `http://${host}/2.mp4`]);
  await stage.until(() => expect(shown()).toEqual([`photo ${words('A')}`, 'video ']));
  post('b', ['video', `http://${host}/3.mp4`]);
  await stage.until(() => expect(shown()[2]).toBe(`video ${words('B')}`));
  const sends = stage.sandbox.requests.filter(({ method }) => /^send(media|video)/i.test(method));
  expect(sends.map(({ method }) => method.toLowerCase())).toEqual([
    'sendmediagroup',
    'sendmediagroup',
    'sendvideo',
  ]);
});

test('what cannot be uploaded is shown by its first picture, or as text, and is told once with the reason', async () => {
  const { stage, post, shown } = await begin((request, response) => {
    if (request.url === '/page.mp4') response.setHeader('content-type', 'text/html').end('<!doctype html>');
    else give(request, response);
  });
  post('a', ['video', 'page.mp4'], ['photo', 'p.jpg']);
  await stage.until(() => expect(shown()).toEqual([`photo ${words('A')}`]));
  await stage.until(() =>
    expect(stage.told().join()).toContain('there is no file at its address, but a page'),
  );
  post('b', ['audio', 'gone.mp3x']);
  await stage.until(() => expect(shown()[1]).toBe(`text ${words('B')}`));
  await stage.until(() => expect(stage.told().join()).toContain('the file cannot be downloaded'));
  expect(stage.told()).toHaveLength(2);
});

/** What a reader's program is told of a video before it has any of it. */
async function aboutVideo(stage: Stage, messageId: number): Promise<unknown> {
  const answer = await fetch(`${stage.sandbox.url}/bot${botToken}/forwardMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: ownerId, from_chat_id: channelId, message_id: messageId }),
  });
  const { result } = (await answer.json()) as { result: { video?: object } }; // Telegram's envelope
  return result.video;
}

test('an uploaded video tells its size and its length: alone, in an album, and when it is exchanged', async () => {
  const upright = mp4Bytes({ width: 1_920, height: 1_080, ms: 63_400, isTurned: true, isHeaderLast: true });
  const wide = mp4Bytes({ width: 640, height: 360, ms: 5_000 });
  const { stage, site, post, shown } = await begin((request, response) => {
    if (request.url?.startsWith('/upright') === true) response.end(upright);
    else if (request.url?.startsWith('/wide') === true) response.end(wide);
    else give(request, response);
  });
  post('a', ['video', 'upright.mp4']);
  await stage.until(() => expect(shown()).toEqual([`video ${words('A')}`]));
  expect(await aboutVideo(stage, 1)).toMatchObject({ width: 1_080, height: 1_920, duration: 63 });
  post('b', ['photo', 'p.jpg'], ['video', 'wide.mp4']);
  await stage.until(() => expect(shown().slice(1)).toEqual([`photo ${words('B')}`, 'video ']));
  expect(await aboutVideo(stage, 3)).toMatchObject({ width: 640, height: 360, duration: 5 });
  stage.newsroom.update('a', { media: listOf(site.host, [['video', 'wide2.mp4']]) });
  await stage.until(async () =>
    expect(await aboutVideo(stage, 1)).toMatchObject({ width: 640, height: 360 }),
  );
  // A file without a header is a video all the same.
  post('c', ['video', 'v.mp4']);
  await stage.until(() => expect(shown()[3]).toBe(`video ${words('C')}`));
  expect(await aboutVideo(stage, 4)).toMatchObject({ width: 0, height: 0, duration: 0 });
});

test('an upload that Telegram finds too large is shown by its first picture', async () => {
  const large = mediaBytes.mp4(53 * 1_048_576);
  const { stage, post, shown } = await begin((request, response) => {
    if (request.url?.endsWith('.mp4') === true) response.end(large);
    else give(request, response);
  });
  post('a', ['video', 'v.mp4'], ['photo', 'p.jpg']);
  await stage.until(() => expect(shown()).toEqual([`photo ${words('A')}`]));
  await stage.until(() => expect(stage.told().join()).toContain('does not show all its photos'));
}, 60_000);

test('the program is killed while it downloads a video: the post is uploaded once by the next one', async () => {
  let isCut = true;
  const { stage, site, post, shown } = await begin((request, response) => {
    if (!isCut) return give(request, response);
    // Half of it, and then nothing more.
    response.writeHead(200, { 'content-length': files['mp4']?.length });
    response.write(files['mp4']?.subarray(0, 100_000));
  });
  await stage.stop();
  const program = await stage.spawn();
  post('a', ['video', 'v.mp4']);
  await stage.until(() => expect(site.asked).toEqual(['/v.mp4']));
  expect(stage.stateOf('a')).toBe('sending');
  await program.stop('SIGKILL');
  expect(readdirSync(join(stage.folder, 'uploads'))).toEqual([]);
  expect(shown()).toEqual([]);
  isCut = false;
  await stage.spawn();
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  expect(shown()).toEqual([`video ${words('A')}`]);
  expect(site.asked).toEqual(['/v.mp4', '/v.mp4']);
  expect((await bytesShown(stage))[0]?.equals(files['mp4'] ?? Buffer.alloc(0))).toBe(true);
  // What was read back is deleted from the log chat again.
  await stage.until(() => expect(stage.told()).toEqual([]));
});
