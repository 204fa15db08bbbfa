import { writeFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { pictureBytes, servePictures } from '../stage/picture-bytes.ts';
import { startHttpProxy } from '../stage/proxies.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

const good = pictureBytes.jpeg(800, 600);
const give =
  (bytes: Buffer): RequestListener =>
  (_, response) =>
    void response.end(bytes);

/** Telegram, which the sandbox plays, can fetch nothing from this machine and nothing from `.invalid`. */
async function begin(answer: RequestListener, settings: Record<string, string> = {}) {
  const site = await servePictures(answer);
  const stage = await Stage.set({ PICTURES_FROM: site.host, ...settings });
  await stage.start();
  const post = (id: string, address = `http://${site.host}/${id}.jpg`) =>
    stage.newsroom.insert({ id, headline: id.toUpperCase(), image_url: address, image_credit: 'MFA' });
  const kinds = () => stage.sandbox.messages(channelId).map(({ kind }) => kind);
  const sends = () =>
    stage.sandbox.requests
      .map(({ method }) => method.toLowerCase())
      .filter((method) => ['sendphoto', 'sendmessage'].includes(method));
  return { stage, site, post, kinds, sends };
}

describe('a picture that Telegram cannot fetch', () => {
  test('is uploaded at once from a private network that PICTURES_FROM names', async () => {
    const { stage, site, post, kinds } = await begin(give(good));
    post('a');
    await stage.until(() => expect(kinds()).toEqual(['photo']));
    expect(stage.texts()).toEqual(['A\n\nPhoto: MFA\nRead more']);
    expect(site.asked).toEqual(['/a.jpg']);
    const [shown] = stage.sandbox.messages(channelId);
    const file = await fetch(`${stage.sandbox.url}/sandbox/files/${shown?.fileId}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(good);
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    expect(stage.told()).toEqual([]);
  });

  test('is downloaded after Telegram said so, and the next one of that site at once', async () => {
    const proxy = await startHttpProxy();
    const { stage, site, post, kinds, sends } = await begin(give(good), {
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    });
    await stage.stop();
    const host = `img.invalid:${site.host.split(':')[1]}`;
    await stage.start({ PICTURES_FROM: host });
    post('a', `http://${host}/a.jpg`);
    await stage.until(() => expect(kinds()).toEqual(['photo']));
    post('b', `http://${host}/b.jpg`);
    await stage.until(() => expect(kinds()).toEqual(['photo', 'photo']));
    expect(sends()).toEqual(['sendphoto', 'sendphoto', 'sendphoto']);
  });

  test('is not posted twice when the answer to its upload is lost', async () => {
    const { stage, post, kinds, sends } = await begin(give(good));
    post('a');
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    const fault = stage.sandbox.addFault({ kind: 'drop-after', method: 'sendPhoto', times: 1 });
    post('b');
    await stage.until(() => expect(stage.stateOf('b')).toBe('sent'));
    expect(fault.strikes).toBe(1);
    expect(kinds()).toEqual(['photo', 'photo']);
    expect(sends()).toEqual(['sendphoto', 'sendphoto']);
  });

  test('is uploaded again when the first upload never arrived', async () => {
    const { stage, post, kinds } = await begin(give(good));
    stage.sandbox.addFault({ kind: 'drop-before', method: 'sendPhoto', times: 1 });
    post('a');
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    expect(kinds()).toEqual(['photo']);
  });
});

describe('a picture that cannot be uploaded', () => {
  test.each([
    ['is not there', (_, response) => void response.writeHead(404).end(), 'cannot be downloaded'],
    ['is a page', give(Buffer.from('<!doctype html>'.repeat(20))), 'none of JPEG'],
    ['has more than 10,000 pixels', give(pictureBytes.png(9_000, 1_001)), 'too many pixels'],
    ['is too long', give(pictureBytes.gif(2_001, 100)), 'too long'],
    ['is larger than 10 MB', give(Buffer.concat([good, Buffer.alloc(10 * 1_048_576)])), '10 MB'],
  ] satisfies [string, RequestListener, string][])(
    '%s: the post is a text, and it is said',
    async (_, answer, reason) => {
      const { stage, post, kinds } = await begin(answer);
      post('a');
      await stage.until((texts) => expect(texts).toEqual(['A\n\nRead more']));
      expect(kinds()).toEqual(['text']);
      await stage.until(() => expect(stage.told().join()).toContain(reason));
      expect(stage.told().join()).toContain('without its picture');
    },
  );

  test.each(['Bad Request: file must be non-empty', 'Bad Request: MEDIA_CAPTION_TOO_LONG'])(
    'in words that are not about its address (%s): the post is a text, and it is said',
    async (description) => {
      const { stage, kinds } = await begin(give(good));
      const error = { code: 400, description };
      stage.sandbox.addFault({ kind: 'error', method: 'sendPhoto', error, times: 1 });
      stage.newsroom.insert({ id: 'a', headline: 'A', image_url: 'https://img.example.kz/a.jpg' });
      await stage.until(() => expect(kinds()).toEqual(['text']));
      await stage.until(() => expect(stage.told().join()).toContain('without its picture'));
      expect(stage.told().join()).toContain(description);
    },
  );

  test('is on a private network that nobody named: nothing is asked there', async () => {
    const { stage, site, post } = await begin(give(good), { PICTURES_FROM: 'cms.example' });
    post('a');
    await stage.until((texts) => expect(texts).toEqual(['A\n\nRead more']));
    await stage.until(() => expect(stage.told().join()).toContain('PICTURES_FROM'));
    expect(site.asked).toEqual([]);
  });

  test('three in a row are the trouble of the channel: told once, and once more when it is over', async () => {
    let isBroken = true;
    const { stage, post, kinds } = await begin((_, response) => {
      if (isBroken) response.writeHead(500).end();
      else response.end(good);
    });
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      post(id);
      await stage.until((texts) => expect(headlines(texts)).toContain(id.toUpperCase()));
    }
    await stage.until(() => expect(stage.told().join()).toContain('gets no pictures'));
    isBroken = false;
    post('f');
    await stage.until(() => expect(kinds().at(-1)).toBe('photo'));
    await stage.until(() => expect(stage.told().at(-1)).toContain('gets pictures again'));
    const told = stage.told();
    expect(told.filter((text) => text.includes('gets no pictures'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('gets pictures again'))).toHaveLength(1);
    // The second one is bundled with the first, a little later.
    const single = told.filter((text) => /without (its|a) picture/.test(text)).join('\n');
    expect(single).toContain('a → main');
    for (const id of ['c', 'd', 'e']) expect(single).not.toContain(`${id} → main`);
  });
});

test('a picture that comes slowly holds up no other channel', async () => {
  const unanswered: ServerResponse[] = [];
  const site = await servePictures((_, response) => void unanswered.push(response));
  const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml', PICTURES_FROM: site.host });
  const other = -1_001_000_000_002;
  stage.sandbox.addChat({ id: other, type: 'channel', title: 'Other', username: 'other_channel' });
  writeFileSync(
    join(stage.folder, 'channels.yaml'),
    'channels:\n  - {name: main, id: "@story_channel", language: en}\n  - {name: other, id: "@other_channel", language: ru}\n',
  );
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A', image_url: `http://${site.host}/a.jpg` });
  await stage.until(() => expect(site.asked).toEqual(['/a.jpg']));
  stage.newsroom.insert({ id: 'b', headline: 'B', language: 'ru' });
  await stage.until(() => expect(stage.texts(other)).toHaveLength(1));
  expect(stage.texts()).toEqual([]);
  // The program would wait for it at its end.
  for (const response of unanswered) response.destroy();
});
